import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import { refKey, refOf, refText } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { containersOf } from '../containers.ts'
import { failingPods } from '../failing-pods.ts'
import { adviceFor } from '../network/advice.ts'
import { endOfPod, isLoopback } from '../network/ends.ts'
import type { Fault, Hop } from '../network/hops.ts'
import { resolve } from '../network/names.ts'
import { unreadPolicies } from '../network/policy-hops.ts'
import { podsOfService, servicesOfPod } from '../network/selected-pods.ts'
import { isHeadless, servicePort, targetPortOf } from '../network/services.ts'
import { createdAt } from '../pods.ts'
import { partialProblemOf } from '../probes/partial.ts'
import { probeProblemOf } from '../probes/probes.ts'
import { isLongAgo } from '../recency.ts'
import { type Server, tellsOf } from '../settings.ts'
import { troubledPods } from '../troubled-pods.ts'
import { workloadOf } from '../workloads.ts'
import { networkSymptomsOf, symptomNaming } from './network-symptom.ts'
import { isAnswered, type NetworkSymptom, pathFor, servicesNamed } from './unreached.ts'

type Pod = Kube<'Pod'>

function findAiling(_snapshot: object, cluster: Cluster): ReadonlySet<Pod> {
  return new Set([...troubledPods(cluster), ...failingPods(cluster)])
}

/** Pods in trouble, and ready ones that fail at their job. */
function ailingPods(cluster: Cluster): ReadonlySet<Pod> {
  return cluster.of(cluster.snapshot, findAiling)
}

/** The broken hop of a path that a pod needs. */
export interface BrokenHop {
  readonly hop: Hop
  readonly fault: Fault
}

/** The first broken hops of the paths that a pod needs according to its logs and probes. */
export function brokenHops(pod: Pod, cluster: Cluster): readonly BrokenHop[] {
  return networkSymptomsOf(pod, cluster).flatMap(symptom => {
    const hop = pathFor(symptom, cluster).broken
    return hop?.fault === undefined ? [] : [{ hop, fault: hop.fault }]
  })
}

/** Limit on the servers named: replicas fail alike. */
const SERVERS_LIMIT = 5

/**
 * Objects whose trouble would explain an unreachable other end: the one at the first broken hop; if none is broken, the
 * pod itself (for a container of its own), the Service, and the pods behind it.
 */
function reachedBy(symptom: NetworkSymptom, cluster: Cluster): readonly ObjectRef[] {
  const { pod, container, host } = symptom
  const { broken, service, servers } = pathFor(symptom, cluster)
  if (broken?.fault !== undefined) {
    const own = refKey(workloadOf(pod, cluster))
    const leading = [...leadingTo(symptom, cluster), ...heardFrom(symptom, cluster)].map(refOf)
    return [...leading, broken.fault.subject, ...broken.fault.because].filter(ref => refKey(ref) !== own)
  }
  if (host === undefined) return configuredServers(pod, container, cluster, symptom.line)
  if (isLoopback(host)) return [refOf(pod)]
  const named = service === undefined ? leadingTo(symptom, cluster) : [service]
  return [...named, ...servers.slice(0, SERVERS_LIMIT)].map(refOf)
}

/** Services that lead to the address of a pod and its port: proxies ask for endpoints and log their addresses. */
function leadingTo({ pod, host, port }: NetworkSymptom, cluster: Cluster): readonly Kube<'Service'>[] {
  const { destination } = resolve(host ?? '', endOfPod(pod), cluster)
  const server = destination.kind === 'end' ? destination.end.pod : undefined
  if (server === undefined) return []
  return servicesOfPod(server, cluster).filter(({ spec }) =>
    spec?.ports?.some(each => targetPortOf(each, server) === port),
  )
}

/**
 * Pods behind the Services that a container calls which fail to reach the same server: the container repeats their
 * response, if its own configuration does not name that server.
 */
function heardFrom({ pod, container, host, port }: NetworkSymptom, cluster: Cluster): readonly Pod[] {
  const spec = pod.spec?.containers?.find(({ name }) => name === container)
  if (host === undefined || spec === undefined || tellsOf(spec, host)) return []
  const ailing = ailingPods(cluster)
  return configuredServers(pod, container, cluster).flatMap(ref => {
    const other = ref.kind === 'Pod' ? (cluster.get(ref) as Pod | undefined) : undefined
    if (other === undefined || !ailing.has(other)) return []
    const isSame = networkSymptomsOf(other, cluster).some(symptom => symptom.host === host && symptom.port === port)
    return isSame ? [other] : []
  })
}

