import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { podsOn } from '../placement/node-usage.ts'
import { isFinished, isTerminating, podCondition } from '../pods.ts'
import { troubledPodsOn } from '../troubled-pods.ts'

/** Takes a node's name; returns the pods on it that have a network of their own. */
export function networkedPods(node: string, cluster: Cluster): readonly Kube<'Pod'>[] {
  return podsOn(node, cluster).filter(({ spec }) => spec?.hostNetwork !== true)
}

function hasStarted({ status }: Kube<'Pod'>): boolean {
  return (status?.containerStatuses ?? []).some(
    ({ state, restartCount = 0 }) => state?.running !== undefined || restartCount > 0,
  )
}

/** Takes a node's name; returns those of its networked pods that started, stay and are not well: what a broken network looks like. */
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

/** Takes a node; returns the ranges of its pods in CIDR form. */
export function podRanges(node: Kube<'Node'>): readonly string[] {
  const { podCIDR, podCIDRs = [] } = node.spec ?? {}
  return [...new Set(podCIDR === undefined ? podCIDRs : [podCIDR, ...podCIDRs])]
}
