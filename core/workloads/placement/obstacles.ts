import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { podsOn } from '../nodes/node-pods.ts'
import { nodeTroubles } from '../nodes/node-state.ts'
import { boundVolumes } from '../volumes/claims.ts'
import { holdersOfPort, hostPortsOf } from './host-ports.ts'
import { nodesMatching } from './node-affinity.ts'
import type { Obstacle } from './unschedulable-message.ts'
import { obstacleOfResource } from './unschedulable-message.ts'
import { allocatable, requestedOn, requestsOfPod } from './usage.ts'

/** Why a node cannot take a pod, as the snapshot proves. */
export interface Proof {
  readonly obstacle: Obstacle
  readonly resource?: string
  /** True if the node could not take the pod even when empty. */
  readonly never: boolean
}

/** True for resources that only some nodes have: devices and huge pages. */
export function isExtended(resource: string): boolean {
  return resource.includes('/') || resource.startsWith('hugepages-')
}

/** The nodes that can reach all bound volumes of a pod, in order. */
export function reachableFor(
  pod: Kube<'Pod'>,
  nodes: readonly Kube<'Node'>[],
  cluster: Cluster,
): readonly Kube<'Node'>[] {
  let reachable = nodes
  for (const { volume } of boundVolumes(pod, cluster)) {
    const required = volume.spec?.nodeAffinity?.required
    if (required !== undefined) reachable = nodesMatching(reachable, required, cluster)
  }
  return reachable
}

/** What would keep a pod off a node that can reach its volumes even if the node were empty. */
export function lastingObstacles(pod: Kube<'Pod'>, node: Kube<'Node'>, cluster: Cluster): readonly Proof[] {
  const proofs: Proof[] = []
  const requests = node.status?.allocatable === undefined ? [] : requestsOfPod(pod, cluster)
  for (const [resource, amount] of requests)
    if (amount > allocatable(node, resource, cluster))
      proofs.push({ obstacle: obstacleOfResource(resource), resource, never: true })
  return proofs
}

/** Resources of the node that other pods have taken. */
function shortages(pod: Kube<'Pod'>, node: Kube<'Node'>, cluster: Cluster): readonly Proof[] {
  if (node.status?.allocatable === undefined) return []
  const proofs: Proof[] = []
  for (const [resource, amount] of requestsOfPod(pod, cluster)) {
    const offered = allocatable(node, resource, cluster)
    if (amount === 0n || amount > offered) continue
    if (amount + (requestedOn(node, cluster).get(resource) ?? 0n) > offered)
      proofs.push({ obstacle: obstacleOfResource(resource), resource, never: false })
  }
  const limit = allocatable(node, 'pods', cluster)
  if (limit > 0n && BigInt(podsOn(node.metadata.name, cluster).length + 1) * 1000n > limit)
    proofs.push({ obstacle: 'pods', never: false })
  return proofs
}

/** What keeps it off for now: the node's own trouble, and what other pods have taken. */
export function passingObstacles(pod: Kube<'Pod'>, node: Kube<'Node'>, cluster: Cluster): readonly Proof[] {
  const proofs: Proof[] = nodeTroubles(pod.spec, node).map(obstacle => ({ obstacle, never: false }))
  proofs.push(...shortages(pod, node, cluster))
  if (hostPortsOf(pod).some(port => holdersOfPort(port, node, cluster).length > 0))
    proofs.push({ obstacle: 'host-port', never: false })
  return proofs
}