/** A server's message that it has no connections left; its clients get the same. */
const FULL = /too many (?:connections|clients already)|remaining connection slots|max number of clients/i

/** Pods whose probe is told that no connections are left. */
function findFull(_snapshot: object, cluster: Cluster): readonly Pod[] {
  return [...ailingPods(cluster)].filter(pod =>
    containersOf(pod, cluster).some(view =>
      FULL.test((probeProblemOf(view, cluster) ?? partialProblemOf(view, cluster))?.message ?? ''),
    ),
  )
}

/** The pods of the only such server in a pod's namespace. */
export function fullServers({ metadata }: Pod, cluster: Cluster): readonly ObjectRef[] {
  const all = cluster.of(cluster.snapshot, findFull)
  const pods = all.filter(pod => pod.metadata.namespace === metadata.namespace)
  const servers = new Set(pods.map(pod => refKey(workloadOf(pod, cluster))))
  return servers.size === 1 ? pods.map(refOf) : []
}

/** The Services that a container is configured with and the pods behind them, whose trouble may explain its own. */
export function configuredServers(pod: Pod, container: string, cluster: Cluster, line = ''): readonly ObjectRef[] {
  const from = endOfPod(pod)
  return servicesNamed({ pod, container, line }, cluster).flatMap(({ host = '' }) => {
    const { destination } = resolve(host, from, cluster)
    if (destination.kind !== 'service') return []
    const pods = podsOfService(destination.service, cluster).filter(each => each !== pod)
    return [refOf(destination.service), ...pods.slice(0, SERVERS_LIMIT).map(refOf)]
  })
}

/** The same for what the log of a pod's container names. */
export function reachedFrom(
  pod: Pod,
  container: string,
  named: Readonly<Record<string, string>>,
  cluster: Cluster,
): readonly ObjectRef[] {
  const symptom = symptomNaming(pod, container, named, cluster)
  return symptom === undefined ? [] : reachedBy(symptom, cluster)
}

function readUnreachedNodes(pod: Pod, cluster: Cluster): ReadonlySet<string> {
  const nodes = new Set<string>()
  for (const symptom of networkSymptomsOf(pod, cluster)) {
    if (isAnswered(symptom) !== false) continue
    for (const { spec } of pathFor(symptom, cluster).servers) {
      const name = spec?.hostNetwork === true ? undefined : spec?.nodeName
      if (name !== undefined && name !== pod.spec?.nodeName) nodes.add(name)
    }
  }
  return nodes
}

/** Other nodes with pods that do not respond to a pod, including those of the cluster DNS. */
export function unreachedNodes(pod: Pod, cluster: Cluster): ReadonlySet<string> {
  return cluster.of(pod, readUnreachedNodes)
}

function unresponsiveNodes(_snapshot: object, cluster: Cluster): ReadonlySet<string> {
  const pods = [...ailingPods(cluster)].filter(({ spec }) => spec?.hostNetwork !== true)
  return new Set(pods.flatMap(pod => [...unreachedNodes(pod, cluster)]))
}

/** True if pods on other nodes get no response from pods on this one. */
export function isUnresponsive(node: string, cluster: Cluster): boolean {
  return cluster.of(cluster.snapshot, unresponsiveNodes).has(node)
}

/** A path that ends in the client's own configuration: a name or a port that does not exist. */
export interface DeadEnd {
  readonly text: string
  /** Undefined if nothing better is known. */
  readonly advice: string | undefined
  /** True if the name is right and its lookup is broken. */
  readonly isOfDns?: true
  /** Fields of the pod spec that would fix it. */
  readonly podSpec?: Readonly<Record<string, unknown>>
  /** How settings may name the server, and what is right. */
  readonly server?: Server
  /** The command for the advice. */
  readonly command?: string
  /** A ResourceQuota that blocks the advice. */
  readonly quota?: ObjectRef
}

/** The resolver settings of a pod by default. */
function defaultResolver({ spec }: Pod): Readonly<Record<string, unknown>> {
  const dnsPolicy = spec?.hostNetwork === true ? 'ClusterFirstWithHostNet' : 'ClusterFirst'
  return { dnsPolicy, ...(spec?.dnsPolicy === 'None' ? { dnsConfig: null } : {}) }
}

