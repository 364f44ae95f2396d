import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import { viewOf } from '../../cluster/view.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kind, Kube } from '../../kube/index.ts'
import { refKey, refOf, refTo } from '../../ref.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { earliest, parseTime } from '../../time.ts'
import type { Step } from '../../words.ts'
import { newest } from '../pods.ts'
import { isLongAgo } from '../recency.ts'
import { isCurrent, replicaSetsOf } from '../replica-sets.ts'
import { rolloutOf } from '../rollouts.ts'
import { workloadOf } from '../workloads.ts'
import type { Refusal } from './refusal.ts'
import { classifyRefusal } from './refusal.ts'

/** Kinds whose controllers create pods, claims, Jobs or ReplicaSets. */
export const CREATORS = [
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'ReplicationController',
  'CronJob',
  'Deployment',
] as const
export type Creator = Kube<(typeof CREATORS)[number]>

/** What a controller currently fails to create. */
export interface FailedCreate {
  /** Undefined if the message has no known reason. */
  readonly refusal: Refusal | undefined
  readonly message: string
  /** The kind of object refused. */
  readonly what: 'pod' | 'Job' | 'ReplicaSet' | 'PersistentVolumeClaim'
  /** Number of missing pods (for a CronJob: Jobs); undefined if the object was not read. */
  readonly missing: number | undefined
  readonly evidence: readonly Evidence[]
  /** Milliseconds since 1970. */
  readonly first: number | undefined
  readonly last: number | undefined
}

/**
 * A refusal older than this, in milliseconds, without a repetition may be over: controllers retry at least every 1000
 * s.
 */
const STALE_REFUSAL = 20 * 60_000

const FAILURES: ReadonlySet<string> = new Set(['FailedCreate', 'ReplicaSetCreateError'])

/** True if the refusal is so old that a later attempt may have succeeded unseen. */
export function mayBeOver({ last }: Pick<FailedCreate, 'last'>, cluster: Cluster): boolean {
  return isLongAgo(last, STALE_REFUSAL, cluster)
}

function missingOfJob({ spec, status }: Kube<'Job'>): number {
  const is = (type: string) => status?.conditions?.some(c => c.type === type && c.status === 'True') === true
  if (spec?.suspend === true || ['Complete', 'SuccessCriteriaMet', 'Failed', 'FailureTarget'].some(is)) return 0
  const parallelism = spec?.parallelism ?? 1
  const left = spec?.completions === undefined ? parallelism : spec.completions - (status?.succeeded ?? 0)
  return Math.min(parallelism, left) - (status?.active ?? 0)
}

/** A StatefulSet creates the claims of a pod before the pod (`pkg/controller/statefulset/stateful_pod_control.go`). */
const CLAIM_REFUSED = /^create Claim |failed to create PVC |persistentvolumeclaims "/

/** A Deployment repeats its ReplicaSet's condition, which is about pods (`deployment/sync.go`, `calculateStatus`). */
function isOfPods(deployment: Kube<'Deployment'>, message: string): boolean {
  return refusedSet(deployment) === undefined && !/\breplicasets?(?:\.apps)? "/i.test(message)
}

function refusedBy(creator: Creator, message: string): FailedCreate['what'] {
  if (creator.kind === 'CronJob') return 'Job'
  if (creator.kind === 'Deployment') return isOfPods(creator, message) ? 'pod' : 'ReplicaSet'
  return CLAIM_REFUSED.test(message) ? 'PersistentVolumeClaim' : 'pod'
}

function missingOf(creator: Creator, cluster: Cluster): number | undefined {
  if (cluster.get(refOf(creator)) === undefined) return undefined
  switch (creator.kind) {
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'StatefulSet':
      return (creator.spec?.replicas ?? 1) - (creator.status?.replicas ?? 0)
    case 'DaemonSet':
      return (creator.status?.desiredNumberScheduled ?? 0) - (creator.status?.currentNumberScheduled ?? 0)
    case 'Job':
      return missingOfJob(creator)
    case 'CronJob':
      return creator.spec?.suspend === true ? 0 : 1
    default:
      return replicaSetsOf(creator, cluster).length > 0 && refusedSet(creator) === undefined
        ? 0
        : (creator.spec?.replicas ?? 1) - (creator.status?.updatedReplicas ?? 0)
  }
}

