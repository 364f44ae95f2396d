import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { ObjectRef } from '../../report.ts'
import { workloadBehind } from './services.ts'

/** The Service of the cluster DNS in various distributions. kubeadm, EKS, GKE, AKS and k3s share the first. */
const SERVICES = [
  { namespace: 'kube-system', name: 'kube-dns' },
  { namespace: 'openshift-dns', name: 'dns-default' },
  { namespace: 'kube-system', name: 'rke2-coredns-rke2-coredns' },
  { namespace: 'kube-system', name: 'coredns' },
] as const

function findDnsService(_snapshot: object, cluster: Cluster): Kube<'Service'> | undefined {
  for (const { namespace, name } of SERVICES) {
    const found = cluster.find('Service', namespace, name)
    if (found.state === 'present') return found.object
  }
  return cluster
    .list('Service', 'kube-system')
    .find(({ metadata, spec }) => metadata.labels?.['k8s-app'] === 'kube-dns' && spec?.selector !== undefined)
}

/** The cluster's DNS Service, if the snapshot has it. */
export function dnsService(cluster: Cluster): Kube<'Service'> | undefined {
  return cluster.of(cluster.snapshot, findDnsService)
}

function findDns(_snapshot: object, cluster: Cluster): ObjectRef | undefined {
  const service = dnsService(cluster)
  return service === undefined ? undefined : workloadBehind(service, cluster)
}

/**
 * The workload of the cluster DNS: the Deployment (on OpenShift the DaemonSet) behind its Service. Undefined if the
 * snapshot has none.
 */
export function clusterDns(cluster: Cluster): ObjectRef | undefined {
  return cluster.of(cluster.snapshot, findDns)
}

function findNodeLocalDns(_snapshot: object, cluster: Cluster): boolean {
  return cluster
    .list('DaemonSet', 'kube-system')
    .some(({ metadata: { name, labels } }) => NODE_LOCAL.test(name) || NODE_LOCAL.test(labels?.['k8s-app'] ?? ''))
}

/** The add-on's name, and Kubespray's. */
const NODE_LOCAL = /^node-?local-?dns$/

/** True if each node runs a DNS cache, which its pods ask instead of the cluster DNS. */
export function hasNodeLocalDns(cluster: Cluster): boolean {
  return cluster.of(cluster.snapshot, findNodeLocalDns)
}
