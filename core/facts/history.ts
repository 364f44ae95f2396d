import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { createdAt } from './pods.ts'
import { rolloutOf } from './rollouts.ts'

/** True where a later run of the same CronJob has succeeded. */
export function isSuperseded(job: Kube<'Job'>, cluster: Cluster): boolean {
  const cronJob = cluster.ownerOf(job)
  if (cronJob?.kind !== 'CronJob') return false
  const made = createdAt(job) ?? 0
  return cluster.ownedBy(cronJob, 'Job').some(run => (createdAt(run) ?? 0) > made && rolloutOf(run, cluster).complete)
}

/** True where another pod of the same Job, itself not in the snapshot, has succeeded. */
function hasSuccessor(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const job = pod.metadata.ownerReferences?.find(({ kind }) => kind === 'Job')
  if (job?.name === undefined || pod.status?.phase !== 'Failed') return false
  return cluster
    .list('Pod', pod.metadata.namespace)
    .some(
      other =>
        other.status?.phase === 'Succeeded' &&
        other.metadata.ownerReferences?.some(({ kind, name }) => kind === 'Job' && name === job.name),
    )
}

/**
 * Takes a pod; returns true where its failure is over: its Job has completed all the same, a later run of its CronJob has
 * succeeded, or its controller has replaced it and has all the pods it wants.
 */
export function isHistory(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const owner = cluster.ownerOf(pod)
  if (owner === undefined && hasSuccessor(pod, cluster)) return true
  if (owner?.kind === 'Job') return rolloutOf(owner, cluster).complete || isSuperseded(owner, cluster)
  if (pod.status?.phase !== 'Failed') return false
  switch (owner?.kind) {
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicationController':
      return rolloutOf(owner, cluster).complete
    default:
      return false
  }
}
