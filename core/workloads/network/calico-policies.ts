import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { CalicoEntity, CalicoRule } from '../../kube/network-plugins.ts'
import { compareText } from '../../ref.ts'
import { fitsSelector, type Labelled } from './calico-selector.ts'
import type { End } from './ends.ts'
import { isInRange, rangeOf } from './ip-ranges.ts'
import { podsOfService } from './selected-pods.ts'
import type { CalicoPolicy, Direction, Fit, PolicyAnswer, Traffic } from './traffic.ts'
import { best, endsOf, fitsName, fitsNumber, inverted, NAMESPACE_LABEL, worst } from './traffic.ts'

const NAMESPACE = 'projectcalico.org/namespace'
const SERVICE_ACCOUNT = 'projectcalico.org/serviceaccount'
const ORCHESTRATOR = 'projectcalico.org/orchestrator'
/** Selects namespaces and service accounts by name. */
const NAME = 'projectcalico.org/name'

/** Policies that Calico derives from Kubernetes policies and lists among its own. */
const MADE_OF_OTHERS = /^(?:knp|kanp|kbanp|kcnp)\./

function labelsOf(object: { readonly state: string; readonly object?: Kube }): Readonly<Record<string, string>> | null {
  return object.object === undefined ? null : (object.object.metadata.labels ?? {})
}

