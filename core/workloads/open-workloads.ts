import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import type { Workload } from './rollouts.ts'
import { rolloutOf } from './rollouts.ts'
import { statusHolderOf, WORKLOAD_KINDS } from './workloads.ts'

const KINDS: ReadonlySet<string> = new Set(WORKLOAD_KINDS)

function isWorkload(object: Kube): object is Workload {
  return KINDS.has(object.kind)
}

/** True where a pod's workload is not known to be complete: an ended pod of a complete one is history. */
export function isOpen(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const workload = cluster.get(statusHolderOf(pod, cluster))
  return workload === undefined || !isWorkload(workload) || !rolloutOf(workload, cluster).complete
}
