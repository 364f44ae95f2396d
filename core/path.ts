import { FAMILIES } from './causes/index.ts'
import { AskedCluster, type Lack } from './cluster/asked-cluster.ts'
import { Cluster } from './cluster/cluster.ts'
import { diagnoseCluster } from './diagnose.ts'
import type { Words } from './finding.ts'
import { resourceArgument } from './kube/api-group.ts'
import type { Kind, Kube } from './kube/index.ts'
import type { PodTemplate } from './kube/pod.ts'
import { nearest } from './nearest.ts'
import { type Change, DERIVED, withChange } from './patch/patched.ts'
import { withSpecChanged } from './patch/respecified.ts'
import { afterChanges } from './patch/what-if.ts'
import { InputError } from './read/error.ts'
import { clusterRedactor, redactValue } from './redact/redact.ts'
import { compareText, refKey, refOf, refText, withApiKinds } from './ref.ts'
import type { Confidence, Evidence, Fix, ObjectRef, PATH_STATES, Problem } from './report.ts'
import { DEFAULT_PORTS } from './schemes.ts'
import { namespaceFlag, command as sh, withPatch } from './shell.ts'
import type { Snapshot } from './snapshot.ts'
import { formatTime } from './time.ts'
import { capital, sentence } from './words.ts'
import { parseWorkload } from './workload-name.ts'
import { customWorkloads } from './workloads/custom-workloads.ts'
import { adviceFor } from './workloads/network/advice.ts'
import type { End } from './workloads/network/ends.ts'
import {
  addressOf,
  atAddress,
  endAtNothing,
  endOfNode,
  endOfPod,
  endOfTemplate,
  isLoopback,
  isMaybeOurs,
  isSeenEverywhere,
  outside,
} from './workloads/network/ends.ts'
import { walkRoute } from './workloads/network/gateway-path.ts'
import { isRoute, ROUTE_KINDS } from './workloads/network/gateways.ts'
import type { Fault, FaultKind, Hop, Path, TargetMiss } from './workloads/network/hops.ts'
import { endText, hostPort, undecided } from './workloads/network/hops.ts'
import { walkIngress } from './workloads/network/ingress-path.ts'
import { walkVirtualService } from './workloads/network/mesh/gateway-path.ts'
import { walk } from './workloads/network/path.ts'
import { declaredPorts } from './workloads/network/services.ts'
import { isReady, isTerminating } from './workloads/pods.ts'
import { isCustomResource, templateOf, WORKLOAD_KINDS, workloadOf } from './workloads/workloads.ts'

/** A question about a network path. */
export interface PathQuestion {
  /** `deploy/web`, `pod/web-0`, `node/n1`, `internet`, or an external address. */
  readonly from: string
  /**
   * `svc/api:80`, `pod/db-0:5432`, `ingress/shop`, `httproute/shop`, or a host name, address or URL as an app uses it.
   */
  readonly to: string
  /** For names given without a namespace. */
  readonly namespace?: string | undefined
  /** Applied to the snapshot first. */
  readonly changes?: readonly Change[] | undefined
}

/** One hop of a path in the report. */
export interface PathHop {
  readonly hop: Hop['kind']
  readonly state: Hop['state']
  readonly object?: ObjectRef
  /** A sentence without a full stop. */
  readonly text: string
  readonly evidence: readonly Evidence[]
  /** A command that would decide it; only if it is undecided. */
  readonly check?: string
}

/** Why the first broken hop is broken. */
export interface PathCause {
  /** A cause id of the catalogue; absent if none fits. */
  readonly cause?: string
  readonly subject: ObjectRef
  /** Less than `certain` if something that was not read could change it. */
  readonly confidence: Confidence
  readonly title: string
  readonly why: string
  readonly fix: readonly Fix[]
}

export interface PathReport {
  readonly schema: 1
  /** RFC 3339: the time of the snapshot. */
  readonly takenAt: string
  readonly from: string
  readonly to: string
  /** `open`: no hop is broken; `undecided`: no hop is known to be broken, but something relevant was not read. */
  readonly state: (typeof PATH_STATES)[number]
  readonly summary: string
  /** In the order of the connection. */
  readonly hops: readonly PathHop[]
  /** Index of the first broken hop. */
  readonly broken?: number
  readonly cause?: PathCause
}

