import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { refTo } from '../ref.ts'
import { parseTime } from '../time.ts'
import { isSuperseded, isTriedAgain } from './job-history.ts'
import { createdTime, podCondition, RECENT_CRASH } from './pods.ts'
import { isRetried } from './retries.ts'
import { rolloutOf } from './rollouts.ts'

/** True if a pod has been ready for so long that its predecessor's failure is over. */
function isSettled(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const ready = podCondition(pod, 'Ready')
  const since = parseTime(ready?.lastTransitionTime)
  return ready?.status === 'True' && since !== undefined && cluster.now - since > RECENT_CRASH
}

/** What the pods of one controller show about its progress. */
interface Siblings {
  readonly hasSucceeded: boolean
  /** Creation time of the newest pod that has long been ready, in milliseconds since 1970. */
  readonly settled: number | undefined
}

function lookAtSiblings(pods: readonly Kube<'Pod'>[], cluster: Cluster): Siblings {
  const made = pods.filter(pod => isSettled(pod, cluster)).map(pod => createdTime(pod))
  return {
    hasSucceeded: pods.some(({ status }) => status?.phase === 'Succeeded'),
    settled: made.reduce<number | undefined>((newest, time) => Math.max(newest ?? 0, time), undefined),
  }
}

/**
 * True if the controller does not show how its pods fare (it was not read, or is a pod itself, such as a Spark driver),
 * and another of its pods shows that this failure is over: it has succeeded in a Job's place, is newer and has long
 * been ready, or does the same and fares better.
 */
function hasSuccessor(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true)
  const { kind, name } = owner ?? {}
  if (kind === undefined || name === undefined || pod.status?.phase !== 'Failed') return false
  const siblings = cluster.ownedByRef(refTo(kind, pod.metadata.namespace, name), 'Pod')
  const { hasSucceeded, settled } = cluster.of(siblings, lookAtSiblings)
  if (kind === 'Job' && (hasSucceeded || isRetried(pod, siblings, cluster))) return true
  if (kind !== 'Job' && settled !== undefined && settled >= createdTime(pod)) return true
  return isTriedAgain(pod, cluster)
}

/** True if the pod's Job continues and another of its pods has taken over. */
function isTakenOn(pod: Kube<'Pod'>, job: Kube<'Job'>, cluster: Cluster): boolean {
  return !rolloutOf(job, cluster).failed && isRetried(pod, cluster.ownedBy(job, 'Pod'), cluster)
}

/** True for an interactive pod: its exit code is that of the last command typed. */
function isSession({ spec, metadata }: Kube<'Pod'>): boolean {
  const isShell = spec?.containers?.some(({ stdin, tty }) => stdin === true && tty === true) === true
  return isShell && spec?.restartPolicy === 'Never' && metadata.ownerReferences === undefined
}

/**
 * True if a pod's failure is over: its Job has completed anyway or another pod fares better, a later run of its CronJob
 * has succeeded, or its controller has replaced it and has all the pods it wants.
 */
export function isHistory(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const owner = cluster.ownerOf(pod)
  if ((owner === undefined || owner.kind === 'Pod') && hasSuccessor(pod, cluster)) return true
  if (owner?.kind === 'Pod' && owner.status?.phase === 'Succeeded') return true
  if (owner?.kind === 'Job') {
    return rolloutOf(owner, cluster).complete || isSuperseded(owner, cluster) || isTakenOn(pod, owner, cluster)
  }
  if (pod.status?.phase !== 'Failed') return false
  if (isSession(pod)) return true
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
