import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { CONTROLLERS } from './workloads.ts'

/** True if an object's owner was read and is a workload, not a pod. */
export function isMadeByWorkload(object: Kube, cluster: Cluster): boolean {
  const owner = cluster.ownerOf(object)
  return owner !== undefined && owner.kind !== 'Pod' && CONTROLLERS.has(owner.kind)
}

function findLone(_snapshot: object, cluster: Cluster): readonly Kube<'Pod'>[] {
  const { groups, lone } = cluster.byController('Pod')
  const left = [...groups.values()].map(({ objects, isMixed }) =>
    isMixed || !objects.slice(0, 1).every(pod => isMadeByWorkload(pod, cluster))
      ? objects.filter(pod => !isMadeByWorkload(pod, cluster))
      : [],
  )
  return [lone, ...left].flat() as readonly Kube[] as readonly Kube<'Pod'>[]
}

/** The pods that no workload in the snapshot created: few in a large cluster. */
export function lonePods(cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.of(cluster.snapshot, findLone)
}
