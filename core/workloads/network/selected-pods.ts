import type { Cluster } from '../../cluster/cluster.ts'
import { podsLabelled } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import { isFinished } from '../pods.ts'
import { unwellPodSet } from '../troubled-pods.ts'

type Pods = readonly Kube<'Pod'>[]

function selections(): Map<string, Pods> {
  return new Map()
}

/** Services with one selector share one list. */
function selected(service: Kube<'Service'>, cluster: Cluster): Pods {
  const { selector } = service.spec ?? {}
  const { namespace = '' } = service.metadata
  if (selector === undefined || Object.keys(selector).length === 0) return []
  const known = cluster.of(cluster.list('Pod', namespace), selections)
  const key = JSON.stringify(Object.entries(selector).sort())
  const before = known.get(key)
  if (before !== undefined) return before
  const unwell = unwellPodSet(cluster)
  const pods = podsLabelled(namespace, selector, cluster).filter(pod => !unwell.has(pod) || !isFinished(pod))
  known.set(key, pods)
  return pods
}

/** The pods that a Service selects, finished ones left out. A Service without a selector selects none. */
export function podsOfService(service: Kube<'Service'>, cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.of(service, selected)
}
