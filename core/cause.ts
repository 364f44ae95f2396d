import type { Patience } from './patience.ts'
import type { Owner } from './report.ts'
import type { Words } from './words.ts'
import type { Fault } from './workloads/network/hops.ts'

export type { Step, Words } from './words.ts'

/**
 * The stages of a workload's life in which it can fail, and the folders of `causes/`. The order matters: on one pod
 * (and container) the earliest stage is the cause, and findings of later stages follow from it.
 */
export const STAGES = [
  'control-plane',
  'manifest',
  'admission',
  'node',
  'storage',
  'scheduling',
  'image',
  'container-start',
  'crash',
  'readiness',
  'rollout',
  'network',
] as const
export type Stage = (typeof STAGES)[number]

/** The catalogue entry of a cause. */
export interface CauseText {
  /** The fault in one clause, without a full stop. */
  readonly summary: string
  /** Its symptoms, as kubectl prints them. */
  readonly shows: string
  /** Why it happens, the usual reasons. */
  readonly happens: string
  /** How to fix it. */
  readonly fix: string
  /** Pages of the Kubernetes documentation. */
  readonly docs: readonly string[]
}

/** One cause of the catalogue, without its detection. */
export interface Cause<F = never> {
  /** A key of the catalogue. Never renamed, never reused. */
  readonly id: string
  readonly stage: Stage
  readonly owner: Owner
  /** How long it may last before waiting is pointless. */
  readonly patience: Patience<F>
  /** True if it is a problem only once something is affected: a cordoned node matters when a pod needs it. */
  readonly needsAffected?: true
  /** True if any other cause of the same stage on the same subject takes precedence. */
  readonly isFallback?: true
  readonly text: CauseText
  /**
   * The wording for a broken network path that nobody has used yet, from the hop's fault and text; undefined for other
   * faults.
   */
  readonly atHop?: (fault: Fault, said: string) => Words | undefined
}
