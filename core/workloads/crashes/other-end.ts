import type { Cluster } from '../../cluster/cluster.ts'
import { podsOfService } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { workloadBehind } from '../network/cluster-dns.ts'
import { podBehind, serviceBehind } from '../network/service-hosts.ts'
import { isReady } from '../pods.ts'

/** How many pods of a Service are looked at: replicas fail alike. */
const PODS_LIMIT = 5

/** What should make the pods of a Service that are not there: the workload and, of a Deployment, what it makes them through. */
function makersOf(service: Kube<'Service'>, cluster: Cluster): readonly ObjectRef[] {
  const ref = cluster.of(service, workloadBehind)
  const maker = ref && cluster.get(ref)
  if (maker === undefined || !cluster.seen('Pod', service.metadata.namespace)) return []
  return [refOf(maker), ...cluster.ownedBy(maker, 'ReplicaSet').map(refOf)]
}

/**
 * Takes a host name or an address as a pod uses it, the pod, and the Service behind it; returns the pods that it leads to
 * where none of them is ready, and what should make them where there are none: what is wrong with them is what nobody
 * answers for.
 */
export function downBehind(host: string, from: Kube<'Pod'>, ref: ObjectRef, cluster: Cluster): readonly ObjectRef[] {
  const service = cluster.get(ref)
  if (service?.kind !== 'Service') return []
  const named = podBehind(host, from, cluster)
  const all = podsOfService(service, cluster)
  const pods = named === undefined ? all : all.filter(({ metadata }) => metadata.name === named.name)
  if (pods.length === 0) return makersOf(service, cluster)
  return pods.some(isReady) ? [] : pods.slice(0, PODS_LIMIT).map(refOf)
}

/** Takes a pod and what its log names of the other end; returns the workload behind that Service that is scaled to zero. */
export function stoppedBehind(
  pod: Kube<'Pod'>,
  named: Readonly<Record<string, string>>,
  cluster: Cluster,
): ObjectRef | undefined {
  const host = named['host'] ?? named['address']
  const ref = host === undefined ? undefined : serviceBehind(host, pod, cluster)
  const service = ref && cluster.get(ref)
  const behind = service?.kind === 'Service' ? cluster.of(service, workloadBehind) : undefined
  const workload = behind && cluster.get(behind)
  if (workload?.kind !== 'Deployment' && workload?.kind !== 'StatefulSet') return undefined
  return workload.spec?.replicas === 0 ? behind : undefined
}
