import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refText, refTo } from '../../ref.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { isNetworkUnavailable, isNotReady } from '../nodes/node-state.ts'
import { podCondition } from '../pods.ts'
import { workloadOf } from '../workloads.ts'
import { clusterDns, dnsService, workloadBehind } from './cluster-dns.ts'
import type { End } from './ends.ts'
import { outside, UNKNOWN, unreadPods } from './ends.ts'
import { droppingRule, settingOff } from './host-network.ts'
import { ingressBackends } from './ingresses.ts'
import { proxyFaultOf } from './kube-proxy.ts'
import type { Destination, MissingName, Resolved } from './names.ts'
import { instanceOf, resolve } from './names.ts'
import type { Admission, Direction, PolicyAnswer, Traffic } from './policies.ts'
import { admissionOf, judgePolicies } from './policies.ts'
import { listening } from './ports.ts'
import { rangeConflictOf } from './range-conflict.ts'
import type { Backend } from './services.ts'
import { backendPort, backendsOf, hasSelector, isHeadless, isServing, portNames, servicePort } from './services.ts'

type Pod = Kube<'Pod'>
type Service = Kube<'Service'>

/** What is broken at a hop, with what its words need. */
export type Fault = { readonly subject: ObjectRef; readonly because: readonly ObjectRef[] } & (
  | { readonly kind: 'name'; readonly missing: MissingName }
  | { readonly kind: 'dns-down' }
  | { readonly kind: 'policy'; readonly blocked: Blocked }
  | {
      readonly kind: 'service-port'
      readonly service: string
      readonly port: string
      readonly ports: readonly string[]
      readonly only: number | undefined
    }
  | { readonly kind: 'no-endpoints' | 'selector' | 'no-pods' | 'not-ready' | 'node-local' }
  | { readonly kind: 'scaled-to-zero'; readonly service: ObjectRef }
  | { readonly kind: 'target-port'; readonly miss: TargetMiss }
  | { readonly kind: 'not-listening'; readonly isLoopback: boolean }
  | { readonly kind: 'proxy'; readonly node: string }
  | { readonly kind: 'node' | 'not-exposed' | 'address-pending' | 'ingress-class' | 'ingress-backend' }
)
export type FaultKind = Fault['kind']

/** A port of a Service at which its pods do not listen. */
export interface TargetMiss {
  readonly service: Service
  /** Index in `spec.ports`. */
  readonly index: number
  readonly target: string | number
  readonly known: readonly string[]
}

/** Policies that keep traffic from passing. */
export interface Blocked {
  readonly direction: Direction
  readonly policy: Kube<'NetworkPolicy'>
  /** Further ones that isolate the same end and do not admit it either. */
  readonly others: readonly string[]
  /** Who is not let through, and to what, in words. */
  readonly client: string
  readonly target: string
  readonly isDns: boolean
  readonly admission: Admission | undefined
  /** Further policies on the same way that have to admit it too. */
  readonly next: readonly Blocked[]
}

/** One step on the way of a connection. */
export interface Hop {
  readonly kind:
    | 'dns'
    | 'name'
    | 'service-port'
    | 'endpoints'
    | 'target-port'
    | 'egress-policy'
    | 'ingress-policy'
    | 'target'
    | 'exposure'
    | 'route'
    | 'kube-proxy'
    | 'nodes'
  readonly state: 'open' | 'broken' | 'undecided'
  /** What stands at the hop. */
  readonly object?: ObjectRef
  /** What is so there, a sentence without a full stop. */
  readonly text: string
  readonly evidence: readonly Evidence[]
  /** A command that would decide it. */
  readonly check?: string
  readonly fault?: Fault
}

/** What was seen to fail: looking a name up, or connecting. */
export interface Failure {
  readonly at: 'name' | 'connection'
  /** True where the other side answered: a refusal, a name that does not exist. Undefined where the words do not tell. */
  readonly isAnswered: boolean | undefined
}

/** What is asked of the network. */
export interface Question {
  readonly from: End
  /** Undefined where only a port, or nothing, is known of the far end. */
  readonly host: string | undefined
  /** Number, or the name of a Service's port; undefined where it is not known. */
  readonly port?: number | string | undefined
  readonly protocol?: string | undefined
  /** Undefined where nobody has tried. */
  readonly failed?: Failure | undefined
  /** What is meant, where it was named as an object and no name has to be looked up. */
  readonly target?: Destination | undefined
}

export interface Path {
  readonly question: Question
  /** In the order in which a connection takes them. */
  readonly hops: readonly Hop[]
  /** The first hop that is broken. */
  readonly broken: Hop | undefined
  /** The Service on the way, where there is one. */
  readonly service: Service | undefined
  /** Pods that would answer. */
  readonly servers: readonly Pod[]
}

/** How many pods of a Service are looked at and named: replicas are alike. */
const PODS_LIMIT = 5

const NOTHING: readonly never[] = []

export function open(
  kind: Hop['kind'],
  text: string,
  object?: ObjectRef,
  evidence: readonly Evidence[] = NOTHING,
): Hop {
  return { kind, state: 'open', text, evidence, ...(object === undefined ? {} : { object }) }
}

export function undecided(kind: Hop['kind'], text: string, check: string, object?: ObjectRef): Hop {
  return { kind, state: 'undecided', text, evidence: NOTHING, check, ...(object === undefined ? {} : { object }) }
}

