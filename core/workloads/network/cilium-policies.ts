import type { Cluster } from '../../cluster/cluster.ts'
import { meetsRequirement } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import type { CiliumRule, CiliumSpec } from '../../kube/network-plugins.ts'
import { compareText } from '../../ref.ts'
import type { End } from './ends.ts'
import { isInRange } from './ip-ranges.ts'
import type { Direction, Fit, PluginAnswer, Traffic } from './traffic.ts'
import { best, endsOf, fitsName, fitsNumber, worst } from './traffic.ts'

export type CiliumPolicy = Kube<'CiliumNetworkPolicy'> | Kube<'CiliumClusterwideNetworkPolicy'>

type Selector = NonNullable<CiliumSpec['endpointSelector']>

/** The label of an identity with its namespace. */
export const POD_NAMESPACE = 'io.kubernetes.pod.namespace'
const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.'
const SERVICE_ACCOUNT = 'io.cilium.k8s.policy.serviceaccount'

/** Labels that Cilium leaves out of identities unless it is configured to keep them. */
const LEFT_OUT =
  /^(?:(?!app\.)[\w.-]*\bkubernetes\.io\/|k8s\.io\/|pod-template-(?:hash|generation)$|controller-(?:revision-hash|uid)$)/

/** True for a label that Cilium leaves out of identities unless configured to keep it: no rule can select it. */
export function isLeftOut(key: string): boolean {
  return LEFT_OUT.test(key)
}

/** A key without its label source: `k8s:app`, `any:app` and `app` are the same. */
function keyOf(key: string): string {
  return key.replace(/^(?:k8s|any)[:.]/, '')
}

/** The value of an identity's label; null if it is not known. */
function labelOf(end: End, key: string, cluster: Cluster): string | undefined | null {
  const { namespace, labels, spec } = end
  if (key === POD_NAMESPACE) return namespace ?? null
  if (key === SERVICE_ACCOUNT) return spec === undefined ? null : (spec.serviceAccountName ?? 'default')
  if (key.startsWith(NAMESPACE_LABELS)) {
    const found = cluster.find('Namespace', undefined, namespace ?? '')
    return found.state === 'present' ? found.object.metadata.labels?.[key.slice(NAMESPACE_LABELS.length)] : null
  }
  if (/^(?:reserved|io\.cilium|cni|container|cidr|fqdn|node)[:.]/.test(key) || labels === undefined) return null
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  return value !== undefined && LEFT_OUT.test(key) ? null : value
}

function fitsSelector({ matchLabels = {}, matchExpressions = [] }: Selector, end: End, cluster: Cluster): Fit {
  const pairs = Object.entries(matchLabels).map(([key, value]) => ({ key, operator: 'In', values: [value] }))
  return worst(
    [...pairs, ...matchExpressions].map(({ key = '', operator, values = [] }) => {
      const value = labelOf(end, keyOf(key), cluster)
      return value === null ? 'maybe' : meetsRequirement(value, operator, values) ? 'yes' : 'no'
    }),
  )
}

/** Peer selectors are limited to the policy’s namespace, unless they select namespaces themselves. */
function fitsEndpoints(selector: Selector, policy: CiliumPolicy, end: End, cluster: Cluster): Fit {
  if (end.kind === 'unknown') return 'maybe'
  const keys = [
    ...Object.keys(selector.matchLabels ?? {}),
    ...(selector.matchExpressions ?? []).map(({ key = '' }) => key),
  ].map(keyOf)
  // Nodes and external ends have reserved labels.
  if (end.kind !== 'pod') return keys.some(key => /^reserved[:.]/.test(key)) ? 'maybe' : 'no'
  const { namespace } = policy.metadata
  const isLimited =
    policy.kind === 'CiliumNetworkPolicy' &&
    !keys.some(key => key === POD_NAMESPACE || key.startsWith(NAMESPACE_LABELS) || /^reserved[:.]/.test(key))
  if (isLimited && end.namespace !== namespace) return 'no'
  return fitsSelector(selector, end, cluster)
}

