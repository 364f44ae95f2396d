import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { refTo } from '../../ref.ts'
import { parseTime } from '../../time.ts'
import { evictionOf } from '../node/eviction.ts'
import { createdAt, podCondition, RECENT_CRASH } from './pods.ts'
import { rolloutOf } from './rollouts.ts'

/** True where a later run of the same CronJob has succeeded; its Job may be gone. */
export function isSuperseded(job: Kube<'Job'>, cluster: Cluster): boolean {
  const cronJob = cluster.ownerOf(job)
  if (cronJob?.kind !== 'CronJob') return false
  const made = createdAt(job) ?? 0
  if ((parseTime(cronJob.status?.lastSuccessfulTime) ?? 0) > made) return true
  return cluster.ownedBy(cronJob, 'Job').some(run => (createdAt(run) ?? 0) > made && rolloutOf(run, cluster).complete)
}

/** True where a pod has been ready for so long that what ended the one before it is over. */
function isSettled(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const ready = podCondition(pod, 'Ready')
  const since = parseTime(ready?.lastTransitionTime)
  return ready?.status === 'True' && since !== undefined && cluster.now - since > RECENT_CRASH
}

/** What the pods of one controller show of how it goes on. */
interface Siblings {
  readonly hasSucceeded: boolean
  /** When the newest of those that have long been ready was made, milliseconds since 1970. */
  readonly settled: number | undefined
}

function lookAtSiblings(pods: readonly Kube<'Pod'>[], cluster: Cluster): Siblings {
  const made = pods.filter(pod => isSettled(pod, cluster)).map(pod => createdAt(pod) ?? 0)
  return {
    hasSucceeded: pods.some(({ status }) => status?.phase === 'Succeeded'),
    settled: made.reduce<number | undefined>((newest, time) => Math.max(newest ?? 0, time), undefined),
  }
}

/**
 * True where the controller was not read and another of its pods shows that this one's failure is over: it has succeeded in
 * a Job's place, or was made since and has long been ready.
 */
function hasSuccessor(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true)
  const { kind, name } = owner ?? {}
  if (kind === undefined || name === undefined || pod.status?.phase !== 'Failed') return false
  const { namespace } = pod.metadata
  const ref = refTo(kind, namespace, name)
  const { hasSucceeded, settled } = cluster.of(cluster.ownedByRef(ref, 'Pod'), lookAtSiblings)
  return kind === 'Job' ? hasSucceeded : settled !== undefined && settled >= (createdAt(pod) ?? 0)
}

const SECOND = 1000
const INDEX = 'batch.kubernetes.io/job-completion-index'

/** True where the pod was ended for its node's sake or another pod's, not for what it did itself. */
function isDisrupted(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  if (evictionOf(pod, cluster)?.cause === 'pod-evicted-over-limit') return false
  return pod.status?.reason !== undefined || podCondition(pod, 'DisruptionTarget')?.status === 'True'
}

/** Milliseconds that the pod lived, as far as its containers tell. */
function lifeOf(pod: Kube<'Pod'>): number {
  const ends = (pod.status?.containerStatuses ?? []).map(({ state }) => parseTime(state?.terminated?.finishedAt) ?? 0)
  return Math.max(0, ...ends) - (createdAt(pod) ?? 0)
}

/** When the last of the pod's containers was started, where all of them run; milliseconds since 1970. */
function runningSince({ status }: Kube<'Pod'>): number | undefined {
  const starts = (status?.containerStatuses ?? []).map(({ state }) => parseTime(state?.running?.startedAt))
  const known = starts.filter(start => start !== undefined)
  return status?.phase !== 'Running' || known.length < starts.length ? undefined : Math.max(...known)
}

/**
 * True where a Job that goes on has made another pod in a failed one's place, and that one has succeeded or has run for half as
 * long again. A pod that was evicted for its node's sake tells nothing of how the next will fare.
 */
function isRetried(pod: Kube<'Pod'>, job: Kube<'Job'>, cluster: Cluster): boolean {
  if (pod.status?.phase !== 'Failed' || rolloutOf(job, cluster).failed) return false
  const made = createdAt(pod) ?? 0
  const index = pod.metadata.annotations?.[INDEX]
  const due = isDisrupted(pod, cluster) ? 0 : Math.min(300 * SECOND, Math.max(20 * SECOND, 1.5 * lifeOf(pod)))
  return cluster.ownedBy(job, 'Pod').some(other => {
    if ((createdAt(other) ?? 0) <= made || other.metadata.annotations?.[INDEX] !== index) return false
    const since = runningSince(other)
    return other.status?.phase === 'Succeeded' || (since !== undefined && cluster.now - since >= due)
  })
}

/**
 * Takes a pod; returns true where its failure is over: its Job has completed all the same or fares better with
 * another pod, a later run of its CronJob has succeeded, or its controller has replaced it and has all the pods it wants.
 */
export function isHistory(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const owner = cluster.ownerOf(pod)
  if (owner === undefined && hasSuccessor(pod, cluster)) return true
  if (owner?.kind === 'Job') {
    return rolloutOf(owner, cluster).complete || isSuperseded(owner, cluster) || isRetried(pod, owner, cluster)
  }
  if (pod.status?.phase !== 'Failed') return false
  switch (owner?.kind) {
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicationController':
      return rolloutOf(owner, cluster).complete
    default:
      return false
  }
}
