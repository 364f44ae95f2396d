import { availableParallelism, totalmem } from 'node:os'
import * as z from 'zod'

const MIB = 1024 * 1024

/** The environment's part of the configuration, with what is taken where it says nothing. */
const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number('a number').int().min(0).max(65_535).default(8787),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'an http or https address' }).optional(),
})

/** Everything that a Node service is set up with. */
export interface Config {
  readonly host: string
  readonly port: number
  /** Where people reach the service. */
  readonly publicUrl?: string
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
  const { HOST, PORT, PUBLIC_URL } = result.data
  const threads = Math.min(4, availableParallelism())
  return {
    host: HOST,
    port: PORT,
    ...(PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
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
