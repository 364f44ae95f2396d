import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Container, Probe } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import { matchesOf } from '../../matches.ts'
import { refOf } from '../../ref.ts'
import type { Evidence } from '../../report.ts'
import type { ContainerLog } from '../../snapshot.ts'
import { configurationOf } from '../settings.ts'
import { podsOfService, servicesOfPod } from './selected-pods.ts'
import type { ServicePort } from './services.ts'
import { declaredPorts, isServing, servingContainers, targetOf, targetPortOf } from './services.ts'

type Pod = Kube<'Pod'>
type Service = Kube<'Service'>

/** A port on which an app listens according to its log. */
interface SaidPort {
  readonly port: number
  /** False if the line has only the port. */
  readonly hasHost: boolean
  /** True if it listens only for its own pod. */
  readonly isLoopback: boolean
  readonly line: string
}

/** Apps log where they listen when they start; the truncated beginning of a log may have had it. */
const LOG_HEAD = 262_144
const MAX_LINE = 600
const LISTENS =
  /\b(?:listen(?:ing|s|er)?|serving|serves|bound to|accepting connections|waiting for connections|ready for connections)\b/i
const STARTS = /\b(?:started|running|running on|starting|available|ready|server)\b/i
/** Lines about other apps' ports, and about ports that could not be opened. */
const OF_OTHERS =
  /\b(?:fail\w{0,5}|error|refused|unable|cannot|could not|denied|in use|connect(?:ed|ing)?|upstreams?|prox(?:y|ying) to|forward\w{0,4}|not listening|stop\w{0,5}|clos(?:ed|ing)|shut\w{0,5})\b/i