export function broken(
  kind: Hop['kind'],
  text: string,
  fault: Fault,
  evidence: readonly Evidence[],
  object = fault.subject,
): Hop {
  return { kind, state: 'broken', text, evidence, object, fault }
}

/** The workload of a pod, or what else stands at an end. */
export function endText(end: End, cluster: Cluster): string {
  if (end.pod !== undefined) return refText(workloadOf(end.pod, cluster))
  return end.ref === undefined ? (end.addresses[0] ?? 'outside the cluster') : refText(end.ref)
}

function clientRef({ pod, ref }: End, cluster: Cluster): ObjectRef {
  return pod === undefined ? (ref ?? { kind: 'Cluster', name: 'cluster' }) : workloadOf(pod, cluster)
}

/** One server, and the port there. */
interface Server extends Backend {
  readonly port: number | undefined
}

interface Way {
  readonly question: Question
  readonly protocol: string | undefined
  readonly service: Service | undefined
  readonly servers: readonly Server[]
  /** How the target is called in words. */
  readonly target: string
  readonly isDns: boolean
}

function trafficTo(server: Server, { question, protocol, service }: Way): Traffic {
  const { clusterIPs = [], clusterIP } = service?.spec ?? {}
  const virtual = [...clusterIPs, clusterIP ?? ''].filter(ip => ip !== '' && ip !== 'None')
  const asked = numberOf(question.port)
  return { from: question.from, to: server.end, port: server.port, protocol, virtual, asked }
}

function policyHop(direction: Direction, way: Way, cluster: Cluster): Hop {
  const kind = direction === 'Egress' ? 'egress-policy' : 'ingress-policy'
  const { from } = way.question
  const answers = way.servers.map(server => {
    const traffic = trafficTo(server, way)
    return { traffic, answer: judgePolicies(direction, traffic, cluster) }
  })
  const side = direction === 'Egress' ? endText(from, cluster) : way.target
  const passing = answers.find(({ answer }) => answer.state === 'open')?.answer
  if (passing?.state === 'open') {
    const shut = answers.filter(({ answer }) => answer.state === 'closed').length
    const some = shut === 0 ? '' : ` (${answers.length - shut} of ${answers.length} pods)`
    return passing.policy === undefined
      ? open(kind, `no NetworkPolicy isolates ${side} for ${direction.toLowerCase()}${some}`)
      : open(
          kind,
          `NetworkPolicy ${passing.policy.metadata.name} allows it, ${direction.toLowerCase()} rule ${(passing.rule ?? 0) + 1}${some}`,
          refOf(passing.policy),
        )
  }
  const closed = answers.find(({ answer }) => answer.state === 'closed')
  const unknown = answers.find(({ answer }) => answer.state === 'unknown')?.answer
  if (unknown?.state === 'unknown') return unknownHop(kind, direction, unknown, way)
  if (closed?.answer.state !== 'closed') return open(kind, `no pod there is governed by a NetworkPolicy`)
  return closedHop(kind, direction, closed.traffic, closed.answer, way, cluster)
}

function unknownHop(
  kind: 'egress-policy' | 'ingress-policy',
  direction: Direction,
  { why }: Extract<PolicyAnswer, { state: 'unknown' }>,
  { question, servers, target }: Way,
): Hop {
  const near = direction === 'Egress' ? question.from : servers[0]?.end
  const place = placeOf(near?.namespace)
  const list = sh`kubectl get networkpolicy${place} -o yaml`
  switch (why) {
    case 'policies':
      return undecided(kind, `NetworkPolicies of namespace ${near?.namespace ?? ''} were not read`, list)
    case 'namespace':
      return undecided(
        kind,
        'a NetworkPolicy selects by labels of namespaces, which were not read',
        'kubectl get namespaces --show-labels',
      )
    case 'address':
      return undecided(
        kind,
        `a NetworkPolicy allows some addresses; whether that of ${direction === 'Egress' ? target : 'the client'} is among them is not known`,
        list,
      )
    default:
      return undecided(kind, 'a NetworkPolicy allows some ports, and the port of the connection is not known', list)
  }
}

function closedHop(
  kind: 'egress-policy' | 'ingress-policy',
  direction: Direction,
  traffic: Traffic,
  answer: Extract<PolicyAnswer, { state: 'closed' }>,
  way: Way,
  cluster: Cluster,
): Hop {
  const [policy, ...more] = answer.policies
  if (policy === undefined) return open(kind, 'no NetworkPolicy applies')
  const admission = admissionOf(policy, direction, traffic, answer.near, way, cluster)
  const others = more.map(({ metadata }) => metadata.name)
  const client = endText(way.question.from, cluster)
  const rules = direction === 'Egress' ? policy.spec?.egress : policy.spec?.ingress
  const port = traffic.port === undefined ? '' : ` on ${traffic.protocol ?? 'TCP'} port ${traffic.port}`
  const fault: Fault = {
    kind: 'policy',
    subject: refOf(policy),
    because: NOTHING,
    blocked: { direction, policy, others, client, target: way.target, isDns: way.isDns, admission, next: NOTHING },
  }
  return broken(
    kind,
    direction === 'Egress'
      ? `NetworkPolicy ${policy.metadata.name} isolates ${client} and has no egress rule for ${way.target}${port}`
      : `NetworkPolicy ${policy.metadata.name} isolates ${way.target} and has no ingress rule for ${client}${port}`,
    fault,
    [
      fieldEvidence(policy, 'spec.policyTypes', policy.spec?.policyTypes ?? [direction]),
      fieldEvidence(policy, `spec.${direction.toLowerCase()}`, rules ?? 'no rule'),
      fieldEvidence(policy, 'spec.podSelector', policy.spec?.podSelector ?? {}),
    ],
  )
}

