import type { Report, Snapshot } from '../core/index.ts'
import type { FailOn } from './inputs.ts'

/** What a step found out, before any of it is said. */
export interface Outcome {
  readonly report: Report
  readonly snapshot: Snapshot
  /** Why the step fails, a sentence; absent where it does not. */
  readonly failure?: string
  /** The runner asked to stop: there is time for the summary only. */
  readonly cancelled: boolean
  /** Namespaces that were looked at. */
  readonly namespaces: readonly string[]
  /** RFC 3339: when the step began to look. */
  readonly at: string
  /** How long the rollout was watched, in milliseconds. */
  readonly took?: number
}

/** The verdicts that fail the step, by `fail-on`: each with those that are worse. */
const FAILING: Readonly<Record<FailOn, readonly Report['verdict'][]>> = {
  never: [],
  stalled: ['stalled'],
  degraded: ['stalled', 'degraded'],
  unknown: ['stalled', 'degraded', 'unknown'],
}

/** Why a report fails the step, or undefined where it does not. */
export function failureOf({ verdict, summary }: Report, failOn: FailOn): string | undefined {
  return FAILING[failOn].includes(verdict) ? summary : undefined
}
