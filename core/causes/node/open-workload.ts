import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { Workload } from '../../workloads/rollouts.ts'
import { rolloutOf } from '../../workloads/rollouts.ts'
import { statusHolderOf, WORKLOAD_KINDS } from '../../workloads/workloads.ts'

const KINDS: ReadonlySet<string> = new Set(WORKLOAD_KINDS)

function isWorkload(object: Kube): object is Workload {
  return KINDS.has(object.kind)
}

/** Takes a pod; returns true where its workload is not known to be complete: an ended pod of a complete one is history. */
export function isOpen(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const workload = cluster.get(statusHolderOf(pod, cluster))
  return workload === undefined || !isWorkload(workload) || !rolloutOf(workload, cluster).complete
}
