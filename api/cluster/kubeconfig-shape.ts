import { z } from 'zod'
import { KubeconfigError } from './kubeconfig-error.ts'

const line = z.string().regex(/^[^\r\n\0]*$/)
/** `clusters[].cluster`. */
export const cluster = z.object({
  server: line,
  'certificate-authority': z.string().optional(),
  'certificate-authority-data': z.string().optional(),
  'insecure-skip-tls-verify': z.boolean().optional(),
  'proxy-url': z.string().optional(),
  'tls-server-name': line.optional(),
})
/** `users[].user`. */
export const user = z.object({
  token: line.optional(),
  tokenFile: z.string().optional(),
  username: line.optional(),
  password: line.optional(),
  'client-certificate': z.string().optional(),
  'client-certificate-data': z.string().optional(),
  'client-key': z.string().optional(),
  'client-key-data': z.string().optional(),
  exec: z.unknown().optional(),
  'auth-provider': z.unknown().optional(),
  as: line.optional(),
  'as-uid': line.optional(),
  'as-groups': z.array(line).optional(),
  'as-user-extra': z.record(z.string().regex(/^[\w.%/-]+$/), z.array(line)).optional(),
})
/** `contexts[].context`. */
export const context = z.object({ cluster: z.string(), user: z.string(), namespace: line.optional() })
const named = { name: z.string() }
/** The file; its entries are checked when they are chosen. */
export const kubeconfig = z.object({
  'current-context': z.string().optional(),
  clusters: z.array(z.object({ ...named, cluster: z.unknown() })),
  users: z.array(z.object({ ...named, user: z.unknown() })),
  contexts: z.array(z.object({ ...named, context: z.unknown() })),
})

export type ClusterFields = z.infer<typeof cluster>
export type UserFields = z.infer<typeof user>

/** `value` as `schema` has it. Throws a KubeconfigError that names the place by known field names only. */
export function fields<T>(what: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const known = issue?.path.filter(part => typeof part === 'number' || /^[a-z-]{1,40}$/.test(String(part))) ?? []
  const where = known.length > 0 ? ` (at ${known.join('.')})` : ''
  throw new KubeconfigError('not-readable', `This is not a kubeconfig: ${what} does not have the shape of one${where}.`)
}
