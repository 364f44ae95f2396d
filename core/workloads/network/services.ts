import type { Cluster } from '../../cluster/cluster.ts'
import { matchesMap } from '../../cluster/selectors.ts'
import type { Container } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { isPlainlyWell, isReady, isTerminating } from '../pods.ts'
import { workloadOf } from '../workloads.ts'
import type { End } from './ends.ts'
import { atAddress, endOfNode, endOfPod, outside, unreadPods } from './ends.ts'
import { podsOfService } from './selected-pods.ts'

type Pod = Kube<'Pod'>
type Service = Kube<'Service'>
export type ServicePort = NonNullable<NonNullable<Service['spec']>['ports']>[number]

/** True if a Service that selects the pod currently routes to it. */
export function isServing(pod: Pod): boolean {
  return isPlainlyWell(pod) || (isReady(pod) && !isTerminating(pod))
}

/** Main containers and sidecars, which are init containers that keep running. */
export function servingContainers(spec: Pod['spec']): readonly Container[] {
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  return [...(spec?.containers ?? []), ...sidecars]
}

/** The ports declared by a pod's serving containers. */
export function declaredPorts(spec: Pod['spec']): readonly NonNullable<Container['ports']>[number][] {
  return servingContainers(spec).flatMap(({ ports }) => ports ?? [])
}

/** The target of a Service's port: a number, or the name of a container's port. A number may be written as text. */
export function targetOf({ port, targetPort = port }: ServicePort): number | string | undefined {
  return typeof targetPort === 'string' && /^\d{1,5}$/.test(targetPort) ? Number(targetPort) : targetPort
}

