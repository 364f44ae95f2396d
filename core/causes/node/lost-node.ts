import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { parseTime } from '../../time.ts'
import { isAgentDown, isNetworkNotReady, isNotReady } from '../../workloads/nodes/node-state.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { isFinished, isTerminating, podCondition } from '../../workloads/pods.ts'
import { isRunning } from './deletion.ts'
import { isOpen } from './open-workload.ts'

function isDown(node: Kube<'Node'>): boolean {
  return isNotReady(node) && !isNetworkNotReady(node) && !isAgentDown(node)
}

/** A node that does not answer, or is no more. */
export interface LostNode {
  readonly name: string
  /** Where the snapshot holds it. */
  readonly node?: Kube<'Node'>
  readonly state: 'down' | 'gone' | 'unseen'
}

/** Takes a pod; returns the node that it is on, or would be on if that were up; undefined where the node answers. */
export function lostNodeOf(pod: Kube<'Pod'>, cluster: Cluster): LostNode | undefined {
  const name = pod.spec?.nodeName
  if (name === undefined) {
    const verdict = verdictOf(pod, cluster)
    const node = verdict?.obstacle === 'not-ready' ? verdict.nodes[0] : undefined
    return node && { name: node.metadata.name, node, state: 'down' }
  }
  if (isFinished(pod) || (isTerminating(pod) && !isOpen(pod, cluster))) return undefined
  const lookup = cluster.find('Node', undefined, name)
  if (lookup.state === 'present')
    return isDown(lookup.object) ? { name, node: lookup.object, state: 'down' } : undefined
  if (lookup.state === 'unseen')
    return wasGivenUp(pod, cluster) || wasMarkedNotReady(pod) ? { name, state: 'unseen' } : undefined
  return pod.status?.startTime === undefined ? undefined : { name, state: 'gone' }
}

/** True where the control plane deleted the pod because its node does not answer, and nobody there has ended it since. */
function wasGivenUp(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const until = parseTime(pod.metadata.deletionTimestamp)
  const isTainted = podCondition(pod, 'DisruptionTarget')?.reason === 'DeletionByTaintManager'
  return isTainted && until !== undefined && cluster.now > until && isRunning(pod)
}

/** Only the node controller takes a pod's readiness away while its containers are ready, unless a gate asks for more. */
function wasMarkedNotReady(pod: Kube<'Pod'>): boolean {
  const hasGates = (pod.spec?.readinessGates ?? []).length > 0
  const is = (type: string, status: string) => podCondition(pod, type)?.status === status
  return !hasGates && is('Ready', 'False') && is('ContainersReady', 'True')
}
