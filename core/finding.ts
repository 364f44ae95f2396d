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
  /** Objects whose trouble this cause is. Default: the object that `detect` was given. */
  readonly explains?: readonly ObjectRef[]
  /** The container of the explained pods that it is about; without it, all of the pod. */
  readonly container?: string | undefined
  /** Objects whose own trouble would explain this cause. Objects, never rules: the linker finds what is wrong with them. */
  readonly because?: readonly ObjectRef[] | undefined
  readonly confidence?: Confidence
  readonly owner?: Owner
  /** True where what it explains is complete as Kubernetes counts, and only fails at its job. */
  readonly degrades?: boolean
  /** When it began, milliseconds since 1970; it must not move while nothing changes. */
  readonly since?: number | undefined
  /** Milliseconds from `since` on for which every normal start shows the same: until then there is no finding. */
  readonly usual?: number | undefined
  /**
   * True where it is told by nothing having happened: a snapshot that does not say when it was taken has to show by a later
   * time of its own that `usual` has passed.
   */
  readonly isSilence?: boolean
  /** When it becomes true by the object's own account, milliseconds since 1970: a lease's expiry. Before there is no finding. */
  readonly due?: number | undefined
  /** What is under way that ends it, a clause: `pod web-0 is stopping and frees its port`. */
  readonly healing?: string | undefined
  /** True where what was read cannot tell whether it ends by itself: past its patience its outlook is `unknown`. */
  readonly isOpen?: boolean | undefined
  readonly field?: Field | undefined
}

/** Nothing, one or several. */
export type Found<T> = T | Iterable<T> | undefined

/** One symptom of an object, as a rule's `detect` found it. */
export interface SymptomHit {
  /** What is seen, in a few words: `1 of 3 replicas is ready`. */
  readonly text: string
  /** The same of each container of a pod, by its name, where `text` is about the first of them. */
  readonly ofContainers?: ReadonlyMap<string, string>
  /** Objects on whose trouble it may rest, nearest first. */
  readonly because: readonly ObjectRef[]
  readonly since?: number | undefined
  readonly evidence?: readonly Evidence[]
  /** True where the symptom is wrong enough to be reported as an unknown cause when nothing explains it. */
  readonly wrong?: boolean
  /** Milliseconds from `since` on for which every normal start shows the same. */
  readonly usual?: number | undefined
  /** Seconds after that for which it may pass: until then an unknown cause may recover. */
  readonly patience?: number | undefined
  /** True where that time is spent waiting for what may come, such as a volume or a node: until then nothing is wrong. */
  readonly isWait?: boolean
  /** What helps, one sentence, where no cause of the catalogue stands for what the evidence says. */
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

/** A cause found, its generics closed. */
export interface Finding extends Hit<unknown> {
  readonly rule: Cause
  readonly explains: readonly ObjectRef[]
  readonly words: Words
  /** The last link of its chain, if not its subject and title. */
  readonly end?: { readonly object: ObjectRef; readonly text: string }
}

/** A finding with what becomes of it. */
export interface JudgedFinding extends Finding {
  readonly outlook: Outlook
  /** Milliseconds since 1970; only with `may-recover`: when it needs a change if it is still there. */
  readonly until?: number | undefined
}
