import type { Cluster } from '../../cluster/cluster.ts'
import { rawOf } from '../../cluster/view.ts'
import type { Container } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import type { PodReservation } from '../../kube/pod.ts'
import { podReservation } from '../../kube/pod.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import { conform } from '../../kube/shape.ts'
import { podsOn } from '../nodes/node-pods.ts'

/** Amounts by resource, in thousandths. */
export type Amounts = ReadonlyMap<string, bigint>

const NOTHING: Amounts = new Map()

function requestsOf(resources: Container['resources']): Amounts {
  if (resources?.limits === undefined && resources?.requests === undefined) return NOTHING
  const amounts = new Map<string, bigint>()
  for (const list of [resources?.limits, resources?.requests]) {
    for (const [resource, quantity] of Object.entries(list ?? {})) {
      const amount = parseQuantity(quantity)
      if (amount !== undefined) amounts.set(resource, amount)
    }
  }
  return amounts
}

function add(total: Map<string, bigint>, more: Amounts): void {
  for (const [resource, amount] of more) total.set(resource, (total.get(resource) ?? 0n) + amount)
}

function raise(total: Map<string, bigint>, floor: Amounts): void {
  for (const [resource, amount] of floor) if (amount > (total.get(resource) ?? 0n)) total.set(resource, amount)
}

/**
 * What the scheduler reserves for a pod: the sum of its containers and sidecars or the peak of its init containers,
 * whichever is more; pod-level requests instead if set; plus the runtime's overhead. A limit without a request counts
 * as the request. Source: `component-helpers/resource/helpers.go`.
 */
function podRequests(spec: PodReservation | undefined): Amounts {
  const total = new Map<string, bigint>()
  for (const container of spec?.containers ?? []) add(total, requestsOf(container.resources))
  addInitContainers(total, spec?.initContainers ?? [])
  for (const [resource, amount] of requestsOf(spec?.resources)) total.set(resource, amount)
  for (const [resource, quantity] of Object.entries(spec?.overhead ?? {}))
    add(total, new Map([[resource, parseQuantity(quantity) ?? 0n]]))
  return total
}

function addInitContainers(
  total: Map<string, bigint>,
  initContainers: NonNullable<PodReservation['initContainers']>,
): void {
  if (initContainers.length === 0) return
  const peak = new Map<string, bigint>()
  const sidecars = new Map<string, bigint>()
  for (const container of initContainers) {
    const own = requestsOf(container.resources)
    if (container.restartPolicy === 'Always') {
      add(total, own)
      add(sidecars, own)
      raise(peak, sidecars)
    } else {
      const running = new Map(sidecars)
      add(running, own)
      raise(peak, running)
    }
  }
  raise(total, peak)
}

function specRequests(pod: Kube<'Pod'>): Amounts {
  return podRequests(pod.spec)
}

export function requestsOfPod(pod: Kube<'Pod'>, cluster: Cluster): Amounts {
  return cluster.of(pod, specRequests)
}

function reservationOf(pod: Kube<'Pod'>): PodReservation | undefined {
  return conform(rawOf(pod)['spec'], podReservation)
}

function sumRequests(node: Kube<'Node'>, cluster: Cluster): Amounts {
  const requested = new Map<string, bigint>()
  for (const pod of podsOn(node.metadata.name, cluster)) add(requested, podRequests(reservationOf(pod)))
  return requested
}

/** What pods reserve on a node: a lower bound unless the pods of all namespaces were read. */
export function requestedOn(node: Kube<'Node'>, cluster: Cluster): Amounts {
  return cluster.of(node, sumRequests)
}

/** True if the pods of all namespaces were read, so that a node's free amounts are known. */
export function sawAllPods(cluster: Cluster): boolean {
  return cluster.seen('Pod', undefined)
}

function offers(node: Kube<'Node'>): Amounts {
  const amounts = new Map<string, bigint>()
  for (const [resource, quantity] of Object.entries(node.status?.allocatable ?? {}))
    amounts.set(resource, parseQuantity(quantity) ?? 0n)
  return amounts
}

/** What a node has for pods, in thousandths; 0 if it does not list the resource. */
export function allocatable(node: Kube<'Node'>, resource: string, cluster: Cluster): bigint {
  return cluster.of(node, offers).get(resource) ?? 0n
}
