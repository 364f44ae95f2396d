import * as z from 'zod'
import { tokensFrom } from '../live/live.ts'
import { originsFrom } from '../origins.ts'
import { usableMiB } from './memory.ts'

/** With less, there is no room for a process besides this one. */
const MIN_MEMORY_MIB = 384

const flag = z
  .enum(['0', '1', 'false', 'true'], '1 or 0')
  .default('0')
  .transform(text => text === '1' || text === 'true')

const PORT_RANGE = 'a number from 0 to 65535'
const MEMORY_RANGE = `a whole number of MiB, at least ${MIN_MEMORY_MIB}`

/** The configuration in the environment, with its defaults. */
const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number(PORT_RANGE).int(PORT_RANGE).min(0, PORT_RANGE).max(65_535, PORT_RANGE).default(8787),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'an http or https URL' }).optional(),
  KUBEWHY_TOKENS: z.string().default(''),
  KUBEWHY_ORIGINS: z.string().default(''),
  KUBEWHY_METRICS: z
    .string()
    .regex(/^(?:\[[\da-fA-F:]+\]|[\w.-]+):\d{1,5}$/, 'an address and a port, for example 127.0.0.1:9464')
    .optional(),
  KUBEWHY_ALLOW_PRIVATE: flag,
  KUBEWHY_ALLOW_LOOPBACK: flag,
  KUBEWHY_ALLOW_INSECURE: flag,
  KUBEWHY_MEMORY_MIB: z.coerce.number(MEMORY_RANGE).int(MEMORY_RANGE).min(MIN_MEMORY_MIB, MEMORY_RANGE).optional(),
})

/** The address of the metrics. */
export interface MetricsAddress {
  readonly host: string
  readonly port: number
}

/** The configuration of a Node service. */
export interface Config {
  readonly host: string
  readonly port: number
  /** The public URL of the service. */
  readonly publicUrl?: string
  /** Bearer tokens of callers who may have live clusters read; off without any. */
  readonly tokens: readonly string[]
  /** Origins whose pages may call the service from a browser. */
  readonly origins: readonly string[]
  /** Where metrics are served; nowhere if absent. */
  readonly metrics?: MetricsAddress
  /** Whether API servers may have private addresses, and unverified TLS. */
  readonly allowPrivate: boolean
  readonly allowLoopback: boolean
  readonly allowInsecure: boolean
  /** Memory for the service, its processes together. */
  readonly memoryMiB: number
}

/** Throws an `Error` whose message names the invalid variable. */
export function configFrom(env: Readonly<Record<string, string | undefined>>): Config {
  // An empty variable counts as not set, as in a Compose file.
  const result = environment.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')))
  if (!result.success) {
    const [issue] = result.error.issues
    throw new Error(`${issue?.path.join('.')} must be ${issue?.message}`)
  }
  const { HOST, PORT, PUBLIC_URL, KUBEWHY_TOKENS, KUBEWHY_ORIGINS, KUBEWHY_METRICS, KUBEWHY_MEMORY_MIB } = result.data
  return {
    host: HOST,
    port: PORT,
    ...(PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
    tokens: tokensFrom(KUBEWHY_TOKENS),
    origins: originsFrom(KUBEWHY_ORIGINS),
    ...(KUBEWHY_METRICS !== undefined && { metrics: metricsAddress(KUBEWHY_METRICS) }),
    allowPrivate: result.data.KUBEWHY_ALLOW_PRIVATE,
    allowLoopback: result.data.KUBEWHY_ALLOW_LOOPBACK,
    allowInsecure: result.data.KUBEWHY_ALLOW_INSECURE,
    memoryMiB: KUBEWHY_MEMORY_MIB ?? Math.max(MIN_MEMORY_MIB, usableMiB()),
  }
}

function metricsAddress(text: string): MetricsAddress {
  const colon = text.lastIndexOf(':')
  const port = Number(text.slice(colon + 1))
  if (port > 65_535) throw new Error('KUBEWHY_METRICS must have a port of at most 65535')
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port }
}
