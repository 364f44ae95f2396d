import type { Cluster } from '../../cluster/cluster.ts'
import { isEarly } from '../../freshness.ts'
import type { Kube } from '../../kube/index.ts'
import { parseTime } from '../../time.ts'
import { createdAt, isFinished, isTerminating, podCondition } from '../../workloads/pods.ts'

type Pod = Kube<'Pod'>

/** The name that the API server fills in where a pod names no scheduler. */
export const DEFAULT_SCHEDULER = 'default-scheduler'

/** Milliseconds after which a pod that no scheduler has looked at is one that none will. */
const UNTOUCHED = 30_000

/**
 * Takes a pod; returns true where no scheduler has looked at it: no node, no `PodScheduled` condition, no gate, no event of a
 * scheduler.
 */
export function isUntouched(pod: Pod, cluster: Cluster): boolean {
  const { nodeName, schedulingGates = [] } = pod.spec ?? {}
  if (nodeName !== undefined || schedulingGates.length > 0 || isFinished(pod) || isTerminating(pod)) return false
  if (podCondition(pod, 'PodScheduled') !== undefined) return false
  if (isEarly(createdAt(pod), UNTOUCHED, cluster)) return false
  return !cluster.events(pod).some(({ reason }) => reason === 'FailedScheduling' || reason === 'Scheduled')
}

/** Milliseconds without renewal after which a lease of 15 seconds, renewed every few, counts as given up. */
const STALE = 45_000

/** The newest sign of life of the cluster's leases: a clock of the cluster's own, for that of the collector may differ. */
function newestRenewal(_snapshot: object, cluster: Cluster): number {
  const times = cluster.list('Lease').map(({ spec }) => parseTime(spec?.renewTime))
  return Math.max(0, ...times.filter(time => time !== undefined))
}

/** Takes a lease; returns for how many milliseconds it has not been renewed, or undefined where it is kept. */
export function staleFor(lease: Kube<'Lease'>, cluster: Cluster): number | undefined {
  const renewed = parseTime(lease.spec?.renewTime)
  if (renewed === undefined) return undefined
  const newest = cluster.of(cluster.snapshot, newestRenewal)
  const age = (newest > renewed ? newest : cluster.now) - renewed
  return age > Math.max(STALE, (lease.spec?.leaseDurationSeconds ?? 0) * 2000) ? age : undefined
}
