import type { Report, Snapshot } from '../core/index.ts'

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
