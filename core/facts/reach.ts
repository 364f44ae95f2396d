import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { refOf } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import { clusterDns } from './cluster-dns.ts'
import { policiesBlockingEgress } from './network-policies.ts'
import { serviceBehind } from './service-hosts.ts'

/**
 * Takes a pod and what its log names of the other end; returns the objects whose trouble would explain that it is not
 * reached: the Service behind the name or address, the network policies that forbid the way, and the cluster's DNS.
 */
export function reachedBy(
  pod: Kube<'Pod'>,
  named: Readonly<Record<string, string>>,
  cluster: Cluster,
): readonly ObjectRef[] {
  const host = named['host'] ?? named['address']
  const port = named['port'] === undefined ? undefined : Number(named['port'])
  const service = host === undefined ? undefined : serviceBehind(host, pod, cluster)
  const dns = clusterDns(cluster)
  return [
    ...(service === undefined ? [] : [service]),
    ...policiesBlockingEgress(pod, host, port, cluster).map(refOf),
    ...(dns === undefined ? [] : [dns]),
  ]
}
