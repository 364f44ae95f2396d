import type { Cluster } from '../../cluster/cluster.ts'
import { matchesSelector } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import type { PolicyPeer, PolicyPort } from '../../kube/network.ts'
import { dnsService } from './cluster-dns.ts'
import { isInRange } from './ip-ranges.ts'
import { clusterIPsOf } from './service-hosts.ts'
import type { Destination } from './service-targets.ts'
import { destinationsOf } from './service-targets.ts'

type Policy = Kube<'NetworkPolicy'>
type Pod = Kube<'Pod'>
export type Direction = 'Ingress' | 'Egress'

const NAME_LABEL = 'kubernetes.io/metadata.name'

/** Policies without `policyTypes` govern incoming traffic, and outgoing traffic where they have rules for it. */
function governs({ spec }: Policy, direction: Direction): boolean {
  if (spec?.policyTypes !== undefined) return spec.policyTypes.includes(direction)
  return direction === 'Ingress' || spec?.egress !== undefined
}

/** Takes a pod and a direction; returns the policies that select it for that direction. Pods in the host's network have none. */
export function policiesOf(pod: Pod, direction: Direction, cluster: Cluster): readonly Policy[] {
  if (pod.spec?.hostNetwork === true) return []
  return cluster
    .list('NetworkPolicy', pod.metadata.namespace ?? '')
    .filter(
      policy => governs(policy, direction) && matchesSelector(pod.metadata.labels, policy.spec?.podSelector ?? {}),
    )
}

/** True also where the namespace's labels were not read, so that nothing is called blocked on a guess. */
function selectsNamespace(name: string, selector: PolicyPeer['namespaceSelector'], cluster: Cluster): boolean {
  const found = cluster.find('Namespace', undefined, name)
  const labels = found.state === 'present' ? found.object.metadata.labels : undefined
  const keys = [
    ...Object.keys(selector?.matchLabels ?? {}),
    ...(selector?.matchExpressions ?? []).map(({ key }) => key ?? ''),
  ]
  if (labels === undefined && keys.some(key => key !== NAME_LABEL)) return true
  return matchesSelector({ [NAME_LABEL]: name, ...labels }, selector)
}

/** One end of a connection. Without a pod and an address nothing is known of it. */
type End = Pick<Destination, 'pod' | 'address' | 'isOutside'>

function admitsPeer(peer: PolicyPeer, end: End, policy: Policy, cluster: Cluster): boolean {
  const { pod, address, isOutside } = end
  if (isOutside === true) return peer.ipBlock !== undefined
  if (pod === undefined && address === undefined) return true
  if (peer.ipBlock !== undefined) {
    const { cidr = '', except = [] } = peer.ipBlock
    const addresses = [address, pod?.status?.podIP].filter(ip => ip !== undefined)
    return addresses.some(ip => isInRange(ip, cidr) && !except.some(range => isInRange(ip, range)))
  }
  if (pod === undefined) return false
  const { namespace = '', labels } = pod.metadata
  const place =
    peer.namespaceSelector === undefined
      ? namespace === policy.metadata.namespace
      : selectsNamespace(namespace, peer.namespaceSelector, cluster)
  return place && (peer.podSelector === undefined || matchesSelector(labels, peer.podSelector))
}

function admitsPort(allowed: PolicyPort, target: Destination): boolean {
  const { port, endPort, protocol = 'TCP' } = allowed
  if (target.protocol !== undefined && protocol !== target.protocol) return false
  if (port === undefined || target.port === undefined) return true
  if (typeof port === 'number') return target.port >= port && target.port <= (endPort ?? port)
  if (target.pod === undefined) return true
  const containers = [...(target.pod.spec?.containers ?? []), ...(target.pod.spec?.initContainers ?? [])]
  return containers.some(({ ports }) => ports?.some(p => p.name === port && p.containerPort === target.port))
}

function admits(policy: Policy, direction: Direction, end: End, target: Destination, cluster: Cluster): boolean {
  const rules =
    direction === 'Egress'
      ? (policy.spec?.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }))
      : (policy.spec?.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
  return rules.some(
    ({ peers = [], ports = [] }) =>
      (peers.length === 0 || peers.some(peer => admitsPeer(peer, end, policy, cluster))) &&
      (ports.length === 0 || ports.some(port => admitsPort(port, target))),
  )
}

function isOpen({ spec }: Policy, direction: Direction): number {
  return (direction === 'Egress' ? spec?.egress : spec?.ingress)?.length ?? 0
}

/** The policies that isolate a pod, where none of them admits the traffic; those with the fewest rules first. */
function blocking(
  pod: Pod,
  direction: Direction,
  pairs: readonly { readonly end: End; readonly target: Destination }[],
  cluster: Cluster,
): readonly Policy[] {
  const policies = policiesOf(pod, direction, cluster)
  const passes = pairs.some(({ end, target }) =>
    policies.some(policy => admits(policy, direction, end, target, cluster)),
  )
  return passes ? [] : [...policies].sort((a, b) => isOpen(a, direction) - isOpen(b, direction))
}

/**
 * Takes a pod and what it connects to: a host name or an address (a Service's, a pod's or one outside) and a port, either of
 * which may be unknown. Returns the policies that forbid the pod to connect there, those with the fewest rules first; none where any
 * policy allows it or may allow it. Traffic of a pod to itself and to its node is never forbidden, and a Service whose pods
 * do not exist has other trouble. Port 53 is taken to be UDP.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/: policies add up, and rules see the pod's port.
 */
export function policiesBlockingEgress(
  pod: Pod,
  host: string | undefined,
  port: number | undefined,
  cluster: Cluster,
): readonly Policy[] {
  const targets = destinationsOf(host, port, pod, cluster)
  if (targets.length === 0) return []
  const pairs = targets.map(target => ({ end: target, target }))
  return blocking(pod, 'Egress', pairs, cluster)
}

/** Takes a pod; returns the policies that keep it from asking the cluster DNS. */
export function policiesBlockingDns(pod: Pod, cluster: Cluster): readonly Policy[] {
  const service = dnsService(cluster)
  return policiesBlockingEgress(pod, service === undefined ? undefined : clusterIPsOf(service)[0], 53, cluster)
}

/** Takes as `policiesBlockingEgress`; returns the policies of the pods there that forbid them to be reached by this one. */
export function policiesBlockingIngress(
  pod: Pod,
  host: string | undefined,
  port: number | undefined,
  cluster: Cluster,
): readonly Policy[] {
  const found = new Set<Policy>()
  for (const target of destinationsOf(host, port, pod, cluster)) {
    const policies =
      target.pod === undefined ? [] : blocking(target.pod, 'Ingress', [{ end: { pod }, target }], cluster)
    if (policies.length === 0) return []
    for (const policy of policies) found.add(policy)
  }
  return [...found]
}

/** Takes a pod; returns the policies of the cluster DNS that forbid it to be asked by this pod. */
export function policiesShieldingDns(pod: Pod, cluster: Cluster): readonly Policy[] {
  const service = dnsService(cluster)
  return service === undefined ? [] : policiesBlockingIngress(pod, clusterIPsOf(service)[0], 53, cluster)
}
