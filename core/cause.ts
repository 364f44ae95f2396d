import type { Patience } from './patience.ts'
import type { Owner } from './report.ts'
import type { Words } from './words.ts'
import type { Fault } from './workloads/network/hops.ts'

export type { Step, Words } from './words.ts'

/**
 * The stages at which a workload can fail, in the order in which one hides the next. They are the folders of `causes/`.
 * On one pod (and container) the earliest stage is the cause and what later stages show follows from it.
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

/** What the catalogue says about a cause, whatever the case. */
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

/** One cause of the catalogue: what is known of it apart from how it is found. */
export interface Cause<F = never> {
  /** A key of the catalogue. Never renamed, never reused. */
  readonly id: string
  readonly stage: Stage
  readonly owner: Owner
  /** How long what it names may last before nobody should wait any longer. */
  readonly patience: Patience<F>
  /** True if it is no problem until something suffers from it: a cordoned node that no pod waits for. */
  readonly needsAffected?: true
  /** True if it is named only where nothing better is: any other cause of its stage on the same subject wins. */
  readonly isFallback?: true
  readonly text: CauseText
  /**
   * Its words where it breaks a network path that nobody has used yet, from the fault and what the hop says; undefined for
   * other faults.
   */
  readonly atHop?: (fault: Fault, said: string) => Words | undefined
}
