import type { Cluster } from '../../cluster/cluster.ts'
import { unread } from '../../cluster/view.ts'
import type { Kube } from '../../kube/index.ts'
import type { PodReservation } from '../../kube/pod.ts'
import { podReservation } from '../../kube/pod.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import { conform } from '../../kube/shape.ts'
import { isFinished } from '../pods.ts'
import { unwellPodSet } from '../troubled-pods.ts'
import type { Amounts } from './pod-requests.ts'
import { podRequests } from './pod-requests.ts'

/** What the pods of the snapshot reserve on one node: a lower bound unless every namespace's pods were read. */
export interface NodeUsage {
  readonly pods: readonly Kube<'Pod'>[]
  readonly requested: Amounts
}

function reservationOf(pod: Kube<'Pod'>): PodReservation | undefined {
  return conform(unread(pod)['spec'], podReservation)
}

function placedPods(_snapshot: object, cluster: Cluster): ReadonlyMap<string, readonly Kube<'Pod'>[]> {
  const byNode = new Map<string, Kube<'Pod'>[]>()
  const unwell = unwellPodSet(cluster)
  for (const pod of cluster.list('Pod')) {
    const { spec } = unread(pod)
    const node = typeof spec === 'object' && spec !== null && 'nodeName' in spec ? spec.nodeName : undefined
    if (typeof node !== 'string' || (unwell.has(pod) && isFinished(pod))) continue
    const known = byNode.get(node)
    if (known === undefined) byNode.set(node, [pod])
    else known.push(pod)
  }
  return byNode
}

/** Takes a node's name; returns the unfinished pods of the snapshot that are placed on it. */
export function podsOn(node: string, cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.of(cluster.snapshot, placedPods).get(node) ?? []
}

function compute(node: Kube<'Node'>, cluster: Cluster): NodeUsage {
  const pods = podsOn(node.metadata.name, cluster)
  const requested = new Map<string, bigint>()
  for (const pod of pods) {
    for (const [resource, amount] of podRequests(reservationOf(pod)))
      requested.set(resource, (requested.get(resource) ?? 0n) + amount)
  }
  return { pods, requested }
}

/** Takes a node; returns what the pods of the snapshot reserve on it. */
export function usageOf(node: Kube<'Node'>, cluster: Cluster): NodeUsage {
  return cluster.of(node, compute)
}

/** True where the pods of every namespace were read, so that what a node has free can be told. */
export function sawAllPods(cluster: Cluster): boolean {
  return cluster.seen('Pod', undefined)
}

function offers(node: Kube<'Node'>): Amounts {
  const amounts = new Map<string, bigint>()
  for (const [resource, quantity] of Object.entries(node.status?.allocatable ?? {}))
    amounts.set(resource, parseQuantity(quantity) ?? 0n)
  return amounts
}

/** Takes a node and a resource; returns what it offers to pods, in thousandths; 0 where it does not name the resource. */
export function allocatable(node: Kube<'Node'>, resource: string, cluster: Cluster): bigint {
  return cluster.of(node, offers).get(resource) ?? 0n
}
