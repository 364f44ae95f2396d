import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { isSuperseded } from '../../workloads/job-history.ts'
import { createdAt } from '../../workloads/pods.ts'
import { workloadOf } from '../../workloads/workloads.ts'

/** A Job that has given up. */
export interface JobFailure {
  /** The condition's reason: `BackoffLimitExceeded`, `DeadlineExceeded`, `PodFailurePolicy`, … */
  readonly reason: string
  readonly message: string
  /** The Job, or the CronJob whose newest run it is. */
  readonly workload: ObjectRef
  readonly pods: readonly ObjectRef[]
  readonly evidence: readonly Evidence[]
  /** Milliseconds since 1970. */
  readonly since: number | undefined
}

/** True where a later run has succeeded, or a later one of the CronJob has failed in its turn: the failed one is history. */
function isOutdone(job: Kube<'Job'>, cluster: Cluster): boolean {
  if (isSuperseded(job, cluster)) return true
  const cronJob = cluster.ownerOf(job)
  if (cronJob?.kind !== 'CronJob') return false
  const made = createdAt(job) ?? 0
  const isFailed = (other: Kube<'Job'>) =>
    other.status?.conditions?.some(({ type, status }) => type === 'Failed' && status === 'True') === true
  const later = cluster.ownedBy(cronJob, 'Job').filter(other => (createdAt(other) ?? 0) > made)
  return later.some(other => isFailed(other) || (other.status?.succeeded ?? 0) > 0)
}

function find(job: Kube<'Job'>, cluster: Cluster): JobFailure | undefined {
  if (job.metadata.deletionTimestamp !== undefined) return undefined
  const conditions = job.status?.conditions ?? []
  const is = (type: string) => conditions.find(item => item.type === type && item.status === 'True')
  const failed = is('Failed') ?? is('FailureTarget')
  if (failed === undefined || is('Complete') !== undefined || isOutdone(job, cluster)) return undefined
  const path = `status.conditions[type=${failed.type}]`
  return {
    reason: failed.reason ?? '',
    message: failed.message ?? '',
    workload: workloadOf(job, cluster),
    pods: cluster.ownedBy(job, 'Pod').map(refOf),
    evidence: [
      fieldEvidence(job, `${path}.reason`, failed.reason ?? ''),
      ...(failed.message === undefined ? [] : [fieldEvidence(job, `${path}.message`, failed.message)]),
      fieldEvidence(job, 'status.failed', job.status?.failed ?? 0),
    ],
    since: parseTime((is('FailureTarget') ?? failed).lastTransitionTime),
  }
}

/** Takes a Job; returns why it gave up, or undefined where it has not, or where its CronJob has had a newer finished run. */
export function jobFailureOf(job: Kube<'Job'>, cluster: Cluster): JobFailure | undefined {
  return cluster.of(job, find)
}

/** Takes a workload that runs Jobs; returns the path of the Job's spec in it. */
export function jobSpecPath(workload: ObjectRef): string {
  return workload.kind === 'CronJob' ? 'spec.jobTemplate.spec' : 'spec'
}
