import * as z from 'zod/mini'
import { KubeconfigError } from './kubeconfig-error.ts'

const line = z.string().check(z.regex(/^[^\r\n\0]*$/))
/** The value of a header: client-go also refuses control characters there. */
const header = z.string().check(z.regex(/^[^\x00-\x08\x0a-\x1f\x7f]*$/))
/** `clusters[].cluster`. */
export const cluster = z.object({
  server: line,
  'certificate-authority': z.optional(z.string()),
  'certificate-authority-data': z.optional(z.string()),
  'insecure-skip-tls-verify': z.optional(z.boolean()),
  'proxy-url': z.optional(z.string()),
  'tls-server-name': z.optional(line),
})
/** `users[].user`. */
export const user = z.object({
  token: z.optional(header),
  tokenFile: z.optional(z.string()),
  username: z.optional(line),
  password: z.optional(line),
  'client-certificate': z.optional(z.string()),
  'client-certificate-data': z.optional(z.string()),
  'client-key': z.optional(z.string()),
  'client-key-data': z.optional(z.string()),
  exec: z.optional(z.unknown()),
  'auth-provider': z.optional(z.unknown()),
  as: z.optional(header),
  'as-uid': z.optional(header),
  'as-groups': z.optional(z.array(header)),
  'as-user-extra': z.optional(z.record(z.string().check(z.regex(/^[\w.%/-]+$/)), z.array(header))),
})
/** `contexts[].context`. */
export const context = z.object({ cluster: z.string(), user: z.string(), namespace: z.optional(line) })
const named = { name: z.string() }
/** The file; its entries are validated when they are selected. */
export const kubeconfig = z.object({
  'current-context': z.optional(z.string()),
  clusters: z.array(z.object({ ...named, cluster: z.unknown() })),
  users: z.array(z.object({ ...named, user: z.unknown() })),
  contexts: z.array(z.object({ ...named, context: z.unknown() })),
})

export type ClusterFields = z.infer<typeof cluster>
export type UserFields = z.infer<typeof user>

/** Parses `value` with `schema`. Throws a KubeconfigError that locates the mistake by known field names only. */
export function fields<T>(what: string, schema: z.ZodMiniType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const known = issue?.path.filter(part => typeof part === 'number' || /^[a-z-]{1,40}$/.test(String(part))) ?? []
  const where = known.length > 0 ? ` (at ${known.join('.')})` : ''
  throw new KubeconfigError('not-readable', `This is not a kubeconfig: ${what} is malformed${where}.`)
}
