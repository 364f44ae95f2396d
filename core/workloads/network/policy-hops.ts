import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { resourceArgument } from '../../kube/api-group.ts'
import type { Kind, Kube } from '../../kube/index.ts'
import { CLUSTER_SCOPED, groupsOf, resourceOf } from '../../kube/resources.ts'
import { compareText, kindText, refOf, refText } from '../../ref.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import type { Snapshot } from '../../snapshot.ts'
import { admissionOf, pluginAdmission } from './admissions.ts'
import { invalidPolicy } from './cilium-policies.ts'
import { pluginWithoutPolicies } from './enforcement.ts'
import {
  type Blocked,
  broken,
  type Connection,
  endText,
  type Fault,
  type Hop,
  NOTHING,
  numberOf,
  open,
  type Server,
  undecided,
} from './hops.ts'
import { isLinkerds } from './mesh/members.ts'
import { judgePolicies, policiesOf } from './policies.ts'
import { straysOf } from './strays.ts'
import { type Direction, endsOf, type PolicyAnswer, type Traffic } from './traffic.ts'

function trafficTo(server: Server, { question, protocol, service }: Connection): Traffic {
  const { clusterIPs = [], clusterIP } = service?.spec ?? {}
  // If nothing has responded, a rule for the virtual address has not admitted the packets.
  const isDropped = question.failed?.isAnswered === false
  const virtual = isDropped ? [] : [...clusterIPs, clusterIP ?? ''].filter(ip => ip !== '' && ip !== 'None')
  const asked = numberOf(question.port)
  const isApiServer = service?.metadata.namespace === 'default' && service.metadata.name === 'kubernetes'
  const { from } = question
  const seen = from.kind === 'outside' && isRewritten(service) ? { ...from, addresses: NOTHING } : from
  return { from: seen, to: server.end, port: server.port, protocol, virtual, asked, isApiServer }
}

/**
 * True if nodes replace the address of clients outside by their own, as far as a load balancer has kept it.
 * https://kubernetes.io/docs/tutorials/services/source-ip/
 */
function isRewritten(service: Connection['service']): boolean {
  return service !== undefined && service.spec?.externalTrafficPolicy !== 'Local'
}

/** Whether the policies of one end let a connection pass, and which of them is of no effect. */
export function policyHop(direction: Direction, connection: Connection, cluster: Cluster): Hop {
  const hop = judgedHop(direction, connection, cluster)
  const near = direction === 'Egress' ? connection.question.from : connection.servers[0]?.end
  const invalid = near && invalidPolicy(near, cluster)
  if (invalid === undefined) return hop
  return { ...hop, text: `${hop.text}; ${refText(refOf(invalid))} is not valid, so it is not enforced` }
}

function judgedHop(direction: Direction, connection: Connection, cluster: Cluster): Hop {
  const kind = direction === 'Egress' ? 'egress-policy' : 'ingress-policy'
  const { from } = connection.question
  const answers = connection.servers.map(server => {
    const traffic = trafficTo(server, connection)
    return { traffic, answer: judgePolicies(direction, traffic, cluster) }
  })
  const side = direction === 'Egress' ? endText(from, cluster) : connection.target
  const ways = answers.filter(({ answer }) => answer.state === 'open')
  const way = ways.find(({ answer }) => answer.state === 'open' && answer.isExempt !== true) ?? ways[0]
  const passing = way?.answer
  const blocked = answers.filter(({ answer }) => answer.state === 'closed' || answer.state === 'refused')
  const [first] = blocked
  if (passing?.state === 'open' && first !== undefined && isPartTold(connection, cluster)) {
    const hop = blockedHop(kind, direction, first, connection, cluster)
    return { ...hop, text: `${hop.text}, for ${blocked.length} of ${answers.length} pods` }
  }
  if (passing?.state === 'open') {
    const shut = blocked.length
    const some = shut === 0 ? '' : ` (${answers.length - shut} of ${answers.length} pods)`
    const isFree = way !== undefined && policiesOf(endsOf(direction, way.traffic).near, direction, cluster).length === 0
    if (passing.isExempt === true && !isFree)
      return open(kind, `NetworkPolicies do not apply within a pod, or between a pod and its own node${some}`)
    return passing.policy === undefined
      ? open(kind, `no NetworkPolicy isolates ${side} for ${direction.toLowerCase()}${some}`)
      : open(
          kind,
          `${kindText(passing.policy.kind)} ${passing.policy.metadata.name} allows it, ${direction.toLowerCase()} rule ${(passing.rule ?? 0) + 1}${some}`,
          refOf(passing.policy),
        )
  }
  const refused = answers.find(({ answer }) => answer.state === 'refused')
  if (refused !== undefined) return blockedHop(kind, direction, refused, connection, cluster)
  const plugin = pluginWithoutPolicies(cluster)
  if (plugin !== undefined) return open(kind, `${refText(plugin)} enforces no NetworkPolicy`, plugin)
  const closed = answers.find(({ answer }) => answer.state === 'closed')
  const unknown = answers.find(({ answer }) => answer.state === 'unknown')?.answer
  if (unknown?.state === 'unknown') return unknownHop(kind, direction, unknown, connection)
  if (closed === undefined) return open(kind, `no NetworkPolicy selects the pods there`)
  return blockedHop(kind, direction, closed, connection, cluster)
}