function refusedSet(deployment: Kube<'Deployment'>) {
  return deployment.status?.conditions?.find(
    ({ type, reason, status }) => type === 'Progressing' && status === 'False' && reason === 'ReplicaSetCreateError',
  )
}

/**
 * The controller's own condition that it fails: set and removed at each attempt, with the message of the first failure.
 */
function conditionOf(creator: Creator) {
  if (creator.kind === 'Deployment') {
    const set = refusedSet(creator)
    if (set !== undefined) return set
  }
  if (creator.kind !== 'ReplicaSet' && creator.kind !== 'ReplicationController' && creator.kind !== 'Deployment') {
    return undefined
  }
  return creator.status?.conditions?.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True')
}

/** ReplicaSets remove the condition `ReplicaFailure` as soon as an attempt succeeds; other kinds have none. */
function hasRecovered(creator: Creator, failed: ClusterEvent | undefined, events: readonly ClusterEvent[]): boolean {
  const { last } = failed ?? {}
  if (last !== undefined && events.some(event => event.reason === 'SuccessfulCreate' && (event.last ?? 0) > last)) {
    return true
  }
  if (creator.kind !== 'ReplicaSet' && creator.kind !== 'ReplicationController') return false
  return creator.status?.observedGeneration !== undefined && conditionOf(creator) === undefined
}

function read(creator: Creator, cluster: Cluster): FailedCreate | undefined {
  if (creator.metadata.deletionTimestamp !== undefined) return undefined
  const missing = missingOf(creator, cluster)
  if ((missing ?? 1) <= 0 || (creator.kind === 'ReplicaSet' && !isCurrent(creator, cluster))) return undefined
  const events = cluster.events(creator)
  const failures = events.filter(({ reason }) => FAILURES.has(reason))
  const failed = failures.at(-1)
  const condition = conditionOf(creator)
  if (hasRecovered(creator, failed, events)) return undefined
  const told = condition?.message
  const candidates = [
    ...(failed === undefined ? [] : [{ text: failed.message, evidence: eventEvidence(failed) }]),
    ...(told === undefined
      ? []
      : [{ text: told, evidence: fieldEvidence(creator, `status.conditions[type=${condition?.type}].message`, told) }]),
  ]
  const classified = candidates.map(candidate => ({ ...candidate, refusal: classifyRefusal(candidate.text) }))
  const best = classified.find(({ refusal }) => refusal !== undefined) ?? classified[0]
  if (best === undefined) return undefined
  return {
    refusal: best.refusal,
    message: best.text,
    what: refusedBy(creator, best.text),
    missing,
    evidence: [best.evidence],
    first: earliest(failures.map(({ first }) => first)) ?? parseTime(condition?.lastTransitionTime),
    last: failed?.last,
  }
}

/**
 * Why a controller fails to create its objects, judged by what is missing now: undefined if nothing is, if a later
 * attempt succeeded, or if no refusal is on record. Only the newest ReplicaSet of a Deployment counts.
 */
export function failedCreateOf(creator: Creator, cluster: Cluster): FailedCreate | undefined {
  return cluster.of(creator, read)
}

/** What is missing: `1 pod`, `3 pods`, `pods` if their number is not known. */
export function missingText({ what, missing }: Pick<FailedCreate, 'what' | 'missing'>): string {
  const noun = what === 'Job' ? 'Job' : 'pod'
  if (missing === undefined) return `${noun}s`
  return missing === 1 ? `1 ${noun}` : `${missing} ${noun}s`
}

/** What is blocked while a controller's attempts are refused: the controller, and its workload if that was not read. */
export function heldUpBy(creator: Creator, cluster: Cluster): readonly ObjectRef[] {
  const ref = refOf(creator)
  return cluster.get(ref) === undefined ? [workloadOf(creator, cluster), ref] : [ref]
}

