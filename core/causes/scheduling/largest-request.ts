import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { Field } from '../../report.ts'
import { containerPath, resourcePath, workloadOf } from '../../workloads/workloads.ts'

/** The container that asks for most of a resource, and what its spec says. */
export interface LargestRequest {
  readonly name: string
  readonly init: boolean
  readonly value: string
  readonly list: 'requests' | 'limits'
  readonly amount: bigint
}

/** Takes a pod and a resource; returns the largest request (or limit, where none is set) for it. */
export function largestRequestOf(pod: Kube<'Pod'>, resource: string): LargestRequest | undefined {
  const { containers = [], initContainers = [] } = pod.spec ?? {}
  const all = [
    ...containers.map(container => ({ container, init: false })),
    ...initContainers.map(container => ({ container, init: true })),
  ]
  let best: LargestRequest | undefined
  for (const { container, init } of all) {
    const { requests, limits } = container.resources ?? {}
    const value = requests?.[resource] ?? limits?.[resource]
    const amount = parseQuantity(value)
    if (container.name === undefined || value === undefined || amount === undefined) continue
    const list = requests?.[resource] === undefined ? 'limits' : 'requests'
    if (best === undefined || amount > best.amount)
      best = { name: container.name, init, value: String(value), list, amount }
  }
  return best
}

/** Takes a pod and a resource; returns the field of its workload that asks for most of it. */
export function requestField(pod: Kube<'Pod'>, resource: string, cluster: Cluster): Field | undefined {
  const found = largestRequestOf(pod, resource)
  if (found === undefined) return undefined
  const object = workloadOf(pod, cluster)
  const path = `${containerPath(object, found.name, found.init)}.${resourcePath(found.list, resource)}`
  return { object, path, value: found.value }
}