/** What drops some of the connections to a Service breaks it for who asks; what has failed may have failed at the others. */
function isPartTold({ question, service }: Connection, cluster: Cluster): boolean {
  if (question.failed !== undefined) return false
  // Pods of another app behind the Service are the greater trouble.
  return service === undefined || straysOf(service, cluster).length === 0
}

function blockedHop(
  kind: 'egress-policy' | 'ingress-policy',
  direction: Direction,
  { traffic, answer }: { readonly traffic: Traffic; readonly answer: PolicyAnswer },
  connection: Connection,
  cluster: Cluster,
): Hop {
  switch (answer.state) {
    case 'refused':
      return refusedHop(kind, direction, traffic, answer, connection, cluster)
    case 'closed':
      return closedHop(kind, direction, traffic, answer, connection, cluster)
    default:
      return open(kind, 'no policy blocks it')
  }
}

function unknownHop(
  kind: 'egress-policy' | 'ingress-policy',
  direction: Direction,
  answer: Extract<PolicyAnswer, { state: 'unknown' }>,
  { question, servers, target }: Connection,
): Hop {
  const { why } = answer
  const near = direction === 'Egress' ? question.from : servers[0]?.end
  const place = namespaceFlag(near?.namespace)
  const list = sh`kubectl get networkpolicy${place} -o yaml`
  switch (why) {
    case 'policies':
      return undecided(kind, `NetworkPolicies of namespace ${near?.namespace ?? ''} were not read`, list)
    case 'namespace':
      return undecided(
        kind,
        'a NetworkPolicy selects by namespace labels, which were not read',
        'kubectl get namespaces --show-labels',
      )
    case 'address':
      return undecided(
        kind,
        `a NetworkPolicy allows some addresses; it is not known whether that of ${direction === 'Egress' ? target : 'the client'} is one of them`,
        list,
      )
    case 'virtual':
      return undecided(
        kind,
        `a NetworkPolicy allows the virtual address of ${target}, but not those of its pods; most network plugins check the latter`,
        list,
      )
    case 'plugin': {
      const { policy } = answer
      return undecided(
        kind,
        `${refText(refOf(policy))} depends on names, requests, services or labels that the snapshot does not show`,
        sh`kubectl get ${resourceArgument(policy)} ${policy.metadata.name}${namespaceFlag(policy.metadata.namespace)} -o yaml`,
        refOf(policy),
      )
    }
    default:
      return undecided(kind, 'a NetworkPolicy allows some ports, but the connection’s port is not known', list)
  }
}

function onPort({ port, protocol = 'TCP' }: Traffic): string {
  return port === undefined ? '' : ` on ${protocol} port ${port}`
}

function blockedFault(
  policy: Blocked['policy'],
  direction: Direction,
  traffic: Traffic,
  connection: Connection,
  cluster: Cluster,
  how: Pick<Blocked, 'isDenied' | 'others' | 'overruledBy' | 'admission'>,
): Fault {
  return {
    kind: 'policy',
    subject: refOf(policy),
    because: NOTHING,
    blocked: {
      ...how,
      direction,
      policy,
      client: endText(connection.question.from, cluster),
      target: connection.target,
      isDns: connection.isDns,
      isOutside: endsOf(direction, traffic).far.kind === 'outside',
      next: NOTHING,
    },
  }
}