/** The way to the cluster DNS; undefined where its Service was not read. */
function wayToDns(question: Question, cluster: Cluster): Way | undefined {
  const service = dnsService(cluster)
  if (service === undefined) return undefined
  const port = servicePort(service, 53)
  const { ready, unready } = backendsOf(service, cluster)
  const backends = ready.length > 0 ? ready : unready
  return {
    question,
    protocol: 'UDP',
    service,
    servers: backends.map(each => ({ ...each, port: backendPort(service, port, 53, each) ?? 53 })),
    target: 'the cluster DNS',
    isDns: true,
  }
}

/** The pods of the DNS as its Service selects them, where none was read. */
function asSelected(way: Way, { metadata, spec }: Service): Way {
  if (way.servers.length > 0) return way
  const end: End = { kind: 'pod', namespace: metadata.namespace ?? '', labels: spec?.selector ?? {}, addresses: [] }
  return { ...way, servers: [{ end, port: 53 }] }
}

/** Whether the client may ask the cluster DNS, and that runs. */
function dnsHop(question: Question, cluster: Cluster): Hop {
  const way = wayToDns(question, cluster)
  const service = way?.service
  if (way === undefined || service === undefined) return unseenDnsHop(question, cluster)
  const egress = policyHop('Egress', asSelected(way, service), cluster)
  if (egress.state === 'broken') return { ...egress, kind: 'dns' }
  const ingress = policyHop('Ingress', way, cluster)
  if (ingress.state === 'broken') return { ...ingress, kind: 'dns' }
  const workload = clusterDns(cluster) ?? refOf(service)
  const { ready, isKnown } = backendsOf(service, cluster)
  if (!isKnown)
    return undecided('dns', 'the pods of the cluster DNS were not read', 'kubectl get endpoints,pods -n kube-system')
  if (ready.length === 0)
    return broken(
      'dns',
      `the cluster DNS does not answer: Service ${service.metadata.name} has no ready endpoint`,
      { kind: 'dns-down', subject: workload, because: [refOf(service)] },
      [fieldEvidence(service, 'spec.selector', 'selects no ready pod')],
    )
  if (egress.state === 'undecided') return { ...egress, kind: 'dns' }
  return open('dns', `${refText(workload)} may be asked and is ready`, workload)
}

/** Where its Service was not read, only a policy that allows nobody to be asked at port 53 is known to be in the way. */
function unseenDnsHop(question: Question, cluster: Cluster): Hop {
  const servers = [{ end: UNKNOWN, port: 53 }]
  const way: Way = { question, protocol: 'UDP', service: undefined, servers, target: 'the cluster DNS', isDns: true }
  const egress = policyHop('Egress', way, cluster)
  return egress.state === 'broken'
    ? { ...egress, kind: 'dns' }
    : undecided(
        'dns',
        'the Service of the cluster DNS was not read',
        'kubectl get service,endpoints,pods -n kube-system',
      )
}

const MISSING: Readonly<Record<MissingName['why'], (missing: MissingName) => string>> = {
  service: ({ host, name, namespace }) => `${host} does not resolve: namespace ${namespace} has no Service ${name}`,
  namespace: ({ host, namespace }) => `${host} does not resolve: namespace ${namespace} does not exist`,
  pod: ({ host, name }) => `${host} does not resolve: headless Service ${name} has no such pod`,
  'not-headless': ({ host, name }) =>
    `${host} does not resolve: Service ${name} is not headless, so its pods have no names`,
  'node-resolver': ({ host }) => `${host} does not resolve: the client asks its node's resolver, not the cluster DNS`,
  'alias-address': ({ host, name }) =>
    `Service ${name} is an ExternalName that gives the address ${host} where a host name belongs`,
}

/** What a client may ask for instead, or where its resolver is set. */
function nameFault(missing: MissingName, from: End, cluster: Cluster): Fault {
  const service = refTo('Service', missing.namespace, missing.name)
  const isServices = missing.why === 'alias-address' || missing.why === 'not-headless'
  return { kind: 'name', subject: isServices ? service : clientRef(from, cluster), because: NOTHING, missing }
}

function nameHops({ destination, aliases }: Resolved, from: End, host: string, cluster: Cluster): readonly Hop[] {
  const via = aliases.map(alias =>
    open('name', `Service ${alias.metadata.name} is an alias of ${alias.spec?.externalName ?? ''}`, refOf(alias), [
      fieldEvidence(alias, 'spec.externalName', alias.spec?.externalName ?? ''),
    ]),
  )
  const step = nameHop(destination, host, from, cluster)
  return step === undefined ? via : [...via, step]
}

