import type { Patch } from './patch/patch.ts'
import type { Skipped, Unseen } from './snapshot.ts'

/** The states of a path: see `PathReport`. */
export const PATH_STATES = ['open', 'broken', 'undecided'] as const

export const VERDICTS = ['healthy', 'progressing', 'stalled', 'degraded', 'unknown'] as const
/**
 * `healthy`; `progressing`: nothing is wrong yet, or it recovers on its own; `stalled`: incomplete and needs a change;
 * `degraded`: complete by its status, but its app keeps failing; `unknown`: data that decides could not be read.
 */
export type Verdict = (typeof VERDICTS)[number]

export const OUTLOOKS = ['needs-change', 'may-recover', 'self-healing', 'unknown'] as const
export type Outlook = (typeof OUTLOOKS)[number]

/** Most certain first. */
export const CONFIDENCES = ['certain', 'likely', 'possible'] as const
export type Confidence = (typeof CONFIDENCES)[number]

export const OWNERS = ['app', 'platform', 'registry'] as const
/** Who can fix it. */
export type Owner = (typeof OWNERS)[number]

/** Identifies one object. Cluster-scoped objects have no namespace. */
export interface ObjectRef {
  readonly kind: string
  /** The API group, only for kinds that share a name with a Kubernetes kind: Calico's NetworkPolicy. */
  readonly group?: string
  readonly namespace?: string
  readonly name: string
}

export interface Subject extends ObjectRef {
  readonly container?: string
}

/** One fact from the cluster that a reader can check with one kubectl call. */
export interface Evidence {
  readonly object: ObjectRef
  /** Field path in the object, `log` or `previous log` for a log line, `event` for an event's message. */
  readonly path: string
  readonly value: string
}

export const FIX_KINDS = ['check', 'change', 'destroy'] as const
/** `check` only reads; `change` can be undone; `destroy` loses something, and its text says what. */
export type FixKind = (typeof FIX_KINDS)[number]

export interface Fix {
  readonly kind?: FixKind
  /** What to do, one sentence. */
  readonly text: string
  /** A command that can be run as it is. */
  readonly command?: string
  /** A patch for the problem's field's object, or its subject: strategic merge as an object, JSON patch as an array. */
  readonly patch?: Patch
  /**
   * Only with a patch: whether the rules, run again on the patched objects, no longer find the cause and find nothing
   * new.
   */
  readonly proved?: boolean
}

/** The field that has to change. */
export interface Field {
  readonly object: ObjectRef
  /** For example `spec.template.spec.containers[name=web].image`. */
  readonly path: string
  readonly value?: string
  /** A value to set: the nearest existing one if it is near enough, or one that fixes the problem. */
  readonly suggestion?: string
}

/** One link of the chain from the workload down to the cause. */
export interface ChainLink extends ObjectRef {
  /** A symptom's id, or the cause's. */
  readonly symptom: string
  readonly text: string
}

export interface TemplateChange {
  /** Path in the pod template. */
  readonly path: string
  /** Absent if the field did not exist. Values of environment variables are never shown. */
  readonly before?: string
  readonly after?: string
}

export interface Problem {
  /** Fingerprint: 12 hexadecimal digits, stable across pod renames and repeated runs. */
  readonly id: string
  /** A cause id of the catalogue, or `unknown`. */
  readonly cause: string
  readonly subject: Subject
  readonly title: string
  readonly why: string
  readonly confidence: Confidence
  readonly outlook: Outlook
  /** RFC 3339, only with `may-recover`: needs a change if it persists after this time. */
  readonly until?: string
  /** Only with `self-healing`: the ongoing change that will end it, as a clause. */
  readonly healing?: string
  readonly owner: Owner
  /** RFC 3339: when it began, as far as the snapshot shows. */
  readonly since?: string
  readonly evidence: readonly Evidence[]
  readonly fix: readonly Fix[]
  readonly field?: Field
  /** From the workload down to the cause. */
  readonly chain: readonly ChainLink[]
  /** Other objects affected by it. */
  readonly affects: readonly ObjectRef[]
  /** What the current rollout changed in the pod template. Absent if no older revision is known. */
  readonly changed?: readonly TemplateChange[]
}

export interface WorkloadReport extends ObjectRef {
  readonly verdict: Verdict
  /** Pods. */
  readonly ready: number
  readonly wanted: number
  readonly updated: number
  /** Its owner, if it was not read or is a custom resource: an Argo Rollout, a CloneSet. */
  readonly owner?: ObjectRef
  /**
   * Whether traffic is still served while the rollout hangs, as a clause: `the previous revision still serves: 2 of 2
   * ready`.
   */
  readonly serving?: string
  /** Why it is not healthy, one line, if no problem explains it. */
  readonly reason?: string
  /** A remark on a workload without problems, as a predicate: `is scaled to zero, so Service api has no endpoints`. */
  readonly note?: string
  /** Ids of the problems that affect it. */
  readonly problems: readonly string[]
}

/** One event in the timeline of a rollout. */
export interface TimelineEntry {
  /** RFC 3339 */
  readonly at: string
  readonly object: ObjectRef
  /** Event reason or condition, for example `BackOff`. */
  readonly reason: string
  readonly text: string
  readonly warning: boolean
  /** How often it happened until `at`; 1 by default. */
  readonly count?: number
  /** When it first happened, RFC 3339; only if `count` is more than 1 and the time is known and before `at`. */
  readonly from?: string
}

export interface Report {
  readonly schema: 1
  readonly takenAt: string
  readonly verdict: Verdict
  readonly summary: string
  /** In the order in which to fix them. */
  readonly problems: readonly Problem[]
  readonly workloads: readonly WorkloadReport[]
  readonly unseen: readonly Unseen[]
  /** Rules that threw; the others are not affected. */
  readonly broken: readonly { readonly rule: string; readonly error: string }[]
  readonly skipped: readonly Skipped[]
  /** Remarks for the reader: excessive rights of the credentials, a namespace that does not exist. */
  readonly notes?: readonly string[]
  /** At most 200 entries about workloads with problems, oldest first. */
  readonly timeline: readonly TimelineEntry[]
}
