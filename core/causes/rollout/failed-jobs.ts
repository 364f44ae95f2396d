import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import type { FactsOf } from '../../rule.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { isSuperseded } from '../../workloads/job-history.ts'
import { createdAt, newest } from '../../workloads/pods.ts'
import { rolloutOf } from '../../workloads/rollouts.ts'
import { workloadOf } from '../../workloads/workloads.ts'

/** A Job that has failed for good. */
interface JobFailure {
  /** The condition's reason: `BackoffLimitExceeded`, `DeadlineExceeded`, `PodFailurePolicy`, … */
  readonly reason: string
  readonly message: string
  /** The Job, or the CronJob if it is its newest run. */
  readonly workload: ObjectRef
  readonly pods: readonly ObjectRef[]
  readonly evidence: readonly Evidence[]
  /** Milliseconds since 1970. */
  readonly since: number | undefined
}

/** Creation time of the newest failed run, in milliseconds since 1970. */
function newestFailed(jobs: readonly Kube<'Job'>[], cluster: Cluster): number | undefined {
  return newest(jobs.filter(job => rolloutOf(job, cluster).failed))
}

/** True if a later run has succeeded, or a later run of the CronJob has failed: the failed one is history. */
function isOutdone(job: Kube<'Job'>, cluster: Cluster): boolean {
  if (isSuperseded(job, cluster)) return true
  const cronJob = cluster.ownerOf(job)
  if (cronJob?.kind !== 'CronJob') return false
  return cluster.of(cluster.ownedBy(cronJob, 'Job'), newestFailed) !== createdAt(job)
}

