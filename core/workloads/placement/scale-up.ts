import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Kube } from '../../kube/index.ts'
import type { Outlook } from '../../report.ts'

/** Milliseconds that a cloud takes to bring a node; the cluster autoscaler's `max-node-provision-time` is 15 minutes. */
const PROVISIONING = 15 * 60_000

/** Words of the cluster autoscaler (`TriggeredScaleUp`) and of Karpenter (`Nominated`: `Pod should schedule on: …`). */
const COMING: ReadonlySet<string> = new Set(['TriggeredScaleUp', 'Nominated'])
const REFUSED: ReadonlySet<string> = new Set(['NotTriggerScaleUp', 'FailedScaleUp'])

/** Takes a pod; returns the newest event in which an autoscaler says what it does for it. */
export function scaleUpEvent(pod: Kube<'Pod'>, cluster: Cluster): ClusterEvent | undefined {
  return cluster.events(pod).findLast(({ reason }) => COMING.has(reason) || REFUSED.has(reason))
}

/** Takes a pod without a node; returns `self-healing` where a node is on its way or pods make room for it. */
export function outlookOf(pod: Kube<'Pod'>, cluster: Cluster): Outlook | undefined {
  if (pod.status?.nominatedNodeName !== undefined && pod.status.nominatedNodeName !== '') return 'self-healing'
  const event = scaleUpEvent(pod, cluster)
  if (event === undefined || !COMING.has(event.reason)) return undefined
  return event.last !== undefined && cluster.now - event.last < PROVISIONING ? 'self-healing' : undefined
}
