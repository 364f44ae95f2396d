import type { Cluster } from '../cluster/cluster.ts'
import { podsOfService } from '../cluster/selectors.ts'
import { refOf } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import { workloadOf } from './workloads.ts'

/** What answers for a Service: itself, the pods behind it and their workloads. */
export function behindService(ref: ObjectRef, cluster: Cluster): readonly ObjectRef[] {
  const service = cluster.get(ref)
  if (service?.kind !== 'Service') return [ref]
  const pods = podsOfService(service, cluster)
  return [ref, ...pods.map(refOf), ...pods.map(pod => workloadOf(pod, cluster))]
}
