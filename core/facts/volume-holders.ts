import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import type { ObjectRef } from '../report.ts'
import type { MountProblem } from './mount-place.ts'
import { attachmentsOf } from './mount-place.ts'
import { isNotReady } from './node-state.ts'
import { claimsOf } from './pod-volumes.ts'
import { isFinished, isTerminating } from './pods.ts'

/** Who has a volume that can be attached to one node only. */
export interface Holder {
  /** Pods elsewhere that use it, as far as the snapshot shows them. */
  readonly pods: readonly Kube<'Pod'>[]
  /** The node to which it is attached. */
  readonly node: string | undefined
  /** The node where it is not Ready or no longer there, so that the volume is not detached in the ordinary way. */
  readonly lostNode: ObjectRef | undefined
  /** True where every holder is going or gone, so that the volume is about to be detached. */
  readonly isLeaving: boolean
}

function holdingPods(pod: Kube<'Pod'>, problem: MountProblem, node: string | undefined, cluster: Cluster) {
  const { claim, holders } = problem
  return cluster.list('Pod', pod.metadata.namespace ?? '').filter(other => {
    if (other === pod || isFinished(other)) return false
    if (holders.includes(other.metadata.name)) return true
    const uses = claim !== undefined && claimsOf(other).some(({ name }) => name === claim.name)
    const isElsewhere = other.spec?.nodeName !== undefined && other.spec.nodeName !== pod.spec?.nodeName
    return uses && isElsewhere && (node === undefined || other.spec?.nodeName === node)
  })
}

function lostNodeOf(name: string | undefined, cluster: Cluster): ObjectRef | undefined {
  if (name === undefined) return undefined
  const node = cluster.find('Node', undefined, name)
  const isLost = node.state === 'absent' || (node.state === 'present' && isNotReady(node.object))
  return isLost ? { kind: 'Node', name } : undefined
}

/** Takes a pod whose volume is attached elsewhere; returns who holds it. */
export function holderOf(pod: Kube<'Pod'>, problem: MountProblem, cluster: Cluster): Holder {
  const attached = attachmentsOf(problem.volume, cluster).find(
    ({ spec, status }) => status?.attached !== false && spec?.nodeName !== pod.spec?.nodeName,
  )?.spec?.nodeName
  const pods = holdingPods(pod, problem, attached, cluster)
  const node = attached ?? pods[0]?.spec?.nodeName
  return {
    pods,
    node,
    lostNode: lostNodeOf(node, cluster),
    isLeaving: cluster.seen('Pod', pod.metadata.namespace) && pods.every(isTerminating),
  }
}
