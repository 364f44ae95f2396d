import type { Report, Snapshot } from '../core/index.ts'
import type { FailOn } from './inputs.ts'

/** The outcome of a step, before it is reported. */
export interface Outcome {
  readonly report: Report
  readonly snapshot: Snapshot
  /** Why the step fails, a sentence; absent if it does not. */
  readonly failure?: string
  /** The runner asked to stop: there is only time for the summary. */
  readonly cancelled: boolean
  /** The namespaces that were read. */
  readonly namespaces: readonly string[]
  /** RFC 3339: when the step began to read. */
  readonly at: string
  /** How long the rollout was watched, in milliseconds. */
  readonly took?: number
}

/** The verdicts that fail the step, by `fail-on`: each includes the worse ones. */
const FAILING: Readonly<Record<FailOn, readonly Report['verdict'][]>> = {
  never: [],
  stalled: ['stalled'],
  degraded: ['stalled', 'degraded'],
  unknown: ['stalled', 'degraded', 'unknown'],
}

/** Why a report fails the step; undefined if it does not. */
export function failureOf({ verdict, summary }: Report, failOn: FailOn): string | undefined {
  return FAILING[failOn].includes(verdict) ? summary : undefined
}