function nameHop(destination: Destination, host: string, from: End, cluster: Cluster): Hop | undefined {
  switch (destination.kind) {
    case 'self':
      return open('name', `${host} is the pod itself`)
    case 'service': {
      const { service, instance } = destination
      const what = instance === undefined ? '' : `pod ${instance} of `
      return open(
        'name',
        `${host} is ${what}${isHeadless(service) ? 'headless ' : ''}${refText(refOf(service))}`,
        refOf(service),
      )
    }
    case 'end':
      return destination.end.ref === undefined
        ? open('name', `${host} is an address outside the cluster`)
        : open('name', `${host} is ${refText(destination.end.ref)}`, destination.end.ref)
    case 'world': {
      const { pod } = from
      const check =
        pod === undefined
          ? sh`nslookup ${destination.host}`
          : sh`kubectl exec ${pod.metadata.name}${placeOf(pod.metadata.namespace)} -- nslookup ${destination.host}`
      return undecided(
        'name',
        `${destination.host} is not a name of the cluster; whether it resolves is not known here`,
        check,
      )
    }
    case 'unseen': {
      const { namespace, name } = destination
      if (name === '') return open('name', `${host} was looked up`)
      const check = sh`kubectl get service ${name} -n ${namespace}`
      return undecided(
        'name',
        `Services of namespace ${namespace} were not read`,
        check,
        refTo('Service', namespace, name),
      )
    }
    case 'missing': {
      const { missing } = destination
      const fault = nameFault(missing, from, cluster)
      const at = refTo('Service', missing.namespace, missing.name)
      return broken('name', MISSING[missing.why](missing), fault, [nameEvidence(missing, at, from)], at)
    }
  }
}

function nameEvidence({ why, host }: MissingName, service: ObjectRef, { spec, ref }: End): Evidence {
  if (why === 'node-resolver' && ref !== undefined)
    return fieldEvidence(ref, 'spec.dnsPolicy', spec?.dnsPolicy ?? 'Default')
  if (why === 'alias-address') return fieldEvidence(service, 'spec.externalName', host)
  if (why === 'not-headless') return fieldEvidence(service, 'spec.clusterIP', 'not None')
  return fieldEvidence(service, 'metadata.name', 'does not exist')
}

function portHop(service: Service, { from, port }: Question, cluster: Cluster): Hop | undefined {
  const ports = service.spec?.ports ?? []
  const ref = refOf(service)
  const [only] = ports
  if (port === undefined)
    return ports.length === 1
      ? undefined
      : undecided(
          'service-port',
          `${refText(ref)} has several ports, and which one is meant is not known`,
          sh`kubectl get service ${ref.name}${placeOf(ref.namespace)}`,
          ref,
        )
  if (isHeadless(service) && typeof port === 'number') return undefined
  const found = servicePort(service, port)
  if (found !== undefined) {
    const target = found.targetPort ?? found.port ?? ''
    return open('service-port', `port ${port} of ${refText(ref)} leads to target port ${target}`, ref)
  }
  const names = portNames(service)
  return broken(
    'service-port',
    `${refText(ref)} has no port ${port}; it has ${names.join(', ') || 'none'}`,
    {
      kind: 'service-port',
      subject: clientRef(from, cluster),
      because: NOTHING,
      service: refText(ref),
      port: String(port),
      ports: names,
      only: ports.length === 1 ? only?.port : undefined,
    },
    [fieldEvidence(service, 'spec.ports', names.join(', '))],
    ref,
  )
}

/** True where the workload that should make the pods of a Service is set to none. */
function isStopped(ref: ObjectRef, cluster: Cluster): boolean {
  const workload = cluster.get(ref)
  return (workload?.kind === 'Deployment' || workload?.kind === 'StatefulSet') && workload.spec?.replicas === 0
}

function emptyHop(service: Service, cluster: Cluster): Hop {
  const ref = refOf(service)
  if (!hasSelector(service))
    return broken(
      'endpoints',
      `${refText(ref)} has no selector and no endpoints`,
      { kind: 'no-endpoints', subject: ref, because: NOTHING },
      [fieldEvidence(service, 'spec.selector', 'not set')],
    )
  const maker = cluster.of(service, workloadBehind)
  if (maker === undefined)
    return broken(
      'endpoints',
      `the selector of ${refText(ref)} matches no pods`,
      { kind: 'selector', subject: ref, because: NOTHING },
      [fieldEvidence(service, 'spec.selector', service.spec?.selector ?? {})],
    )
  if (isStopped(maker, cluster))
    return broken(
      'endpoints',
      `${refText(maker)} behind ${refText(ref)} is scaled to zero`,
      { kind: 'scaled-to-zero', subject: maker, because: [ref], service: ref },
      [fieldEvidence(maker, 'spec.replicas', 0)],
    )
  const workload = cluster.get(maker)
  const made = workload === undefined ? NOTHING : cluster.ownedBy(workload, 'ReplicaSet').map(refOf)
  return broken(
    'endpoints',
    `${refText(maker)} behind ${refText(ref)} has no pods`,
    { kind: 'no-pods', subject: maker, because: [ref, ...made] },
    [fieldEvidence(service, 'spec.selector', service.spec?.selector ?? {})],
  )
}

