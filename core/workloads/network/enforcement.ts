import type { Cluster } from '../../cluster/cluster.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'

/** Images of network plugins that do not enforce policies, and of those that do, alone or in addition. */
const NO_POLICIES = /(?:^|\/)(?:mirrored-flannelcni-)?flannel(?:[:@-]|$)/
const ENFORCERS =
  /calico|canal|tigera|cilium|kube-router|weave|antrea|ovn|openshift|kindnet|netpol|network-policy|netpolicy|aws-eks-nodeagent|azure-npm|terway|kube-ovn|romana/

function find(_snapshot: object, cluster: Cluster): ObjectRef | undefined {
  const sets = cluster.list('DaemonSet').map(set => ({
    ref: refOf(set),
    images: (set.spec?.template?.spec?.containers ?? []).map(({ image = '' }) => image),
  }))
  if (sets.some(({ ref, images }) => [ref.name, ...images].some(name => ENFORCERS.test(name)))) return undefined
  return sets.find(({ images }) => images.some(image => NO_POLICIES.test(image)))?.ref
}

/**
 * The network plugin of a cluster in which nothing enforces NetworkPolicies; undefined if something does, or nothing
 * shows it. https://kubernetes.io/docs/concepts/services-networking/network-policies/#prerequisites
 */
export function pluginWithoutPolicies(cluster: Cluster): ObjectRef | undefined {
  return cluster.of(cluster.snapshot, find)
}
