import type { Cluster } from '../../cluster/cluster.ts'
import { controllerOf } from '../../cluster/controller.ts'
import type { Kube } from '../../kube/index.ts'
import { latest, parseTime } from '../../time.ts'
import { createdTime, podCondition } from '../../workloads/pods.ts'

type Pod = Kube<'Pod'>

/** The API server's default for a pod without a scheduler name. */
export const DEFAULT_SCHEDULER = 'default-scheduler'

/** Milliseconds in which a running scheduler handles a new pod. */
export const FIRST_LOOK = 5000

/** True if no scheduler has handled a pod: no node, no `PodScheduled` condition, no gate, no event of a scheduler. */
export function isUntouched(pod: Pod, cluster: Cluster): boolean {
  const { nodeName, schedulingGates = [] } = pod.spec ?? {}
  if (nodeName !== undefined || schedulingGates.length > 0 || podCondition(pod, 'PodScheduled') !== undefined)
    return false
  return !cluster.events(pod).some(({ reason }) => reason === 'FailedScheduling')
}

/** A lease of 15 seconds, renewed every few, is stale after this many milliseconds without renewal. */
const STALE = 45_000

/** The newest renewal of the cluster's leases: the cluster's own clock, as the collector's may differ. */
function newestRenewal(leases: readonly Kube<'Lease'>[]): number | undefined {
  return latest(leases.map(({ spec }) => parseTime(spec?.renewTime)))
}

/** When a lease was last renewed, and when it becomes stale, in milliseconds since 1970. */
export interface Renewal {
  readonly renewed: number
  /** Undefined if other leases were renewed that much later: it is stale whatever the collector's clock says. */
  readonly due: number | undefined
}

/** Undefined if the lease has no times, or is current according to other leases. */
export function renewalOf(lease: Kube<'Lease'>, cluster: Cluster): Renewal | undefined {
  const renewed = parseTime(lease.spec?.renewTime)
  if (renewed === undefined) return undefined
  const newest = cluster.ofItself(cluster.list('Lease'), newestRenewal) ?? renewed
  if (newest === renewed) return { renewed, due: renewed + STALE }
  return newest - renewed > STALE ? { renewed, due: undefined } : undefined
}

/** True if the same scheduler placed a later pod, so it is running. */
export function hasScheduledSince(pod: Pod, cluster: Cluster): boolean {
  const made = createdTime(pod)
  const scheduler = pod.spec?.schedulerName ?? DEFAULT_SCHEDULER
  return cluster.list('Pod').some(other => {
    if (createdTime(other) <= made || isStatic(other)) return false
    const isPlaced = podCondition(other, 'PodScheduled')?.status === 'True'
    return isPlaced && (other.spec?.schedulerName ?? DEFAULT_SCHEDULER) === scheduler
  })
}

/** The kubelet places its static pods itself. */
function isStatic(pod: Pod): boolean {
  return controllerOf(pod)?.kind === 'Node'
}
