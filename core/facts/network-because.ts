import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { refOf } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import { clusterDns, dnsService } from './cluster-dns.ts'
import { proxyFaultOf } from './kube-proxy.ts'
import { policiesBlockingEgress, policiesBlockingIngress } from './network-policies.ts'
import { clusterIPsOf, serviceBehind } from './service-hosts.ts'

type Pod = Kube<'Pod'>

/**
 * Takes a pod and a host name or address, and a port, that it cannot reach; returns the objects whose own trouble would
 * explain that: the policies that forbid it, the Service, and kube-proxy where it does not run on the pod's node.
 */
export function dependencyBecause(
  pod: Pod,
  host: string | undefined,
  port: number | undefined,
  cluster: Cluster,
): readonly ObjectRef[] {
  const service = host === undefined ? undefined : serviceBehind(host, pod, cluster)
  const proxy = service === undefined ? undefined : proxyFaultOf(pod, cluster)
  return [
    ...policiesBlockingEgress(pod, host, port, cluster).map(refOf),
    ...policiesBlockingIngress(pod, host, port, cluster).map(refOf),
    ...(service === undefined ? [] : [service]),
    ...(proxy === undefined ? [] : [proxy.daemonSet]),
  ]
}

/** Takes a pod; returns the policies that keep it from asking the cluster DNS. */
export function policiesBlockingDns(pod: Pod, cluster: Cluster): readonly Kube<'NetworkPolicy'>[] {
  const service = dnsService(cluster)
  const address = service === undefined ? undefined : clusterIPsOf(service)[0]
  return policiesBlockingEgress(pod, address, 53, cluster)
}

/**
 * Takes a pod whose program cannot resolve host names; returns the objects whose own trouble would explain that: the policies
 * that keep it from the cluster DNS, the workload that runs the DNS, and kube-proxy where it does not run on the pod's node.
 */
export function nameBecause(pod: Pod, cluster: Cluster): readonly ObjectRef[] {
  const dns = clusterDns(cluster)
  const proxy = proxyFaultOf(pod, cluster)
  return [
    ...policiesBlockingDns(pod, cluster).map(refOf),
    ...(dns === undefined ? [] : [dns]),
    ...(proxy === undefined ? [] : [proxy.daemonSet]),
  ]
}
