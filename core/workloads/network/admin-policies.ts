import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { AdminPeer, AdminRule } from '../../kube/network-plugins.ts'
import { compareText } from '../../ref.ts'
import type { End } from './ends.ts'
import { isInRange } from './ip-ranges.ts'
import type { Direction, Fit, PluginAnswer, Traffic } from './traffic.ts'
import { best, endsOf, fitsName, fitsNamespace, fitsNumber, fitsPods, worst } from './traffic.ts'

type AdminPolicy = Kube<'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy'>

/** Subjects and peers select whole namespaces, or pods in some. */
function fitsEnd({ namespaces, pods }: Pick<AdminPeer, 'namespaces' | 'pods'>, end: End, cluster: Cluster): Fit {
  if (end.kind === 'unknown') return 'maybe'
  if (end.kind !== 'pod') return 'no'
  const { namespace = '', labels } = end
  if (namespaces !== undefined) return fitsNamespace(namespace, namespaces, cluster)
  if (pods === undefined) return 'no'
  return worst([
    fitsNamespace(namespace, pods.namespaceSelector ?? {}, cluster),
    fitsPods(labels, pods.podSelector ?? {}),
  ])
}

function fitsPeer(peer: AdminPeer, end: End, cluster: Cluster): Fit {
  const { networks, nodes, domainNames } = peer
  if (networks !== undefined) {
    if (end.addresses.length === 0) return 'maybe'
    const isIn = networks.some(range => end.addresses.some(address => isInRange(address, range)))
    return !isIn ? 'no' : end.kind === 'outside' ? 'yes' : 'maybe'
  }
  if (nodes !== undefined) return end.kind === 'pod' ? 'no' : 'maybe'
  if (domainNames !== undefined) return end.kind === 'pod' ? 'no' : 'maybe'
  return fitsEnd(peer, end, cluster)
}

function fitsPort(
  { portNumber, portRange, namedPort }: NonNullable<AdminRule['ports']>[number],
  traffic: Traffic,
): Fit {
  if (namedPort !== undefined) return fitsName(namedPort, undefined, traffic)
  const { protocol = 'TCP' } = portNumber ?? portRange ?? {}
  if (traffic.protocol !== undefined && traffic.protocol !== protocol) return 'no'
  const { start = portNumber?.port, end } = portRange ?? {}
  return start === undefined ? 'no' : fitsNumber(start, end, traffic)
}

/** Policies apply by priority and their rules in order: the first match decides. */
function firstMatch(
  policies: readonly AdminPolicy[],
  direction: Direction,
  traffic: Traffic,
  cluster: Cluster,
): PluginAnswer {
  const isEgress = direction === 'Egress'
  const { near, far } = endsOf(direction, traffic)
  for (const policy of policies) {
    const { subject = {}, egress = [], ingress = [] } = policy.spec ?? {}
    const selected = fitsEnd(subject, near, cluster)
    if (selected === 'no') continue
    for (const [rule, { action, from = [], to = [], ports }] of (isEgress ? egress : ingress).entries()) {
      const fit = worst([
        selected,
        best((isEgress ? to : from).map(peer => fitsPeer(peer, far, cluster))),
        ports === undefined || ports.length === 0 ? 'yes' : best(ports.map(port => fitsPort(port, traffic))),
      ])
      if (fit === 'no') continue
      if (fit === 'maybe') return { state: 'unknown', policy, mayDeny: action !== 'Allow' }
      return action === 'Allow' || action === 'Deny'
        ? { state: action === 'Allow' ? 'allowed' : 'denied', policy, rule }
        : { state: 'none' }
    }
  }
  return { state: 'none' }
}

/**
 * The verdict of AdminNetworkPolicies at one end, a pod. They take precedence over NetworkPolicies.
 * https://network-policy-api.sigs.k8s.io/api-overview/
 */
export function judgeAdmin(direction: Direction, traffic: Traffic, cluster: Cluster): PluginAnswer {
  const policies = [...cluster.list('AdminNetworkPolicy')].sort(
    (a, b) => (a.spec?.priority ?? 0) - (b.spec?.priority ?? 0) || compareText(a.metadata.name, b.metadata.name),
  )
  return firstMatch(policies, direction, traffic, cluster)
}

/** The verdict of the BaselineAdminNetworkPolicy, which applies if no NetworkPolicy isolates the pod. */
export function judgeBaseline(direction: Direction, traffic: Traffic, cluster: Cluster): PluginAnswer {
  return firstMatch(cluster.list('BaselineAdminNetworkPolicy'), direction, traffic, cluster)
}