const AT_HOST =
  /(?:^|[\s"'=@(,]|:\/\/)(0\.0\.0\.0|127\.0\.0\.1|localhost|\*|\[::(?:ffff:0\.0\.0\.0|1)?\]|::)?:(\d{2,5})(?![\d.:])/gi
/** A string with only a port: `"addr":":8080"`. */
const AT_STRING = /["']:(\d{2,5})["']/g
const AT_PORT = /\bports?(?:\(s\))?["']{0,2}\s?[:=]?\s?["']?(\d{2,5})\b/gi
const AT_NUMBER = /\blistening (?:on |at )?(\d{2,5})\b/i
const LOOPBACK = /127\.0\.0\.1|localhost|\[::1\]/i

function saidIn(line: string): readonly SaidPort[] {
  const listens = LISTENS.test(line)
  if ((!listens && !STARTS.test(line)) || OF_OTHERS.test(line)) return []
  const found: SaidPort[] = []
  for (const [whole, host, port] of matchesOf(line, AT_HOST))
    if (host !== undefined || (listens && !/^["']/.test(whole)))
      found.push({
        port: Number(port),
        hasHost: host !== undefined,
        isLoopback: host !== undefined && LOOPBACK.test(host),
        line,
      })
  if (listens)
    for (const [, port] of matchesOf(line, AT_STRING))
      found.push({ port: Number(port), hasHost: false, isLoopback: false, line })
  if (found.length > 0) return found
  const isLoopback = LOOPBACK.test(line)
  for (const [, port] of matchesOf(line, AT_PORT))
    found.push({ port: Number(port), hasHost: isLoopback, isLoopback, line })
  const bare = found.length > 0 ? undefined : AT_NUMBER.exec(line)?.[1]
  return bare === undefined ? found : [{ port: Number(bare), hasHost: false, isLoopback: false, line }]
}

/**
 * An address without a port: mongod logs each address on a line, and the port on another
 * (`src/mongo/transport/asio/asio_transport_layer.cpp`).
 */
const ADDRESS =
  /\blistening on\b.{0,30}?["' ](127\.0\.0\.1|0\.0\.0\.0|\[?::1?\]?|localhost|\*|\d{1,3}(?:\.\d{1,3}){3})["']?(?=$|[\s,}])/i

/** True if all addresses without a port are the pod's own loopback. */
function isInsideOnly(lines: readonly string[]): boolean {
  const addresses = lines.flatMap(line => ADDRESS.exec(line)?.[1] ?? [])
  return addresses.length > 0 && addresses.every(address => /^(?:127\.0\.0\.1|\[?::1\]?|localhost)$/i.test(address))
}

/** The ports on which an app listens according to its log. */
export function portsSaid({ current = '' }: Pick<ContainerLog, 'current'>): readonly SaidPort[] {
  const head = current.slice(0, LOG_HEAD)
  const lines = head.split('\n').filter(line => line.length <= MAX_LINE)
  const said = lines.flatMap(line => saidIn(line.trim()))
  if (!said.some(({ hasHost }) => !hasHost) || !isInsideOnly(lines)) return said
  return said.map(each => (each.hasHost ? each : { ...each, isLoopback: true }))
}

/** Signs of the ports on which a pod's containers listen. */
interface PortSigns {
  readonly declared: ReadonlySet<number>
  /** Ports of successful probes. */
  readonly probed: ReadonlySet<number>
  readonly said: readonly (SaidPort & { readonly container: string })[]
}

function probesOf({ readinessProbe, livenessProbe, startupProbe }: Container): readonly Probe[] {
  return [readinessProbe, livenessProbe, startupProbe].filter(probe => probe !== undefined)
}

function probedPort({ httpGet, tcpSocket, grpc }: Probe, { ports }: Container): number | undefined {
  const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port
  return typeof port === 'string' ? ports?.find(({ name }) => name === port)?.containerPort : port
}

function readSigns(pod: Pod, cluster: Cluster): PortSigns {
  const declared = new Set<number>()
  const probed = new Set<number>()
  const said: (SaidPort & { container: string })[] = []
  for (const container of servingContainers(pod.spec)) {
    for (const { containerPort } of container.ports ?? []) if (containerPort !== undefined) declared.add(containerPort)
    for (const probe of probesOf(container)) {
      const port = probedPort(probe, container)
      const isElsewhere = (probe.httpGet?.host ?? probe.tcpSocket?.host) !== undefined
      if (port !== undefined && !isElsewhere && isServing(pod)) probed.add(port)
    }
    const { name = '' } = container
    const log = cluster.log(pod.metadata.namespace, pod.metadata.name, name)
    if (log !== undefined) for (const each of cluster.of(log, portsSaid)) said.push({ ...each, container: name })
  }
  return { declared, probed, said }
}

/** Numbers in the commands, settings and logs of a pod's containers that could be ports. */
function readMentioned(pod: Pod, cluster: Cluster): ReadonlySet<number> {
  const found = new Set<number>()
  for (const container of servingContainers(pod.spec)) {
    const log = cluster.log(pod.metadata.namespace, pod.metadata.name, container.name ?? '')
    const texts = [...configurationOf(container), (log?.current ?? '').slice(0, 65_536)]
    for (const text of texts) for (const [, port] of matchesOf(text, NUMBER)) found.add(Number(port))
  }
  return found
}

const NUMBER = /(?<![0-9.])(\d{1,5})(?![0-9])/g

function isMentioned(pod: Pod, port: number, cluster: Cluster): boolean {
  return cluster.of(pod, readMentioned).has(port)
}

/** Whether a pod's containers listen on a port, as far as their declarations, probes and logs show. */
export interface Listening {
  /**
   * `yes`: a probe succeeds there, or the log says so; `likely`: declared, or a number in a command, setting or log
   * that may mean another port, or none; `loopback`: only for the pod itself; `elsewhere`: only other ports are known;
   * `unknown`: nothing is known.
   */
  readonly state: 'yes' | 'likely' | 'loopback' | 'elsewhere' | 'unknown'
  /** The known ports, most certain first; for a likely port, including itself if it is declared. */
  readonly known: readonly number[]
  readonly evidence: readonly Evidence[]
}

function lineEvidence(pod: Pod, { line }: SaidPort): Evidence {
  return { object: refOf(pod), path: 'log', value: line }
}

function portsEvidence(pod: Pod): Evidence {
  const ports = servingContainers(pod.spec).map(({ name = '', ports = [] }) => {
    const list = ports.map(({ name: of, containerPort = '', protocol = 'TCP' }) =>
      [of === undefined ? '' : `${of}=`, containerPort, protocol === 'TCP' ? '' : `/${protocol}`].join(''),
    )
    return `${name}: ${list.join(', ') || 'none'}`
  })
  return fieldEvidence(pod, 'spec.containers[*].ports', ports.join('; '))
}

export function listening(pod: Pod, port: number, cluster: Cluster): Listening {
  const { declared, probed, said } = cluster.of(pod, readSigns)
  const open = said.filter(({ isLoopback }) => !isLoopback)
  const known = [...new Set([...open.map(each => each.port), ...probed, ...declared])]
  const here = said.find(each => each.port === port && !each.isLoopback)
  if (probed.has(port)) return { state: 'yes', known, evidence: [portsEvidence(pod)] }
  if (here !== undefined) return { state: 'yes', known, evidence: [lineEvidence(pod, here)] }
  const inside = said.find(each => each.port === port)
  if (inside !== undefined) return { state: 'loopback', known, evidence: [lineEvidence(pod, inside)] }
  const other = open.find(each => !declared.has(each.port) || !declared.has(port))
  const evidence = [...(other === undefined ? [] : [lineEvidence(pod, other)]), portsEvidence(pod)]
  if (other === undefined && declared.has(port)) return { state: 'likely', known, evidence }
  if (isMentioned(pod, port, cluster)) return { state: 'likely', known, evidence }
  return { state: known.length === 0 ? 'unknown' : 'elsewhere', known, evidence }
}

/** A port of a Service that none of its ready pods has. */
export interface PortMiss {
  /** Index in `spec.ports`. */
  readonly index: number
  readonly port: number | undefined
  readonly target: string | number
  /** Names or numbers of the ports that the pods have. */
  readonly declared: readonly string[]
  /**
   * The protocol of the pods' port with that name, if it differs from the Service's: name and protocol have to match.
   */
  readonly protocol?: string
  readonly pod: Pod
  readonly evidence: readonly Evidence[]
}

/** What is known about the ports of a Service's ready pods. */
interface ServingPorts {
  readonly pods: readonly Pod[]
  readonly declared: readonly NonNullable<Container['ports']>[number][]
  readonly numbers: ReadonlySet<number | undefined>
  /** Numbers by name and protocol. */
  readonly byName: ReadonlyMap<string, number | undefined>
}

function portKey(name: string, protocol = 'TCP'): string {
  return `${name}/${protocol}`
}

/** Services with the same selector share a list of pods: its ports are read once. */
function readServing(selected: readonly Pod[]): ServingPorts {
  const pods = selected.filter(isServing)
  const declared = pods.flatMap(({ spec }) => declaredPorts(spec))
  const byName = new Map<string, number | undefined>()
  for (const { name, protocol, containerPort } of declared)
    if (name !== undefined) byName.set(portKey(name, protocol), containerPort)
  return { pods, declared, numbers: new Set(declared.map(({ containerPort }) => containerPort)), byName }
}

/** True if a pod declares the target port of a Service, by number or by name. */
function declares(pod: Pod, port: ServicePort): boolean {
  const target = targetPortOf(port, pod)
  return target !== undefined && declaredPorts(pod.spec).some(({ containerPort }) => containerPort === target)
}

/** The first ready pod behind a Service. Replicas are alike: if all is well, it tells as much as all of them. */
function firstServing(selected: readonly Pod[]): Pod | undefined {
  return selected.find(isServing)
}

/** The ports of a Service whose name no ready pod has: they have no endpoints. */
export function unnamedPorts(service: Service, cluster: Cluster): readonly PortMiss[] {
  const ports = service.spec?.ports ?? []
  const named = ports.filter(({ targetPort }) => typeof targetPort === 'string')
  if (named.length === 0) return []
  const selected = podsOfService(service, cluster)
  const pod = firstServing(selected)
  if (pod === undefined || named.every(port => declares(pod, port))) return []
  const { declared: all, byName } = cluster.of(selected, readServing)
  return ports.flatMap((port, index) => {
    const target = targetOf(port)
    if (typeof target !== 'string' || byName.get(portKey(target, port.protocol)) !== undefined) return []
    const declared = all.map(({ name, containerPort }) => name ?? String(containerPort ?? ''))
    const namesake = all.find(({ name }) => name === target)
    const protocol = namesake === undefined ? {} : { protocol: namesake.protocol ?? 'TCP' }
    const evidence = [portsEvidence(pod)]
    return [{ index, port: port.port, target, declared: [...new Set(declared)], ...protocol, pod, evidence }]
  })
}

function targetsOf(ports: readonly ServicePort[], { byName }: ServingPorts): readonly (number | undefined)[] {
  return ports.map(port => {
    const target = targetOf(port)
    return typeof target === 'string' ? byName.get(portKey(target, port.protocol)) : target
  })
}

/** All numbers on which the pods may listen without declaring them: probed, or in a command, setting or log. */
function readListening(selected: readonly Pod[], cluster: Cluster): ReadonlySet<number> {
  const found = new Set<number>()
  for (const pod of cluster.of(selected, readServing).pods) {
    for (const number of cluster.of(pod, readMentioned)) found.add(number)
    for (const container of servingContainers(pod.spec)) {
      for (const probe of probesOf(container)) {
        const port = probedPort(probe, container)
        if (port !== undefined) found.add(port)
      }
    }
  }
  return found
}

/** TCP protocols, by the name of a port. */
const OVER_TCP = /^(?:grpc|https?|h2c?|tcp|wss?|web|mongo|mysql|postgres|redis|amqp)(?:$|[-_.\d])/i

/** True if a pod declares the target port with its protocol, or not at all if that is TCP. */
function agrees(pod: Pod, port: ServicePort): boolean {
  const target = targetPortOf(port, pod)
  const { protocol: own = 'TCP' } = port
  const declared = declaredPorts(pod.spec).filter(({ containerPort }) => containerPort === target)
  return declared.length === 0 ? own === 'TCP' : declared.some(({ protocol = 'TCP' }) => protocol === own)
}

/**
 * The ports of a Service whose pods have the target port with another protocol: they declare it, or their probes and
 * the port's name show it, and no port of the Service has that protocol.
 */
export function otherProtocols(service: Service, cluster: Cluster): readonly PortMiss[] {
  const ports = service.spec?.ports ?? []
  const selected = podsOfService(service, cluster)
  const pod = firstServing(selected)
  if (pod === undefined || ports.every(port => agrees(pod, port))) return []
  const serving = cluster.of(selected, readServing)
  const targets = targetsOf(ports, serving)
  return ports.flatMap((port, index) => {
    const { name = '', protocol: own = 'TCP' } = port
    const target = targets[index]
    if (target === undefined) return []
    const isAnswered = cluster.of(pod, readSigns).probed.has(target)
    const declared = new Set(
      serving.declared.filter(each => each.containerPort === target).map(({ protocol = 'TCP' }) => protocol),
    )
    if (declared.size === 0 && isAnswered && OVER_TCP.test(name)) declared.add('TCP')
    const [protocol] = declared
    if (protocol === undefined || declared.has(own) || (own === 'TCP' && isAnswered)) return []
    if (ports.some((other, at) => targets[at] === target && declared.has(other.protocol ?? 'TCP'))) return []
    return [
      { index, port: port.port, target, declared: [String(target)], protocol, pod, evidence: [portsEvidence(pod)] },
    ]
  })
}

/** Ports and Services of monitoring, which pods rarely declare and whose failure affects no one. */
const FOR_MONITORING = /metrics|prom|telemetry|pprof/i

/** The ports of a pod that other Services target: their purpose is known. */
function servedBeside(
  service: Service,
  pod: Pod,
  serving: ServingPorts,
  cluster: Cluster,
): ReadonlySet<number | undefined> {
  const others = servicesOfPod(pod, cluster).filter(other => other !== service)
  return new Set(others.flatMap(({ spec }) => targetsOf(spec?.ports ?? [], serving)))
}

/**
 * The ports of a Service whose pods declare other ports, while nothing shows that they listen there. `containerPort` is
 * only informational, so this holds only if none of the Service's ports is declared or known otherwise.
 */
export function undeclaredPorts(service: Service, cluster: Cluster): readonly PortMiss[] {
  const selected = podsOfService(service, cluster)
  const pod = firstServing(selected)
  const ports = service.spec?.ports ?? []
  if (pod === undefined || ports.some(port => declares(pod, port))) return []
  const serving = cluster.of(selected, readServing)
  if (serving.declared.length === 0) return []
  const targets = targetsOf(ports, serving)
  const listening = cluster.of(selected, readListening)
  const isKnown = (target: number | undefined) =>
    target !== undefined && (serving.numbers.has(target) || listening.has(target))
  if (targets.some(isKnown)) return []
  const served = servedBeside(service, pod, serving, cluster)
  const declared = [...serving.numbers].filter(number => !served.has(number)).map(number => String(number ?? ''))
  if (declared.length === 0) return []
  return ports.flatMap((port, index) => {
    const target = targets[index]
    if (target === undefined || FOR_MONITORING.test(`${service.metadata.name} ${port.name ?? ''}`)) return []
    return [{ index, port: port.port, target, declared, pod, evidence: [portsEvidence(pod)] }]
  })
}
