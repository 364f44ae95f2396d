import type { Cause, Words } from './cause.ts'
import type { Confidence, Evidence, Field, ObjectRef, Outlook, Owner, Subject } from './report.ts'

export type { Words } from './cause.ts'

/** One place where a cause shows, as a rule's `detect` found it. */
export interface Hit<F> {
  /** What the words need. Plain JSON. */
  readonly facts: F
  /** What has to change. */
  readonly subject: Subject
  /** What proves it, most telling first. Evidence of further hits on the same subject is left out. */
  readonly evidence: readonly Evidence[]
  /** Objects whose failure it explains. Default: the object passed to `detect`. */
  readonly explains?: readonly ObjectRef[]
  /** The container concerned in the explained pods; without it, the whole pod. */
  readonly container?: string | undefined
  /** Objects that would explain it if something is wrong with them. Objects, never rules: the linker joins them. */
  readonly because?: readonly ObjectRef[] | undefined
  readonly confidence?: Confidence
  readonly owner?: Owner
  /** True where the workload is complete as Kubernetes counts, and only fails at its job. */
  readonly degrades?: boolean
  /** When it began, milliseconds since 1970; it must not move while nothing changes. */
  readonly since?: number | undefined
  /** Milliseconds after `since` for which every normal start looks the same: until then there is no finding. */
  readonly usual?: number | undefined
  /**
   * True if the sign is that nothing has happened. Without `takenAt`, a later time in the snapshot must show that `usual` has
   * passed.
   */
  readonly isSilence?: boolean
  /** When it becomes true by the object's own fields, milliseconds since 1970: a lease's expiry. Until then there is no finding. */
  readonly due?: number | undefined
  /** The ongoing change that will end it, a clause: `pod web-0 is stopping and frees its port`. */
  readonly healing?: string | undefined
  /** True if what was read cannot show whether it ends on its own: past its patience the outlook is `unknown`. */
  readonly isOpen?: boolean | undefined
  readonly field?: Field | undefined
}

/** Nothing, one or several. */
export type Found<T> = T | Iterable<T> | undefined

/** One symptom of an object, as a rule's `detect` found it. */
export interface SymptomHit {
  /** What is seen, in a few words: `1 of 3 replicas is ready`. */
  readonly text: string
  /** The same for each container of a pod, by name, if `text` is about the first of them. */
  readonly ofContainers?: ReadonlyMap<string, string>
  /** Objects that may explain it, nearest first. */
  readonly because: readonly ObjectRef[]
  readonly since?: number | undefined
  readonly evidence?: readonly Evidence[]
  /** True if it is reported as an unknown cause when nothing explains it. */
  readonly wrong?: boolean
  /** Milliseconds after `since` for which every normal start looks the same. */
  readonly usual?: number | undefined
  /** Seconds after that for which it may pass: until then an unknown cause may recover. */
  readonly patience?: number | undefined
  /** True if that time is spent waiting for something expected, such as a volume or a node: until then nothing is wrong. */
  readonly isWait?: boolean
  /** What helps, one sentence, if the evidence says it but no cause of the catalogue fits. */
  readonly remedy?: string | undefined
  /** What it seems to depend on, if no rule explains that further. */
  readonly dependsOn?: Dependency | undefined
}

/** Objects of one kind; a symptom depends on one of them. */
export interface Dependency {
  readonly objects: readonly ObjectRef[]
  /** What is wrong with the one, or with one of several. */
  readonly text: string
  /** True if they were not read. */
  readonly isUnread: boolean
}

/** A hit with its rule and words, whatever its facts. */
export interface Finding extends Hit<unknown> {
  readonly rule: Cause
  readonly explains: readonly ObjectRef[]
  readonly words: Words
  /** The last link of its chain, if not its subject and title. */
  readonly end?: { readonly object: ObjectRef; readonly text: string }
}

/** A finding with its outlook. */
export interface JudgedFinding extends Finding {
  readonly outlook: Outlook
  /** Milliseconds since 1970; only with `may-recover`: it needs a change if it persists after this time. */
  readonly until?: number | undefined
}
