import type { ProbeProblem } from './probes.ts'

/** The causes that a failing probe can be. */
export type ProbeCause =
  | 'probe-port-mismatch'
  | 'probe-path-not-found'
  | 'probe-timeout'
  | 'readiness-probe-failing'
  | 'liveness-probe-failing'
  | 'startup-probe-failing'

/**
 * Takes a probe's problem; returns its cause. A startup probe that is refused on a declared port tells only that the
 * application has not come up in time.
 */
export function probeCause({ kind, answer, isUndeclared, message }: ProbeProblem): ProbeCause {
  if (answer === 'refused' && (kind !== 'startup' || isUndeclared)) return 'probe-port-mismatch'
  if (answer === 'not-found') return 'probe-path-not-found'
  if (answer === 'timeout' && message !== '') return 'probe-timeout'
  return `${kind}-probe-failing`
}
