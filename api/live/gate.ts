import { CallerLimits } from './caller-limits.ts'
import { callersOf } from './callers.ts'
import type { Live } from './live.ts'

/** What one caller may ask for, and all of them together. */
export const LIMITS = { atOnce: 2, perMinute: 30, allAtOnce: 8 }

/**
 * Takes an Authorization header; counts one request of its caller and returns what ends it. Rejects with a `ProblemError`
 * (401, 429, 503).
 */
export type Gate = (authorization: string | undefined) => Promise<() => void>

const gates = new WeakMap<Live, Gate>()

/** Takes how live clusters are read; returns the gate before it, the same one at every door. */
export function gateOf(live: Live): Gate {
  const known = gates.get(live)
  if (known !== undefined) return known
  const callerOf = callersOf(live.tokens)
  const limits = new CallerLimits(LIMITS)
  const gate: Gate = async authorization => limits.start(await callerOf(authorization))
  gates.set(live, gate)
  return gate
}
