import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { parseTime } from '../../time.ts'
import { createdAt } from './pods.ts'
import { replicaSetsOf } from './replica-sets.ts'
import type { Workload } from './rollouts.ts'
import { rolloutOf } from './rollouts.ts'

function latest(...times: (number | undefined)[]): number | undefined {
  const known = times.filter(time => time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

function newest(objects: readonly Kube[]): number | undefined {
  let time: number | undefined
  for (const object of objects) time = latest(time, createdAt(object))
  return time
}

function podsOrSets(workload: Workload, cluster: Cluster): readonly Kube[] {
  return workload.kind === 'Deployment' ? replicaSetsOf(workload, cluster) : cluster.ownedBy(workload, 'Pod')
}

function lastProgress(workload: Workload, cluster: Cluster): number | undefined {
  const own = createdAt(workload)
  if (workload.kind === 'Pod' || workload.kind === 'CronJob') return own
  const progressing =
    workload.kind === 'Deployment' ? workload.status?.conditions?.find(({ type }) => type === 'Progressing') : undefined
  const moved = progressing?.reason === 'ProgressDeadlineExceeded' ? undefined : parseTime(progressing?.lastUpdateTime)
  return latest(own, moved, newest(podsOrSets(workload, cluster)))
}

/** Takes a workload; returns when it last made progress that is known, in milliseconds since 1970. */
export function progressedAt(workload: Workload, cluster: Cluster): number | undefined {
  return cluster.of(workload, lastProgress)
}

/** True where a workload is not complete and has not moved for longer than its budget, or has given up. */
export function isOverdue(workload: Workload, cluster: Cluster): boolean {
  const { complete, failed, budget } = rolloutOf(workload, cluster)
  if (complete || failed) return failed
  const progressed = progressedAt(workload, cluster)
  return progressed !== undefined && cluster.now - progressed > budget
}
