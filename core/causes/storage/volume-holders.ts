import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { compareText } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { isNotReady } from '../../workloads/nodes/node-state.ts'
import { claimsOf } from '../../workloads/pod-volumes.ts'
import { isFinished, isTerminating } from '../../workloads/pods.ts'
import type { MountProblem } from './mount-place.ts'
import { attachmentsOf } from './mount-place.ts'

/** Who has a volume that can be attached to one node only. */
export interface Holder {
  /** The first by name of the pods elsewhere that use it, as far as the snapshot shows them. */
  readonly pod: Kube<'Pod'> | undefined
  /** The node to which it is attached. */
  readonly node: string | undefined
  /** The node where it is not Ready or no longer there, so that the volume is not detached in the ordinary way. */
  readonly lostNode: ObjectRef | undefined
  /** True where every holder is going or gone, so that the volume is about to be detached. */
  readonly isLeaving: boolean
}

type Pods = readonly Kube<'Pod'>[]

/** The unfinished placed pods of a list by the claims that they use and the nodes that they are on. */
function byClaim(pods: Pods): ReadonlyMap<string, ReadonlyMap<string, Pods>> {
  const claims = new Map<string, Map<string, Kube<'Pod'>[]>>()
  for (const pod of pods) {
    const node = pod.spec?.nodeName
    if (node === undefined || isFinished(pod)) continue
    for (const { name } of claimsOf(pod)) {
      const nodes = claims.get(name) ?? new Map<string, Kube<'Pod'>[]>()
      claims.set(name, nodes)
      const known = nodes.get(node)
      if (known === undefined) nodes.set(node, [pod])
      else known.push(pod)
    }
  }
  return claims
}

/** The pods that hold the volume, in lists of which each is in the order of names: those that the message names, and users elsewhere. */
function holdingPods(pod: Kube<'Pod'>, problem: MountProblem, node: string | undefined, cluster: Cluster): Pods[] {
  const { claim, holders } = problem
  const { namespace } = pod.metadata
  const named = holders.toSorted(compareText).flatMap(name => {
    const found = cluster.find('Pod', namespace, name)
    return found.state === 'present' && found.object !== pod && !isFinished(found.object) ? [found.object] : []
  })
  const users = cluster.of(cluster.list('Pod', namespace ?? ''), byClaim).get(claim?.name ?? '') ?? new Map()
  const own = pod.spec?.nodeName
  const nodes = [...users.keys()].filter(name => name !== own && (node === undefined || name === node))
  return [named, ...nodes.map(name => users.get(name) ?? [])]
}

function firstByName(lists: readonly Pods[]): Kube<'Pod'> | undefined {
  return lists
    .flatMap(list => list.slice(0, 1))
    .reduce<Kube<'Pod'> | undefined>(
      (first, pod) => (first === undefined || pod.metadata.name < first.metadata.name ? pod : first),
      undefined,
    )
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
  const holders = holdingPods(pod, problem, attached, cluster)
  const holder = firstByName(holders)
  const node = attached ?? holder?.spec?.nodeName
  return {
    pod: holder,
    node,
    lostNode: lostNodeOf(node, cluster),
    isLeaving: cluster.seen('Pod', pod.metadata.namespace) && holders.every(pods => pods.every(isTerminating)),
  }
}