function unreadyHop(service: Service | undefined, unready: readonly Backend[], cluster: Cluster): Hop {
  const pods = unready.map(({ end }) => end.pod).filter(pod => pod !== undefined)
  const [first] = pods
  const refs = pods.slice(0, PODS_LIMIT).map(refOf)
  const behind = service === undefined ? '' : ` behind ${refText(refOf(service))}`
  const subject =
    first === undefined
      ? service === undefined
        ? { kind: 'Cluster', name: 'cluster' }
        : refOf(service)
      : workloadOf(first, cluster)
  const ready = first && podCondition(first, 'Ready')
  const one = pods.length === 1 ? `the only pod${behind}` : `none of the ${unready.length} pods${behind}`
  return broken(
    'endpoints',
    `${one} is ${pods.length === 1 ? 'not ' : ''}ready`,
    { kind: 'not-ready', subject, because: [...refs, ...(service === undefined ? [] : [refOf(service)])] },
    first === undefined
      ? NOTHING
      : [
          fieldEvidence(
            first,
            'status.conditions[type=Ready]',
            [ready?.status ?? 'unknown', ready?.reason, ready?.message].filter(Boolean).join(' '),
          ),
        ],
  )
}

interface Found {
  readonly hop: Hop
  readonly backends: readonly Backend[]
}

function endpointsHop(service: Service, instance: string | undefined, cluster: Cluster): Found {
  const all = backendsOf(service, cluster)
  const { isKnown } = all
  const named = instance === undefined ? undefined : instanceOf(service, instance, cluster)
  const isMeant = ({ end }: Backend) => instance === undefined || (named !== undefined && end.pod === named)
  const [ready, unready] = [all.ready.filter(isMeant), all.unready.filter(isMeant)]
  const ref = refOf(service)
  const isEmpty = all.ready.length + all.unready.length === 0
  if (!isKnown || (instance !== undefined && named === undefined && !isEmpty))
    return {
      hop: undecided(
        'endpoints',
        `pods and endpoints of ${refText(ref)} were not read`,
        sh`kubectl get endpointslices${placeOf(ref.namespace)} -l kubernetes.io/service-name=${ref.name}`,
        ref,
      ),
      backends: NOTHING,
    }
  if (ready.length > 0) {
    const count = ready.length + unready.length
    return {
      hop: open(
        'endpoints',
        `${ready.length} of ${count} endpoints of ${refText(ref)} ${count === 1 ? 'is' : 'are'} ready`,
        ref,
      ),
      backends: ready,
    }
  }
  return {
    hop: unready.length > 0 ? unreadyHop(service, unready, cluster) : emptyHop(service, cluster),
    backends: unready,
  }
}

/** With `internalTrafficPolicy: Local` a Service leads only to endpoints on the client's node. */
function localHop(service: Service, from: End, backends: readonly Backend[]): Hop | undefined {
  if (service.spec?.internalTrafficPolicy !== 'Local' || from.node === undefined || isHeadless(service))
    return undefined
  if (backends.some(({ end }) => end.node === undefined || end.node === from.node)) return undefined
  return broken(
    'endpoints',
    `${refText(refOf(service))} keeps traffic on the node, and no endpoint is on ${from.node}`,
    { kind: 'node-local', subject: refOf(service), because: NOTHING },
    [fieldEvidence(service, 'spec.internalTrafficPolicy', 'Local')],
  )
}

function namedTargetMiss(service: Service, index: number, target: string, pods: readonly Pod[]): TargetMiss {
  const known = pods.flatMap(({ spec }) => (spec?.containers ?? []).flatMap(({ ports = [] }) => ports))
  return {
    service,
    index,
    target,
    known: [...new Set(known.map(({ name, containerPort }) => name ?? String(containerPort ?? '')))],
  }
}

/** Whether the pods listen where the connection ends. */
function targetHop(
  way: Way,
  asked: number | string | undefined,
  isFailing: boolean,
  cluster: Cluster,
): Hop | undefined {
  const { service, servers } = way
  const pods = servers.map(({ end }) => end.pod).filter(pod => pod !== undefined)
  const [first] = pods
  if (first === undefined) return undefined
  const entry = service === undefined || asked === undefined ? service?.spec?.ports?.[0] : servicePort(service, asked)
  const index = entry === undefined ? -1 : (service?.spec?.ports?.indexOf(entry) ?? -1)
  if (
    service !== undefined &&
    !isHeadless(service) &&
    typeof entry?.targetPort === 'string' &&
    servers.every(({ port }) => port === undefined)
  ) {
    const miss = namedTargetMiss(service, index, entry.targetPort, pods)
    return broken(
      'target-port',
      `no container of ${refText(refOf(first))} names a port ${entry.targetPort}`,
      { kind: 'target-port', subject: refOf(service), because: NOTHING, miss },
      [fieldEvidence(service, `spec.ports[${index}].targetPort`, entry.targetPort)],
    )
  }
  const found = servers.flatMap(({ end: { pod }, port }) =>
    pod === undefined || port === undefined ? [] : [{ pod, port, ...listening(pod, port, cluster) }],
  )
  const best = found.find(({ state }) => state === 'yes') ?? found.find(({ state }) => state === 'likely') ?? found[0]
  if (best === undefined) return undefined
  const { pod, port, state, known, evidence } = best
  const check = sh`kubectl debug ${pod.metadata.name}${placeOf(pod.metadata.namespace)} -it --image=busybox -- netstat -ltn`
  const name = refText(refOf(pod))
  switch (state) {
    case 'yes':
      return open('target-port', `${name} listens on port ${port}`, refOf(pod), evidence)
    case 'likely':
      return open('target-port', `${name} declares port ${port}`, refOf(pod), evidence)
    case 'unknown':
      return undecided('target-port', `nothing tells whether ${name} listens on port ${port}`, check, refOf(pod))
    case 'loopback':
      return broken(
        'target-port',
        `${name} listens on port ${port} of its loopback interface only`,
        { kind: 'not-listening', subject: workloadOf(pod, cluster), because: NOTHING, isLoopback: true },
        evidence,
        refOf(pod),
      )
    default: {
      const text = `${name} listens on ${known.join(', ')}, as far as is known, not on port ${port}`
      if (!isFailing && evidence.every(({ path }) => path !== 'log'))
        return undecided('target-port', text, check, refOf(pod))
      if (service === undefined || isHeadless(service))
        return broken(
          'target-port',
          text,
          { kind: 'not-listening', subject: workloadOf(pod, cluster), because: NOTHING, isLoopback: false },
          evidence,
          refOf(pod),
        )
      const miss = { service, index, target: entry?.targetPort ?? port, known: known.map(String) }
      return broken(
        'target-port',
        text,
        { kind: 'target-port', subject: refOf(service), because: NOTHING, miss },
        [fieldEvidence(service, `spec.ports[${index}].targetPort`, miss.target), ...evidence],
        refOf(pod),
      )
    }
  }
}

