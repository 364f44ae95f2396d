import type { Cluster } from '../../cluster/cluster.ts'
import { selectorText } from '../../cluster/selectors.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refText, refTo } from '../../ref.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { podCondition } from '../pods.ts'
import { workloadOf } from '../workloads.ts'
import { addressEvidence, leftOut, otherFamilies } from './endpoints.ts'
import type { End } from './ends.ts'
import {
  broken,
  type Connection,
  clientRef,
  type Hop,
  NOTHING,
  open,
  type Question,
  type Server,
  type TargetMiss,
  undecided,
} from './hops.ts'
import { ingressBackends } from './ingresses.ts'
import { isInRange } from './ip-ranges.ts'
import { instanceOf } from './names.ts'
import { type Listening, listening, undeclaredPorts } from './ports.ts'
import {
  type Backend,
  backendsOf,
  declaredPorts,
  hasSelector,
  isHeadless,
  portNames,
  type ServicePort,
  servicePort,
  workloadBehind,
} from './services.ts'
import { type Strays, straysOf } from './strays.ts'

type Pod = Kube<'Pod'>
type Service = Kube<'Service'>

/** Limit on the pods of a Service that are checked and named: replicas are alike. */
const PODS_LIMIT = 5

export function portHop(service: Service, { from, port, protocol }: Question, cluster: Cluster): Hop | undefined {
  const ports = service.spec?.ports ?? []
  const ref = refOf(service)
  const [only] = ports
  if (port === undefined)
    return ports.length < 2
      ? undefined
      : undecided(
          'service-port',
          `${refText(ref)} has several ports, and it is not known which one is used`,
          sh`kubectl get service ${ref.name}${namespaceFlag(ref.namespace)}`,
          ref,
        )
  if (isHeadless(service) && typeof port === 'number') return undefined
  const found = servicePort(service, port)
  if (found !== undefined && protocol !== undefined && (found.protocol ?? 'TCP') !== protocol) {
    const target = found.targetPort ?? found.port ?? ''
    const index = ports.indexOf(found)
    return broken(
      'service-port',
      `port ${port} of ${refText(ref)} is for ${found.protocol} only, and the client connects with ${protocol}`,
      {
        kind: 'target-port',
        subject: ref,
        because: NOTHING,
        miss: { service, index, target, known: NOTHING, protocol },
      },
      [fieldEvidence(service, `spec.ports[${index}].protocol`, found.protocol ?? 'TCP')],
    )
  }
  if (found !== undefined) {
    const target = found.targetPort ?? found.port ?? ''
    const other = (found.protocol ?? 'TCP') === 'TCP' ? '' : `/${found.protocol}`
    return open('service-port', `port ${port}${other} of ${refText(ref)} forwards to target port ${target}`, ref)
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

/** Why a workload creates no pods: none are desired, or no node matches. */
function stopOf(ref: ObjectRef, cluster: Cluster): { readonly text: string; readonly evidence: Evidence } | undefined {
  const workload = cluster.get(ref)
  switch (workload?.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return workload.spec?.replicas === 0
        ? { text: 'is scaled to zero', evidence: fieldEvidence(ref, 'spec.replicas', 0) }
        : undefined
    case 'DaemonSet':
      return workload.status?.desiredNumberScheduled === 0 && workload.spec?.template?.spec?.nodeSelector !== undefined
        ? {
            text: 'matches no node',
            evidence: fieldEvidence(ref, 'spec.template.spec.nodeSelector', workload.spec.template.spec.nodeSelector),
          }
        : undefined
    default:
      return undefined
  }
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
  const list = sh`kubectl get pods${namespaceFlag(ref.namespace)} -l ${selectorText({ matchLabels: service.spec?.selector ?? {} })}`
  const stop = maker && stopOf(maker, cluster)
  if (stop === undefined && !cluster.seen('Pod', ref.namespace))
    return broken(
      'endpoints',
      `${refText(ref)} has no endpoints; pods were not read`,
      { kind: 'no-endpoints', subject: ref, because: maker === undefined ? NOTHING : [maker], list },
      [fieldEvidence(service, 'spec.selector', service.spec?.selector ?? {})],
    )
  if (maker === undefined)
    return broken(
      'endpoints',
      `the selector of ${refText(ref)} matches no pods`,
      { kind: 'selector', subject: ref, because: NOTHING },
      [fieldEvidence(service, 'spec.selector', service.spec?.selector ?? {})],
    )
  if (stop !== undefined)
    return broken(
      'endpoints',
      `${refText(maker)} behind ${refText(ref)} ${stop.text}`,
      { kind: 'scaled-to-zero', subject: maker, because: [ref], service: ref },
      [stop.evidence],
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

export function unreadyHop(service: Service | undefined, unready: readonly Backend[], cluster: Cluster): Hop {
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

export function endpointsHop(service: Service, instance: string | undefined, cluster: Cluster): Found {
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
        sh`kubectl get endpointslices${namespaceFlag(ref.namespace)} -l kubernetes.io/service-name=${ref.name}`,
        ref,
      ),
      backends: NOTHING,
    }
  const has = otherFamilies(
    service,
    ready.flatMap(({ end: { pod } }) => pod ?? []),
  )
  if (has !== undefined) {
    const families = service.spec?.ipFamilies ?? []
    return {
      hop: broken(
        'endpoints',
        `${refText(ref)} is ${families.join(' and ')}-only, but its pods have only ${has.join(' and ')} addresses`,
        { kind: 'ip-family', subject: ref, because: NOTHING, wanted: families, has },
        [fieldEvidence(service, 'spec.ipFamilies', families)],
      ),
      backends: ready,
    }
  }
  const missed = instance === undefined ? leftOut(service, cluster) : undefined
  if (ready.length > 0 && missed !== undefined)
    return {
      hop: broken(
        'endpoints',
        `the EndpointSlices of ${refText(ref)} list none of its ready pods`,
        {
          kind: 'left-out',
          subject: ref,
          because: [refTo('Lease', 'kube-system', 'kube-controller-manager')],
          leftOut: missed,
        },
        addressEvidence(missed),
      ),
      backends: ready,
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

/** With `internalTrafficPolicy: Local` a Service routes only to endpoints on the client's node. */
export function localHop(service: Service, from: End, backends: readonly Backend[]): Hop | undefined {
  if (service.spec?.internalTrafficPolicy !== 'Local' || from.node === undefined || isHeadless(service))
    return undefined
  if (backends.some(({ end }) => end.node === undefined || end.node === from.node)) return undefined
  const nodes = [...new Set(backends.flatMap(({ end }) => end.node ?? []))]
  if (nodes.length === 0) return undefined
  return broken(
    'endpoints',
    `${refText(refOf(service))} keeps traffic on the node, but has no endpoint on ${from.node}`,
    { kind: 'node-local', subject: refOf(service), because: NOTHING, node: from.node, nodes },
    [
      fieldEvidence(service, 'spec.internalTrafficPolicy', 'Local'),
      ...(from.ref === undefined ? [] : [fieldEvidence(from.ref, 'spec.nodeName', from.node)]),
    ],
  )
}

/** kube-proxy finds an endpoint's port by the name of the Service's port, even in manually created endpoints. */
export function portNamesHop(
  service: Service,
  port: ServicePort | undefined,
  servers: readonly Server[],
): Hop | undefined {
  if (port === undefined || servers.length === 0 || isHeadless(service)) return undefined
  if (servers.some(({ ports = [], port: number }) => ports.length === 0 || number !== undefined)) return undefined
  const ref = refOf(service)
  const names = [...new Set(servers.flatMap(({ ports = [] }) => ports.map(({ name }) => name || '(no name)')))]
  const wanted = port.name ?? '(no name)'
  return broken(
    'target-port',
    `no endpoint of ${refText(ref)} has a port named ${wanted}; they have ${names.join(', ')}`,
    { kind: 'port-names', subject: ref, because: NOTHING, wanted },
    [fieldEvidence(service, 'spec.ports[*].name', wanted)],
  )
}

/** With `externalTrafficPolicy: Local`, a node accepts external traffic only for its own pods. */
export function externalLocalHop(service: Service, node: string, backends: readonly Backend[]): Hop | undefined {
  if (service.spec?.externalTrafficPolicy !== 'Local') return undefined
  if (backends.some(({ end }) => end.node === undefined || end.node === node)) return undefined
  const nodes = [...new Set(backends.flatMap(({ end }) => end.node ?? []))]
  if (nodes.length === 0) return undefined
  return broken(
    'endpoints',
    `${refText(refOf(service))} accepts external traffic only on nodes that run its pods (externalTrafficPolicy: Local), and ${node} runs none`,
    { kind: 'external-local', subject: refOf(service), because: NOTHING, nodes },
    [fieldEvidence(service, 'spec.externalTrafficPolicy', 'Local')],
  )
}

function namedTargetMiss(service: Service, index: number, target: string, pods: readonly Pod[]): TargetMiss {
  const known = pods.flatMap(({ spec }) => declaredPorts(spec))
  return {
    service,
    index,
    target,
    known: [...new Set(known.map(({ name, containerPort }) => name ?? String(containerPort ?? '')))],
  }
}

/** A Service routes some connections to pods of another app. */
function strayHop(strays: Strays, isFailing: boolean): Hop {
  const { service, strayPod, known, target, evidence } = strays
  const other =
    known.length === 0 ? 'and nothing shows that it listens' : `which is known to listen on ${known.join(', ')}, not`
  const text = `${refText(refOf(service))} also forwards to ${refText(refOf(strayPod))}, ${other} on port ${target}`
  if (isFailing)
    return broken('target-port', text, { kind: 'strays', subject: refOf(service), because: NOTHING, strays }, evidence)
  return undecided('target-port', text, listCommand(strayPod), refOf(strayPod))
}

/** The command that lists the ports on which a pod listens. */
function listCommand({ metadata: { name, namespace } }: Pod): string {
  return sh`kubectl debug ${name}${namespaceFlag(namespace)} -it --image=busybox -- netstat -ltn`
}

/** The hop if nothing shows whether a pod listens on a port: containers need not declare their ports. */
export function unheardHop(kind: Hop['kind'], pod: Pod, port: number, known: readonly number[]): Hop {
  const others = known.length === 0 ? '' : `; it is known to listen on ${known.join(', ')}`
  const text = `the snapshot does not show whether ${refText(refOf(pod))} listens on port ${port}${others}`
  return undecided(kind, text, listCommand(pod), refOf(pod))
}

/** True for a Service port whose target none of its pods declares, and nothing shows that they listen there. */
function isMiss(service: Service, index: number, cluster: Cluster): boolean {
  return undeclaredPorts(service, cluster).some(each => each.index === index)
}

/** The hop to a pod that listens on other ports. */
function wrongPortHop(
  { service, question }: Connection,
  { pod, port, known, evidence }: Listening & { readonly pod: Pod; readonly port: number },
  { entry, index }: { readonly entry: ServicePort | undefined; readonly index: number },
  isFailing: boolean,
  cluster: Cluster,
): Hop {
  const name = refText(refOf(pod))
  const isSaid = evidence.some(({ path }) => path === 'log')
  const listens = isFailing || isSaid ? 'is known to listen on' : 'declares'
  const text = `${name} ${listens} ${known.join(', ')}, not ${listens === 'declares' ? '' : 'on '}port ${port}`
  const mapped = service === undefined || !isHeadless(service) ? undefined : (entry?.targetPort ?? entry?.port)
  if (service !== undefined && typeof mapped === 'number' && mapped !== port && known.includes(mapped))
    return broken(
      'target-port',
      `${refText(refOf(service))} is headless, so port ${port} is not forwarded to ${mapped}; ${name} is known to listen on ${known.join(', ')}`,
      {
        kind: 'not-listening',
        subject: clientRef(question.from, cluster),
        because: NOTHING,
        isLoopback: false,
        mapped,
        ...(isSaid ? {} : { isLikely: true }),
      },
      [fieldEvidence(service, `spec.ports[${index}].targetPort`, mapped), ...evidence],
      refOf(pod),
    )
  const isSure = isFailing || isSaid || (service !== undefined && isMiss(service, index, cluster))
  if (!isSure) return unheardHop('target-port', pod, port, known)
  if (service === undefined || isHeadless(service))
    return broken(
      'target-port',
      text,
      { kind: 'not-listening', subject: workloadOf(pod, cluster), because: NOTHING, isLoopback: false },
      evidence,
      refOf(pod),
    )
  const miss = { service, index, target: entry?.targetPort ?? port, known: known.map(String), isSaid }
  return broken(
    'target-port',
    text,
    { kind: 'target-port', subject: refOf(service), because: NOTHING, miss },
    [fieldEvidence(service, `spec.ports[${index}].targetPort`, miss.target), ...evidence],
    refOf(pod),
  )
}

/** Whether the pods listen where the connection ends. */
export function targetHop(
  connection: Connection,
  asked: number | string | undefined,
  isFailing: boolean,
  cluster: Cluster,
): Hop | undefined {
  const { service, servers } = connection
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
      `no container of ${refText(refOf(first))} has a port named ${entry.targetPort}`,
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
  const strayed = service === undefined ? undefined : straysOf(service, cluster).find(each => each.index === index)
  if (strayed !== undefined && (state === 'yes' || state === 'likely')) return strayHop(strayed, isFailing)
  const name = refText(refOf(pod))
  switch (state) {
    case 'yes':
      return open('target-port', `${name} listens on port ${port}`, refOf(pod), evidence)
    case 'likely':
      if (known.includes(port)) return open('target-port', `${name} declares port ${port}`, refOf(pod), evidence)
      if (isFailing) return open('target-port', `${name} mentions port ${port}`, refOf(pod), evidence)
      return unheardHop('target-port', pod, port, known)
    case 'unknown':
      return unheardHop('target-port', pod, port, known)
    case 'loopback':
      return broken(
        'target-port',
        `${name} listens on port ${port} only on its loopback interface`,
        { kind: 'not-listening', subject: workloadOf(pod, cluster), because: NOTHING, isLoopback: true },
        evidence,
        refOf(pod),
      )
    default:
      return wrongPortHop(connection, best, { entry, index }, isFailing, cluster)
  }
}

/** The nodes that accept a Service's external traffic if it stays on the node. */
function localNodes(service: Service, cluster: Cluster): string {
  const nodes = new Set(backendsOf(service, cluster).ready.flatMap(({ end }) => end.node ?? []))
  const names = [...nodes].slice(0, PODS_LIMIT).join(', ')
  return names === '' ? 'none' : nodes.size > PODS_LIMIT ? `${names}, …` : names
}

function routesTo(ingress: Kube<'Ingress'>, service: string): boolean {
  return ingressBackends(ingress).some(backend => backend.service === service)
}

/** Whether the load balancer of a Service admits a client; undefined if it admits all. */
function rangesHop(service: Service, { addresses }: End): Hop | undefined {
  const { loadBalancerSourceRanges: ranges = [] } = service.spec ?? {}
  const [address] = addresses
  if (ranges.length === 0 || ranges.some(range => /\/0+$/.test(range))) return undefined
  if (address !== undefined && ranges.some(range => isInRange(address, range))) return undefined
  const ref = refOf(service)
  const text = `the load balancer of ${refText(ref)} admits only clients in ${ranges.slice(0, 8).join(', ')}`
  const check = sh`kubectl get service ${ref.name}${namespaceFlag(ref.namespace)} -o yaml`
  return address === undefined
    ? undecided('exposure', `${text}, and the client’s address is not known`, check, ref)
    : broken('exposure', text, { kind: 'source-ranges', subject: ref, because: NOTHING, address }, [
        fieldEvidence(service, 'spec.loadBalancerSourceRanges', ranges),
      ])
}

/** Whether a Service has an address that is reachable from outside the cluster. */
export function exposureHop(service: Service, from: End, cluster: Cluster): Hop {
  const { type = 'ClusterIP', externalIPs = [], externalName, ports = [] } = service.spec ?? {}
  const ref = refOf(service)
  const given = (service.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '')
  const addresses = [...given, ...externalIPs]
  const local = service.spec?.externalTrafficPolicy === 'Local' ? localNodes(service, cluster) : undefined
  if (addresses.length > 0)
    return (
      (type === 'LoadBalancer' ? rangesHop(service, from) : undefined) ??
      open(
        'exposure',
        `${refText(ref)} has the address ${addresses.join(', ')}${local === undefined ? '' : `, and of the nodes only those with a ready endpoint take its traffic (${local})`}`,
        ref,
        local === undefined ? NOTHING : [fieldEvidence(service, 'spec.externalTrafficPolicy', 'Local')],
      )
    )
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
      sh`kubewhy path${namespaceFlag(ref.namespace)} internet ingress/${routed.metadata.name}`,
      ref,
    )
  if (type !== 'NodePort')
    return broken(
      'exposure',
      `${refText(ref)} is of type ${type}: it has no address outside the cluster`,
      {
        kind: 'not-exposed',
        subject: ref,
        because: NOTHING,
        ...(type === 'ExternalName' && externalName !== undefined ? { alias: externalName } : {}),
      },
      evidence,
    )
  const nodePorts = ports.map(({ nodePort }) => nodePort ?? '').join(', ')
  return undecided(
    'exposure',
    `${refText(ref)} is open on port ${nodePorts} of ${local === undefined ? 'every node' : `only the nodes with a ready endpoint (${local})`}; the snapshot does not show whether nodes can be reached from outside`,
    'kubectl get nodes -o wide',
    ref,
  )
}

export function onlyPort({ spec }: Service) {
  return spec?.ports?.length === 1 ? spec.ports[0] : undefined
}
