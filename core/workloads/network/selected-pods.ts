import type { Cluster } from '../../cluster/cluster.ts'
import { type Labels, matchesMap, podsLabelled } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import { isFinished } from '../pods.ts'
import { unwellPodSet } from '../troubled-pods.ts'

type Pods = readonly Kube<'Pod'>[]

function selections(): Map<string, Pods> {
  return new Map()
}

/** Services with the same selector share one list. */
function selected(service: Kube<'Service'>, cluster: Cluster): Pods {
  const { selector } = service.spec ?? {}
  const { namespace = '' } = service.metadata
  if (selector === undefined || Object.keys(selector).length === 0) return []
  const known = cluster.of(cluster.list('Pod', namespace), selections)
  const key = JSON.stringify(Object.entries(selector).sort())
  const before = known.get(key)
  if (before !== undefined) return before
  const pods = selectedAfter(service, selector, cluster) ?? selectedIn(namespace, selector, cluster)
  known.set(key, pods)
  return pods
}

function selectedIn(namespace: string, selector: Labels, cluster: Cluster): Pods {
  const unwell = unwellPodSet(cluster)
  return podsLabelled(namespace, selector, cluster).filter(pod => !unwell.has(pod) || !isFinished(pod))
}

/**
 * After a change elsewhere: the previous list without removed pods and with added ones, so that nothing is indexed
 * again.
 */
function selectedAfter(service: Kube<'Service'>, selector: Labels, cluster: Cluster): Pods | undefined {
  const { before, added } = cluster
  if (before === undefined || added.has(service)) return undefined
  const { namespace } = service.metadata
  const isSelected = (pod: Kube<'Pod'>) =>
    pod.metadata.namespace === namespace && matchesMap(pod.metadata.labels, selector) && !isFinished(pod)
  return cluster.left(podsOfService(service, before), 'Pod', isSelected)
}

/** The pods that a Service selects, except finished ones. A Service without a selector selects none. */
export function podsOfService(service: Kube<'Service'>, cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.of(service, selected)
}

type Services = readonly Kube<'Service'>[]

function byPod(services: Services, cluster: Cluster): ReadonlyMap<Kube<'Pod'>, readonly Services[]> {
  const byList = new Map<Pods, Kube<'Service'>[]>()
  for (const service of services) {
    const list = podsOfService(service, cluster)
    const alike = byList.get(list)
    if (alike === undefined) byList.set(list, [service])
    else alike.push(service)
  }
  const found = new Map<Kube<'Pod'>, Services[]>()
  for (const [list, alike] of byList) {
    for (const pod of list) {
      const known = found.get(pod)
      if (known === undefined) found.set(pod, [alike])
      else known.push(alike)
    }
  }
  return found
}

/** The Services that select a pod. */
export function servicesOfPod(pod: Kube<'Pod'>, cluster: Cluster): Services {
  return (cluster.of(cluster.list('Service', pod.metadata.namespace ?? ''), byPod).get(pod) ?? []).flat()
}
