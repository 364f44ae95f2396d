import { availableParallelism, totalmem } from 'node:os'
import * as z from 'zod'
import { tokensFrom } from '../live/live.ts'

const MIB = 1024 * 1024

const flag = z
  .enum(['', '0', '1', 'false', 'true'], '1 or 0')
  .default('0')
  .transform(text => text === '1' || text === 'true')

/** The environment's part of the configuration, with what is taken where it says nothing. */
const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number('a number').int().min(0).max(65_535).default(8787),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'an http or https address' }).optional(),
  KUBEWHY_TOKENS: z.string().default(''),
  KUBEWHY_ALLOW_PRIVATE: flag,
  KUBEWHY_ALLOW_INSECURE: flag,
})

/** Everything that a Node service is set up with. */
export interface Config {
  readonly host: string
  readonly port: number
  /** Where people reach the service. */
  readonly publicUrl?: string
  /** The bearer tokens of those who may have live clusters read; none turn it off. */
  readonly tokens: readonly string[]
  /** Whether API servers at private addresses may be connected to, and without checked TLS. */
  readonly allowPrivate: boolean
  readonly allowInsecure: boolean
  /** Most bytes of a body, before and after decompression. */
  readonly maxBytes: number
  readonly maxHeldBytes: number
  readonly threads: number
  readonly heapMiB: number
}

/** Takes environment variables; returns the configuration. Throws an `Error` whose message names the variable that is wrong. */
export function configFrom(env: Readonly<Record<string, string | undefined>>): Config {
  const result = environment.safeParse(env)
  if (!result.success) {
    const [issue] = result.error.issues
    throw new Error(`${issue?.path.join('.')} is not as it should be: ${issue?.message}`)
  }
  const { HOST, PORT, PUBLIC_URL, KUBEWHY_TOKENS, KUBEWHY_ALLOW_PRIVATE, KUBEWHY_ALLOW_INSECURE } = result.data
  const threads = Math.min(4, availableParallelism())
  return {
    host: HOST,
    port: PORT,
    ...(PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
    tokens: tokensFrom(KUBEWHY_TOKENS),
    allowPrivate: KUBEWHY_ALLOW_PRIVATE,
    allowInsecure: KUBEWHY_ALLOW_INSECURE,
    maxBytes: 256 * MIB,
    maxHeldBytes: 768 * MIB,
    threads,
    heapMiB: heapMiB(threads),
  }
}

/** Half of the memory that the process may use goes to the heaps of the threads. */
function heapMiB(threads: number): number {
  const limit = process.constrainedMemory()
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem()
  return Math.round(Math.min(4096, Math.max(128, memory / 2 / threads / MIB)))
}
