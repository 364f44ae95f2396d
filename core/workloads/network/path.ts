import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kind, Kube } from '../../kube/index.ts'
import { refOf, refText } from '../../ref.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { podRanges } from '../nodes/node-pods.ts'
import { isReady, isTerminating } from '../pods.ts'
import { type End, isSeenEverywhere, nodeOfRange, outside, UNKNOWN, unreadPods } from './ends.ts'
import {
  broken,
  type Connection,
  clientRef,
  endText,
  type Hop,
  hostPort,
  isLossy,
  NOTHING,
  numberOf,
  open,
  type Path,
  type Question,
  runAt,
  type Server,
  undecided,
} from './hops.ts'
import { accessHop, type MeshRouted, meshEgressHop, meshRouted, meshTlsHop, ofSubset, routedPort } from './mesh/hops.ts'
import { addressText, connectionToDns, dnsHop, nameHops } from './name-hops.ts'
import { type Destination, type Resolved, resolve, unresolved } from './names.ts'
import { nodesHop, proxyHop } from './node-hops.ts'
import { otherPoliciesHop, policyHop } from './policy-hops.ts'
import { listening } from './ports.ts'
import {
  endpointsHop,
  exposureHop,
  externalLocalHop,
  localHop,
  onlyPort,
  portHop,
  portNamesHop,
  targetHop,
  unheardHop,
  unreadyHop,
} from './service-hops.ts'
import {
  type Backend,
  backendPort,
  backendsOf,
  isHeadless,
  isServing,
  type ServicePort,
  servicePort,
  servingContainers,
} from './services.ts'

/** The kinds that tracing a path needs. */
export const PATH_KINDS = [
  'Service',
  'Endpoints',
  'EndpointSlice',
  'NetworkPolicy',
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'NetworkPolicy.projectcalico.org',
  'GlobalNetworkPolicy',
  'NetworkSet',
  'GlobalNetworkSet',
  'Tier',
  'VirtualService',
  'DestinationRule',
  'ServiceEntry',
  'Sidecar',
  'PeerAuthentication',
  'AuthorizationPolicy',
  'ServiceAccount',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Namespace',
  'Node',
] as const satisfies readonly Kind[]

type Service = Kube<'Service'>

/** The hops of a connection once its end is known. */
function lastHops(connection: Connection, cluster: Cluster, subset?: string): readonly (Hop | undefined)[] {
  const { failed, from, port } = connection.question
  const target = targetHop(connection, port, failed !== undefined, cluster)
  const policies = [
    from.kind === 'pod' ? policyHop('Egress', connection, cluster) : undefined,
    connection.servers.some(({ end }) => end.kind === 'pod') ? policyHop('Ingress', connection, cluster) : undefined,
  ]
  // A port without a listener refuses; packets dropped by a policy get no response.
  const isDropped = failed?.isAnswered === false && typeof connection.servers[0]?.port === 'number'
  return [
    ...(isDropped ? [...policies, target] : [target, ...policies]),
    failed === undefined ? otherPoliciesHop(connection, cluster) : undefined,
    meshTlsHop(connection, subset, cluster),
    accessHop(connection, subset, cluster),
    connection.service === undefined || isHeadless(connection.service) ? undefined : proxyHop(from, cluster),
    nodesHop(connection, isLossy(failed), cluster),
  ]
}

export function toService(question: Question, service: Service, instance: string | undefined, cluster: Cluster) {
  const { port, from } = question
  const first = portHop(service, question, cluster)
  const exposure = from.kind === 'outside' ? exposureHop(service, from, cluster) : undefined
  if (exposure?.state === 'broken' && service.spec?.type === 'ExternalName')
    return { hops: [exposure], servers: NOTHING }
  const entry = port === undefined ? onlyPort(service) : servicePort(service, port)
  const routed = instance === undefined ? meshRouted(question, service, entry, cluster) : undefined
  if (routed?.isEnd === true) return { hops: [exposure, first, ...routed.hops], servers: NOTHING }
  const { hops, servers } =
    routed === undefined
      ? behind(question, service, instance, entry, first?.state === 'broken', cluster)
      : behind({ ...question, port: routed.port }, routed.service, instance, routedPort(routed), false, cluster, routed)
  return { hops: [exposure, first, ...(routed?.hops ?? NOTHING), ...hops], servers }
}

