import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'

/** Takes a Service; returns its virtual addresses, both families. */
export function clusterIPsOf(service: Kube<'Service'>): readonly string[] {
  const { clusterIP, clusterIPs } = service.spec ?? {}
  return [...new Set([...(clusterIPs ?? []), clusterIP])].filter(
    ip => ip !== undefined && ip !== '' && ip !== 'None',
  ) as string[]
}

function byAddress(address: string, cluster: Cluster): Kube<'Service'> | undefined {
  const plain = address.replace(/^\[|\]$/g, '')
  return cluster.list('Service').find(service => clusterIPsOf(service).includes(plain))
}

/**
 * Takes a host name as a program of the pod uses it; returns the Service that it can only mean: the `svc` forms, with or
 * without the cluster's domain, or one label, which the resolver completes with the pod's namespace. Whether that Service
 * exists is not looked at. `web.shop` may be a Service or a host outside and gives both parts with `sure: false`.
 */
export function parseServiceHost(
  host: string,
  namespace: string | undefined,
): { readonly namespace: string; readonly name: string; readonly sure: boolean } | undefined {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  if (labels.length > 12 || labels.some(label => !/^[a-z0-9_-]{1,63}$/.test(label))) return undefined
  const svc = labels.indexOf('svc')
  if (svc >= 2) {
    const [name, place] = [labels[svc - 2], labels[svc - 1]]
    return name === undefined || place === undefined ? undefined : { name, namespace: place, sure: true }
  }
  const [name, place] = labels
  if (name === undefined || name === 'localhost' || /^\d+$/.test(labels.at(-1) ?? '')) return undefined
  if (place === undefined) return namespace === undefined ? undefined : { name, namespace, sure: true }
  return labels.length === 2 ? { name, namespace: place, sure: false } : undefined
}

/** A pod of a headless Service by its own name there: `redis-0.redis`, with or without the namespace and what follows. */
function headless(host: string, namespace: string | undefined, cluster: Cluster) {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  const [pod = '', name = '', place = namespace] = labels
  if (labels.length < 2 || (labels.length > 3 && labels[3] !== 'svc') || place === undefined) return undefined
  const found = cluster.find('Service', place, name)
  if (found.state !== 'present' || found.object.spec?.clusterIP !== 'None') return undefined
  return { service: refOf(found.object), pod: { kind: 'Pod', namespace: place, name: pod } as const }
}

/** Takes a host name as a program of the pod uses it; returns the one pod that it names behind a headless Service, be it there or not. */
export function podBehind(host: string, pod: Kube<'Pod'>, cluster: Cluster): ObjectRef | undefined {
  return headless(host, pod.metadata.namespace, cluster)?.pod
}

/**
 * Takes a host name or an address as a program of the pod uses it; returns the Service behind it, where the snapshot holds
 * it.
 */
export function serviceBehind(host: string, pod: Kube<'Pod'>, cluster: Cluster): ObjectRef | undefined {
  const direct = byAddress(host, cluster)
  if (direct !== undefined) return refOf(direct)
  const parsed = parseServiceHost(host, pod.metadata.namespace)
  if (parsed !== undefined) {
    const found = cluster.find('Service', parsed.namespace, parsed.name)
    if (found.state === 'present') return refOf(found.object)
  }
  return headless(host, pod.metadata.namespace, cluster)?.service
}