function nodeFault(name: string, cluster: Cluster): { readonly ref: ObjectRef; readonly text: string } | undefined {
  const node = cluster.get({ kind: 'Node', name })
  if (node?.kind !== 'Node') return undefined
  const ref = refOf(node)
  if (isNetworkUnavailable(node)) return { ref, text: `the network of node ${name} is unavailable` }
  const off = settingOff(node, cluster)
  if (off !== undefined) return { ref, text: `${off.key} is 0 on node ${name}` }
  const drop = droppingRule(node, cluster)
  if (drop !== undefined) return { ref, text: `a firewall rule of node ${name} drops pod traffic` }
  const conflict = rangeConflictOf(node, cluster)
  return (
    conflict && {
      ref: refOf(conflict.at),
      text: `the pod range of node ${conflict.at.metadata.name} overlaps with ${conflict.other}`,
    }
  )
}

/** The nodes at both ends, as far as conditions of nodes and facts of hosts tell; last, since they seldom break one path only. */
function nodesHop(way: Way, loses: boolean, cluster: Cluster): Hop | undefined {
  const { from } = way.question
  const isRemote = (name: string | undefined) => name !== undefined && name !== from.node
  const far = [...new Set(way.servers.map(({ end }) => (end.kind === 'pod' ? end.node : undefined)).filter(isRemote))]
  const names = [...(from.node === undefined || from.kind === 'host' ? [] : [from.node]), ...far].filter(
    name => name !== undefined,
  )
  if (names.length === 0) return undefined
  const faults = names.map(name => nodeFault(name, cluster)).filter(fault => fault !== undefined)
  const [first, ...more] = faults
  if (first !== undefined && loses)
    return broken(
      'nodes',
      first.text,
      { kind: 'node', subject: first.ref, because: more.map(({ ref }) => ref) },
      NOTHING,
    )
  const down = names
    .map(name => cluster.get({ kind: 'Node', name }))
    .find(node => node?.kind === 'Node' && isNotReady(node))
  if (down !== undefined && loses && far.includes(down.metadata.name))
    return broken(
      'nodes',
      `node ${down.metadata.name} is not ready`,
      { kind: 'node', subject: refOf(down), because: NOTHING },
      NOTHING,
    )
  const text = `${names.length === 1 ? `node ${names[0]} reports` : `nodes ${names.slice(0, 4).join(', ')} report`} no fault of the network`
  return open('nodes', text)
}

function proxyHop(from: End, cluster: Cluster): Hop | undefined {
  const fault = from.pod === undefined ? undefined : proxyFaultOf(from.pod, cluster)
  if (fault === undefined) return undefined
  const { daemonSet, node, pod } = fault
  return broken(
    'kube-proxy',
    `kube-proxy does not run on node ${node}`,
    { kind: 'proxy', node, subject: daemonSet, because: pod === undefined ? NOTHING : [refOf(pod)] },
    pod === undefined
      ? [{ object: daemonSet, path: 'status', value: `no pod on node ${node}` }]
      : [fieldEvidence(pod, 'status.conditions[type=Ready].status', 'False')],
  )
}

/** Policies of other kinds, by their CustomResourceDefinitions: what they say is not read. */
const OTHER_POLICIES = [
  'ciliumnetworkpolicies.cilium.io',
  'ciliumclusterwidenetworkpolicies.cilium.io',
  'globalnetworkpolicies.crd.projectcalico.org',
  'globalnetworkpolicies.projectcalico.org',
  'adminnetworkpolicies.policy.networking.k8s.io',
  'baselineadminnetworkpolicies.policy.networking.k8s.io',
  'clusternetworkpolicies.policy.networking.k8s.io',
  'authorizationpolicies.security.istio.io',
]

