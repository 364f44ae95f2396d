import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { PolicyPeer, PolicyPort } from '../../kube/network.ts'
import type { CalicoEntity, CalicoRule } from '../../kube/network-plugins.ts'
import { workloadOf } from '../workloads.ts'
import { DEFAULT_TIER } from './calico-policies.ts'
import { selectorOf } from './calico-selector.ts'
import { type End, isMaybeOurs } from './ends.ts'
import { rangeOf } from './ip-ranges.ts'
import { rulesOf } from './policies.ts'
import type { CalicoPolicy, Direction, NearRule, Traffic } from './traffic.ts'
import { endsOf, NAMESPACE_LABEL } from './traffic.ts'

type Policy = Kube<'NetworkPolicy'>

/** Labels that differ between pods of one workload or between its revisions. */
const OF_ONE_POD =
  /(?:pod-template-hash|controller-revision-hash|pod-name|pod-index|completion-index|controller-uid|job-name)$/

/** Labels by which the pods at an end are selected: those of the Service that leads there, else of the workload, else their own. */
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
    // A policy must name the pods of a Service.
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

/** What a policy needs to admit traffic. */
export interface Admission {
  /** The rule as it would stand in the policy; without peers it admits any. */
  readonly rule: { readonly peers: readonly unknown[]; readonly ports: readonly PolicyPort[] }
  /** JSON patch of the policy. */
  readonly patch: readonly { readonly op: 'add'; readonly path: string; readonly value: unknown }[]
}

/**
 * The smallest addition to a policy that admits the traffic: a port or a peer of a rule that lacks only that, where nothing
 * else is let in by it; else a rule of its own. Undefined where it is not known who is at the far end. DNS needs both
 * protocols: long answers come over TCP.
 */
export function admissionOf(
  policy: Policy,
  direction: Direction,
  traffic: Traffic,
  near: NearRule | undefined,
  { service, isDns }: { readonly service: Kube<'Service'> | undefined; readonly isDns: boolean },
  cluster: Cluster,
): Admission | undefined {
  const { far } = endsOf(direction, traffic)
  const peer = peerFor(far, policy, direction === 'Egress' ? service : undefined, cluster)
  if (peer === undefined && !(isDns && far.kind === 'unknown')) return undefined
  const { port, protocol = 'TCP' } = traffic
  const protocols = isDns ? ['UDP', 'TCP'] : [protocol]
  const ports: readonly PolicyPort[] = port === undefined ? [] : protocols.map(each => ({ protocol: each, port }))
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

/** What is on one side of a rule that speaks of an end and of nothing else; undefined where it is not known who that is. */
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
 * The same of a policy of Calico's: a rule for these two ends alone, before the one that denies the traffic (`denying`), else
 * after all others. In tiers before the default one it passes the traffic on, so that later policies still decide.
 */
export function calicoAdmission(
  policy: CalicoPolicy,
  direction: Direction,
  traffic: Traffic,
  denying: number | undefined,
  { service, isDns }: { readonly service: Kube<'Service'> | undefined; readonly isDns: boolean },
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
