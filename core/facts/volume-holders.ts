import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { compareText } from '../ref.ts'
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

/** The unfinished pods of a list by the claims that they use. */
function byClaim(pods: readonly Kube<'Pod'>[]): ReadonlyMap<string, readonly Kube<'Pod'>[]> {
  const users = new Map<string, Kube<'Pod'>[]>()
  for (const pod of pods) {
    if (isFinished(pod)) continue
    for (const { name } of claimsOf(pod)) {
      const known = users.get(name)
      if (known === undefined) users.set(name, [pod])
      else known.push(pod)
    }
  }
  return users
}

function holdingPods(pod: Kube<'Pod'>, problem: MountProblem, node: string | undefined, cluster: Cluster) {
  const { claim, holders } = problem
  const { namespace } = pod.metadata
  const named = holders.flatMap(name => {
    const found = cluster.find('Pod', namespace, name)
    return found.state === 'present' && found.object !== pod && !isFinished(found.object) ? [found.object] : []
  })
  const users = cluster.of(cluster.list('Pod', namespace ?? ''), byClaim).get(claim?.name ?? '') ?? []
  const elsewhere = users.filter(({ spec }) => {
    const isElsewhere = spec?.nodeName !== undefined && spec.nodeName !== pod.spec?.nodeName
    return isElsewhere && (node === undefined || spec.nodeName === node)
  })
  if (named.length === 0) return elsewhere
  return [...new Set([...named, ...elsewhere])].sort((a, b) => compareText(a.metadata.name, b.metadata.name))
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