/** The hops from a Service on. `entry`: its port; `isLost`: it has no such port. */
function behind(
  question: Question,
  service: Service,
  instance: string | undefined,
  entry: ServicePort | undefined,
  isLost: boolean,
  cluster: Cluster,
  routed?: MeshRouted,
): Reached {
  const { port, protocol, from } = question
  const found = endpointsHop(service, instance, cluster)
  const { hop: reached, backends } = routed === undefined ? found : subsetHop(found, service, routed, cluster)
  const hop = question.failed === undefined ? (endingHop(service, reached, backends) ?? reached) : reached
  const local = localHop(service, from, backends)
  const target = refText(refOf(service))
  const servers = backends
    .slice(0, 200)
    .map(each => ({ ...each, port: backendPort(service, entry, numberOf(port), each) }))
  const connection: Connection = {
    question,
    protocol: protocol ?? entry?.protocol ?? 'TCP',
    service,
    servers,
    target,
    isDns: false,
  }
  const names = portNamesHop(service, entry, servers)
  const rest =
    servers.length === 0 || isLost
      ? proxied(connection, cluster)
      : [names, ...lastHops(connection, cluster, routed?.subset)]
  return {
    hops: [hop, local, ...rest, beyondHop(service, servers, question, cluster)],
    servers: hop.state === 'open' ? servers : NOTHING,
  }
}

/** If all endpoints are terminating and still serve, kube-proxy keeps routing to them. */
function endingHop(service: Service, { fault }: Hop, backends: readonly Backend[]): Hop | undefined {
  const isEnding = ({ end: { pod } }: Backend) => pod !== undefined && isTerminating(pod) && isReady(pod)
  if (fault?.kind !== 'not-ready' || !backends.every(isEnding)) return undefined
  const { name, namespace } = service.metadata
  return undecided(
    'endpoints',
    `all pods behind ${refText(refOf(service))} are being deleted; they are reached only until they end`,
    sh`kubectl get endpointslices${namespaceFlag(namespace)} -l kubernetes.io/service-name=${name}`,
    refOf(service),
  )
}

/** The endpoints of a Service that are in a subset. */
function subsetHop(
  found: ReturnType<typeof endpointsHop>,
  service: Service,
  { labels, subset }: MeshRouted,
  cluster: Cluster,
): ReturnType<typeof endpointsHop> {
  const backends = ofSubset(found.backends, labels)
  if (subset === undefined || found.hop.state !== 'open' || backends.length > 0) return { hop: found.hop, backends }
  const unready = ofSubset(backendsOf(service, cluster).unready, labels)
  return unready.length === 0 ? found : { hop: unreadyHop(service, unready, cluster), backends: unready }
}

/**
 * The hop if all addresses behind a Service are outside the cluster. The API server has responded to whoever reads a
 * cluster.
 */
function beyondHop(
  { metadata }: Service,
  servers: readonly Server[],
  question: Question,
  cluster: Cluster,
): Hop | undefined {
  const [first] = servers
  const isApi = metadata.namespace === 'default' && metadata.name === 'kubernetes'
  if (isApi || question.failed !== undefined || first === undefined) return undefined
  if (servers.some(({ end }) => end.kind !== 'outside')) return undefined
  return outsideHop(first.end.addresses[0] ?? '', { ...question, port: first.port }, addressText(first.end, cluster))
}

function proxied(connection: Connection, cluster: Cluster): readonly (Hop | undefined)[] {
  return [proxyHop(connection.question.from, cluster)]
}

/** The Service with this node port, and its own port. */
function atNodePort(port: number | undefined, cluster: Cluster) {
  for (const service of port === undefined ? NOTHING : cluster.list('Service')) {
    const entry = service.spec?.ports?.find(({ nodePort }) => nodePort === port)
    if (entry !== undefined) return { service, port: entry.port }
  }
  return undefined
}