function fitsEntity(entity: string, end: End, isApiServer: boolean, cluster: Cluster): Fit {
  if (entity === 'all') return 'yes'
  if (end.kind === 'unknown') return 'maybe'
  if (entity === 'kube-apiserver') return isApiServer ? 'yes' : end.kind === 'pod' ? 'no' : 'maybe'
  if (end.kind === 'pod') return entity === 'cluster' ? 'yes' : entity === 'ingress' ? 'maybe' : 'no'
  if (end.kind === 'host')
    return entity === 'cluster' ? 'yes' : entity === 'host' || entity === 'remote-node' ? 'maybe' : 'no'
  // The API server, or an address while nodes were not read, may be a node.
  const isMaybeNode = isApiServer || (end.addresses.length > 0 && !cluster.seen('Node', undefined))
  if (entity === 'world') return isMaybeNode ? 'maybe' : 'yes'
  if (entity === 'world-ipv4' || entity === 'world-ipv6') return 'maybe'
  return isMaybeNode && (entity === 'cluster' || entity === 'remote-node') ? 'maybe' : 'no'
}

/** CIDRs match what Cilium does not manage: never pods, and nodes only if configured. */
function fitsCIDR(cidr: string | undefined, except: readonly string[], end: End): Fit {
  if (end.kind === 'pod') return end.pod === undefined && end.labels === undefined ? 'maybe' : 'no'
  if (cidr === undefined || end.kind !== 'outside') return 'maybe'
  if (end.addresses.length === 0) return /\/0$/.test(cidr) && except.length === 0 ? 'yes' : 'maybe'
  const isIn = end.addresses.some(ip => isInRange(ip, cidr) && !except.some(range => isInRange(ip, range)))
  return isIn ? 'yes' : 'no'
}

/** Whether a rule's peers include the far end. A rule with only ports is for everyone. */
function fitsPeers(
  rule: CiliumRule,
  direction: Direction,
  policy: CiliumPolicy,
  traffic: Traffic,
  cluster: Cluster,
): Fit {
  const isEgress = direction === 'Egress'
  const { far } = endsOf(direction, traffic)
  const endpoints = isEgress ? rule.toEndpoints : rule.fromEndpoints
  const entities = isEgress ? rule.toEntities : rule.fromEntities
  const cidrs = isEgress ? rule.toCIDR : rule.fromCIDR
  const sets = isEgress ? rule.toCIDRSet : rule.fromCIDRSet
  const others = isEgress
    ? [rule.toNodes, rule.toGroups, rule.toServices, rule.toRequires]
    : [rule.fromNodes, rule.fromGroups, rule.fromRequires]
  const names = isEgress ? rule.toFQDNs : undefined
  const lists = [endpoints, entities, cidrs, sets, names, ...others]
  if (lists.every(each => each === undefined)) return rule.toPorts === undefined ? 'no' : 'yes'
  const isApiServer = isEgress && traffic.isApiServer === true
  return best([
    ...(endpoints ?? []).map(each => fitsEndpoints(each, policy, far, cluster)),
    ...(entities ?? []).map(each => fitsEntity(each, far, isApiServer, cluster)),
    ...(cidrs ?? []).map(each => fitsCIDR(each, [], far)),
    ...(sets ?? []).map(({ cidr, except = [] }) => fitsCIDR(cidr, except, far)),
    ...((names ?? []).length > 0 && far.kind !== 'pod' ? (['maybe'] as const) : []),
    ...(others.some(each => each !== undefined && each.length > 0) ? (['maybe'] as const) : []),
  ])
}

function fitsPorts({ toPorts, icmps }: CiliumRule, traffic: Traffic): Fit {
  if (toPorts === undefined) return icmps === undefined ? 'yes' : 'no'
  return best(
    toPorts.flatMap(({ ports, rules }) => {
      const fit = ports === undefined || ports.length === 0 ? 'yes' : best(ports.map(each => fitsPort(each, traffic)))
      const { http, dns, kafka, l7 } = rules ?? {}
      // Layer 7 rules may deny requests on an allowed connection.
      const isAnyName = dns?.some(each => isAnyPattern(each)) === true
      const isFiltered = [http, kafka, l7].some(each => each !== undefined) || (dns !== undefined && !isAnyName)
      return fit === 'yes' && isFiltered ? 'maybe' : fit
    }),
  )
}

function isAnyPattern(rule: unknown): boolean {
  return typeof rule === 'object' && rule !== null && 'matchPattern' in rule && /^\*+$/.test(String(rule.matchPattern))
}

type CiliumPort = NonNullable<NonNullable<NonNullable<CiliumRule['toPorts']>[number]['ports']>[number]>

function fitsPort({ port: wanted, endPort, protocol = 'ANY' }: CiliumPort, traffic: Traffic): Fit {
  if (protocol !== 'ANY' && protocol !== '' && traffic.protocol !== undefined && protocol !== traffic.protocol)
    return 'no'
  const number = typeof wanted === 'number' ? wanted : /^\d+$/.test(wanted ?? '') ? Number(wanted) : undefined
  if (number === 0) return 'yes'
  if (number === undefined)
    return typeof wanted === 'string'
      ? fitsName(wanted, protocol === 'ANY' || protocol === '' ? undefined : protocol, traffic)
      : 'yes'
  return fitsNumber(number, endPort, traffic)
}

