import type { Cluster } from '../../cluster/cluster.ts'
import type { Kind } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'

/** Namespaced kinds that finalizers may hold, as far as a snapshot has them. */
export const HELD_KINDS = [
  'Pod',
  'ConfigMap',
  'Secret',
  'Service',
  'Ingress',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'ServiceAccount',
  'HorizontalPodAutoscaler',
  'NetworkPolicy',
  'Role',
  'RoleBinding',
] as const satisfies readonly Kind[]

/** Takes a namespace's name; returns the objects in it that are being deleted and that finalizers hold. */
export function namespaceBlockers(name: string, cluster: Cluster): readonly ObjectRef[] {
  return HELD_KINDS.flatMap(kind =>
    cluster
      .list(kind, name)
      .filter(({ metadata }) => metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length > 0)
      .map(refOf),
  )
}