function otherPoliciesHop(cluster: Cluster): Hop | undefined {
  const found = OTHER_POLICIES.filter(
    name => cluster.find('CustomResourceDefinition', undefined, name).state === 'present',
  )
  return found.length === 0
    ? undefined
    : undecided(
        'ingress-policy',
        `the cluster also has policies that are not read: ${found.join(', ')}`,
        sh`kubectl get ${found.join(',')} --all-namespaces`,
      )
}

/** Nodes lose packets; they answer nothing. */
function isLossy(failed: Failure | undefined): boolean {
  return failed === undefined || failed.isAnswered === false
}

function numberOf(port: number | string | undefined): number | undefined {
  return typeof port === 'string' ? undefined : port
}

/** The hops of a connection once it is known where it ends. */
function lastHops(way: Way, cluster: Cluster): readonly (Hop | undefined)[] {
  const { failed, from, port } = way.question
  const target = targetHop(way, port, failed !== undefined, cluster)
  const policies = [
    from.kind === 'pod' ? policyHop('Egress', way, cluster) : undefined,
    way.servers.some(({ end }) => end.kind === 'pod') ? policyHop('Ingress', way, cluster) : undefined,
  ]
  // A port on which nothing listens refuses; packets that a policy drops get no answer.
  const isDropped = failed?.isAnswered === false && typeof way.servers[0]?.port === 'number'
  return [
    ...(isDropped ? [...policies, target] : [target, ...policies]),
    failed === undefined ? otherPoliciesHop(cluster) : undefined,
    way.service === undefined || isHeadless(way.service) ? undefined : proxyHop(from, cluster),
    nodesHop(way, isLossy(failed), cluster),
  ]
}

function routesTo(ingress: Kube<'Ingress'>, service: string): boolean {
  return ingressBackends(ingress).some(backend => backend.service === service)
}

/** Whether a Service has an address that is reached from outside the cluster. */
function exposureHop(service: Service, cluster: Cluster): Hop {
  const { type = 'ClusterIP', externalIPs = [], ports = [] } = service.spec ?? {}
  const ref = refOf(service)
  const given = (service.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '')
  const addresses = [...given, ...externalIPs]
  if (addresses.length > 0) return open('exposure', `${refText(ref)} has the address ${addresses.join(', ')}`, ref)
  const evidence = [
    fieldEvidence(service, 'spec.type', type),
    fieldEvidence(service, 'status.loadBalancer', 'no address'),
  ]
  if (type === 'LoadBalancer')
    return broken(
      'exposure',
      `the load balancer of ${refText(ref)} has no address`,
      { kind: 'address-pending', subject: ref, because: NOTHING },
      evidence,
    )
  const routed = cluster.list('Ingress', ref.namespace).find(each => routesTo(each, ref.name))
  if (type !== 'NodePort' && routed !== undefined)
    return undecided(
      'exposure',
      `${refText(ref)} is of type ${type}; ${refText(refOf(routed))} routes to it`,
      sh`kubewhy path${placeOf(ref.namespace)} internet ingress/${routed.metadata.name}`,
      ref,
    )
  if (type !== 'NodePort')
    return broken(
      'exposure',
      `${refText(ref)} is of type ${type}: it has no address outside the cluster`,
      { kind: 'not-exposed', subject: ref, because: NOTHING },
      evidence,
    )
  const nodePorts = ports.map(({ nodePort }) => nodePort ?? '').join(', ')
  return undecided(
    'exposure',
    `${refText(ref)} is open at port ${nodePorts} of every node; whether nodes are reached from outside is not known here`,
    'kubectl get nodes -o wide',
    ref,
  )
}

export function toService(question: Question, service: Service, instance: string | undefined, cluster: Cluster) {
  const { port, protocol, from } = question
  const first = portHop(service, question, cluster)
  const entry = port === undefined ? onlyPort(service) : servicePort(service, port)
  const { hop, backends } = endpointsHop(service, instance, cluster)
  const local = localHop(service, from, backends)
  const target = refText(refOf(service))
  const servers = backends
    .slice(0, 200)
    .map(each => ({ ...each, port: backendPort(service, entry, numberOf(port), each) }))
  const way: Way = { question, protocol: protocol ?? entry?.protocol ?? 'TCP', service, servers, target, isDns: false }
  const isNamed = first?.state === 'broken'
  const rest = servers.length === 0 || isNamed ? proxied(way, cluster) : lastHops(way, cluster)
  const exposure = from.kind === 'outside' ? exposureHop(service, cluster) : undefined
  return { hops: [exposure, first, hop, local, ...rest], servers: hop.state === 'open' ? servers : NOTHING }
}

function proxied(way: Way, cluster: Cluster): readonly (Hop | undefined)[] {
  return [proxyHop(way.question.from, cluster)]
}

function onlyPort({ spec }: Service) {
  return spec?.ports?.length === 1 ? spec.ports[0] : undefined
}

/** The far end is a pod, a node or an address. */
function toEnd(question: Question, end: End, cluster: Cluster) {
  const port = numberOf(question.port)
  const target =
    end.kind === 'outside' ? [endText(end, cluster), port].filter(Boolean).join(':') : endText(end, cluster)
  const servers = [{ end, port }]
  const way: Way = {
    question,
    protocol: question.protocol ?? (port === 53 ? 'UDP' : 'TCP'),
    service: undefined,
    servers,
    target,
    isDns: false,
  }
  const hops = lastHops(way, cluster)
  const running = end.pod === undefined || (isServing(end.pod) && end.pod.status?.phase !== 'Failed')
  const pod = end.pod === undefined || running ? undefined : unreadyHop(undefined, [{ end }], cluster)
  const first = question.from.kind === 'outside' && end.kind === 'pod' ? privateHop(target) : undefined
  const last = end.kind === 'outside' && question.host !== undefined ? outsideHop(question.host, question) : undefined
  return { hops: [first, pod, ...hops, last], servers: running ? servers : NOTHING }
}