function closedHop(
  kind: 'egress-policy' | 'ingress-policy',
  direction: Direction,
  traffic: Traffic,
  answer: Extract<PolicyAnswer, { state: 'closed' }>,
  connection: Connection,
  cluster: Cluster,
): Hop {
  const [policy, ...more] = answer.policies
  if (policy === undefined) return open(kind, 'no NetworkPolicy applies')
  const client = endText(connection.question.from, cluster)
  const rules = direction === 'Egress' ? policy.spec?.egress : policy.spec?.ingress
  const overruledBy = overruling(policy.metadata.namespace, cluster)
  const fault = blockedFault(policy, direction, traffic, connection, cluster, {
    isDenied: false,
    others: more.map(({ metadata }) => metadata.name),
    overruledBy: resourcesOf(overruledBy),
    admission: admissionOf(policy, direction, traffic, answer.near, connection, cluster),
  })
  return broken(
    kind,
    `NetworkPolicy ${policy.metadata.name} ${
      direction === 'Egress'
        ? `isolates ${client} and has no egress rule for ${connection.target}`
        : `isolates ${connection.target} and has no ingress rule for ${client}`
    }${onPort(traffic)}${doubt(overruledBy)}`,
    fault,
    [
      fieldEvidence(policy, 'spec.policyTypes', policy.spec?.policyTypes ?? [direction]),
      fieldEvidence(policy, `spec.${direction.toLowerCase()}`, rules ?? 'no rule'),
      fieldEvidence(policy, 'spec.podSelector', policy.spec?.podSelector ?? {}),
    ],
  )
}

/** The hop at which a network plugin's policies deny the traffic. */
function refusedHop(
  kind: 'egress-policy' | 'ingress-policy',
  direction: Direction,
  traffic: Traffic,
  { policies, rule }: Extract<PolicyAnswer, { state: 'refused' }>,
  connection: Connection,
  cluster: Cluster,
): Hop {
  const [policy, ...more] = policies
  if (policy === undefined) return open(kind, 'no policy applies')
  const isDenied = rule !== undefined
  const overruledBy = isDenied ? NOTHING : overruling(endsOf(direction, traffic).near.namespace, cluster)
  const client = endText(connection.question.from, cluster)
  const own = direction.toLowerCase()
  const isCilium = policy.kind === 'CiliumNetworkPolicy' || policy.kind === 'CiliumClusterwideNetworkPolicy'
  const field = isDenied && isCilium ? `${own}Deny` : own
  const fault = blockedFault(policy, direction, traffic, connection, cluster, {
    isDenied,
    others: more.map(({ metadata }) => metadata.name),
    overruledBy: resourcesOf(overruledBy),
    admission: pluginAdmission(policy, direction, traffic, rule, connection, cluster),
  })
  const name = `${kindText(policy.kind)} ${policy.metadata.name}`
  const [isolated, other] = direction === 'Egress' ? [client, connection.target] : [connection.target, client]
  const spec: Readonly<Record<string, unknown>> = policy.spec ?? {}
  return broken(
    kind,
    isDenied
      ? `${name} denies traffic from ${client} to ${connection.target}${onPort(traffic)}, ${field} rule ${rule + 1}`
      : `${name} isolates ${isolated} and has no ${own} rule for ${other}${onPort(traffic)}${doubt(overruledBy)}`,
    fault,
    [fieldEvidence(policy, `spec.${field}`, spec[field] ?? 'no rule')],
  )
}

/** Policies of one resource besides NetworkPolicies. */
interface OtherPolicies {
  /** With its group, as in the name of its CustomResourceDefinition. */
  readonly resource: string
  /** Set for those that are evaluated once they are read. */
  readonly kind?: Kind
  /** True if they may allow what a NetworkPolicy does not. */
  readonly overrules: boolean
}

function evaluated(kind: Kind, overrules = true): readonly OtherPolicies[] {
  const served = resourceOf(kind)
  return groupsOf(served).map(group => ({ resource: `${served.resource}.${group}`, kind, overrules }))
}

/**
 * Calico's policies of any order may overrule (see `judgeCalico`). Antrea's tiers come first
 * (https://antrea.io/docs/main/docs/antrea-network-policy/), and so do administrators' policies; Cilium's are added.
 */
const OTHER_POLICIES: readonly OtherPolicies[] = [
  ...evaluated('CiliumNetworkPolicy'),
  ...evaluated('CiliumClusterwideNetworkPolicy'),
  ...evaluated('GlobalNetworkPolicy'),
  ...evaluated('NetworkPolicy.projectcalico.org'),
  { resource: 'clusternetworkpolicies.crd.antrea.io', overrules: true },
  { resource: 'networkpolicies.crd.antrea.io', overrules: true },
  ...evaluated('AdminNetworkPolicy'),
  ...evaluated('BaselineAdminNetworkPolicy', false),
  { resource: 'clusternetworkpolicies.policy.networking.k8s.io', overrules: true },
  { resource: 'servers.policy.linkerd.io', overrules: false },
  { resource: 'authorizationpolicies.policy.linkerd.io', overrules: false },
  { resource: 'httproutes.policy.linkerd.io', overrules: false },
]

