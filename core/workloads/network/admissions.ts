import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { PolicyPeer, PolicyPort } from '../../kube/network.ts'
import type { CalicoEntity, CalicoRule } from '../../kube/network-plugins.ts'
import { workloadOf } from '../workloads.ts'
import { DEFAULT_TIER } from './calico-policies.ts'
import { selectorOf } from './calico-selector.ts'
import { type CiliumPolicy, isLeftOut, POD_NAMESPACE } from './cilium-policies.ts'
import { type End, isMaybeOurs } from './ends.ts'
import { rangeOf } from './ip-ranges.ts'
import { rulesOf } from './policies.ts'
import type { CalicoPolicy, Direction, NearRule, PluginPolicy, Traffic } from './traffic.ts'
import { endsOf, NAMESPACE_LABEL } from './traffic.ts'

type Policy = Kube<'NetworkPolicy'>

/** Labels that differ between pods of one workload or between its revisions. */
const OF_ONE_POD =
  /(?:pod-template-hash|controller-revision-hash|pod-name|pod-index|completion-index|controller-uid|job-name)$/

/** Labels that select the pods at an end: those of the Service in front, else of the workload, else their own. */
function labelsFor(end: End, service: Kube<'Service'> | undefined, cluster: Cluster): Readonly<Record<string, string>> {
  const selector = service?.spec?.selector
  if (selector !== undefined && Object.keys(selector).length > 0) return selector
  const workload = end.pod === undefined ? end.ref && cluster.get(end.ref) : cluster.get(workloadOf(end.pod, cluster))
  const wanted =
    workload?.kind === 'Deployment' || workload?.kind === 'StatefulSet' || workload?.kind === 'DaemonSet'
      ? workload.spec?.selector?.matchLabels
      : undefined
  return wanted ?? Object.fromEntries(Object.entries(end.labels ?? {}).filter(([key]) => !OF_ONE_POD.test(key)))
}

function peerFor(
  end: End,
  policy: Policy,
  service: Kube<'Service'> | undefined,
  cluster: Cluster,
): PolicyPeer | undefined {
  const [address] = end.addresses
  if (end.kind !== 'pod') {
    // A policy must select the pods behind a Service.
    if (address === undefined || (end.kind === 'outside' && isMaybeOurs(address, ['Service'], cluster)))
      return undefined
    return { ipBlock: { cidr: rangeOf(address) } }
  }
  const namespace = end.namespace ?? ''
  return {
    ...(namespace === policy.metadata.namespace
      ? {}
      : { namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } } }),
    podSelector: { matchLabels: labelsFor(end, service, cluster) },
  }
}

/** What a policy needs in order to admit traffic. */
export interface Admission {
  /** The rule as it would be in the policy; without peers it admits any. */
  readonly rule: { readonly peers: readonly unknown[]; readonly ports: readonly PolicyPort[] }
  /** JSON patch of the policy. */
  readonly patch: readonly { readonly op: 'add'; readonly path: string; readonly value: unknown }[]
}

/**
 * The smallest addition to a policy that admits the traffic: a missing port or peer of a rule, if that admits nothing
 * else; otherwise a new rule. Undefined if the far end is not known. DNS needs both protocols: long answers use TCP.
 */
export function admissionOf(
  policy: Policy,
  direction: Direction,
  traffic: Traffic,
  near: NearRule | undefined,
  { service, isDns }: Way,
  cluster: Cluster,
): Admission | undefined {
  const { far } = endsOf(direction, traffic)
  const peer = peerFor(far, policy, direction === 'Egress' ? service : undefined, cluster)
  if (peer === undefined && !(isDns && far.kind === 'unknown')) return undefined
  const ports = portsFor(traffic, isDns)
  const [field, list] = direction === 'Egress' ? (['egress', 'to'] as const) : (['ingress', 'from'] as const)
  const rule = { peers: peer === undefined ? [] : [peer], ports }
  const known = near && rulesOf(policy, direction)[near.index]
  const isNew = (wanted: PolicyPort) =>
    known?.ports.every(has => has.port !== wanted.port || (has.protocol ?? 'TCP') !== wanted.protocol) !== false
  if (near?.fits === 'peer' && known?.peers.length === 1 && ports.length > 0)
    return {
      rule,
      patch: ports.filter(isNew).map(value => ({ op: 'add', path: `/spec/${field}/${near.index}/ports/-`, value })),
    }
  if (near?.fits === 'port' && known?.ports.length === 1 && peer !== undefined)
    return { rule, patch: [{ op: 'add', path: `/spec/${field}/${near.index}/${list}/-`, value: peer }] }
  const value = { ...(peer === undefined ? {} : { [list]: [peer] }), ...(ports.length === 0 ? {} : { ports }) }
  return {
    rule,
    patch: [
      policy.spec?.[field] === undefined
        ? { op: 'add', path: `/spec/${field}`, value: [value] }
        : { op: 'add', path: `/spec/${field}/-`, value },
    ],
  }
}

