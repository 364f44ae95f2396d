import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { createdTime, isReady, isTerminating } from '../pods.ts'
import { isLongAgo } from '../recency.ts'

/** A kube-proxy that is not running on one node. */
export interface ProxyFault {
  readonly daemonSet: ObjectRef
  readonly node: string
  /** Its pod there, which is not ready; undefined if there is none. */
  readonly pod: Kube<'Pod'> | undefined
}

/** The DaemonSet's name in kubeadm, EKS, AKS and kind; the namespace is the same everywhere. */
function isKubeProxy({ metadata }: Kube<'DaemonSet'>): boolean {
  const { name, namespace, labels } = metadata
  return namespace === 'kube-system' && (name === 'kube-proxy' || labels?.['k8s-app'] === 'kube-proxy')
}

/** Network plugins that can replace kube-proxy, which may then be absent on purpose. */
const REPLACEMENTS = /^(?:cilium|anetd|kube-router|antrea-agent|ovnkube-node|calico-node)$/

function hasReplacement(cluster: Cluster): boolean {
  return cluster
    .list('DaemonSet')
    .some(({ metadata, status }) => REPLACEMENTS.test(metadata.name) && (status?.numberReady ?? 0) > 0)
}

/** Milliseconds in which a new pod takes over the rules of the previous one, which stay in effect until then. */
const RULES_STAY = 60_000

function proxyFaultOn(set: Kube<'DaemonSet'>, node: string, cluster: Cluster): ProxyFault | undefined {
  if (!cluster.seen('Pod', 'kube-system')) return undefined
  const pods = cluster.ownedBy(set, 'Pod').filter(({ spec }) => spec?.nodeName === node)
  if (pods.some(pod => isReady(pod) && !isTerminating(pod))) return undefined
  if (pods.some(pod => !isLongAgo(createdTime(pod), RULES_STAY, cluster))) return undefined
  if (pods.length === 0 && hasReplacement(cluster)) return undefined
  return { daemonSet: refOf(set), node, pod: pods[0] }
}

/** How kube-proxy fails on the pod's node; undefined if it runs, is not used or was not read. */
export function proxyFaultOf(pod: Kube<'Pod'>, cluster: Cluster): ProxyFault | undefined {
  const set = cluster.list('DaemonSet', 'kube-system').find(isKubeProxy)
  const node = pod.spec?.nodeName
  return set === undefined || node === undefined ? undefined : proxyFaultOn(set, node, cluster)
}
