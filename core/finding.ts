import type { Cause, Words } from './cause.ts'
import type { Confidence, Evidence, Field, ObjectRef, Outlook, Owner, Subject } from './report.ts'

export type { Words } from './cause.ts'

/** One occurrence of a cause, as found by a rule's `detect`. */
export interface Hit<F> {
  /** What `explain` needs to word it. Plain JSON. */
  readonly facts: F
  /** What has to change. */
  readonly subject: Subject
  /** The proof, most telling first. Evidence of further hits on the same subject is left out. */
  readonly evidence: readonly Evidence[]
  /** Objects whose failure it explains; the object passed to `detect` by default. */
  readonly explains?: readonly ObjectRef[]
  /** The affected container of the explained pods; the whole pod if absent. */
  readonly container?: string | undefined
  /** Objects whose trouble would explain it. Never other rules: the linker joins them. */
  readonly because?: readonly ObjectRef[] | undefined
  readonly confidence?: Confidence
  readonly owner?: Owner
  /** True if the workload is complete by its status and only fails at its job. */
  readonly degrades?: boolean
  /** When it began, in milliseconds since 1970. Must stay the same while nothing changes. */
  readonly since?: number | undefined
  /** Milliseconds after `since` in which every normal start looks the same; until then there is no finding. */
  readonly usual?: number | undefined
  /**
   * True if the evidence is that nothing has happened. Without `takenAt`, a later time in the snapshot must show that
   * `usual` has passed.
   */
  readonly isSilence?: boolean
  /**
   * When it becomes true by the object's own fields (a lease's expiry), in milliseconds since 1970. Until then there is
   * no finding.
   */
  readonly due?: number | undefined
  /** The ongoing change that will end it, as a clause: `pod web-0 is stopping and frees its port`. */
  readonly healing?: string | undefined
  /**
   * True if the snapshot cannot show whether it ends on its own: the outlook is `unknown` once its patience is over.
   */
  readonly isOpen?: boolean | undefined
  readonly field?: Field | undefined
}

/** None, one or several. */
export type Found<T> = T | Iterable<T> | undefined

/** One symptom of an object, as found by a rule's `detect`. */
export interface SymptomHit {
  /** What is seen, in a few words: `1 of 3 replicas is ready`. */
  readonly text: string
  /** The text for each container of a pod, by name, if `text` is about the first of them. */
  readonly ofContainers?: ReadonlyMap<string, string>
  /** Objects that may explain it, nearest first. */
  readonly because: readonly ObjectRef[]
  readonly since?: number | undefined
  readonly evidence?: readonly Evidence[]
  /** True if it is reported as `unknown` when nothing explains it. */
  readonly wrong?: boolean
  /** Milliseconds after `since` in which every normal start looks the same. */
  readonly usual?: number | undefined
  /** Seconds after `usual` in which it may still pass: until then `unknown` may recover. */
  readonly patience?: number | undefined
  /** True if it waits for something expected, such as a volume or a node: nothing is wrong during its patience. */
  readonly isWait?: boolean
  /** A remedy, one sentence, if the evidence states it but no cause of the catalogue fits. */
  readonly remedy?: string | undefined
  /** What it seems to depend on if no finding explains that. */
  readonly dependsOn?: Dependency | undefined
}

/** Objects of one kind; a symptom depends on one of them. */
export interface Dependency {
  readonly objects: readonly ObjectRef[]
  /** What is wrong with it, or with one of them. */
  readonly text: string
  /** True if they were not read. */
  readonly isUnread: boolean
}

/** A hit with its rule and words; the type of its facts is erased. */
export interface Finding extends Hit<unknown> {
  readonly rule: Cause
  readonly explains: readonly ObjectRef[]
  readonly words: Words
  /** The last link of its chain, if other than its subject and title. */
  readonly end?: { readonly object: ObjectRef; readonly text: string }
}

/** A finding with its outlook. */
export interface JudgedFinding extends Finding {
  readonly outlook: Outlook
  /** Milliseconds since 1970, only with `may-recover`: needs a change if it persists after this time. */
  readonly until?: number | undefined
}
