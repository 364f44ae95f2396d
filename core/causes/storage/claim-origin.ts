import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { podsUsing } from '../../workloads/volumes/claims.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'

/** Where a person wrote a claim's spec. */
export interface ClaimOrigin {
  readonly object: ObjectRef
  /** Path of the claim's spec inside the object, without a dot at the end. */
  readonly path: string
}

function compute(claim: Kube<'PersistentVolumeClaim'>, cluster: Cluster): ClaimOrigin {
  const { name } = claim.metadata
  for (const pod of podsUsing(claim, cluster)) {
    const workload = workloadOf(pod, cluster)
    const ephemeral = pod.spec?.volumes?.find(
      volume => volume.ephemeral !== undefined && `${pod.metadata.name}-${volume.name ?? ''}` === name,
    )
    if (ephemeral !== undefined) {
      const volume = `${podSpecPath(workload.kind)}.volumes[name=${ephemeral.name ?? ''}]`
      return { object: workload, path: `${volume}.ephemeral.volumeClaimTemplate.spec` }
    }
    const owner = cluster.get(workload)
    if (owner?.kind !== 'StatefulSet') continue
    const template = owner.spec?.volumeClaimTemplates?.find(
      ({ metadata }) => `${metadata?.name ?? ''}-${pod.metadata.name}` === name,
    )?.metadata?.name
    if (template !== undefined) return { object: workload, path: `spec.volumeClaimTemplates[name=${template}].spec` }
  }
  return { object: refOf(claim), path: 'spec' }
}

/**
 * Takes a claim; returns where its spec was written: the claim itself, the StatefulSet whose template it follows (named after
 * template and pod), or the workload whose ephemeral volume it is.
 */
export function claimOrigin(claim: Kube<'PersistentVolumeClaim'>, cluster: Cluster): ClaimOrigin {
  return cluster.of(claim, compute)
}
