import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { claimsOf } from '../pod-volumes.ts'

/** A pod's claim and the volume that it is bound to, with the nodes that the volume says it can be reached from. */
export interface BoundVolume {
  readonly claim: string
  readonly volume: Kube<'PersistentVolume'>
}

function compute(pod: Kube<'Pod'>, cluster: Cluster): readonly BoundVolume[] {
  const bound: BoundVolume[] = []
  for (const ref of claimsOf(pod)) {
    const claim = cluster.get(ref)
    if (claim?.kind !== 'PersistentVolumeClaim' || claim.spec?.volumeName === undefined) continue
    const volume = cluster.get({ kind: 'PersistentVolume', name: claim.spec.volumeName })
    if (volume?.kind === 'PersistentVolume') bound.push({ claim: ref.name, volume })
  }
  return bound
}

/** A pod's claims that are bound to volumes of the snapshot. */
export function boundVolumes(pod: Kube<'Pod'>, cluster: Cluster): readonly BoundVolume[] {
  return cluster.of(pod, compute)
}
