import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { podCondition } from '../../workloads/pods.ts'
import { podsUsing } from '../../workloads/volumes/claims.ts'

/** `pkg/scheduler/framework/plugins/volumebinding` and `volumerestrictions`: no pod is placed on a claim that is going. */
const GOING = /persistentvolumeclaim "([^"]{1,253})" is being deleted/

/** Who is in the way of a claim that is being deleted, and who waits for it in vain. */
export interface GoingClaim {
  /** Pods that are not placed since the claim is going. */
  readonly waiting: readonly Kube<'Pod'>[]
  /** Placed pods that use it: the claim stays until they have gone. */
  readonly users: readonly Kube<'Pod'>[]
}

/** Takes a claim; returns which pods use it and which wait for it, where it is being deleted. */
export function goingClaim(claim: Kube<'PersistentVolumeClaim'>, cluster: Cluster): GoingClaim | undefined {
  if (claim.metadata.deletionTimestamp === undefined) return undefined
  const pods = podsUsing(claim, cluster)
  return {
    waiting: pods.filter(
      pod => GOING.exec(podCondition(pod, 'PodScheduled')?.message ?? '')?.[1] === claim.metadata.name,
    ),
    users: pods.filter(({ spec }) => spec?.nodeName !== undefined),
  }
}
