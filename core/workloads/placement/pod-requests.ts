import type { Cluster } from '../../cluster/cluster.ts'
import type { Container } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import type { PodReservation } from '../../kube/pod.ts'
import { parseQuantity } from '../../kube/quantity.ts'

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
 * Takes a pod spec; returns what the scheduler reserves for it: the sum of the containers and sidecars, or what the init
 * containers need at their highest, whichever is more; pod-level requests in place of that where set; and the runtime's
 * overhead. A limit without a request is the request. Source: `component-helpers/resource/helpers.go`.
 */
export function podRequests(spec: PodReservation | undefined): Amounts {
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

function compute(pod: Kube<'Pod'>): Amounts {
  return podRequests(pod.spec)
}

/** Takes a pod; returns what the scheduler reserves for it. */
export function requestsOfPod(pod: Kube<'Pod'>, cluster: Cluster): Amounts {
  return cluster.of(pod, compute)
}
