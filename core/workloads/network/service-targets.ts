import type { Cluster } from '../../cluster/cluster.ts'
import { podsOfService } from '../../cluster/selectors.ts'
import type { Container } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import { serviceBehind } from './service-hosts.ts'

type Pod = Kube<'Pod'>
type ServicePort = NonNullable<NonNullable<Kube<'Service'>['spec']>['ports']>[number]

/** Where a connection ends. What is undefined is not known. */
export interface Destination {
  readonly pod?: Pod
  readonly address?: string
  readonly port?: number
  readonly protocol?: string
  /** True where it is no pod of the cluster. */
  readonly isOutside?: boolean
}

/** Takes a pod; returns its containers that may serve: main ones and sidecars, which are init containers that go on running. */
export function servingContainers(pod: Pod): readonly Container[] {
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  return [...(pod.spec?.containers ?? []), ...sidecars]
}

/** Takes a Service's port and one of its pods; returns the number of the pod's port, undefined where the pod names none so. */
export function targetPortOf(port: ServicePort, pod: Pod): number | undefined {
  const target = port.targetPort ?? port.port
  if (typeof target !== 'string') return target
  if (/^\d{1,5}$/.test(target)) return Number(target)
  return servingContainers(pod)
    .flatMap(({ ports }) => ports ?? [])
    .find(({ name, protocol }) => name === target && (protocol ?? 'TCP') === (port.protocol ?? 'TCP'))?.containerPort
}

function isOwn(address: string, pod: Pod): boolean {
  return (
    /^127\.|^::1$|^\[::1\]$|^0\.0\.0\.0$|^localhost$/.test(address) ||
    address === pod.status?.podIP ||
    address === pod.status?.hostIP
  )
}

function behindService(service: Kube<'Service'>, port: number | undefined, cluster: Cluster): readonly Destination[] {
  const { selector, ports = [], type, clusterIP } = service.spec ?? {}
  if (type === 'ExternalName') return [{ isOutside: true }]
  if (selector === undefined || Object.keys(selector).length === 0) return [{}]
  const entry = ports.find(candidate => candidate.port === port && (port !== 53 || candidate.protocol === 'UDP'))
  const protocol = entry === undefined ? {} : { protocol: entry.protocol ?? 'TCP' }
  const pods = podsOfService(service, cluster)
  if (pods.length === 0) return cluster.seen('Pod', service.metadata.namespace) ? [] : [protocol]
  return pods.map(pod => {
    const number = clusterIP === 'None' ? port : entry === undefined ? undefined : targetPortOf(entry, pod)
    return { pod, ...(number === undefined ? {} : { port: number }), ...protocol }
  })
}

/** A host of two or more labels, none of them `svc`: a name of the world, as far as no Service bears it. */
function isOutsideName(host: string): boolean {
  return /[a-z]/i.test(host) && host.includes('.') && !/\.(?:svc|local|internal)(?:\.|$)/i.test(host)
}

/**
 * Takes a host name or an address, and a port, as a pod connects to them; returns where that ends: the pods behind a Service
 * with their own ports, a pod, or something outside. Nothing where it ends at the pod itself or its node, or where no pod is
 * behind the Service.
 */
export function destinationsOf(
  host: string | undefined,
  port: number | undefined,
  from: Pod,
  cluster: Cluster,
): readonly Destination[] {
  const plain = host?.replace(/^\[|\]$/g, '')
  const there = port === undefined ? {} : { port, protocol: port === 53 ? 'UDP' : 'TCP' }
  if (plain === undefined) return [there]
  if (isOwn(plain, from)) return []
  const ref = serviceBehind(plain, from, cluster)
  const service = ref === undefined ? undefined : cluster.get(ref)
  if (service?.kind === 'Service') return behindService(service, port, cluster)
  const pod = cluster.list('Pod').find(({ status, spec }) => status?.podIP === plain && spec?.hostNetwork !== true)
  if (pod !== undefined) return [{ pod, ...there }]
  if (/^[\d.]+$/.test(plain) || plain.includes(':')) return [{ address: plain, ...there }]
  return [isOutsideName(plain) ? { isOutside: true, ...there } : there]
}
