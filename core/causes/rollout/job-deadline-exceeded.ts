import { fieldEvidence } from '../../evidence.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { jobFailureOf, jobSpecPath } from './job-failure.ts'

export default defineCause({
  id: 'job-deadline-exceeded',
  stage: 'rollout',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The job ran longer than its activeDeadlineSeconds',
    shows: 'The Job has the condition Failed with reason DeadlineExceeded, and its running pods have been deleted.',
    happens:
      'The work takes longer than the deadline, or the pods spent the time waiting (for a node, an image, a dependency) or failing. The deadline counts from the start of the Job, retries and waiting included.',
    fix: 'Raise activeDeadlineSeconds, make the work faster, or remove what the pods waited for; then run the job anew.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup'],
  },
  on: ['Job'],
  reads: ['Pod', 'CronJob'],

  detect(job, cluster) {
    const failure = jobFailureOf(job, cluster)
    if (failure?.reason !== 'DeadlineExceeded') return
    const { workload, pods, evidence, since } = failure
    const deadline = job.spec?.activeDeadlineSeconds
    return {
      facts: {
        name: job.metadata.name,
        kind: workload.kind,
        place: placeOf(job.metadata.namespace),
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
  },

  explain({ name, kind, place, deadline, succeeded }) {
    return {
      title: `Job ${name} ran past its deadline${deadline === undefined ? '' : ` of ${deadline} s`}`,
      why: `The job was ended with ${succeeded} completions, and its pods were deleted; a failed job does not start again.`,
      fix: [
        { text: 'Raise activeDeadlineSeconds above what the work takes, waiting and retries included.' },
        {
          text: kind === 'CronJob' ? 'The next run takes the new deadline.' : 'Then delete the Job and apply it again.',
          ...(kind === 'CronJob' ? {} : { command: sh`kubectl delete job ${name}${place}` }),
        },
      ],
    }
  },
})
