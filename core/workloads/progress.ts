import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { latest, parseTime } from '../time.ts'
import { createdAt, newest, podCondition } from './pods.ts'
import { isStandby } from './probes/standby.ts'
import { replicaSetsOf } from './replica-sets.ts'
import type { Workload } from './rollouts.ts'
import { isObserved, rolloutOf } from './rollouts.ts'
import { troubledPodsOf } from './troubled-pods.ts'

/** What creates the workload's pods: its ReplicaSets, or itself. */
function makersOf(workload: Workload, cluster: Cluster): readonly Kube[] {
  return workload.kind === 'Deployment' ? replicaSetsOf(workload, cluster) : [workload]
}

/** When a pod was asked to stop; `deletionTimestamp` is the end of its grace period. */
function stoppedAt({ metadata }: Kube<'Pod'>): number | undefined {
  const until = parseTime(metadata.deletionTimestamp)
  return until === undefined ? undefined : until - (metadata.deletionGracePeriodSeconds ?? 0) * 1000
}

export function hasRestarted({ status }: Kube<'Pod'>): boolean {
  return status?.containerStatuses?.some(({ restartCount = 0 }) => restartCount > 0) === true
}

/**
 * When a pod last became ready or unready, in milliseconds since 1970. Undefined for a crashed one: it keeps changing,
 * which is no progress.
 */
export function turnedAt(pod: Kube<'Pod'>): number | undefined {
  return hasRestarted(pod) ? undefined : parseTime(podCondition(pod, 'Ready')?.lastTransitionTime)
}

/**
 * When a pod of the workload was last created, deleted, ready or unready. A Deployment that was once complete keeps the
 * time of that in its condition, however its pods are scaled and replaced.
 */
function podsMovedAt(workload: Workload, cluster: Cluster): number | undefined {
  let time: number | undefined
  for (const maker of makersOf(workload, cluster)) {
    time = latest([time, newest(cluster.ownedBy(maker, 'Pod'))])
    for (const pod of troubledPodsOf(maker, cluster)) time = latest([time, stoppedAt(pod), turnedAt(pod)])
  }
  return time
}

function lastProgress(workload: Workload, cluster: Cluster): number | undefined {
  const own = createdAt(workload)
  if (workload.kind === 'CronJob') return own
  if (workload.kind === 'Pod') return latest([own, stoppedAt(workload), turnedAt(workload)])
  const progressing =
    workload.kind === 'Deployment' ? workload.status?.conditions?.find(({ type }) => type === 'Progressing') : undefined
  const moved = progressing?.reason === 'ProgressDeadlineExceeded' ? undefined : parseTime(progressing?.lastUpdateTime)
  const made = workload.kind === 'Deployment' ? newest(replicaSetsOf(workload, cluster)) : undefined
  return latest([own, moved, made, podsMovedAt(workload, cluster)])
}

/** The last known progress of a workload, in milliseconds since 1970. */
export function progressedAt(workload: Workload, cluster: Cluster): number | undefined {
  return cluster.of(workload, lastProgress)
}

/** A running controller manager renews its Lease every 2 s; longer silence, in milliseconds, is a sign of trouble. */
const SILENCE = 30_000

/** True if a running controller manager has not handled the newest spec yet: it has only just changed. */
function isJustChanged(workload: Workload, cluster: Cluster): boolean {
  if (workload.kind === 'Pod' || workload.kind === 'Job' || workload.kind === 'CronJob') return false
  if (isObserved(workload)) return false
  const lease = cluster.find('Lease', 'kube-system', 'kube-controller-manager')
  const renewed = lease.state === 'present' ? parseTime(lease.object.spec?.renewTime) : undefined
  return renewed !== undefined && cluster.now - renewed < SILENCE
}

/** True if all unready pods of a workload are on standby on purpose. */
function standsBy(workload: Workload, cluster: Cluster): boolean {
  const { wanted, ready } = rolloutOf(workload, cluster)
  const missing = wanted - ready
  const pods = makersOf(workload, cluster).flatMap(maker => cluster.ownedBy(maker, 'Pod'))
  return ready > 0 && missing > 0 && pods.filter(pod => isStandby(pod, cluster)).length >= missing
}

/** True if a workload is not complete and has not progressed for longer than its budget, or has given up. */
export function isOverdue(workload: Workload, cluster: Cluster): boolean {
  const { complete, failed, budget } = rolloutOf(workload, cluster)
  if (complete || isJustChanged(workload, cluster)) return failed
  const progressed = progressedAt(workload, cluster)
  const isLate = failed || (progressed !== undefined && cluster.now - progressed > budget)
  return isLate && !standsBy(workload, cluster)
}
