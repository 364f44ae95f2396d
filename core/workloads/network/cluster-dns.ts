import type { Cluster } from '../../cluster/cluster.ts'
import { matchesMap } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { workloadOf } from '../workloads.ts'
import { podsOfService } from './selected-pods.ts'

/** Where distributions put the Service of the cluster DNS. kubeadm, EKS, GKE, AKS and k3s share the first. */
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

/** Takes a cluster; returns the Service that answers DNS, where the snapshot holds it. */
export function dnsService(cluster: Cluster): Kube<'Service'> | undefined {
  return cluster.of(cluster.snapshot, findDnsService)
}

/** Takes a Service; returns the Deployment, DaemonSet or StatefulSet that makes its pods, as far as the snapshot shows one. */
export function workloadBehind(service: Kube<'Service'>, cluster: Cluster): ObjectRef | undefined {
  const { selector } = service.spec ?? {}
  const { namespace } = service.metadata
  if (selector === undefined || Object.keys(selector).length === 0 || namespace === undefined) return undefined
  for (const kind of ['Deployment', 'DaemonSet', 'StatefulSet'] as const) {
    const found = cluster
      .list(kind, namespace)
      .find(({ spec }) => matchesMap(spec?.template?.metadata?.labels, selector))
    if (found !== undefined) return refOf(found)
  }
  const [pod] = podsOfService(service, cluster)
  return pod === undefined ? undefined : workloadOf(pod, cluster)
}

function findDns(_snapshot: object, cluster: Cluster): ObjectRef | undefined {
  const service = dnsService(cluster)
  return service === undefined ? undefined : workloadBehind(service, cluster)
}

/**
 * Takes a cluster; returns the workload that runs its DNS: the Deployment (on OpenShift the DaemonSet) behind the DNS
 * Service. Undefined where the snapshot holds none.
 */
export function clusterDns(cluster: Cluster): ObjectRef | undefined {
  return cluster.of(cluster.snapshot, findDns)
}