function toNode(question: Question, end: End, cluster: Cluster): Reached {
  const port = numberOf(question.port)
  const { node = '', pod } = end
  const found = pod === undefined ? atNodePort(port, cluster) : undefined
  if (found !== undefined) {
    const { service } = found
    const { backends } = endpointsHop(service, undefined, cluster)
    const exposed = open(
      'exposure',
      `port ${port} on every node is the node port of ${refText(refOf(service))}`,
      refOf(service),
    )
    const local = question.from.kind === 'outside' ? externalLocalHop(service, node, backends) : undefined
    // For an external client, the node connects from its own address.
    const from = question.from.kind === 'pod' ? question.from : UNKNOWN
    const reached = toService({ ...question, port: found.port, from }, service, undefined, cluster)
    return { hops: [exposed, local, ...reached.hops], servers: reached.servers }
  }
  const { hops, servers } = toEnd(question, end, cluster)
  if (pod !== undefined || question.failed !== undefined) return { hops, servers }
  const [address = node] = end.addresses
  const check = tryCommand(question.from, address, port)
  const what = port === undefined ? 'what listens there' : `whether anything listens on port ${port} there`
  const none =
    port !== undefined && isSeenEverywhere('Service', cluster) ? 'it is not a node port of any Service, and ' : ''
  return { hops: [...hops, undecided('target', `${none}the snapshot does not show ${what}`, check, end.ref)], servers }
}

/** The far end is a pod, a node or an address. */
function toEnd(question: Question, end: End, cluster: Cluster) {
  const port = numberOf(question.port)
  const target = end.kind === 'outside' ? hostPort(endText(end, cluster), port) : endText(end, cluster)
  const servers = [{ end, port }]
  const connection: Connection = {
    question,
    protocol: question.protocol ?? (port === 53 ? 'UDP' : 'TCP'),
    service: undefined,
    servers,
    target,
    isDns: false,
  }
  const hops = lastHops(connection, cluster)
  const running = end.pod === undefined || (isServing(end.pod) && end.pod.status?.phase !== 'Failed')
  const pod = end.pod === undefined || running ? undefined : unreadyHop(undefined, [{ end }], cluster)
  const isOfPods = end.kind === 'pod' || end.kind === 'unknown'
  const first = question.from.kind === 'outside' && isOfPods ? privateHop(target, end, port) : undefined
  const last =
    end.kind === 'unknown'
      ? podlessHop(end, question, cluster)
      : end.kind === 'outside' && question.host !== undefined
        ? outsideHop(question.host, question, addressText(end, cluster))
        : undefined
  const [address] = end.addresses
  const egress =
    end.kind === 'outside' && address !== undefined ? meshEgressHop(address, question.from, cluster) : undefined
  return { hops: [first, pod, ...hops, egress, last], servers: running ? servers : NOTHING }
}

function privateHop(target: string, { addresses: [address] }: End, port: number | undefined): Hop {
  return undecided(
    'exposure',
    `most clusters do not route pod addresses outside; the snapshot does not show whether ${target} can be reached directly`,
    address === undefined ? 'kubectl get services,ingresses --all-namespaces' : tryCommand(outside(), address, port),
  )
}

/** The hop to a pod address without a pod; a failed connection may have been to an earlier pod. */
function podlessHop({ addresses: [address = ''] }: End, { failed }: Question, cluster: Cluster): Hop | undefined {
  if (failed !== undefined) return undefined
  const node = nodeOfRange(address, cluster)
  const range = node === undefined ? 'the pod range' : `the pod range of ${refText(refOf(node))}`
  if (node === undefined || !isSeenEverywhere('Pod', cluster))
    return undecided(
      'target',
      `${address} is in ${range}, and not all pods were read`,
      sh`kubectl get pods --all-namespaces -o wide --field-selector=status.podIP=${address}`,
    )
  return broken(
    'target',
    `${address} is in ${range}, and no pod has it`,
    { kind: 'no-pod-there', subject: refOf(node), because: NOTHING },
    [fieldEvidence(node, 'spec.podCIDRs', podRanges(node))],
  )
}

