import type { Cluster } from '../../cluster/cluster.ts'
import { matchesSelector } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import type { PolicyPeer, PolicyPort } from '../../kube/network.ts'
import { compareText } from '../../ref.ts'
import { judgeAdmin, judgeBaseline } from './admin-policies.ts'
import { judgeCalico } from './calico-policies.ts'
import { judgeCilium } from './cilium-policies.ts'
import type { End } from './ends.ts'
import { isInRange } from './ip-ranges.ts'
import type { Direction, Fit, PluginAnswer, PolicyAnswer, Traffic } from './traffic.ts'
import { best, endsOf, fitsName, fitsNamespace, fitsNumber, fitsPods, worst } from './traffic.ts'

type Policy = Kube<'NetworkPolicy'>
/** Policies without `policyTypes` apply to ingress, and to egress if they have rules for it. */
function governs({ spec }: Policy, direction: Direction): boolean {
  if (spec?.policyTypes !== undefined) return spec.policyTypes.includes(direction)
  return direction === 'Ingress' || spec?.egress !== undefined
}

/** Policies of one namespace by one label in their selector, and those without `matchLabels`. */
interface PolicyIndex {
  readonly byLabel: ReadonlyMap<string, readonly Policy[]>
  readonly others: readonly Policy[]
}

function indexPolicies(policies: readonly Policy[]): PolicyIndex {
  const byLabel = new Map<string, Policy[]>()
  const others: Policy[] = []
  for (const policy of policies) {
    const [pair] = Object.entries(policy.spec?.podSelector?.matchLabels ?? {})
    if (pair === undefined) {
      others.push(policy)
      continue
    }
    const key = pair.join('=')
    const known = byLabel.get(key)
    if (known === undefined) byLabel.set(key, [policy])
    else known.push(policy)
  }
  return { byLabel, others }
}

/** The policies that isolate an end for a direction. Nodes, pods with hostNetwork and external ends have none. */
export function policiesOf(
  { kind, namespace, labels = {} }: End,
  direction: Direction,
  cluster: Cluster,
): readonly Policy[] {
  if (kind !== 'pod' || namespace === undefined) return []
  const policies = cluster.list('NetworkPolicy', namespace)
  if (policies.length === 0) return []
  const { byLabel, others } = cluster.of(policies, indexPolicies)
  const candidates = [...others, ...Object.entries(labels).flatMap(pair => byLabel.get(pair.join('=')) ?? [])]
  return candidates
    .filter(policy => governs(policy, direction) && matchesSelector(labels, policy.spec?.podSelector ?? {}))
    .sort((a, b) => compareText(a.metadata.name, b.metadata.name))
}

function isEverywhere(cidr: string): boolean {
  return /\/0{1,3}$/.test(cidr)
}

function fitsBlock(
  { cidr = '', except = [] }: NonNullable<PolicyPeer['ipBlock']>,
  end: End,
  virtual: readonly string[],
): Fit {
  const contains = (ip: string) => isInRange(ip, cidr) && !except.some(range => isInRange(ip, range))
  if (end.addresses.length === 0)
    return end.kind === 'outside' && isEverywhere(cidr) && except.length === 0 ? 'yes' : 'maybe'
  if (end.addresses.some(contains)) return 'yes'
  return virtual.some(contains) ? 'maybe' : 'no'
}

function fitsPeer(peer: PolicyPeer, end: End, virtual: readonly string[], policy: Policy, cluster: Cluster): Fit {
  if (peer.ipBlock !== undefined) return fitsBlock(peer.ipBlock, end, virtual)
  const { namespace = '', labels } = end
  if (end.kind === 'unknown') return 'maybe'
  if (end.kind !== 'pod') return 'no'
  const place =
    peer.namespaceSelector === undefined
      ? namespace === policy.metadata.namespace
        ? 'yes'
        : 'no'
      : fitsNamespace(namespace, peer.namespaceSelector, cluster)
  const pods = peer.podSelector === undefined ? 'yes' : fitsPods(labels, peer.podSelector)
  return worst([place, pods])
}

function fitsPort({ port: wanted, endPort, protocol = 'TCP' }: PolicyPort, traffic: Traffic): Fit {
  if (traffic.protocol !== undefined && protocol !== traffic.protocol) return 'no'
  if (wanted === undefined) return 'yes'
  return typeof wanted === 'number' ? fitsNumber(wanted, endPort, traffic) : fitsName(wanted, protocol, traffic)
}

/** The rules of a policy for one direction in a common form: an empty list of peers or ports admits all. */
export function rulesOf({ spec }: Policy, direction: Direction) {
  return direction === 'Egress'
    ? (spec?.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }))
    : (spec?.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }))
}

interface RuleFit {
  readonly policy: Policy
  readonly index: number
  readonly peer: Fit
  readonly port: Fit
}

function judgeRules(policy: Policy, direction: Direction, traffic: Traffic, cluster: Cluster): readonly RuleFit[] {
  const { far } = endsOf(direction, traffic)
  const virtual = direction === 'Egress' ? (traffic.virtual ?? []) : []
  return rulesOf(policy, direction).map(({ peers, ports }, index) => ({
    policy,
    index,
    peer: peers.length === 0 ? 'yes' : best(peers.map(peer => fitsPeer(peer, far, virtual, policy, cluster))),
    port: ports.length === 0 ? 'yes' : best(ports.map(port => fitsPort(port, traffic))),
  }))
}