function privateHop(target: string): Hop {
  return undecided(
    'exposure',
    `most clusters route no pod addresses outside; whether ${target} is reached directly is not known here`,
    'kubectl get services,ingresses --all-namespaces',
  )
}

function outsideHop(host: string, { from, port }: Question): Hop {
  const { pod } = from
  const check =
    pod === undefined
      ? sh`nc -zvw3 ${host} ${port ?? 443}`
      : sh`kubectl exec ${pod.metadata.name}${placeOf(pod.metadata.namespace)} -- nc -zvw3 ${host} ${port ?? 443}`
  return undecided('target', `${host} is outside the cluster: whether it answers is not known here`, check)
}

function toSelf({ from, port }: Question, cluster: Cluster): Hop | undefined {
  const number = numberOf(port)
  if (from.pod === undefined || number === undefined) return undefined
  const { state, known, evidence } = listening(from.pod, number, cluster)
  const ref = refOf(from.pod)
  if (state !== 'elsewhere') return open('target', `it stays in ${refText(ref)}`, ref, evidence)
  return {
    ...undecided(
      'target',
      `${refText(ref)} listens on ${known.join(', ')}, as far as is known, not on port ${number}`,
      sh`kubectl debug ${ref.name}${placeOf(ref.namespace)} -it --image=busybox -- netstat -ltn`,
      ref,
    ),
    evidence,
  }
}

interface Reached {
  readonly hops: readonly (Hop | undefined)[]
  readonly servers: readonly Server[]
}

/** Of a Service that was not read its pods' namespace is known, and not their port. */
function endOfUnseen({ namespace, name }: { readonly namespace: string; readonly name: string }): End {
  return name === '' ? UNKNOWN : unreadPods(namespace)
}

/** What is left to look at where nothing is known of the far end but its port. */
function toUnknown(question: Question, end: End): Way {
  const asked = numberOf(question.port)
  const port = end.kind === 'pod' ? undefined : asked
  const target = [question.host, asked].filter(part => part !== undefined).join(':') || 'what it connects to'
  const protocol = question.protocol ?? (asked === undefined ? undefined : 'TCP')
  return { question, protocol, service: undefined, servers: [{ end, port }], target, isDns: false }
}

function lookedUp(question: Question, destination: Destination | undefined, cluster: Cluster): Reached {
  const way = wayToDns(question, cluster)
  // A headless name without ready endpoints has no address; a virtual one always has.
  const hop =
    destination?.kind === 'service' && isHeadless(destination.service)
      ? endpointsHop(destination.service, destination.instance, cluster).hop
      : undefined
  const nodes = way === undefined ? undefined : nodesHop(way, isLossy(question.failed), cluster)
  return {
    hops: [hop, nodes],
    servers: way?.servers ?? NOTHING,
  }
}

function reach(question: Question, destination: Destination, cluster: Cluster): Reached {
  const { failed, from } = question
  switch (destination.kind) {
    case 'service':
      return toService(question, destination.service, destination.instance, cluster)
    case 'end':
      return toEnd(question, destination.end, cluster)
    case 'self':
      return { hops: [toSelf(question, cluster)], servers: NOTHING }
    default: {
      const isWorld = destination.kind === 'world'
      if (!isWorld && failed === undefined) return { hops: NOTHING, servers: NOTHING }
      const end = isWorld ? outside() : destination.kind === 'unseen' ? endOfUnseen(destination) : UNKNOWN
      const way = toUnknown(question, end)
      const { host } = question
      const hops = [
        policyHop('Egress', way, cluster),
        proxyHop(from, cluster),
        nodesHop(way, isLossy(failed), cluster),
        isWorld && host !== undefined ? outsideHop(host, question) : undefined,
      ]
      return { hops, servers: NOTHING }
    }
  }
}

/** A name that was connected to did resolve, whatever was read of Services. */
function believed(resolved: Resolved, { failed }: Question): Resolved {
  return failed?.at === 'connection' && resolved.destination.kind === 'missing'
    ? { ...resolved, destination: { kind: 'unseen', namespace: '', name: '' } }
    : resolved
}

/**
 * Walks the way of a connection on what was read: name, Service port, endpoints, target port, policies of both ends, nodes.
 * What was not read leaves a hop undecided, never broken.
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
    return pathOf(question, hops, undefined, (isName ? wayToDns(question, cluster)?.servers : undefined) ?? NOTHING)
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

/** Where the policies of several hops are in the way, opening the first does not do. */
function withNext(first: Hop, hops: readonly Hop[]): Hop {
  const { fault } = first
  if (fault?.kind !== 'policy') return first
  const next = hops.flatMap(hop => (hop !== first && hop.fault?.kind === 'policy' ? [hop.fault.blocked] : []))
  return next.length === 0 ? first : { ...first, fault: { ...fault, blocked: { ...fault.blocked, next } } }
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
