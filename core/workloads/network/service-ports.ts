import type { Cluster } from '../../cluster/cluster.ts'
import { podsOfService } from '../../cluster/selectors.ts'
import type { Container, Probe } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import { isPlainlyWell, isReady, isTerminating } from '../pods.ts'
import { servingContainers, targetPortOf } from './service-targets.ts'

type Pod = Kube<'Pod'>

/** A port of a Service that leads to none of its ready pods. */
export interface PortMiss {
  /** Index in `spec.ports`. */
  readonly index: number
  readonly port: number | undefined
  readonly target: string | number
  /** Names or numbers of the ports that the pods do declare. */
  readonly declared: readonly string[]
  /** The protocol of the pods' port of that name, where it is another than the Service's: name and protocol have to agree. */
  readonly protocol?: string
  readonly pod: Pod
}

/** True where a Service that selects the pod leads to it now. */
export function isServing(pod: Pod): boolean {
  return isPlainlyWell(pod) || (isReady(pod) && !isTerminating(pod))
}

function declaredPorts(pods: readonly Pod[]) {
  return pods.flatMap(servingContainers).flatMap(({ ports }) => ports ?? [])
}

function probedPort({ httpGet, tcpSocket, grpc }: Probe, { ports }: Container): number | undefined {
  const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port
  return typeof port === 'string' ? ports?.find(({ name }) => name === port)?.containerPort : port
}

/** True where a ready pod's probes ask the port, or its command, settings or log name it: it may well listen there. */
function mayListen(pod: Pod, port: number, cluster: Cluster): boolean {
  const word = new RegExp(`(?:^|[^0-9.])${port}(?![0-9])`)
  return servingContainers(pod).some(container => {
    const { command = [], args = [], env = [], name = '' } = container
    const probes = [container.readinessProbe, container.livenessProbe, container.startupProbe]
    if (probes.some(probe => probe !== undefined && probedPort(probe, container) === port)) return true
    const texts = [...command, ...args, ...env.map(({ value = '' }) => value)]
    const log = cluster.log(pod.metadata.namespace, pod.metadata.name, name)
    return [...texts, (log?.current ?? '').slice(0, 65_536)].some(text => word.test(text))
  })
}

/** Takes a Service; returns its ports whose name no ready pod gives to a port: the API takes no endpoint for them. */
export function unnamedPorts(service: Kube<'Service'>, cluster: Cluster): readonly PortMiss[] {
  const selected = podsOfService(service, cluster)
  const pod = selected.find(isServing)
  if (pod === undefined) return []
  return (service.spec?.ports ?? []).flatMap((port, index) => {
    const { targetPort } = port
    if (typeof targetPort !== 'string' || targetPortOf(port, pod) !== undefined) return []
    const pods = selected.filter(isServing)
    if (pods.some(each => targetPortOf(port, each) !== undefined)) return []
    const ports = declaredPorts(pods)
    const declared = ports.map(({ name, containerPort }) => name ?? String(containerPort ?? ''))
    const namesake = ports.find(({ name }) => name === targetPort)
    const protocol = namesake === undefined ? {} : { protocol: namesake.protocol ?? 'TCP' }
    return [{ index, port: port.port, target: targetPort, declared: [...new Set(declared)], ...protocol, pod }]
  })
}

/**
 * Takes a Service; returns its port where the pods declare other ports and nothing shows that they listen there.
 * `containerPort` only informs: so this holds only where none of the Service's ports is declared.
 */
export function undeclaredPorts(service: Kube<'Service'>, cluster: Cluster): readonly PortMiss[] {
  const selected = podsOfService(service, cluster)
  const pod = selected.find(isServing)
  const ports = service.spec?.ports ?? []
  if (pod === undefined) return []
  const own = declaredPorts([pod])
  if (ports.some(port => own.some(({ containerPort }) => containerPort === targetPortOf(port, pod)))) return []
  const pods = selected.filter(isServing)
  const declared = declaredPorts(pods)
  if (declared.length === 0) return []
  const numbersDeclared = new Set(declared.map(({ containerPort }) => containerPort))
  if (ports.some(port => pods.some(each => numbersDeclared.has(targetPortOf(port, each))))) return []
  return ports.flatMap((port, index) => {
    const target = targetPortOf(port, pod)
    if (target === undefined || pods.some(each => mayListen(each, target, cluster))) return []
    const numbers = declared.map(({ containerPort }) => String(containerPort ?? ''))
    return [{ index, port: port.port, target, declared: [...new Set(numbers)], pod }]
  })
}
