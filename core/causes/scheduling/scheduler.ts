import type { Cluster } from '../../cluster/cluster.ts'
import { controllerOf } from '../../cluster/controller.ts'
import type { Kube } from '../../kube/index.ts'
import { latest, parseTime } from '../../time.ts'
import { createdTime, podCondition } from '../../workloads/pods.ts'

type Pod = Kube<'Pod'>

/** The name that the API server fills in where a pod names no scheduler. */
export const DEFAULT_SCHEDULER = 'default-scheduler'

/** Milliseconds in which a scheduler that runs looks at a new pod. */
export const FIRST_LOOK = 5000

/** True where no scheduler has looked at a pod: no node, no `PodScheduled` condition, no gate, no event of a scheduler. */
export function isUntouched(pod: Pod, cluster: Cluster): boolean {
  const { nodeName, schedulingGates = [] } = pod.spec ?? {}
  if (nodeName !== undefined || schedulingGates.length > 0 || podCondition(pod, 'PodScheduled') !== undefined)
    return false
  return !cluster.events(pod).some(({ reason }) => reason === 'FailedScheduling')
}

/** Milliseconds without renewal after which a lease of 15 seconds, renewed every few, counts as given up. */
const STALE = 45_000

/** The newest sign of life of the cluster's leases: a clock of the cluster's own, for that of the collector may differ. */
function newestRenewal(leases: readonly Kube<'Lease'>[]): number | undefined {
  return latest(leases.map(({ spec }) => parseTime(spec?.renewTime)))
}

/** When a lease was last renewed and from when on it counts as given up, milliseconds since 1970. */
export interface Renewal {
  readonly renewed: number
  /** Undefined where other leases were renewed that much later: then it is given up, whatever the collector's clock. */
  readonly due: number | undefined
}

/** Undefined where a lease says nothing, or is kept as far as other leases tell. */
export function renewalOf(lease: Kube<'Lease'>, cluster: Cluster): Renewal | undefined {
  const renewed = parseTime(lease.spec?.renewTime)
  if (renewed === undefined) return undefined
  const newest = cluster.ofItself(cluster.list('Lease'), newestRenewal) ?? renewed
  if (newest === renewed) return { renewed, due: renewed + STALE }
  return newest - renewed > STALE ? { renewed, due: undefined } : undefined
}

/** True where a pod that was made after another was placed by the same scheduler, which therefore runs. */
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