/** What ends a refusal whose reason is gone, to follow a clause such as `the policy no longer denies it`. */
export const RETRY = ', and the controller retries'

/** Controllers back off to at most 1000 s between attempts. */
export const AWAIT_RETRY: readonly Step[] = [
  { kind: 'check', text: 'Check that the pods are created: the controller retries within 17 minutes.' },
]

const CREATOR_KINDS: ReadonlySet<string> = new Set(CREATORS)

/**
 * A ReplicaSet's name is its Deployment's and a hash of the template, in an alphabet without vowels and look-alike
 * digits (`rand.SafeEncodeString` of apimachinery).
 */
const OF_DEPLOYMENT = /^(.{1,253})-([bcdfghjklmnpqrstvwxz2456789]{5,10})$/

function isCreatorKind(kind: string): kind is Creator['kind'] {
  return CREATOR_KINDS.has(kind)
}

export function isCreator(object: Kube): object is Creator {
  return isCreatorKind(object.kind)
}

/** What an event reveals about an object that was not read; undefined if the cluster has better data. */
function unreadObject(ref: ObjectRef, cluster: Cluster): Kube | undefined {
  const { kind, namespace, name } = ref
  if (!isCreatorKind(kind) || cluster.seen(kind, namespace) || cluster.get(ref) !== undefined) return undefined
  const [, deployment, hash] = kind === 'ReplicaSet' ? (OF_DEPLOYMENT.exec(name) ?? []) : []
  const made = {
    labels: { 'pod-template-hash': hash },
    ownerReferences: [{ kind: 'Deployment', name: deployment, controller: true }],
  }
  const View = viewOf(kind)
  return new View({ kind, metadata: { name, namespace, ...(deployment === undefined ? {} : made) } })
}

function lastOf(events: readonly ClusterEvent[], reason: string): number {
  return events.findLast(event => event.reason === reason)?.last ?? Number.NEGATIVE_INFINITY
}

/**
 * True if it is still failing: its controller would have retried since, and neither it nor its successor has created
 * anything.
 */
function isFailing(object: Kube, made: ReadonlyMap<string, number>, cluster: Cluster): boolean {
  const failed = lastOf(cluster.events(object), 'FailedCreate')
  if ((newest(cluster.ownedBy(object, 'Pod')) ?? Number.NEGATIVE_INFINITY) > failed) return false
  const owner = cluster.ownerOf(object)
  if (owner?.kind === 'Deployment' && rolloutOf(owner, cluster).complete) return false
  return cluster.now - failed <= STALE_REFUSAL && (made.get(familyOf(object)) ?? Number.NEGATIVE_INFINITY) < failed
}

/** Common to all revisions of a Deployment. */
function familyOf({ kind, metadata: { namespace, name, ownerReferences } }: Kube): string {
  return refKey(refTo(kind, namespace, ownerReferences?.[0]?.name ?? name))
}

function find(_snapshot: object, cluster: Cluster): readonly Kube[] {
  const unread = (reason: string) => cluster.regarded(reason).flatMap(ref => unreadObject(ref, cluster) ?? [])
  const objects = unread('FailedCreate')
  const made = new Map<string, number>()
  for (const object of objects.length === 0 ? [] : unread('SuccessfulCreate')) {
    const family = familyOf(object)
    const last = lastOf(cluster.events(object), 'SuccessfulCreate')
    made.set(family, Math.max(last, made.get(family) ?? last))
  }
  return objects.filter(object => isFailing(object, made, cluster))
}

/**
 * Placeholders for controllers that were not read but fail to create objects according to events: so a snapshot with
 * only pods and events still shows why pods are missing.
 */
export function unreadCreators<K extends Kind>(kind: K, cluster: Cluster): readonly Kube<K>[] {
  return cluster
    .of(cluster.snapshot, find)
    .filter(object => object.kind === kind) as readonly Kube[] as readonly Kube<K>[]
}