/** The command that tries a port from where the connection starts. */
function tryCommand(from: End, host: string, port: number | string | undefined): string {
  return runAt(from, port === undefined ? sh`nc -zvw3 ${host} <port>` : sh`nc -zvw3 ${host} ${port}`)
}

function outsideHop(host: string, { from, port }: Question, what = 'outside the cluster'): Hop {
  return undecided(
    'target',
    `${host} is ${what}; the snapshot does not show whether it responds`,
    tryCommand(from, host, port),
  )
}

/** The only Service in a client's namespace with a port. */
function onlyServiceAt(port: number, namespace: string | undefined, cluster: Cluster): string | undefined {
  const [only, ...more] = cluster
    .list('Service', namespace)
    .filter(({ spec }) => spec?.ports?.some(each => each.port === port))
  return only === undefined || more.length > 0 ? undefined : `${only.metadata.name}:${port}`
}

/** The client itself, if none of its pods was read. */
function toOwnHost(from: End, port: number | undefined): Hop {
  const what = port === undefined ? 'what listens there' : `whether anything listens on port ${port} there`
  return undecided('target', `the snapshot does not show ${what}`, tryCommand(from, 'localhost', port), from.ref)
}

function toSelf({ from, port, failed }: Question, cluster: Cluster): Hop | undefined {
  const number = numberOf(port)
  if (from.pod === undefined) return failed === undefined ? toOwnHost(from, number) : undefined
  if (number === undefined) return undefined
  const { state, known, evidence } = listening(from.pod, number, cluster)
  const ref = refOf(from.pod)
  // A single container that mentions the port means the one that it connects to.
  const isAlone = servingContainers(from.pod.spec).length === 1 && state === 'likely' && !known.includes(number)
  if (failed?.isAnswered === true && (state === 'elsewhere' || state === 'unknown' || isAlone))
    return broken(
      'target',
      `the address is the pod’s own, and none of its containers listens on port ${number}`,
      {
        kind: 'not-inside',
        subject: clientRef(from, cluster),
        because: NOTHING,
        instead: onlyServiceAt(number, from.namespace, cluster),
      },
      evidence,
      ref,
    )
  const isShown = state === 'yes' || state === 'loopback' || (state === 'likely' && known.includes(number))
  if (failed === undefined && !isShown) return unheardHop('target', from.pod, number, known)
  if (state !== 'elsewhere') return open('target', `it stays within ${refText(ref)}`, ref, evidence)
  return {
    ...undecided(
      'target',
      `${refText(ref)} is known to listen on ${known.join(', ')}, not on port ${number}`,
      sh`kubectl debug ${ref.name}${namespaceFlag(ref.namespace)} -it --image=busybox -- netstat -ltn`,
      ref,
    ),
    evidence,
  }
}

interface Reached {
  readonly hops: readonly (Hop | undefined)[]
  readonly servers: readonly Server[]
}

/** For a Service that was not read, its pods' namespace is known, but not their port. */
function endOfUnseen({ namespace, name }: { readonly namespace: string; readonly name: string }): End {
  return name === '' ? UNKNOWN : unreadPods(namespace)
}

/** What can be checked if only the port of the far end is known. */
function toUnknown(question: Question, end: End): Connection {
  const asked = numberOf(question.port)
  const port = end.kind === 'pod' ? undefined : asked
  const target = question.host === undefined ? String(asked ?? 'its destination') : hostPort(question.host, asked)
  const protocol = question.protocol ?? (asked === undefined ? undefined : 'TCP')
  return { question, protocol, service: undefined, servers: [{ end, port }], target, isDns: false }
}

function lookedUp(question: Question, destination: Destination | undefined, cluster: Cluster): Reached {
  const connection = connectionToDns(question, cluster)
  // A headless name without ready endpoints has no address; a virtual one always does.
  const hop =
    destination?.kind === 'service' && isHeadless(destination.service)
      ? endpointsHop(destination.service, destination.instance, cluster).hop
      : undefined
  const nodes = connection === undefined ? undefined : nodesHop(connection, isLossy(question.failed), cluster)
  return {
    hops: [hop, nodes],
    servers: connection?.servers ?? NOTHING,
  }
}

