import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { NodeTrouble } from '../nodes/node-state.ts'
import { nodeTroubles } from '../nodes/node-state.ts'
import { boundVolumes } from './bound-volumes.ts'
import { hostPortsOf, portsClash } from './host-ports.ts'
import { matchesNodeSelector } from './node-affinity.ts'
import { allocatable, podsOn, usageOf } from './node-usage.ts'
import { requestsOfPod } from './pod-requests.ts'

/** What a pod can be held back by; the ids of the causes. */
export type PlacementCause =
  | NodeTrouble
  | 'insufficient-cpu'
  | 'insufficient-memory'
  | 'insufficient-ephemeral-storage'
  | 'insufficient-extended-resource'
  | 'node-pod-limit-reached'
  | 'host-port-conflict'
  | 'untolerated-taint'
  | 'node-selector-mismatch'
  | 'pod-affinity-unsatisfied'
  | 'pod-anti-affinity-unsatisfied'
  | 'topology-spread-unsatisfied'
  | 'volume-node-affinity-conflict'
  | 'volume-attach-failed'

/** Why one node does not take one pod, as the snapshot proves it. */
export interface Proof {
  readonly cause: PlacementCause
  readonly resource?: string
  /** True where the node could not take the pod if it were empty. */
  readonly never: boolean
}

/** Takes a resource's name; returns the cause that names its shortage. */
export function shortageOf(resource: string): PlacementCause {
  switch (resource) {
    case 'cpu':
      return 'insufficient-cpu'
    case 'memory':
      return 'insufficient-memory'
    case 'ephemeral-storage':
      return 'insufficient-ephemeral-storage'
    default:
      return 'insufficient-extended-resource'
  }
}

/** True for resources that only some nodes offer: devices and huge pages. */
export function isExtended(resource: string): boolean {
  return resource.includes('/') || resource.startsWith('hugepages-')
}

/** Takes a pod without a node and a node; returns what would keep the one from the other even if the node were empty. */
export function lastingObstacles(pod: Kube<'Pod'>, node: Kube<'Node'>, cluster: Cluster): readonly Proof[] {
  const proofs: Proof[] = []
  const requests = node.status?.allocatable === undefined ? [] : requestsOfPod(pod, cluster)
  for (const [resource, amount] of requests)
    if (amount > allocatable(node, resource, cluster))
      proofs.push({ cause: shortageOf(resource), resource, never: true })
  const isOutOfReach = boundVolumes(pod, cluster).some(({ volume }) => {
    const required = volume.spec?.nodeAffinity?.required
    return required !== undefined && !matchesNodeSelector(node, required)
  })
  if (isOutOfReach) proofs.push({ cause: 'volume-node-affinity-conflict', never: true })
  return proofs
}

/** What others have taken of the node. */
function shortages(pod: Kube<'Pod'>, node: Kube<'Node'>, cluster: Cluster): readonly Proof[] {
  if (node.status?.allocatable === undefined) return []
  const proofs: Proof[] = []
  for (const [resource, amount] of requestsOfPod(pod, cluster)) {
    const offered = allocatable(node, resource, cluster)
    if (amount === 0n || amount > offered) continue
    if (amount + (usageOf(node, cluster).requested.get(resource) ?? 0n) > offered)
      proofs.push({ cause: shortageOf(resource), resource, never: false })
  }
  const limit = allocatable(node, 'pods', cluster)
  if (limit > 0n && BigInt(podsOn(node.metadata.name, cluster).length + 1) * 1000n > limit)
    proofs.push({ cause: 'node-pod-limit-reached', never: false })
  return proofs
}

/** The same of what may pass: the node's own trouble, and what its other pods have taken of it. */
export function passingObstacles(pod: Kube<'Pod'>, node: Kube<'Node'>, cluster: Cluster): readonly Proof[] {
  const proofs: Proof[] = nodeTroubles(pod.spec, node).map(cause => ({ cause, never: false }))
  proofs.push(...shortages(pod, node, cluster))
  const wanted = hostPortsOf(pod)
  if (wanted.length > 0) {
    const taken = podsOn(node.metadata.name, cluster).flatMap(hostPortsOf)
    if (wanted.some(port => taken.some(other => portsClash(port, other))))
      proofs.push({ cause: 'host-port-conflict', never: false })
  }
  return proofs
}