/** Kinds accepted before the slash, besides workloads. */
const KINDS: Readonly<Record<string, Kind>> = {
  svc: 'Service',
  service: 'Service',
  services: 'Service',
  ing: 'Ingress',
  ingress: 'Ingress',
  ingresses: 'Ingress',
  ...Object.fromEntries(
    ROUTE_KINDS.flatMap(kind => [kind.toLowerCase(), `${kind.toLowerCase()}s`].map(name => [name, kind])),
  ),
  vs: 'VirtualService',
  virtualservice: 'VirtualService',
  virtualservices: 'VirtualService',
  no: 'Node',
  node: 'Node',
  nodes: 'Node',
}

/** Kinds that can only be the end of a path. */
const ONLY_ENDS: ReadonlySet<Kind> = new Set(['Service', 'Ingress', 'VirtualService', ...ROUTE_KINDS])

const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/

/** `deploy/web`, `svc/api`; undefined if it does not name an object. */
function parseObject(text: string): { readonly kind: Kind; readonly name: string } | undefined {
  const workload = parseWorkload(text)
  if (workload !== undefined) return { kind: workload.kind as Kind, name: workload.name }
  const [, alias = '', name = ''] = /^([a-z]+)\/(.+)$/i.exec(text) ?? []
  const kind = Object.hasOwn(KINDS, alias.toLowerCase()) ? KINDS[alias.toLowerCase()] : undefined
  return kind === undefined || !NAME.test(name) ? undefined : { kind, name }
}

const HINT_FROM = 'Name a workload (deploy/web), a pod (pod/web-0), a node (node/NAME), an address, or internet.'
const HINT_TO =
  'Name a Service (svc/api:80), a pod (pod/db-0:5432), an Ingress (ingress/shop), a Gateway route (httproute/shop), a VirtualService (vs/shop), or a host as an app connects to it (postgres.db.svc:5432, 10.0.0.7:5432).'

function wrong(where: 'from' | 'to', message: string, hint: string, code = 'bad-path-end'): InputError {
  return new InputError(422, code, message, hint, where)
}

function severalPlaces(where: 'from' | 'to', kind: string, name: string, places: readonly string[]): InputError {
  const sorted = [...places].sort(compareText).slice(0, 10)
  const hint = `Add the namespace, one of: ${sorted.join(', ')}.`
  return wrong(where, `${kind} ${name} is in several namespaces.`, hint, 'path-end-ambiguous')
}

/** An object by name. Throws an `InputError` if it does not exist or exists in several namespaces. */
function find(
  where: 'from' | 'to',
  { kind, name }: { readonly kind: Kind; readonly name: string },
  namespace: string | undefined,
  cluster: Cluster,
): Kube {
  const isNamespaced = kind !== 'Node'
  const all = cluster.named(kind, name)
  const found =
    isNamespaced && namespace !== undefined ? all.filter(({ metadata }) => metadata.namespace === namespace) : all
  const [first] = found
  // A snapshot may have one object twice.
  const places = [...new Set(found.map(({ metadata }) => metadata.namespace ?? ''))]
  if (first !== undefined && places.length === 1) return first
  const place = isNamespaced && namespace !== undefined ? ` in namespace ${namespace}` : ''
  const isAbsent = cluster.seen(kind, isNamespaced ? namespace : undefined)
  if (first !== undefined) throw severalPlaces(where, kind, name, places)
  const others = cluster.list(kind, isNamespaced ? namespace : undefined).map(({ metadata }) => metadata.name)
  const near = nearest(name, others)
  const plural = `${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}`
  const list = `kubectl get ${plural}${isNamespaced ? namespaceFlag(namespace) : ''}`
  const elsewhere = all.map(({ metadata }) => metadata.namespace ?? '')[0]
  throw wrong(
    where,
    isAbsent ? `${kind} ${name} does not exist${place}.` : `${kind} ${name} is not in the snapshot${place}.`,
    elsewhere !== undefined
      ? `It is in namespace ${elsewhere}.`
      : near === undefined
        ? `Check the name with ${list}.`
        : `Did you mean ${near}? ${list} lists them.`,
    'path-end-missing',
  )
}

