import type { Cluster } from '../../cluster/cluster.ts'
import { rawOf } from '../../cluster/view.ts'
import type { Kube } from '../../kube/index.ts'
import { isFinished, isTerminating, podCondition } from '../pods.ts'
import { troubledPodsOn, unwellPodSet } from '../troubled-pods.ts'

function placedPods(_snapshot: object, cluster: Cluster): ReadonlyMap<string, readonly Kube<'Pod'>[]> {
  const byNode = new Map<string, Kube<'Pod'>[]>()
  const unwell = unwellPodSet(cluster)
  for (const pod of cluster.list('Pod')) {
    const { spec } = rawOf(pod)
    const node = typeof spec === 'object' && spec !== null && 'nodeName' in spec ? spec.nodeName : undefined
    if (typeof node !== 'string' || (unwell.has(pod) && isFinished(pod))) continue
    const known = byNode.get(node)
    if (known === undefined) byNode.set(node, [pod])
    else known.push(pod)
  }
  return byNode
}

/** The unfinished pods on a node. */
export function podsOn(node: string, cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.of(cluster.snapshot, placedPods).get(node) ?? []
}

/** The pods on a node with their own network. */
export function networkedPods(node: string, cluster: Cluster): readonly Kube<'Pod'>[] {
  return podsOn(node, cluster).filter(({ spec }) => spec?.hostNetwork !== true)
}

function hasStarted({ status }: Kube<'Pod'>): boolean {
  return (status?.containerStatuses ?? []).some(
    ({ state, restartCount = 0 }) => state?.running !== undefined || restartCount > 0,
  )
}

/** Pods with their own network on a node that started, stay and are not healthy: the sign of a broken network. */
export function ailingPods(node: string, cluster: Cluster): readonly Kube<'Pod'>[] {
  return troubledPodsOn(node, cluster).filter(
    pod =>
      !isFinished(pod) &&
      !isTerminating(pod) &&
      pod.spec?.hostNetwork !== true &&
      hasStarted(pod) &&
      podCondition(pod, 'PodScheduled')?.status !== 'False',
  )
}

/** The ranges of a node's pods in CIDR form. */
export function podRanges(node: Kube<'Node'>): readonly string[] {
  const { podCIDR, podCIDRs = [] } = node.spec ?? {}
  return [...new Set(podCIDR === undefined ? podCIDRs : [podCIDR, ...podCIDRs])]
}
