import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { clusterDns } from '../network/cluster-dns.ts'
import { droppingRule, settingOff } from '../network/host-network.ts'
import { proxyFaultOf } from '../network/kube-proxy.ts'
import {
  policiesBlockingDns,
  policiesBlockingEgress,
  policiesBlockingIngress,
  policiesShieldingDns,
} from '../network/network-policies.ts'
import { rangeConflictOf } from '../network/range-conflict.ts'
import { serviceBehind } from '../network/service-hosts.ts'
import { isNetworkUnavailable } from '../nodes/node-state.ts'
import { farNodes } from './far-nodes.ts'
import { losesPackets } from './lost-packets.ts'
import { downBehind } from './other-end.ts'

/** What listens there is another container of the same pod. */
const LOOPBACK = /^(?:127\.[\d.]{5,11}|localhost|\[?::1\]?)$/

function faultAt(name: string, cluster: Cluster): ObjectRef | undefined {
  const node = cluster.get({ kind: 'Node', name })
  if (node?.kind !== 'Node') return undefined
  if (isNetworkUnavailable(node) || settingOff(node, cluster) !== undefined) return refOf(node)
  if (droppingRule(node, cluster) !== undefined) return refOf(node)
  const conflict = rangeConflictOf(node, cluster)
  return conflict && refOf(conflict.at)
}

/** The nodes whose network loses the packets of the pod, where some do: its own, and those of the pods that do not answer it. */
function faultyNodes(pod: Kube<'Pod'>, cluster: Cluster): readonly (ObjectRef | undefined)[] {
  if (pod.spec?.hostNetwork === true || !losesPackets(pod, cluster)) return []
  return [pod.spec?.nodeName ?? '', ...farNodes(pod, cluster)].map(name => faultAt(name, cluster))
}

/**
 * Takes a pod and what its log names of the other end; returns the objects whose trouble would explain that it is not
 * reached: the pod itself where it asks a container of its own, the Service behind the name or address, its pods where none
 * is ready (of a pod's own name that pod) and what should make them where there are none, the network policies that forbid
 * the way on either side, for a name those that forbid to ask the DNS and the DNS itself, kube-proxy where it does not run on
 * the pod's node, and the nodes at either end whose network loses its packets.
 */
export function reachedBy(
  pod: Kube<'Pod'>,
  named: Readonly<Record<string, string>>,
  cluster: Cluster,
): readonly ObjectRef[] {
  const host = named['host'] ?? named['address']
  const port = named['port'] === undefined ? undefined : Number(named['port'])
  const service = host === undefined ? undefined : serviceBehind(host, pod, cluster)
  const byName = named['address'] === undefined
  const dns = byName ? clusterDns(cluster) : undefined
  const proxy = byName || service !== undefined ? proxyFaultOf(pod, cluster)?.daemonSet : undefined
  const policies = [
    ...policiesBlockingEgress(pod, host, port, cluster),
    ...policiesBlockingIngress(pod, host, port, cluster),
    ...(byName ? [...policiesBlockingDns(pod, cluster), ...policiesShieldingDns(pod, cluster)] : []),
  ]
  const self = host !== undefined && LOOPBACK.test(host) ? refOf(pod) : undefined
  const others = service === undefined || host === undefined ? [] : downBehind(host, pod, service, cluster)
  return [self, service, ...others, ...policies.map(refOf), dns, proxy, ...faultyNodes(pod, cluster)].filter(
    ref => ref !== undefined,
  )
}