/** Admission by one rule, inserted at an index or at the end. */
function withRule(
  path: string,
  has: readonly unknown[] | undefined,
  at: number | undefined,
  value: unknown,
  rule: Admission['rule'],
): Admission {
  if (has === undefined) return { rule, patch: [{ op: 'add', path, value: [value] }] }
  return { rule, patch: [{ op: 'add', path: `${path}/${at ?? '-'}`, value }] }
}

interface Way {
  readonly service: Kube<'Service'> | undefined
  readonly isDns: boolean
}

/** The protocols and the port of a rule; none if the port is not known. */
function portsFor({ port, protocol = 'TCP' }: Traffic, isDns: boolean): readonly PolicyPort[] {
  const protocols = isDns ? ['UDP', 'TCP'] : [protocol]
  return port === undefined ? [] : protocols.map(each => ({ protocol: each, port }))
}

/** The far end in a Cilium rule; undefined if it is not known. */
function ciliumPeer(
  far: End,
  policy: CiliumPolicy,
  direction: Direction,
  isApiServer: boolean,
  { service }: Way,
  cluster: Cluster,
): Readonly<Record<string, unknown>> | undefined {
  const side = direction === 'Egress' ? 'to' : 'from'
  if (isApiServer) return { toEntities: ['kube-apiserver'] }
  if (far.kind === 'host') return { [`${side}Entities`]: ['host', 'remote-node'] }
  const [address] = far.addresses
  if (far.kind === 'outside') {
    if (address === undefined) return direction === 'Egress' ? undefined : { fromEntities: ['world'] }
    return isMaybeOurs(address, ['Service'], cluster) ? undefined : { [`${side}CIDR`]: [rangeOf(address)] }
  }
  if (far.kind !== 'pod' || far.namespace === undefined) return undefined
  const labels = Object.entries(labelsFor(far, direction === 'Egress' ? service : undefined, cluster))
  const known = labels.filter(([key]) => !isLeftOut(key))
  const isBeside = policy.kind === 'CiliumNetworkPolicy' && policy.metadata.namespace === far.namespace
  if (known.length === 0) return undefined
  const place = isBeside ? {} : { [`k8s:${POD_NAMESPACE}`]: far.namespace }
  return { [`${side}Endpoints`]: [{ matchLabels: { ...Object.fromEntries(known), ...place } }] }
}

/** The same for a Cilium policy: a new rule. */
function ciliumAdmission(
  policy: CiliumPolicy,
  direction: Direction,
  traffic: Traffic,
  way: Way,
  cluster: Cluster,
): Admission | undefined {
  const { far } = endsOf(direction, traffic)
  const isApiServer = direction === 'Egress' && traffic.isApiServer === true
  const peer = ciliumPeer(far, policy, direction, isApiServer, way, cluster)
  if (peer === undefined) return undefined
  const field = direction === 'Egress' ? 'egress' : 'ingress'
  const ports = portsFor(traffic, way.isDns)
  const toPorts = ports.map(({ port, protocol }) => ({ port: String(port), protocol }))
  const at = policy.specs?.findIndex(each => each[field] !== undefined) ?? -1
  const [spec, path] =
    policy.spec !== undefined || at < 0 ? [policy.spec, '/spec'] : [policy.specs?.[at], `/specs/${at}`]
  const value = { ...peer, ...(ports.length === 0 ? {} : { toPorts: [{ ports: toPorts }] }) }
  return withRule(`${path}/${field}`, spec?.[field], undefined, value, { peers: [peer], ports })
}

/**
 * The same for an administrator's policy: a rule before the one that denies the traffic (`denying`). It passes the
 * decision on to NetworkPolicies; after the baseline there are none.
 */