/** Traffic of a pod to itself and its own node is exempt. */
function isExempt({ from, to }: Traffic): boolean {
  if (from.pod !== undefined && from.pod === to.pod) return true
  const isLocal = from.node !== undefined && from.node === to.node
  return isLocal && (from.kind === 'host' || to.kind === 'host')
}

/** How close a policy is to admitting: a rule with matching peers, one with matching ports, any rule, none. */
function nearness(policy: Policy, fits: readonly RuleFit[], direction: Direction): number {
  const own = fits.filter(fit => fit.policy === policy)
  if (own.some(({ peer }) => peer === 'yes')) return 0
  if (own.some(({ port }) => port === 'yes')) return 1
  return 2 + rulesOf(policy, direction).length
}

function closed(policies: readonly Policy[], fits: readonly RuleFit[], direction: Direction): PolicyAnswer {
  const ranked = [...policies].sort((a, b) => nearness(a, fits, direction) - nearness(b, fits, direction))
  const own = fits.filter(({ policy }) => policy === ranked[0])
  const byPeer = own.find(({ peer }) => peer === 'yes')
  const near = byPeer ?? own.find(({ port }) => port === 'yes')
  return {
    state: 'closed',
    policies: ranked,
    ...(near === undefined ? {} : { near: { index: near.index, fits: near === byPeer ? 'peer' : 'port' } }),
  }
}

/** The verdict of the NetworkPolicies that isolate an end. */
function judgeIsolated(
  policies: readonly Policy[],
  direction: Direction,
  traffic: Traffic,
  cluster: Cluster,
): PolicyAnswer {
  const fits = policies.flatMap(policy => judgeRules(policy, direction, traffic, cluster))
  const admits = fits.find(({ peer, port }) => peer === 'yes' && port === 'yes')
  if (admits !== undefined) return { state: 'open', policy: admits.policy, rule: admits.index }
  const open = fits.find(({ peer, port }) => peer !== 'no' && port !== 'no')
  if (open === undefined) return closed(policies, fits, direction)
  if (open.peer !== 'maybe') return { state: 'unknown', why: 'port' }
  const { far } = endsOf(direction, traffic)
  const isByAddress = rulesOf(open.policy, direction)[open.index]?.peers.every(({ ipBlock }) => ipBlock !== undefined)
  if (far.kind !== 'pod') return { state: 'unknown', why: 'address' }
  if (isByAddress !== true) return { state: 'unknown', why: 'namespace' }
  return { state: 'unknown', why: far.addresses.length === 0 ? 'address' : 'virtual' }
}

function ofPlugin(answer: Exclude<PluginAnswer, { readonly state: 'none' }>): PolicyAnswer {
  switch (answer.state) {
    case 'allowed':
      return { state: 'open', policy: answer.policy, rule: answer.rule }
    case 'denied':
      return { state: 'refused', policies: [answer.policy], rule: answer.rule }
    case 'closed':
      return { state: 'refused', policies: answer.policies }
    default:
      return { state: 'unknown', why: 'plugin', policy: answer.policy }
  }
}

/**
 * Whether the policies at one end of a connection admit it: egress at the client's, ingress at the server's.
 * NetworkPolicies are combined: an end that none selects is open, an isolated one needs a rule in any of them.
 * AdminNetworkPolicies come before them, the BaselineAdminNetworkPolicy after. Cilium's deny rules take precedence; its
 * allow rules are combined with NetworkPolicies. Calico has them among its own, in order.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function judgePolicies(direction: Direction, traffic: Traffic, cluster: Cluster): PolicyAnswer {
  const { near } = endsOf(direction, traffic)
  if (near.kind !== 'pod') return { state: 'open' }
  if (isExempt(traffic)) return { state: 'open', isExempt: true }
  const admin = judgeAdmin(direction, traffic, cluster)
  if (admin.state !== 'none') return ofPlugin(admin)
  const cilium = judgeCilium(direction, traffic, cluster)
  if (cilium.state === 'denied' || (cilium.state === 'unknown' && cilium.mayDeny)) return ofPlugin(cilium)
  const policies = policiesOf(near, direction, cluster)
  const own = policies.length === 0 ? undefined : judgeIsolated(policies, direction, traffic, cluster)
  const calico = judgeCalico(direction, traffic, own, cluster)
  if (calico !== undefined) return calico
  if (own?.state === 'open') return own
  if (cilium.state === 'allowed' || cilium.state === 'unknown') return ofPlugin(cilium)
  if (own !== undefined) return own
  if (!cluster.seen('NetworkPolicy', near.namespace)) return { state: 'unknown', why: 'policies' }
  if (cilium.state === 'closed') return ofPlugin(cilium)
  const baseline = judgeBaseline(direction, traffic, cluster)
  return baseline.state === 'none' ? { state: 'open' } : ofPlugin(baseline)
}