interface Selected {
  readonly policy: CiliumPolicy
  readonly spec: CiliumSpec
  /** `maybe`: what was read does not show whether it selects the end. */
  readonly fit: Fit
}

/** The policies of a pod's namespace and of the cluster, in the order of their names. */
function policiesNear({ namespace }: End, cluster: Cluster): readonly CiliumPolicy[] {
  const all: readonly CiliumPolicy[] = [
    ...cluster.list('CiliumNetworkPolicy', namespace),
    ...cluster.list('CiliumClusterwideNetworkPolicy'),
  ]
  return [...all].sort((a, b) => compareText(a.metadata.name, b.metadata.name))
}

/** True for a policy that Cilium cannot use, and does not enforce. */
function isInvalid({ status }: CiliumPolicy): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Valid' && is === 'False') === true
}

function selectionsOf(policy: CiliumPolicy, end: End, cluster: Cluster): readonly Selected[] {
  return [policy.spec, ...(policy.specs ?? [])].flatMap(spec => {
    // Host policies have a nodeSelector instead.
    if (spec?.endpointSelector === undefined) return []
    const fit = fitsSelector(spec.endpointSelector, end, cluster)
    return fit === 'no' ? [] : [{ policy, spec, fit }]
  })
}

function selectedBy(end: End, cluster: Cluster): readonly Selected[] {
  return policiesNear(end, cluster).flatMap(policy => (isInvalid(policy) ? [] : selectionsOf(policy, end, cluster)))
}

/** The first policy that would select a pod and is not enforced, since it is not valid. */
export function invalidPolicy(end: End, cluster: Cluster): CiliumPolicy | undefined {
  if (end.kind !== 'pod') return undefined
  return policiesNear(end, cluster).find(policy => isInvalid(policy) && selectionsOf(policy, end, cluster).length > 0)
}

/** A policy denies a direction by default if it has rules for it. */
function closes(spec: CiliumSpec, direction: Direction): boolean {
  const { enableDefaultDeny, egress = [], egressDeny = [], ingress = [], ingressDeny = [] } = spec
  return direction === 'Egress'
    ? (enableDefaultDeny?.egress ?? egress.length + egressDeny.length > 0)
    : (enableDefaultDeny?.ingress ?? ingress.length + ingressDeny.length > 0)
}

/** The verdict of Cilium's policies at one end, a pod. Deny rules take precedence; allow rules are combined. */
export function judgeCilium(direction: Direction, traffic: Traffic, cluster: Cluster): PluginAnswer {
  const { near } = endsOf(direction, traffic)
  const selected = selectedBy(near, cluster)
  if (selected.length === 0) return { state: 'none' }
  const judge = ({ policy, spec, fit }: Selected, isDeny: boolean) => {
    const rules =
      direction === 'Egress' ? (isDeny ? spec.egressDeny : spec.egress) : isDeny ? spec.ingressDeny : spec.ingress
    return (rules ?? []).map((rule, index) => ({
      policy,
      rule: index,
      fit: worst([fit, fitsPeers(rule, direction, policy, traffic, cluster), fitsPorts(rule, traffic)]),
    }))
  }
  const denials = selected.flatMap(each => judge(each, true))
  const denied = denials.find(({ fit }) => fit === 'yes')
  if (denied !== undefined) return { state: 'denied', policy: denied.policy, rule: denied.rule }
  const unsure = denials.find(({ fit }) => fit === 'maybe')
  if (unsure !== undefined) return { state: 'unknown', policy: unsure.policy, mayDeny: true }
  const grants = selected.flatMap(each => judge(each, false))
  const allowed = grants.find(({ fit }) => fit === 'yes')
  if (allowed !== undefined) return { state: 'allowed', policy: allowed.policy, rule: allowed.rule }
  const maybe = grants.find(({ fit }) => fit === 'maybe')
  if (maybe !== undefined) return { state: 'unknown', policy: maybe.policy, mayDeny: false }
  const closing = selected.filter(({ spec }) => closes(spec, direction))
  const sure = closing.filter(({ fit }) => fit === 'yes').map(({ policy }) => policy)
  if (sure.length > 0) return { state: 'closed', policies: [...new Set(sure)] }
  const [first] = closing
  return first === undefined ? { state: 'none' } : { state: 'unknown', policy: first.policy, mayDeny: true }
}