/** The resource of a policy: `ciliumnetworkpolicies.cilium.io` for a `CiliumNetworkPolicy` of `cilium.io/v2`. */
function resourceOfPolicy({ apiVersion, kind }: Partial<Kube>): string {
  return `${String(kind).toLowerCase().replace(/y$/, 'ies')}.${String(apiVersion).split('/')[0]}`
}

/** Limit on the policies of a kind that are listed. */
const NAMED_LIMIT = 3

/** The kinds of other policies in a snapshot, by their CRDs or objects, with the objects' names. */
function findOtherPolicies({ objects }: Snapshot, cluster: Cluster) {
  const names = new Map<string, string[]>()
  for (const object of objects) {
    const { kind, apiVersion, metadata } = (object ?? {}) as Partial<Kube>
    if (!/policy$/i.test(String(kind))) continue
    const resource = resourceOfPolicy({ apiVersion, kind } as Partial<Kube>)
    const known = names.get(resource) ?? []
    names.set(resource, known)
    if (typeof metadata?.name === 'string') known.push(metadata.name)
  }
  const isThere = ({ resource }: OtherPolicies) =>
    names.has(resource) || cluster.find('CustomResourceDefinition', undefined, resource).state === 'present'
  return OTHER_POLICIES.filter(isThere).map(each => ({
    ...each,
    names: (names.get(each.resource) ?? []).sort(compareText).slice(0, NAMED_LIMIT),
  }))
}

/** Other policies in the cluster that were not read in at least one of these namespaces. */
function unread(namespaces: readonly (string | undefined)[], cluster: Cluster) {
  return cluster
    .of(cluster.snapshot, findOtherPolicies)
    .filter(
      ({ kind }) =>
        kind === undefined ||
        !namespaces.every(namespace => cluster.seen(kind, CLUSTER_SCOPED.has(kind) ? undefined : namespace)),
    )
}

/** Resources of such policies that drop packets. */
export function unreadPolicies(namespaces: readonly (string | undefined)[], cluster: Cluster): readonly string[] {
  return unread(namespaces, cluster).flatMap(({ resource }) => (resource.endsWith('.linkerd.io') ? [] : [resource]))
}

type Unread = ReturnType<typeof unread>[number]

/** A resource, with the names of its policies in the snapshot. */
function namesOf({ resource, names }: Unread): string {
  return names.length === 0 ? resource : `${resource} (${names.join(', ')})`
}

/** Policies that are not evaluated and may allow what others block. */
function overruling(namespace: string | undefined, cluster: Cluster): readonly Unread[] {
  return unread([namespace], cluster).filter(({ overrules }) => overrules)
}

function resourcesOf(policies: readonly Unread[]): readonly string[] {
  return policies.map(({ resource }) => resource)
}

/** Why such policies are not evaluated: the snapshot lacks them, or kubewhy does not support them. */
function notJudged(policies: readonly Unread[]): string {
  return policies.every(({ kind }) => kind !== undefined) ? 'not read' : 'kubewhy does not evaluate these'
}

/** A caveat if policies that are not evaluated may allow what this one blocks. */
function doubt(policies: readonly Unread[]): string {
  const all = policies.map(namesOf).join(' or ')
  return policies.length === 0 ? '' : `, unless ${all} allow it (${notJudged(policies)})`
}

export function otherPoliciesHop({ question, servers }: Connection, cluster: Cluster): Hop | undefined {
  const ends = [question.from, ...servers.map(({ end }) => end)].filter(({ kind }) => kind === 'pod')
  const isGuarded = servers.some(({ end }) => isLinkerds(end))
  const found = unread([...new Set(ends.map(({ namespace }) => namespace))], cluster).filter(
    ({ resource }) => isGuarded || !resource.endsWith('.linkerd.io'),
  )
  return found.length === 0
    ? undefined
    : undecided(
        'ingress-policy',
        `the cluster also has other policies: ${found.map(namesOf).join(', ')} (${notJudged(found)})`,
        sh`kubectl get ${resourcesOf(found).join(',')} --all-namespaces -o yaml`,
      )
}