/** The number of the pod's port that a Service's port targets; undefined if no container has that name. */
export function targetPortOf(port: ServicePort, { spec }: Pick<Pod, 'spec'>): number | undefined {
  const target = targetOf(port)
  if (typeof target !== 'string') return target
  return declaredPorts(spec).find(
    ({ name, protocol }) => name === target && (protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
  )?.containerPort
}

/** The port of a Service by number or name. DNS uses UDP. */
export function servicePort(service: Service, port: number | string): ServicePort | undefined {
  const fitting = (service.spec?.ports ?? []).filter(({ port: number, name }) =>
    typeof port === 'number' ? number === port : name === port,
  )
  return fitting.find(({ protocol }) => protocol === (port === 53 ? 'UDP' : 'TCP')) ?? fitting[0]
}

/** The ports of a Service in words. */
export function portNames(service: Service): readonly string[] {
  return (service.spec?.ports ?? []).map(({ port, name, protocol = 'TCP' }) => {
    const number = `${port ?? ''}${protocol === 'TCP' ? '' : `/${protocol}`}`
    return name === undefined ? number : `${number} (${name})`
  })
}

export function isHeadless({ spec }: Service): boolean {
  return spec?.clusterIP === 'None'
}

export function hasSelector({ spec }: Service): boolean {
  return Object.keys(spec?.selector ?? {}).length > 0
}

/** What is behind a Service, ready or not. */
export interface Backends {
  readonly ready: readonly Backend[]
  readonly unready: readonly Backend[]
  /** False if neither its pods nor its endpoints were read. */
  readonly isKnown: boolean
}

/** One end behind a Service; with ports as written by an endpoints controller or a person, undefined for pods. */
export interface Backend {
  readonly end: End
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[]
}

function byService(slices: readonly Kube<'EndpointSlice'>[]): ReadonlyMap<string, readonly Kube<'EndpointSlice'>[]> {
  const groups = new Map<string, Kube<'EndpointSlice'>[]>()
  for (const slice of slices) {
    const name = slice.metadata.labels?.['kubernetes.io/service-name']
    if (name === undefined) continue
    const key = `${slice.metadata.namespace ?? ''}/${name}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [slice])
    else known.push(slice)
  }
  return groups
}

/** The EndpointSlices of a Service. */
export function slicesOf({ metadata }: Service, cluster: Cluster): readonly Kube<'EndpointSlice'>[] {
  return (
    cluster.ofItself(cluster.list('EndpointSlice'), byService).get(`${metadata.namespace ?? ''}/${metadata.name}`) ?? []
  )
}

/** The end at an address behind a Service; if the Service has a selector, it is a pod even if that was not read. */
function endAt(address: string, service: Service, cluster: Cluster): End {
  const found = atAddress(address, cluster)
  if (found?.kind === 'Pod') return endOfPod(found)
  if (found?.kind === 'Node') return { ...endOfNode(found), addresses: [address] }
  const { namespace = '' } = service.metadata
  return hasSelector(service) ? { ...unreadPods(namespace), addresses: [address] } : outside(address)
}

/** The addresses written by endpoints controllers, or by people for a Service without a selector. */
function written(service: Service, cluster: Cluster): Backends {
  const { namespace = '', name } = service.metadata
  const slices = slicesOf(service, cluster)
  const endpoints = cluster.find('Endpoints', namespace, name)
  const ready: Backend[] = []
  const unready: Backend[] = []
  for (const { endpoints: list = [], ports = [] } of slices)
    for (const { addresses = [], conditions } of list)
      for (const address of addresses)
        (conditions?.ready === false ? unready : ready).push({ end: endAt(address, service, cluster), ports })
  if (slices.length === 0 && endpoints.state === 'present') {
    for (const { addresses = [], notReadyAddresses = [], ports = [] } of endpoints.object.subsets ?? []) {
      for (const { ip } of addresses) if (ip !== undefined) ready.push({ end: endAt(ip, service, cluster), ports })
      for (const { ip } of notReadyAddresses)
        if (ip !== undefined) unready.push({ end: endAt(ip, service, cluster), ports })
    }
  }
  const isKnown =
    slices.length > 0 ||
    endpoints.state === 'present' ||
    cluster.seen('EndpointSlice', namespace) ||
    endpoints.state === 'absent'
  return { ready, unready, isKnown }
}

/**
 * The ends behind a Service: the pods that it currently selects, as endpoints may lag behind; the endpoints if pods
 * were not read or none is selected on purpose.
 */
export function backendsOf(service: Service, cluster: Cluster): Backends {
  const { namespace } = service.metadata
  const pods = podsOfService(service, cluster)
  if (!hasSelector(service) || (pods.length === 0 && !cluster.seen('Pod', namespace))) return written(service, cluster)
  const backends = (wanted: boolean) =>
    pods.filter(pod => isServing(pod) === wanted).map(pod => ({ end: endOfPod(pod) }))
  const all = { ready: backends(true), unready: backends(false), isKnown: true }
  if (service.spec?.publishNotReadyAddresses !== true) return all
  const isRunning = ({ end }: Backend) => end.addresses.length > 0
  return {
    ...all,
    ready: [...all.ready, ...all.unready.filter(isRunning)],
    unready: all.unready.filter(each => !isRunning(each)),
  }
}

/** The port of a backend that a Service's port targets; a headless Service leaves the client's port unchanged. */
export function backendPort(
  service: Service,
  port: ServicePort | undefined,
  asked: number | undefined,
  { end, ports }: Backend,
): number | undefined {
  if (isHeadless(service)) return asked
  if (port === undefined) return undefined
  if (ports === undefined) return targetPortOf(port, end)
  return ports.find(({ name }) => (name ?? '') === (port.name ?? ''))?.port
}

/** What is behind a Service: itself, the pods it selects and their workloads. */
export function behindService(ref: ObjectRef, cluster: Cluster): readonly ObjectRef[] {
  const service = cluster.get(ref)
  if (service?.kind !== 'Service') return [ref]
  const pods = podsOfService(service, cluster)
  return [ref, ...pods.map(refOf), ...pods.map(pod => workloadOf(pod, cluster))]
}

/** The workload that creates the pods of a Service, if the snapshot has one. */
export function workloadBehind(service: Service, cluster: Cluster): ObjectRef | undefined {
  const { selector = {} } = service.spec ?? {}
  const { namespace } = service.metadata
  if (!hasSelector(service) || namespace === undefined) return undefined
  for (const kind of ['Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet', 'ReplicationController'] as const) {
    const found = cluster.list(kind, namespace).find(
      ({ spec, metadata }) =>
        matchesMap(spec?.template?.metadata?.labels, selector) &&
        // A Deployment's ReplicaSet may have an earlier template.
        !(kind === 'ReplicaSet' && metadata.ownerReferences?.some(({ controller }) => controller === true)),
    )
    if (found !== undefined) return refOf(found)
  }
  const [pod] = podsOfService(service, cluster)
  return pod === undefined ? undefined : workloadOf(pod, cluster)
}