function adminAdmission(
  policy: Kube<'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy'>,
  direction: Direction,
  traffic: Traffic,
  denying: number | undefined,
  { service, isDns }: Way,
  cluster: Cluster,
): Admission | undefined {
  const { far } = endsOf(direction, traffic)
  const isEgress = direction === 'Egress'
  const [address] = far.addresses
  const isPod = far.kind === 'pod' && far.namespace !== undefined
  const isNet =
    isEgress && far.kind === 'outside' && address !== undefined && !isMaybeOurs(address, ['Service'], cluster)
  if (!isPod && !isNet) return undefined
  const peer = isPod
    ? {
        pods: {
          namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: far.namespace ?? '' } },
          podSelector: { matchLabels: labelsFor(far, isEgress ? service : undefined, cluster) },
        },
      }
    : { networks: [rangeOf(address ?? '')] }
  const ports = portsFor(traffic, isDns)
  const value = {
    action: policy.kind === 'AdminNetworkPolicy' ? 'Pass' : 'Allow',
    [isEgress ? 'to' : 'from']: [peer],
    ...(ports.length === 0 ? {} : { ports: ports.map(portNumber => ({ portNumber })) }),
  }
  const field = isEgress ? 'egress' : 'ingress'
  return withRule(`/spec/${field}`, policy.spec?.[field], denying, value, { peers: [peer], ports })
}

/** One side of a rule that selects exactly one end; undefined if that is not known. */
function entityFor(end: End, service: Kube<'Service'> | undefined, cluster: Cluster): CalicoEntity | undefined {
  if (end.kind === 'pod') {
    const labels = labelsFor(end, service, cluster)
    if (Object.keys(labels).length === 0 || end.namespace === undefined) return undefined
    return { selector: selectorOf(labels), namespaceSelector: selectorOf({ [NAMESPACE_LABEL]: end.namespace }) }
  }
  const [address] = end.addresses
  if (address === undefined || (end.kind === 'outside' && isMaybeOurs(address, ['Service'], cluster))) return undefined
  return { nets: [rangeOf(address)] }
}

/**
 * The same for a Calico policy: a rule for exactly these two ends, before the one that denies the traffic (`denying`),
 * else after all others. In tiers before the default one it passes the traffic on, so that later policies still decide.
 */
function calicoAdmission(
  policy: CalicoPolicy,
  direction: Direction,
  traffic: Traffic,
  denying: number | undefined,
  { service, isDns }: Way,
  cluster: Cluster,
): Admission | undefined {
  const source = entityFor(traffic.from, undefined, cluster)
  const destination = entityFor(traffic.to, service, cluster)
  if (source === undefined || destination === undefined) return undefined
  const { port, protocol = 'TCP' } = traffic
  const protocols = isDns ? ['UDP', 'TCP'] : [protocol]
  const action = (policy.spec?.tier ?? DEFAULT_TIER) === DEFAULT_TIER ? 'Allow' : 'Pass'
  const rules: readonly CalicoRule[] = protocols.map(each => ({
    action,
    protocol: each,
    source,
    destination: port === undefined ? destination : { ...destination, ports: [port] },
  }))
  const field = direction === 'Egress' ? 'egress' : 'ingress'
  const has = policy.spec?.[field]
  const ports = port === undefined ? [] : protocols.map(each => ({ protocol: each, port }))
  return {
    rule: { peers: [direction === 'Egress' ? destination : source], ports },
    patch:
      has === undefined
        ? [{ op: 'add', path: `/spec/${field}`, value: rules }]
        : rules.map((value, index) => ({
            op: 'add',
            path: `/spec/${field}/${denying === undefined ? '-' : denying + index}`,
            value,
          })),
  }
}

/** What admits the traffic; undefined for a Cilium rule that denies it, which no other rule overrules. */
export function pluginAdmission(
  policy: PluginPolicy,
  direction: Direction,
  traffic: Traffic,
  rule: number | undefined,
  way: Way,
  cluster: Cluster,
): Admission | undefined {
  if (policy.kind === 'NetworkPolicy.projectcalico.org' || policy.kind === 'GlobalNetworkPolicy')
    return calicoAdmission(policy, direction, traffic, rule, way, cluster)
  if (policy.kind === 'CiliumNetworkPolicy' || policy.kind === 'CiliumClusterwideNetworkPolicy')
    return rule === undefined ? ciliumAdmission(policy, direction, traffic, way, cluster) : undefined
  return adminAdmission(policy, direction, traffic, rule, way, cluster)
}