function reach(question: Question, destination: Destination, cluster: Cluster): Reached {
  const { failed, from } = question
  switch (destination.kind) {
    case 'service':
      return toService(question, destination.service, destination.instance, cluster)
    case 'end':
      return destination.end.kind === 'host'
        ? toNode(question, destination.end, cluster)
        : toEnd(question, destination.end, cluster)
    case 'self':
      return { hops: [toSelf(question, cluster)], servers: NOTHING }
    default: {
      const isWorld = destination.kind === 'world'
      if (!isWorld && failed === undefined) return { hops: NOTHING, servers: NOTHING }
      const end = isWorld ? outside() : destination.kind === 'unseen' ? endOfUnseen(destination) : UNKNOWN
      const connection = toUnknown(question, end)
      const { host } = question
      const hops = [
        policyHop('Egress', connection, cluster),
        isWorld && host !== undefined ? meshEgressHop(host, from, cluster) : undefined,
        proxyHop(from, cluster),
        nodesHop(connection, isLossy(failed), cluster),
        destination.kind === 'world' && host !== undefined ? outsideHop(destination.host, question) : undefined,
      ]
      return { hops, servers: NOTHING }
    }
  }
}

/** A name did resolve if something answered a connection to it, or nobody did; where the words tell neither, it may not have. */
function believed(resolved: Resolved, { failed, host = '' }: Question): Resolved {
  if (failed?.at === 'name') return unresolved(resolved, host, failed.isAnswered)
  return failed?.isAnswered !== undefined && resolved.destination.kind === 'missing'
    ? { ...resolved, destination: { kind: 'unseen', namespace: '', name: '' } }
    : resolved
}

/**
 * Traces a connection through what was read: name, Service port, endpoints, target port, policies of both ends, nodes.
 * What was not read makes a hop undecided, never broken.
 */
export function walk(question: Question, cluster: Cluster): Path {
  const { host, from, failed } = question
  const { target } = question
  if (target !== undefined) {
    const { hops, servers } = reach(question, target, cluster)
    return pathOf(question, hops, target, servers)
  }
  if (host === undefined) {
    const isName = failed?.at === 'name'
    const hops = isName
      ? [dnsHop(question, cluster), proxyHop(from, cluster), ...lookedUp(question, undefined, cluster).hops]
      : [policyHop('Egress', toUnknown(question, UNKNOWN), cluster)]
    return pathOf(
      question,
      hops,
      undefined,
      (isName ? connectionToDns(question, cluster)?.servers : undefined) ?? NOTHING,
    )
  }
  const resolved = believed(resolve(host, from, cluster), question)
  const { destination } = resolved
  const asks = resolved.asksDns && !(failed?.at === 'connection' && failed.isAnswered === true)
  const { hops, servers } =
    failed?.at === 'name' ? lookedUp(question, destination, cluster) : reach(question, destination, cluster)
  const dns = asks ? [dnsHop(question, cluster), failed?.at === 'name' ? proxyHop(from, cluster) : undefined] : NOTHING
  const all = [...dns, ...nameHops(resolved, from, host, cluster), ...hops]
  return pathOf(question, all, destination, servers)
}

/** If policies block several hops, opening the first is not enough. */
function withNext(first: Hop, hops: readonly Hop[]): Hop {
  const { fault } = first
  if (fault?.kind !== 'policy') return first
  const next = hops.flatMap(hop => (hop !== first && hop.fault?.kind === 'policy' ? [hop.fault.blocked] : []))
  return next.length === 0
    ? first
    : { ...first, fault: { ...fault, blocked: { ...fault.blocked, next: [...fault.blocked.next, ...next] } } }
}

export function pathOf(
  question: Question,
  all: readonly (Hop | undefined)[],
  destination: Destination | undefined,
  servers: readonly Server[],
): Path {
  const hops = all.filter(hop => hop !== undefined)
  const first = hops.find(({ state }) => state === 'broken')
  return {
    question,
    hops,
    broken: first && withNext(first, hops),
    service: destination?.kind === 'service' ? destination.service : undefined,
    servers: servers.map(({ end }) => end.pod).filter(pod => pod !== undefined),
  }
}