/** The pod that represents a workload: a ready one, else any that is not terminating. */
function podOf(workload: ObjectRef, cluster: Cluster): Kube<'Pod'> | undefined {
  const key = refKey(workload)
  const pods = cluster
    .list('Pod', workload.namespace)
    .filter(pod => refKey(workloadOf(pod, cluster)) === key && !isTerminating(pod))
  return pods.find(isReady) ?? pods[0]
}

function endFor(object: Kube, cluster: Cluster): End {
  if (object.kind === 'Pod') return endOfPod(object)
  if (object.kind === 'Node') return endOfNode(object)
  const pod = podOf(refOf(object), cluster)
  return pod === undefined ? endOfTemplate(refOf(object), templateOf(object)) : endOfPod(pod)
}

/** A kind and a name, separated by a slash, for kinds unknown to kubewhy. */
const CUSTOM = /^([a-z][a-z0-9-]{0,62}(?:\.[a-z0-9.-]{1,190})?)\/([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/i

/**
 * Custom resources that create pods, each with the end it stands for: the pods they have, or those they would create.
 */
function customEnds(
  cluster: Cluster,
): readonly { readonly ref: ObjectRef; readonly template: PodTemplate | undefined }[] {
  const written = customWorkloads(cluster).map(({ ref, template }) => ({ ref, template }))
  const made = cluster.list('Pod').flatMap(pod => {
    const ref = workloadOf(pod, cluster)
    return isCustomResource(ref) ? [{ ref, template: undefined }] : []
  })
  return [...new Map([...made, ...written].map(each => [refKey(each.ref), each])).values()]
}

/** The end for a custom workload (`rollout/web`); undefined if there is none with that kind and name. */
function customEnd(
  where: 'from' | 'to',
  text: string,
  namespace: string | undefined,
  cluster: Cluster,
): End | undefined {
  const [, alias = '', name = ''] = CUSTOM.exec(text) ?? []
  if (name === '') return undefined
  const kind = parseWorkload(text)?.kind ?? alias.split('.')[0] ?? ''
  const isOf = (word: string) => [word, `${word}s`, `${word}es`].includes(kind.toLowerCase())
  const found = cluster
    .of(cluster.snapshot, (_, of) => customEnds(of))
    .filter(({ ref }) => ref.name === name && isOf(ref.kind.toLowerCase()))
    .filter(({ ref }) => namespace === undefined || ref.namespace === namespace)
  const [first, ...more] = found
  if (first === undefined) return undefined
  if (more.length > 0)
    throw severalPlaces(
      where,
      first.ref.kind,
      name,
      found.map(({ ref }) => ref.namespace ?? ''),
    )
  const pod = podOf(first.ref, cluster)
  return pod === undefined ? endOfTemplate(first.ref, first.template) : endOfPod(pod)
}

/** The owner of an address as the start of a connection: a pod, a node, or something outside the cluster. */
function startAt(address: string, cluster: Cluster): End {
  if (isLoopback(address)) throw wrong('from', `${address} is a loopback address.`, HINT_FROM)
  const found = atAddress(address, cluster)
  if (found?.kind === 'Service')
    throw wrong('from', `${address} is ${refText(refOf(found))}, which starts no connections.`, HINT_FROM)
  if (found !== undefined) return endFor(found, cluster)
  const end = endAtNothing(address, cluster)
  if (end.kind === 'unknown' && isSeenEverywhere('Pod', cluster))
    throw wrong('from', `No pod has the address ${address}.`, HINT_FROM, 'path-end-missing')
  return end
}

/** The only TCP port that the containers of an end declare: a connection to it means that one. */
function onlyDeclared({ spec }: End): number | undefined {
  const ports = declaredPorts(spec).filter(({ protocol = 'TCP' }) => protocol === 'TCP')
  const [only, ...others] = new Set(ports.flatMap(({ containerPort }) => containerPort ?? []))
  return others.length === 0 ? only : undefined
}

/** Workloads and pods that somebody may mean who gives only a name, as they would be given. */
function meantBy(name: string, namespace: string | undefined, cluster: Cluster): readonly string[] {
  return [...WORKLOAD_KINDS, 'Node' as const].flatMap(kind =>
    cluster
      .named(kind, name)
      .filter(({ metadata }) => namespace === undefined || kind === 'Node' || metadata.namespace === namespace)
      .map(() => `${kind.toLowerCase()}/${name}`),
  )
}

function readFrom(text: string, namespace: string | undefined, cluster: Cluster): End {
  const word = text.trim()
  if (word.toLowerCase() === 'internet') return outside()
  const address = addressOf(word)
  if (address !== undefined) return startAt(address, cluster)
  const custom = customEnd('from', word, namespace, cluster)
  if (custom !== undefined) return custom
  const named = parseObject(word)
  if (named !== undefined && ONLY_ENDS.has(named.kind))
    throw wrong('from', `${word.slice(0, 100)} cannot start a connection.`, HINT_FROM)
  if (named === undefined) {
    const [meant] = NAME.test(word) ? meantBy(word, namespace, cluster) : []
    throw wrong(
      'from',
      `${JSON.stringify(word.slice(0, 100))} is not a valid start of a connection.`,
      meant === undefined ? HINT_FROM : `Did you mean ${meant}? ${HINT_FROM}`,
    )
  }
  return endFor(find('from', named, namespace, cluster), cluster)
}

interface Target {
  readonly host: string
  readonly port: number | string | undefined
}

function portOf(text: string): number | string {
  if (!/^\d+$/.test(text)) {
    if (/^[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?$/.test(text)) return text
    throw wrong(
      'to',
      `${JSON.stringify(text.slice(0, 40))} is not a port.`,
      'Give a number from 1 to 65535, or the name of one of the Service’s ports.',
    )
  }
  const port = Number(text)
  if (port >= 1 && port <= 65_535) return port
  throw wrong('to', `${text.slice(0, 10)} is not a port.`, 'Give a number from 1 to 65535.')
}

/**
 * A DNS name; underscores are not allowed in host names but occur. The last label is not a number: that would be an
 * address.
 */
const HOST = /^(?=.{1,253}$)(?:[a-z\d_](?:[\w-]{0,61}[a-z\d_])?\.)*(?!\d+\.?$)[a-z\d_](?:[\w-]{0,61}[a-z\d_])?\.?$/i

/** `host`, `host:port`, `[::1]:port` or a URL. */
function readTarget(text: string): Target {
  const [, scheme = '', rest = text] = /^([a-z][a-z0-9+.-]{1,30}):\/\/(?:[^/@]{0,200}@)?(.*)$/i.exec(text) ?? []
  const authority = scheme === '' ? rest : (rest.split(/[/?#]/)[0] ?? '')
  const [, v6, v6Port] = /^\[([0-9a-f:.]+)\](?::(\w[\w-]*))?$/i.exec(authority) ?? []
  const isBare = v6 === undefined && addressOf(authority) !== undefined
  const colon = isBare ? -1 : authority.lastIndexOf(':')
  const host = v6 ?? (colon < 0 ? authority : authority.slice(0, colon))
  const given = v6 === undefined ? (colon < 0 ? undefined : authority.slice(colon + 1)) : v6Port
  const port = given === undefined ? DEFAULT_PORTS.get(scheme.toLowerCase()) : portOf(given)
  if (!HOST.test(host) && addressOf(host) === undefined)
    throw wrong('to', `${JSON.stringify(text.slice(0, 100))} is not a valid end of a connection.`, HINT_TO)
  return { host, port }
}

/** A Service's name has no dots: what follows the first one is its namespace, as in DNS. */
function splitName({ kind, name }: { readonly kind: Kind; readonly name: string }): readonly string[] {
  return kind === 'Service' ? name.split('.').slice(0, 2) : [name]
}

interface Walked {
  readonly path: Path
  readonly to: string
}

function walkTo(from: End, text: string, namespace: string | undefined, cluster: Cluster): Walked {
  const word = text.trim()
  const [, head = word, given] = /^([a-z][a-z.-]*\/[^:/]+)(?::(.*))?$/i.exec(word) ?? []
  const custom = customEnd('to', head, namespace ?? from.namespace, cluster)
  if (custom !== undefined) {
    const port = given === undefined ? onlyDeclared(custom) : portOf(given)
    const to = `${endText(custom, cluster)}${port === undefined ? '' : `:${port}`}`
    return { path: walk({ from, host: undefined, port, target: { kind: 'end', end: custom } }, cluster), to }
  }
  const named = parseObject(head) ?? parseObject(word)
  if (named === undefined) {
    if (/^[a-z\d-]+\//i.test(word)) {
      const [, place = '', name = '', port = ''] = /^([a-z\d-]+)\/([a-z\d-]+)(:[a-z\d-]+)?$/.exec(word) ?? []
      const isService = cluster.find('Service', place, name).state === 'present'
      throw wrong(
        'to',
        `${JSON.stringify(word.slice(0, 100))} is not a valid end of a connection.`,
        isService ? `Did you mean svc/${name}.${place}${port}? A Service’s namespace follows its name.` : HINT_TO,
      )
    }
    const { host, port } = readTarget(word)
    if (host.toLowerCase() === 'internet')
      throw wrong('to', 'internet can only be the start of a path.', 'Name a host, for example example.com:443.')
    // A host is resolved from the client's namespace.
    const client = from.namespace === undefined && namespace !== undefined ? { ...from, namespace } : from
    return { path: walk({ from: client, host, port }, cluster), to: hostPort(host, port) }
  }
  const port = given === undefined ? undefined : portOf(given)
  const [name = '', place = namespace ?? from.namespace] = splitName(named)
  const isUnread = named.kind === 'Service' && cluster.find('Service', place, name).state === 'unseen'
  if (isUnread && place !== undefined && from.kind === 'pod') {
    const to = `Service ${place}/${name}${port === undefined ? '' : `:${port}`}`
    return { path: walk({ from, host: `${name}.${place}.svc`, port }, cluster), to }
  }
  const object = find('to', { kind: named.kind, name }, place, cluster)
  const to = `${refText(refOf(object))}${port === undefined ? '' : `:${port}`}`
  if (object.kind === 'Ingress') return { path: walkIngress(from, object, cluster), to }
  if (object.kind === 'VirtualService') return { path: walkVirtualService(from, object, cluster), to }
  if (isRoute(object)) return { path: walkRoute(from, object, cluster), to }
  if (object.kind === 'Service') {
    const host = `${object.metadata.name}.${object.metadata.namespace ?? ''}.svc`
    // Cluster names do not resolve outside the cluster, nor on nodes.
    const isDirect = from.kind === 'outside' || from.spec === undefined
    const target = isDirect ? ({ kind: 'service', service: object } as const) : undefined
    return { path: walk({ from, host, port, target }, cluster), to }
  }
  const end = endFor(object, cluster)
  const meant = port ?? onlyDeclared(end)
  const at = `${refText(refOf(object))}${meant === undefined ? '' : `:${meant}`}`
  return { path: walk({ from, host: undefined, port: meant, target: { kind: 'end', end } }, cluster), to: at }
}

/** Faults that are another object's problem, which the diagnosis reports; with the cause if there is only one. */
const OWN_TROUBLE: ReadonlyMap<FaultKind, string | undefined> = new Map([
  ['dns-down', undefined],
  ['no-endpoints', undefined],
  ['selector', undefined],
  ['no-pods', undefined],
  ['not-ready', undefined],
  ['proxy', undefined],
  ['node', undefined],
  ['address-pending', 'service-load-balancer-pending'],
  ['ingress-class', 'ingress-class-missing'],
  ['ingress-backend', 'ingress-backend-missing'],
  ['ingress-tls', 'ingress-tls-secret-missing'],
  ['gateway', 'gateway-not-serving'],
  ['route', 'route-not-accepted'],
  ['route-backend', 'route-backend-missing'],
])

/** The diagnosed problem behind a broken hop: on its subject, or on what that depends on. */
function problemAt(path: Path, cluster: Cluster): Problem | undefined {
  const { fault } = path.broken ?? {}
  if (fault === undefined || !OWN_TROUBLE.has(fault.kind)) return undefined
  const wanted = new Set([fault.subject, ...fault.because].map(refKey))
  const { problems } = diagnoseCluster(cluster)
  const own = problems.filter(({ subject }) => wanted.has(refKey(subject)))
  return (
    own.find(({ cause }) => cause === OWN_TROUBLE.get(fault.kind)) ??
    own[0] ??
    problems.find(({ affects }) => affects.some(ref => wanted.has(refKey(ref))))
  )
}

function wordsAt(path: Path): { readonly cause: string; readonly words: Words } | undefined {
  const { fault, text = '' } = path.broken ?? {}
  if (fault === undefined) return undefined
  for (const { causes } of FAMILIES) {
    for (const { id, atHop } of causes) {
      const words = atHop?.(fault, text)
      if (words !== undefined) return { cause: id, words }
    }
  }
  return undefined
}

function commandFor(fault: Fault, cluster: Cluster): Pick<Fix, 'command' | 'patch'> {
  if (fault.kind === 'no-endpoints') return fault.list === undefined ? {} : { command: fault.list }
  const patch = fault.kind === 'mesh' ? fault.fix.patch : undefined
  const object = cluster.get(fault.subject)
  if (patch === undefined || object === undefined) return {}
  const { name, namespace } = fault.subject
  const command = sh`kubectl patch ${resourceArgument(object)} ${name}${namespaceFlag(namespace)}`
  return { command: withPatch(command, patch), patch }
}

function causeOf(path: Path, cluster: Cluster): PathCause | undefined {
  const { broken } = path
  if (broken?.fault === undefined) return undefined
  const { fault, text } = broken
  const named = wordsAt(path)
  const confidence = confidenceIn(fault)
  if (named !== undefined) return { cause: named.cause, subject: fault.subject, confidence, ...named.words }
  const problem = problemAt(path, cluster)
  if (problem !== undefined) {
    const { cause, subject, confidence: found, title, why, fix } = problem
    return { ...(cause === 'unknown' ? {} : { cause }), subject, confidence: found, title, why, fix }
  }
  const advice = adviceFor(fault)
  return {
    subject: fault.subject,
    confidence,
    title: text,
    why: 'The connection stops there.',
    fix: advice === undefined ? [] : [{ text: advice, ...commandFor(fault, cluster) }],
  }
}

/** What containers declare only informs: they may listen on more. */
function isUndeclared({ target, isSaid, protocol }: TargetMiss): boolean {
  return typeof target === 'number' && isSaid !== true && protocol === undefined
}

/**
 * Policies of kinds that were not read may allow what others block, and a host may be in another cluster of the mesh.
 */
function confidenceIn(fault: Fault): Confidence {
  const isLikely =
    (fault.kind === 'target-port' && isUndeclared(fault.miss)) ||
    (fault.kind === 'not-listening' && fault.isLikely === true) ||
    (fault.kind === 'policy' && fault.blocked.overruledBy.length > 0) ||
    (fault.kind === 'mesh' && fault.route?.kind === 'destination')
  return isLikely ? 'likely' : 'certain'
}

function summarise(from: string, to: string, { broken, hops }: Path): string {
  if (broken !== undefined) {
    const isLikely = broken.fault !== undefined && confidenceIn(broken.fault) !== 'certain'
    return sentence(`${capital(from)} ${isLikely ? 'likely ' : ''}cannot reach ${to}: ${broken.text}`)
  }
  const open = hops.filter(({ state }) => state === 'undecided')
  const [first] = open
  const blocks = `Nothing that was read blocks ${from} from reaching ${to}`
  if (first === undefined) return `${blocks}.`
  const others = new Set(open.map(({ text }) => text)).size - 1
  return sentence(
    `${blocks}; not decided: ${first.text}${others === 0 ? '' : `, and ${others} more ${others === 1 ? 'hop' : 'hops'}`}`,
  )
}

function hopOf({ kind, state, object, text, evidence, check }: Hop): PathHop {
  return {
    hop: kind,
    state,
    ...(object === undefined ? {} : { object }),
    text,
    evidence,
    ...(check === undefined ? {} : { check }),
  }
}

/** Pods that a change lets their workload make are not there yet, and nothing shows how they fare. */
function withPodsToCome(path: Path, changes: readonly Change[]): Path {
  const changed = new Set(changes.map(({ target: { kind, name } }) => `${kind}/${name}`))
  const hops = path.hops.map((hop): Hop => {
    const { kind, fault } = hop
    const isToCome = fault?.kind === 'no-pods' || fault?.kind === 'dns-down'
    if (!isToCome || !changed.has(`${fault.subject.kind}/${fault.subject.name}`)) return hop
    const { namespace } = fault.subject
    const check = sh`kubectl get pods${namespaceFlag(namespace)}`
    return undecided(
      kind,
      `${refText(fault.subject)} has no pods yet; the change lets it make them`,
      check,
      fault.subject,
    )
  })
  const isBroken = ({ state }: Hop) => state === 'broken'
  const first = hops.find(isBroken)
  return { ...path, hops, broken: first === path.hops.find(isBroken) ? path.broken : first }
}

/**
 * Traces hop by hop whether one end of a network can reach another. Deterministic. Throws an `InputError` for ends that
 * do not exist or cannot be parsed, a `PatchError` for changes that cannot be applied.
 */
export function reportPath(
  snapshot: Snapshot,
  { from: fromText, to: toText, namespace, changes = [] }: PathQuestion,
): PathReport {
  const cluster = afterChanges(snapshot, changes, namespace, changedForPath)
  const end = readFrom(fromText, namespace, cluster)
  const from = end.kind === 'outside' && end.addresses.length === 0 ? 'the internet' : endText(end, cluster)
  const { path: walked, to } = walkTo(end, toText, namespace, cluster)
  const path = withPodsToCome(walked, changes)
  const broken = path.broken === undefined ? -1 : path.hops.findIndex(({ state }) => state === 'broken')
  const cause = causeOf(path, cluster)
  const isDecided = path.hops.every(({ state }) => state === 'open')
  const report: PathReport = {
    schema: 1,
    takenAt: formatTime(cluster.now),
    from,
    to,
    state: broken >= 0 ? 'broken' : isDecided ? 'open' : 'undecided',
    summary: summarise(from, to, path),
    hops: path.hops.map(hopOf),
    ...(broken < 0 ? {} : { broken }),
    ...(cause === undefined ? {} : { cause }),
  }
  const redacted = redactValue(cluster.hasNamesakes() ? withApiKinds(report) : report, clusterRedactor(cluster))
  // Values that were secret before a change stay hidden after it.
  return changes.length === 0 ? redacted : redactValue(redacted, clusterRedactor(new Cluster(snapshot)))
}

/** The address of an end that may belong to an object of a namespace that was not read. */
function strayAddress(text: string, cluster: Cluster): string | undefined {
  const address = addressOf(text)
  const isStray =
    address !== undefined &&
    atAddress(address, cluster) === undefined &&
    isMaybeOurs(address, ['Pod', 'Service'], cluster)
  return isStray ? address : undefined
}

/** What the answer to a question needs of what was not read: lists of namespaces on the way, and what has an address. */
export function lacksOf(snapshot: Snapshot, { from, to, namespace }: PathQuestion): readonly Lack[] {
  const cluster = new AskedCluster(snapshot)
  const noteAddress = (text: string) => {
    const address = strayAddress(text, cluster)
    if (address !== undefined) cluster.note({ what: 'address', address })
  }
  try {
    noteAddress(from.trim())
    const end = readFrom(from, namespace, cluster)
    const { path } = walkTo(end, to, namespace, cluster)
    noteAddress(path.question.host ?? '')
    const { fault } = path.broken ?? {}
    const troubled = fault !== undefined && OWN_TROUBLE.has(fault.kind) ? [fault.subject, ...fault.because] : []
    for (const { namespace: place } of troubled)
      if (place !== undefined && !cluster.seen('Event', place)) cluster.note({ what: 'everything', namespace: place })
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  return cluster.lacks
}

/** Pods are assumed to be as ready with the change as without it; endpoints follow their Service. */
function changedForPath(cluster: Cluster, change: Change): Cluster {
  return DERIVED[change.target.kind] === undefined ? withSpecChanged(cluster, change) : withChange(cluster, change)
}
