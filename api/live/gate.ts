import { CallerLimits } from './caller-limits.ts'
import { callersOf } from './callers.ts'
import type { Live } from './live.ts'

/** Limits on a caller's requests, and on those of all callers together. */
export const LIMITS = { atOnce: 2, perMinute: 30, allAtOnce: 8 }

/**
 * Counts one request of the caller in an Authorization header; returns a function that ends it. Rejects with a
 * `ProblemError` (401, 429, 503).
 */
export type Gate = (authorization: string | undefined) => Promise<() => void>

const gates = new WeakMap<Live, Gate>()

/** The gate before live reads; every adapter uses the same one. */
export function gateOf(live: Live): Gate {
  const known = gates.get(live)
  if (known !== undefined) return known
  const callerOf = callersOf(live.tokens)
  const limits = new CallerLimits(LIMITS)
  const gate: Gate = async authorization => limits.start(await callerOf(authorization))
  gates.set(live, gate)
  return gate
}