/** The end of a path that a container's log needs, if no other cause covers it. */
export function deadEndOf(
  pod: Pod,
  container: string,
  named: Readonly<Record<string, string>>,
  cluster: Cluster,
): DeadEnd | undefined {
  const symptom = symptomNaming(pod, container, named, cluster)
  if (symptom === undefined) return undefined
  const { broken: hop, service } = pathFor(symptom, cluster)
  const fault = hop?.fault === undefined ? undefined : likely(hop.fault, symptom, cluster)
  const server = serverOf(symptom, fault, service)
  if (hop === undefined && symptom.kind === 'name' && service !== undefined) return knownName(service, cluster)
  const advice = fault === undefined ? undefined : adviceFor(fault)
  const why = fault?.kind === 'name' ? fault.missing.why : undefined
  if (hop === undefined || (advice === undefined && why === undefined)) return undefined
  const isResolver = why === 'node-resolver' || why === 'other-resolver'
  const deployment = fault?.kind === 'name' ? fault.missing.deployment : undefined
  return {
    text: hop.text,
    advice,
    server,
    ...(isResolver ? { podSpec: defaultResolver(pod) } : {}),
    ...(deployment === undefined ? {} : serviceFor(deployment, symptom.port, cluster)),
  }
}

/** Without the Service of a similar name that the client cannot mean: its own, or one without the port. */
function likely(fault: Fault, { pod, port }: NetworkSymptom, cluster: Cluster): Fault {
  if (fault.kind !== 'name' || fault.missing.suggestion === undefined) return fault
  const { destination } = resolve(fault.missing.suggestion, endOfPod(pod), cluster)
  if (destination.kind !== 'service') return fault
  const { service } = destination
  const isOwn = podsOfService(service, cluster).includes(pod)
  const isOther = port !== undefined && !isHeadless(service) && servicePort(service, port) === undefined
  if (!isOwn && !isOther) return fault
  const { suggestion: _, ...missing } = fault.missing
  return { ...fault, missing }
}

function serverOf(
  { host, port }: NetworkSymptom,
  fault: Fault | undefined,
  service: Kube<'Service'> | undefined,
): Server {
  const isMisnamed = fault?.kind === 'name' && (fault.missing.why === 'service' || fault.missing.why === 'namespace')
  return {
    hosts: [host, service?.metadata.name].filter(name => name !== undefined),
    port,
    host: isMisnamed ? fault.missing.suggestion : undefined,
    rightPort: fault?.kind === 'service-port' ? fault.only : undefined,
  }
}

/** The command that creates a Deployment's Service with the port that its client uses. */
function serviceFor(
  { metadata, spec }: Kube<'Deployment'>,
  port: number | undefined,
  cluster: Cluster,
): Pick<DeadEnd, 'command' | 'quota'> {
  const { namespace, name } = metadata
  const [listening, ...more] = (spec?.template?.spec?.containers ?? []).flatMap(({ ports = [] }) => ports)
  const target = more.length > 0 ? undefined : listening?.containerPort
  const ports = ` --port=${port ?? '<port>'}${target === undefined || target === port ? '' : ` --target-port=${target}`}`
  const quota = cluster.list('ResourceQuota', namespace).find(each => isFullOf('services', each))
  return {
    command: sh`kubectl expose deployment ${name}${namespaceFlag(namespace)}` + ports,
    ...(quota === undefined ? {} : { quota: refOf(quota) }),
  }
}

/** True if a quota has no room for another object of a kind. */
function isFullOf(resource: string, { status }: Kube<'ResourceQuota'>): boolean {
  const [hard, used] = [status?.hard?.[resource], status?.used?.[resource]].map(parseQuantity)
  return hard !== undefined && used !== undefined && used >= hard
}

/**
 * Kinds of policies that were not read and may drop a container's packets, if it gets no response and nothing else
 * blocks it.
 */
export function suspectPolicies(
  pod: Pod,
  container: string,
  named: Readonly<Record<string, string>>,
  cluster: Cluster,
): readonly string[] {
  const symptom = symptomNaming(pod, container, named, cluster)
  if (symptom === undefined || isAnswered(symptom) !== false) return []
  return pathFor(symptom, cluster).broken === undefined ? unreadPolicies([pod.metadata.namespace], cluster) : []
}

/** Longer than the kubelet waits before a restart, in milliseconds: the last lookup came after that. */
const LONG_THERE = 360_000

/** A lookup that fails although a Service has had this name for long. */
function knownName(service: Kube<'Service'>, cluster: Cluster): DeadEnd | undefined {
  if (!isLongAgo(createdAt(service), LONG_THERE, cluster)) return undefined
  return { text: `although ${refText(refOf(service))} has that name`, advice: undefined, isOfDns: true }
}
