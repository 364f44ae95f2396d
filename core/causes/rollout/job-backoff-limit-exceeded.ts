import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { jobFailureOf, jobSpecPath } from './job-failure.ts'

/** Reasons of the condition Failed other than a deadline (`pkg/controller/job`, `batch/v1` types). */
const REASONS: Readonly<Record<string, string>> = {
  BackoffLimitExceeded: 'its pods failed more often than backoffLimit allows',
  PodFailurePolicy: 'its pod failure policy ends the job at such a failure',
  MaxFailedIndexesExceeded: 'more indexes failed than maxFailedIndexes allows',
  FailedIndexes: 'an index failed more often than backoffLimitPerIndex allows',
}

/** The field of a Job's spec that decides each. */
const FIELDS: Readonly<Record<string, string>> = {
  PodFailurePolicy: 'podFailurePolicy',
  MaxFailedIndexesExceeded: 'maxFailedIndexes',
  FailedIndexes: 'backoffLimitPerIndex',
}

export default defineCause({
  id: 'job-backoff-limit-exceeded',
  stage: 'rollout',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The job gave up after its pods failed too often',
    shows:
      'The Job has the condition Failed with reason BackoffLimitExceeded (or PodFailurePolicy, MaxFailedIndexesExceeded, FailedIndexes); it makes no pod any more.',
    happens:
      'Every attempt ended in failure. Why is in the pods, if they still exist; a Job with restartPolicy OnFailure deletes its last pod together with its log.',
    fix: 'Find out why the pods fail, then run the job anew: a failed Job does not start again. `restartPolicy: Never` keeps failed pods for reading.',
    docs: [
      'https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy',
      'https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy',
    ],
  },
  on: ['Job'],
  reads: ['Pod', 'CronJob'],

  detect(job, cluster) {
    const failure = jobFailureOf(job, cluster)
    if (failure === undefined) return
    const why = REASONS[failure.reason]
    if (why === undefined) return
    const { workload, pods, evidence, since, message } = failure
    const field = FIELDS[failure.reason] ?? 'backoffLimit'
    const limit = field === 'backoffLimit' ? job.spec?.backoffLimit : undefined
    return {
      facts: {
        name: job.metadata.name,
        place: placeOf(job.metadata.namespace),
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
  },

  explain({ name, place, why, message, failed, hasPods, keepsPods, cronJob }) {
    return {
      title: `Job ${name} gave up after ${failed} failed ${failed === 1 ? 'pod' : 'pods'}`,
      why: `The job ends unfinished: ${why}${message === '' ? '' : ` (${message})`}.`,
      fix: [
        hasPods
          ? {
              text: 'See why its pods failed.',
              command: sh`kubectl logs${place} -l job-name=${name} --all-containers --prefix`,
            }
          : {
              text: keepsPods
                ? 'Its pods are gone, and their logs with them: look where logs are collected.'
                : 'Its pods are gone, and their logs with them: set restartPolicy Never to keep failed pods.',
            },
        cronJob === undefined
          ? { text: 'Then delete the Job and apply it again.', command: sh`kubectl delete job ${name}${place}` }
          : {
              text: 'Then run it once by hand.',
              command: sh`kubectl create job ${cronJob}-again --from=cronjob/${cronJob}${place}`,
            },
      ],
    }
  },
})