function find(job: Kube<'Job'>, cluster: Cluster): JobFailure | undefined {
  if (job.metadata.deletionTimestamp !== undefined) return undefined
  const conditions = job.status?.conditions ?? []
  const is = (wanted: string) => conditions.find(({ type }) => type === wanted)
  const failed = is('Failed') ?? is('FailureTarget')
  if (failed === undefined || isOutdone(job, cluster)) return undefined
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

/** Why a Job failed; undefined if it has not, or if its CronJob has a newer finished run. */
function jobFailureOf(job: Kube<'Job'>, cluster: Cluster): JobFailure | undefined {
  return cluster.of(job, find)
}

/** The path of the Job's spec in its workload. */
function jobSpecPath(workload: ObjectRef): string {
  return workload.kind === 'CronJob' ? 'spec.jobTemplate.spec' : 'spec'
}

/** Reasons of the condition Failed other than a deadline (`pkg/controller/job`, `batch/v1` types). */
const REASONS: Readonly<Record<string, string>> = {
  BackoffLimitExceeded: 'its pods failed more often than backoffLimit allows',
  PodFailurePolicy: 'its pod failure policy fails the job on such a failure',
  MaxFailedIndexesExceeded: 'more indexes failed than maxFailedIndexes allows',
  FailedIndexes: 'an index failed more often than backoffLimitPerIndex allows',
}

/** The field of a Job's spec behind each reason. */
const FIELDS: Readonly<Record<string, string>> = {
  PodFailurePolicy: 'podFailurePolicy',
  MaxFailedIndexesExceeded: 'maxFailedIndexes',
  FailedIndexes: 'backoffLimitPerIndex',
}

interface Facts {
  'job-backoff-limit-exceeded': FactsOf<typeof gaveUp>
  'job-deadline-exceeded': FactsOf<typeof ranTooLong>
}

function gaveUp(job: Kube<'Job'>, cluster: Cluster) {
  const failure = jobFailureOf(job, cluster)
  if (failure === undefined) return
  const why = REASONS[failure.reason]
  if (why === undefined) return
  const { workload, pods, evidence, since, message } = failure
  const field = FIELDS[failure.reason] ?? 'backoffLimit'
  const limit = field === 'backoffLimit' ? job.spec?.backoffLimit : undefined
  return {
    cause: 'job-backoff-limit-exceeded' as const,
    facts: {
      name: job.metadata.name,
      namespaceFlag: namespaceFlag(job.metadata.namespace),
      why,
      message,
      failed: job.status?.failed ?? 0,
      hasPods: pods.length > 0 || !cluster.seen('Pod', job.metadata.namespace),
      keepsPods: job.spec?.template?.spec?.restartPolicy === 'Never',
      cronJob: workload.kind === 'CronJob' ? workload.name : undefined,
    },
    subject: workload,
    explains: [refOf(job)],
    because: pods,
    evidence,
    since,
    field: {
      object: workload,
      path: `${jobSpecPath(workload)}.${field}`,
      ...(limit === undefined ? {} : { value: `${limit}` }),
    },
  }
}

function ranTooLong(job: Kube<'Job'>, cluster: Cluster) {
  const failure = jobFailureOf(job, cluster)
  if (failure?.reason !== 'DeadlineExceeded') return
  const { workload, pods, evidence, since } = failure
  const deadline = job.spec?.activeDeadlineSeconds
  return {
    cause: 'job-deadline-exceeded' as const,
    facts: {
      name: job.metadata.name,
      kind: workload.kind,
      namespaceFlag: namespaceFlag(job.metadata.namespace),
      deadline,
      succeeded: job.status?.succeeded ?? 0,
    },
    subject: workload,
    explains: [refOf(job)],
    because: pods,
    evidence: [
      ...evidence.slice(0, 2),
      ...(deadline === undefined ? [] : [fieldEvidence(job, 'spec.activeDeadlineSeconds', deadline)]),
    ],
    since,
    field: {
      object: workload,
      path: `${jobSpecPath(workload)}.activeDeadlineSeconds`,
      ...(deadline === undefined ? {} : { value: `${deadline}` }),
    },
  }
}

export default defineFamily<'Job', Facts>({
  family: 'failed-jobs',
  stage: 'rollout',
  on: ['Job'],
  reads: ['Pod', 'CronJob'],

  detect: (job, cluster) => gaveUp(job, cluster) ?? ranTooLong(job, cluster),

  causes: {
    'job-backoff-limit-exceeded': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'The job failed because its pods failed too often',
        shows:
          'The Job has the condition Failed with reason BackoffLimitExceeded (or PodFailurePolicy, MaxFailedIndexesExceeded, FailedIndexes); it creates no more pods.',
        happens:
          'Every attempt failed. The pods show why, if they still exist; a Job with restartPolicy OnFailure deletes its last pod along with its log.',
        fix: 'Find out why the pods fail, then rerun the job: a failed Job does not start again. With `restartPolicy: Never` failed pods are kept.',
        docs: [
          'https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy',
          'https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy',
        ],
      },

      explain({ name, namespaceFlag, why, message, failed, hasPods, keepsPods, cronJob }) {
        return {
          title: `Job ${name} gave up after ${failed} failed ${failed === 1 ? 'pod' : 'pods'}`,
          why: `The job failed: ${why}${message === '' ? '' : ` (${message})`}.`,
          fix: [
            hasPods
              ? {
                  kind: 'check',
                  text: 'Find out why its pods failed.',
                  command: sh`kubectl logs${namespaceFlag} -l job-name=${name} --all-containers --prefix`,
                }
              : keepsPods
                ? { kind: 'check', text: 'Its pods and their logs are gone: check your log collection.' }
                : {
                    kind: 'change',
                    text: 'Its pods and their logs are gone: set restartPolicy Never to keep failed pods.',
                  },
            cronJob === undefined
              ? {
                  kind: 'destroy',
                  text: 'Once that is fixed, delete the Job and apply it again: its failed pods and their logs are lost.',
                  command: sh`kubectl delete job ${name}${namespaceFlag}`,
                }
              : {
                  kind: 'change',
                  text: 'Once that is fixed, run it once manually.',
                  command: sh`kubectl create job ${cronJob}-again --from=cronjob/${cronJob}${namespaceFlag}`,
                },
          ],
        }
      },
    },
    'job-deadline-exceeded': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'The job ran longer than its activeDeadlineSeconds',
        shows: 'The Job has the condition Failed with reason DeadlineExceeded, and its running pods have been deleted.',
        happens:
          'The work takes longer than the deadline, or the pods spent the time failing or waiting for a node, an image or a dependency. The deadline counts from the start of the Job, including retries and waiting.',
        fix: 'Raise activeDeadlineSeconds, make the work faster, or fix what the pods waited for; then rerun the job.',
        docs: ['https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup'],
      },

      explain({ name, kind, namespaceFlag, deadline, succeeded }) {
        return {
          title: `Job ${name} exceeded its deadline${deadline === undefined ? '' : ` of ${deadline}s`}`,
          why: `The job was stopped with ${succeeded} completions and its pods were deleted; a failed job does not start again.`,
          fix: [
            {
              kind: 'change',
              text: 'Raise activeDeadlineSeconds in the manifest above what the work takes, including waiting and retries.',
            },
            kind === 'CronJob'
              ? { kind: 'check', text: 'Check that the next run, which uses the new deadline, completes.' }
              : {
                  kind: 'destroy',
                  text: 'Then delete the Job and apply it again: its remaining pods and logs are lost.',
                  command: sh`kubectl delete job ${name}${namespaceFlag}`,
                },
          ],
        }
      },
    },
  },
})
