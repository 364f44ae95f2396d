import type { Patch } from './patch/patch.ts'
import type { Skipped, Unseen } from './snapshot.ts'

/** How a path through the network may be found: see `PathReport`. */
export const PATH_STATES = ['open', 'broken', 'undecided'] as const

export const VERDICTS = ['healthy', 'progressing', 'stalled', 'degraded', 'unknown'] as const
/**
 * `healthy`; `progressing`: nothing is wrong yet, or it recovers by itself; `stalled`: incomplete, and needs a change;
 * `degraded`: complete as Kubernetes counts, but what runs fails at its job; `unknown`: what decides could not be read.
 */
export type Verdict = (typeof VERDICTS)[number]

export const OUTLOOKS = ['needs-change', 'may-recover', 'self-healing', 'unknown'] as const
export type Outlook = (typeof OUTLOOKS)[number]

/** Surest first. */
export const CONFIDENCES = ['certain', 'likely', 'possible'] as const
export type Confidence = (typeof CONFIDENCES)[number]

export const OWNERS = ['app', 'platform', 'registry'] as const
/** Who can fix it. */
export type Owner = (typeof OWNERS)[number]

/** Names one object. Cluster-scoped objects have no namespace. */
export interface ObjectRef {
  readonly kind: string
  /** API group, only of a kind that bears the name of one of Kubernetes': Calico's NetworkPolicy. */
  readonly group?: string
  readonly namespace?: string
  readonly name: string
}

export interface Subject extends ObjectRef {
  readonly container?: string
}

/** One fact as it stands in the cluster, so that a reader can check it with one kubectl call. */
export interface Evidence {
  readonly object: ObjectRef
  /** Field path inside the object, `log` or `previous log` for a log line, `event` for an event's message. */
  readonly path: string
  readonly value: string
}

export const FIX_KINDS = ['check', 'change', 'destroy'] as const
/** `check` only reads; `change` can be taken back; `destroy` loses something, and its text says what. */
export type FixKind = (typeof FIX_KINDS)[number]

export interface Fix {
  readonly kind?: FixKind
  /** What to do, one sentence. */
  readonly text: string
  /** A command that can be run as it stands. */
  readonly command?: string
  /** A patch of the problem's field's object or subject: strategic merge as an object, JSON patch as an array. */
  readonly patch?: Patch
  /** With a patch: whether the rules, run again on the changed specification, find the cause gone and nothing in its place. */
  readonly proved?: boolean
}

/** The field that has to change. */
export interface Field {
  readonly object: ObjectRef
  /** For example `spec.template.spec.containers[name=web].image`. */
  readonly path: string
  readonly value?: string
  /** What to write there: the nearest value that exists, where one is near enough, or the value that cures. */
  readonly suggestion?: string
}

/** One link of the way from the workload down to the cause. */
export interface ChainLink extends ObjectRef {
  /** A symptom's id, or the cause's. */
  readonly symptom: string
  readonly text: string
}

export interface TemplateChange {
  /** Path inside the pod template. */
  readonly path: string
  /** Value before and after; absent where the field did not exist. Values of environment variables are never given. */
  readonly before?: string
  readonly after?: string
}

export interface Problem {
  /** Fingerprint: 12 hexadecimal digits, the same over pod renames and repeated runs. */
  readonly id: string
  /** A key of the catalogue, or `unknown`. */
  readonly cause: string
  readonly subject: Subject
  readonly title: string
  readonly why: string
  readonly confidence: Confidence
  readonly outlook: Outlook
  /** RFC 3339; only with `may-recover`: when it needs a change if it is still there. */
  readonly until?: string
  /** Only with `self-healing`: what is under way that ends it, a clause. */
  readonly healing?: string
  readonly owner: Owner
  /** RFC 3339; when it began, as far as the snapshot shows. */
  readonly since?: string
  readonly evidence: readonly Evidence[]
  readonly fix: readonly Fix[]
  readonly field?: Field
  /** From the workload down to the cause. */
  readonly chain: readonly ChainLink[]
  /** Other objects that suffer from it. */
  readonly affects: readonly ObjectRef[]
  /** What the current rollout changed in the pod template. Absent where no older revision is known. */
  readonly changed?: readonly TemplateChange[]
}

export interface WorkloadReport extends ObjectRef {
  readonly verdict: Verdict
  /** Numbers of pods. */
  readonly ready: number
  readonly wanted: number
  readonly updated: number
  /** Its owner, if that was not read or is a custom resource: an Argo Rollout, a CloneSet. */
  readonly owner?: ObjectRef
  /** Whether traffic is still served while its rollout hangs, one clause: `the previous revision still serves: 2 of 2 ready`. */
  readonly serving?: string
  /** Why it is not healthy, one line, where no problem says so. */
  readonly reason?: string
  /** What is worth knowing where nothing is wrong with it, a predicate: `is scaled to zero, so Service api has no endpoints`. */
  readonly note?: string
  /** Ids of the problems that hold it. */
  readonly problems: readonly string[]
}

/** One thing that happened, for the timeline of a rollout. */
export interface TimelineEntry {
  /** RFC 3339 */
  readonly at: string
  readonly object: ObjectRef
  /** Event reason or condition, for example `BackOff`. */
  readonly reason: string
  readonly text: string
  readonly warning: boolean
  /** How often it happened until `at`; 1 unless said. */
  readonly count?: number
  /** When it happened first, RFC 3339: only where `count` is more than 1 and the first time is known and before `at`. */
  readonly from?: string
}

export interface Report {
  readonly schema: 1
  readonly takenAt: string
  readonly verdict: Verdict
  readonly summary: string
  /** Ranked: what to fix first comes first. */
  readonly problems: readonly Problem[]
  readonly workloads: readonly WorkloadReport[]
  readonly unseen: readonly Unseen[]
  /** Rules that threw: each costs its own answer only. */
  readonly broken: readonly { readonly rule: string; readonly error: string }[]
  readonly skipped: readonly Skipped[]
  /** What else a reader should know of how it was read: rights of the credentials beyond reading, a namespace that does not exist. */
  readonly notes?: readonly string[]
  /** At most 200 entries of the workloads that have problems, oldest first. */
  readonly timeline: readonly TimelineEntry[]
}