function valueIn(labels: Readonly<Record<string, string>> | null, key: string): string | undefined | null {
  if (labels === null) return null
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

function namespaceLabel(namespace: string, key: string, cluster: Cluster): string | undefined | null {
  if (key === NAME || key === NAMESPACE_LABEL) return namespace
  return valueIn(labelsOf(cluster.find('Namespace', undefined, namespace)), key)
}

function accountOf({ spec }: End): string | null {
  return spec === undefined ? null : (spec.serviceAccountName ?? 'default')
}

function accountLabel(end: End, key: string, cluster: Cluster): string | undefined | null {
  const account = accountOf(end)
  if (key === NAME || account === null) return account
  return valueIn(labelsOf(cluster.find('ServiceAccount', end.namespace, account)), key)
}

function podLabel(end: End, key: string, cluster: Cluster): string | undefined | null {
  const { namespace = '', labels } = end
  if (key === NAMESPACE) return namespace
  if (key === ORCHESTRATOR) return 'k8s'
  if (key === SERVICE_ACCOUNT) return accountOf(end)
  if (key.startsWith('pcns.')) return namespaceLabel(namespace, key.slice(5), cluster)
  if (key.startsWith('pcsa.')) return accountLabel(end, key.slice(5), cluster)
  return valueIn(labels ?? null, key)
}

/** Something that rules select by labels: a pod, a host endpoint or a network set. */
interface Selectable {
  /** Undefined for global objects. */
  readonly namespace: string | undefined
  readonly label: Labelled['label']
  readonly account: Labelled['label']
}

function labelled(label: Labelled['label']): Labelled {
  return { label, all: 'yes', global: 'yes' }
}

function podAsSelectable(end: End, cluster: Cluster): Selectable {
  return {
    namespace: end.namespace ?? '',
    label: key => podLabel(end, key, cluster),
    account: key => accountLabel(end, key, cluster),
  }
}

/** In a namespace selector, `all()` means any namespace, and `global()` what is in none. */
function fitsPlace(selector: string, namespace: string | undefined, cluster: Cluster): Fit {
  return fitsSelector(selector, {
    label: key => (namespace === undefined ? undefined : namespaceLabel(namespace, key, cluster)),
    all: namespace === undefined ? 'no' : 'yes',
    global: namespace === undefined ? 'yes' : 'no',
  })
}

function fitsAccounts(
  { names = [], selector = '' }: NonNullable<CalicoEntity['serviceAccounts']>,
  of: Selectable,
): Fit {
  const name = of.account(NAME)
  const isNamed: Fit = names.length === 0 ? 'yes' : name === null ? 'maybe' : names.includes(name ?? '') ? 'yes' : 'no'
  if (selector === '') return isNamed
  return worst([isNamed, name === undefined ? 'no' : fitsSelector(selector, labelled(of.account))])
}

/** The selectors of one side of a rule: with any of them, a namespaced policy applies only to its namespace. */
function fitsSelectors(entity: CalicoEntity, of: Selectable, home: string | undefined, cluster: Cluster): Fit {
  const { selector = '', namespaceSelector = '', serviceAccounts } = entity
  return worst([
    namespaceSelector !== ''
      ? fitsPlace(namespaceSelector, of.namespace, cluster)
      : home === undefined || home === of.namespace
        ? 'yes'
        : 'no',
    fitsSelector(selector, labelled(of.label)),
    ...(serviceAccounts === undefined ? [] : [fitsAccounts(serviceAccounts, of)]),
  ])
}

function fitsNets(nets: readonly string[], { kind, addresses }: End): Fit {
  if (addresses.some(address => nets.some(net => isInRange(address, rangeOf(net))))) return 'yes'
  if (addresses.length > 0) return 'no'
  return kind === 'outside' && nets.some(net => /\/0$/.test(net)) ? 'yes' : nets.length === 0 ? 'no' : 'maybe'
}

interface NetworkSets {
  readonly sets: readonly (Kube<'NetworkSet'> | Kube<'GlobalNetworkSet'>)[]
  readonly isWhole: boolean
}

/** Pods are not matched with sets that were not read, as sets are for external addresses. */
function networkSets(end: End, cluster: Cluster): NetworkSets {
  return {
    sets: [...cluster.list('GlobalNetworkSet'), ...cluster.list('NetworkSet')],
    isWhole:
      end.kind === 'pod' || (cluster.seen('GlobalNetworkSet', undefined) && cluster.seen('NetworkSet', undefined)),
  }
}

/** The best result of a test for what represents an end: itself, and the network sets with its address. */
function bestFor(end: End, test: (of: Selectable) => Fit, cluster: Cluster): Fit {
  const { sets, isWhole } = networkSets(end, cluster)
  const ofSets = sets.map(({ metadata, spec }) => {
    const { namespace, labels = {} } = metadata
    const label: Labelled['label'] = key => (key === NAMESPACE ? namespace : (valueIn(labels, key) ?? undefined))
    return worst([fitsNets(spec?.nets ?? [], end), test({ namespace, label, account: () => undefined })])
  })
  return best([
    ...(end.kind === 'pod' ? [test(podAsSelectable(end, cluster))] : []),
    // Nodes may have host endpoints with labels of their own.
    ...(end.kind === 'host'
      ? [
          worst([
            'maybe',
            test({
              namespace: undefined,
              label: key => (key === NAMESPACE ? undefined : null),
              account: () => undefined,
            }),
          ]),
        ]
      : []),
    ...ofSets,
    isWhole
      ? 'no'
      : worst([
          'maybe',
          best(
            [undefined, end.namespace].map(namespace =>
              test({ namespace, label: key => (key === NAMESPACE ? namespace : null), account: () => undefined }),
            ),
          ),
        ]),
  ])
}

function fitsService(
  { name, namespace }: NonNullable<CalicoEntity['services']>,
  end: End,
  home: string | undefined,
  cluster: Cluster,
): Fit {
  const found = cluster.find('Service', namespace ?? home, name ?? '')
  if (found.state !== 'present') return found.state === 'absent' ? 'no' : 'maybe'
  if (end.pod === undefined) return 'maybe'
  return podsOfService(found.object, cluster).includes(end.pod) ? 'yes' : 'no'
}

function fitsPort(wanted: number | string, traffic: Traffic, protocol: string | undefined): Fit {
  if (typeof wanted === 'number') return fitsNumber(wanted, undefined, traffic)
  const [, first, last] = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(wanted) ?? []
  if (first === undefined) return fitsName(wanted, protocol, traffic)
  return fitsNumber(Number(first), last === undefined ? undefined : Number(last), traffic)
}

/** Whether an end is the source or destination of a rule. The client's own port is arbitrary. */
function fitsEntity(
  entity: CalicoEntity,
  side: 'source' | 'destination',
  rule: CalicoRule,
  home: string | undefined,
  traffic: Traffic,
  cluster: Cluster,
): Fit {
  const { nets = [], notNets = [], selector = '', notSelector = '', namespaceSelector = '' } = entity
  const { ports = [], notPorts = [], serviceAccounts, services, domains = [] } = entity
  const end = side === 'source' ? traffic.from : traffic.to
  const isSelected =
    [selector, notSelector, namespaceSelector].some(each => each !== '') || serviceAccounts !== undefined
  if (
    end.kind === 'unknown' &&
    (isSelected || nets.length + notNets.length + domains.length > 0 || services !== undefined)
  )
    return 'maybe'
  const protocol = protocolOf(rule.protocol)
  const port = (each: number | string) => (side === 'source' ? 'maybe' : fitsPort(each, traffic, protocol))
  return worst([
    nets.length === 0 ? 'yes' : fitsNets(nets, end),
    notNets.length === 0 ? 'yes' : inverted(fitsNets(notNets, end)),
    isSelected ? bestFor(end, of => fitsSelectors(entity, of, home, cluster), cluster) : 'yes',
    notSelector === '' ? 'yes' : inverted(bestFor(end, of => fitsSelector(notSelector, labelled(of.label)), cluster)),
    services === undefined ? 'yes' : fitsService(services, end, home, cluster),
    domains.length === 0 ? 'yes' : end.kind === 'pod' ? 'no' : 'maybe',
    ports.length === 0 ? 'yes' : best(ports.map(port)),
    notPorts.length === 0 ? 'yes' : inverted(best(notPorts.map(port))),
  ])
}

const NUMBERS: Readonly<Record<string, string>> = {
  '1': 'ICMP',
  '6': 'TCP',
  '17': 'UDP',
  '58': 'ICMPV6',
  '132': 'SCTP',
}

function protocolOf(protocol: number | string | undefined): string | undefined {
  const name = protocol === undefined ? undefined : String(protocol).toUpperCase()
  return name === undefined ? undefined : (NUMBERS[name] ?? name)
}

function fitsProtocol({ protocol, notProtocol, icmp, notICMP }: CalicoRule, traffic: Traffic): Fit {
  const [wanted, other] = [protocolOf(protocol), protocolOf(notProtocol)]
  const is = traffic.protocol
  if (is !== undefined && (icmp !== undefined || notICMP !== undefined)) return 'no'
  return worst([
    wanted === undefined ? 'yes' : is === undefined ? 'maybe' : wanted === is ? 'yes' : 'no',
    other === undefined ? 'yes' : is === undefined ? 'maybe' : other === is ? 'no' : 'yes',
  ])
}

function fitsFamily(version: number | undefined, { from, to }: Traffic): Fit {
  const addresses = [...from.addresses, ...to.addresses]
  if (version === undefined) return 'yes'
  const isWanted = (address: string) => address.includes(':') === (version === 6)
  if (addresses.length > 0 && addresses.every(isWanted)) return 'yes'
  return addresses.length > 0 && !addresses.some(isWanted) ? 'no' : 'maybe'
}

function fitsRule(rule: CalicoRule, home: string | undefined, traffic: Traffic, cluster: Cluster): Fit {
  const { source = {}, destination = {}, ipVersion, http } = rule
  const fit = worst([
    fitsProtocol(rule, traffic),
    fitsFamily(ipVersion, traffic),
    fitsEntity(source, 'source', rule, home, traffic, cluster),
    fitsEntity(destination, 'destination', rule, home, traffic, cluster),
  ])
  // Requests are judged individually.
  return http === undefined ? fit : worst([fit, 'maybe'])
}

/** Without `types` a policy applies to ingress, unless it has only egress rules. */
function governs({ spec }: CalicoPolicy, direction: Direction): boolean {
  const { types = [], ingress = [], egress = [] } = spec ?? {}
  if (types.length > 0) return types.includes(direction)
  return direction === 'Egress' ? egress.length > 0 : ingress.length > 0 || egress.length === 0
}

/** Whether a policy selects a pod. Pre-DNAT and untracked policies are for host endpoints. */
function selects(policy: CalicoPolicy, end: End, cluster: Cluster): Fit {
  const { selector = '', namespaceSelector = '', serviceAccountSelector = '', preDNAT, doNotTrack } = policy.spec ?? {}
  if (preDNAT === true || doNotTrack === true || MADE_OF_OTHERS.test(policy.metadata.name)) return 'no'
  if (policy.kind !== 'GlobalNetworkPolicy' && policy.metadata.namespace !== end.namespace) return 'no'
  const of = podAsSelectable(end, cluster)
  return worst([
    fitsSelector(selector, { ...labelled(of.label), global: policy.kind === 'GlobalNetworkPolicy' ? 'yes' : 'no' }),
    namespaceSelector === '' || policy.kind !== 'GlobalNetworkPolicy'
      ? 'yes'
      : fitsPlace(namespaceSelector, end.namespace, cluster),
    serviceAccountSelector === '' ? 'yes' : fitsSelector(serviceAccountSelector, labelled(of.account)),
  ])
}

/** The tier of NetworkPolicies and of policies without a tier. */
export const DEFAULT_TIER = 'default'

/** Calico's built-in tiers with their orders. NetworkPolicies are in the default one, at order 1000. */
const OWN_TIERS: Readonly<Record<string, { readonly order: number; readonly defaultAction: string }>> = {
  [DEFAULT_TIER]: { order: 1_000_000, defaultAction: 'Deny' },
  adminnetworkpolicy: { order: 1000, defaultAction: 'Pass' },
  'kube-admin': { order: 1000, defaultAction: 'Pass' },
  baselineadminnetworkpolicy: { order: 10_000_000, defaultAction: 'Pass' },
  'kube-baseline': { order: 10_000_000, defaultAction: 'Pass' },
}
const NETWORK_POLICY_ORDER = 1000

interface Entry {
  readonly policy: CalicoPolicy
  readonly order: number
  readonly fit: Fit
}

interface TierOfEnd {
  readonly name: string
  readonly order: number
  readonly isDenying: boolean
  readonly entries: readonly Entry[]
}

/** The tier of a policy; undefined if it does not exist, so that its policies have no effect. */
function tierNamed(
  name: string,
  cluster: Cluster,
): (Omit<TierOfEnd, 'entries'> & { readonly isSure: boolean }) | undefined {
  const found = cluster.find('Tier', undefined, name)
  const own = OWN_TIERS[name]
  if (found.state === 'present') {
    const { order = Number.POSITIVE_INFINITY, defaultAction = 'Deny' } = found.object.spec ?? {}
    return { name, order, isDenying: defaultAction !== 'Pass', isSure: true }
  }
  if (own !== undefined) return { name, order: own.order, isDenying: own.defaultAction !== 'Pass', isSure: true }
  return found.state === 'absent' ? undefined : { name, order: 0, isDenying: true, isSure: false }
}

function policiesRead(_snapshot: object, cluster: Cluster): readonly CalicoPolicy[] {
  const all = [...cluster.list('GlobalNetworkPolicy'), ...cluster.list('NetworkPolicy.projectcalico.org')]
  // Policies of the API server are stored as CRDs of another group: both are the same policies.
  const served = all.filter(({ apiVersion }) => !apiVersion.startsWith('crd.'))
  return served.length > 0 ? served : all
}

/** The tiers that apply to an end; computed once for all pods that policies cannot distinguish. */
function tiersOf(end: End, direction: Direction, cluster: Cluster): readonly TierOfEnd[] {
  const known = cluster.of(cluster.snapshot, knownTiers)
  const labels = Object.entries(end.labels ?? {}).sort(([a], [b]) => compareText(a, b))
  const key = JSON.stringify([direction, end.namespace, accountOf(end), end.labels === undefined, labels])
  const found = known.get(key) ?? applyingTiers(end, direction, cluster)
  known.set(key, found)
  return found
}

function knownTiers(): Map<string, readonly TierOfEnd[]> {
  return new Map()
}

function applyingTiers(end: End, direction: Direction, cluster: Cluster): readonly TierOfEnd[] {
  const tiers = new Map<string, TierOfEnd>()
  for (const policy of cluster.of(cluster.snapshot, policiesRead)) {
    const selected = governs(policy, direction) ? selects(policy, end, cluster) : 'no'
    const name = policy.spec?.tier ?? DEFAULT_TIER
    const tier = selected === 'no' ? undefined : tierNamed(name, cluster)
    if (tier === undefined) continue
    const { isSure, ...own } = tier
    const entry = {
      policy,
      order: policy.spec?.order ?? Number.POSITIVE_INFINITY,
      fit: isSure ? selected : worst([selected, 'maybe']),
    }
    tiers.set(name, { ...own, entries: [...(tiers.get(name)?.entries ?? []), entry] })
  }
  return [...tiers.values()]
    .map(tier => ({
      ...tier,
      entries: [...tier.entries].sort(
        (a, b) => ascending(a.order, b.order) || compareText(a.policy.metadata.name, b.policy.metadata.name),
      ),
    }))
    .sort(byOrder)
}

/** Orders may be infinite, so their difference may be NaN. */
function ascending(a: number, b: number): number {
  return a === b ? 0 : a - b
}

function byOrder(a: TierOfEnd, b: TierOfEnd): number {
  return ascending(a.order, b.order) || compareText(a.name, b.name)
}

type Effect = 'Allow' | 'Deny' | 'Pass'

/** A step, in order, in which policies may decide. */
interface Step {
  readonly effect: Effect
  readonly fit: Fit
  readonly answer: PolicyAnswer
}

function ruleSteps({ policy, fit }: Entry, direction: Direction, traffic: Traffic, cluster: Cluster): readonly Step[] {
  const home = policy.kind === 'GlobalNetworkPolicy' ? undefined : policy.metadata.namespace
  const rules = (direction === 'Egress' ? policy.spec?.egress : policy.spec?.ingress) ?? []
  return rules.flatMap((rule, index): readonly Step[] => {
    const effect = rule.action
    if (effect !== 'Allow' && effect !== 'Deny' && effect !== 'Pass') return []
    const answer: PolicyAnswer =
      effect === 'Deny' ? { state: 'refused', policies: [policy], rule: index } : { state: 'open', policy, rule: index }
    return [{ effect, fit: worst([fit, fitsRule(rule, home, traffic, cluster)]), answer }]
  })
}

/** If no rule of a tier decides: the combined effect of its policies on the end. */
function lastStep({ isDenying, entries }: TierOfEnd, kubernetes: PolicyAnswer | undefined): Step {
  if (!isDenying) return { effect: 'Pass', fit: 'yes', answer: { state: 'open' } }
  // NetworkPolicies that were not read may or may not isolate the end.
  const isUnread = kubernetes?.state === 'unknown' && kubernetes.why === 'policies'
  const isIsolated: Fit = kubernetes === undefined ? 'no' : isUnread ? 'maybe' : 'yes'
  const fit = best([isIsolated, ...entries.map(each => each.fit)])
  const sure = entries.filter(each => each.fit === fit).map(({ policy }) => policy)
  if (isUnread && sure.length === 0) return { effect: 'Deny', fit, answer: kubernetes }
  if (kubernetes?.state === 'closed') return { effect: 'Deny', fit, answer: kubernetes }
  return { effect: 'Deny', fit, answer: { state: 'refused', policies: sure } }
}

/** The steps of a tier in order; NetworkPolicies have a place among the others. */
function stepsOf(
  tier: TierOfEnd,
  kubernetes: PolicyAnswer | undefined,
  direction: Direction,
  traffic: Traffic,
  cluster: Cluster,
): readonly Step[] {
  const own = tier.name === DEFAULT_TIER ? kubernetes : undefined
  const steps = (from: number, to: number) =>
    tier.entries
      .filter(({ order }) => order >= from && order < to)
      .flatMap(entry => ruleSteps(entry, direction, traffic, cluster))
  const last = tier.entries.filter(({ order }) => order === Number.POSITIVE_INFINITY)
  const allowed: readonly Step[] =
    own?.state === 'open' || own?.state === 'unknown'
      ? [{ effect: 'Allow', fit: own.state === 'open' ? 'yes' : 'maybe', answer: own }]
      : []
  return [
    ...steps(Number.NEGATIVE_INFINITY, NETWORK_POLICY_ORDER),
    ...allowed,
    ...steps(NETWORK_POLICY_ORDER, Number.POSITIVE_INFINITY),
    ...last.flatMap(entry => ruleSteps(entry, direction, traffic, cluster)),
    lastStep(tier, own),
  ]
}

function unsure({ answer }: Step, policy: CalicoPolicy | undefined): PolicyAnswer {
  if (answer.state === 'unknown') return answer
  const [own] = answer.state === 'refused' ? answer.policies : answer.state === 'open' ? [answer.policy] : []
  const by = own !== undefined && own.kind !== 'NetworkPolicy' ? own : policy
  return by === undefined ? { state: 'unknown', why: 'policies' } : { state: 'unknown', why: 'plugin', policy: by }
}

/**
 * The verdict of Calico's policies at one end, a pod, with Kubernetes' own (`own`) in their place among them; undefined
 * if none of Calico's applies. Tiers and policies apply by order, and the first matching rule decides. If none in a
 * tier does, its default action applies; what passes the last tier is allowed by the namespaces' profiles.
 * https://docs.tigera.io/calico/latest/reference/resources/tier
 */
export function judgeCalico(
  direction: Direction,
  traffic: Traffic,
  own: PolicyAnswer | undefined,
  cluster: Cluster,
): PolicyAnswer | undefined {
  const { near } = endsOf(direction, traffic)
  const applying = tiersOf(near, direction, cluster)
  const [some] = applying.flatMap(({ entries }) => entries)
  if (some === undefined) return undefined
  const unread: PolicyAnswer | undefined = cluster.seen('NetworkPolicy', near.namespace)
    ? undefined
    : { state: 'unknown', why: 'policies' }
  const kubernetes = own ?? unread
  const hasDefault = kubernetes === undefined || applying.some(({ name }) => name === DEFAULT_TIER)
  const ofKubernetes = hasDefault ? undefined : tierNamed(DEFAULT_TIER, cluster)
  const tiers = ofKubernetes === undefined ? applying : [...applying, { ...ofKubernetes, entries: [] }].sort(byOrder)
  const doubts: Step[] = []
  const decided = (step: Step): PolicyAnswer => {
    const doubt = doubts.find(({ effect }) => effect !== step.effect)
    return doubt === undefined ? step.answer : unsure(doubt, some.policy)
  }
  for (const tier of tiers) {
    for (const step of stepsOf(tier, kubernetes, direction, traffic, cluster)) {
      if (step.fit === 'no') continue
      if (step.fit === 'maybe') {
        doubts.push(step)
        continue
      }
      if (step.effect === 'Pass') break
      return decided(step)
    }
  }
  return decided({ effect: 'Allow', fit: 'yes', answer: { state: 'open' } })
}
