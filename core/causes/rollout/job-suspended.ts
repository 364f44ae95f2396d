import { fieldEvidence } from '../../evidence.ts'
import { BUDGETS } from '../../patience.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { createdAt } from '../../workloads/pods.ts'
import { rolloutOf } from '../../workloads/rollouts.ts'
import { operatorOf } from '../../workloads/workloads.ts'
import { lookAtOperator } from './held-updates.ts'

/** Kueue suspends every Job that names a queue, and resumes it when there is room. */
const QUEUE = 'kueue.x-k8s.io/queue-name'
/** Milliseconds in which a queue with room, or an operator, usually resumes the Jobs that it suspends. */
const ADMITTING = 10_000

export default defineCause({
  id: 'job-suspended',
  stage: 'rollout',
  owner: 'app',
  patience: {
    why: 'a queue or an operator may hold it on purpose while other jobs finish',
    seconds: ({ queue, operator }) => BUDGETS[queue === undefined && operator === undefined ? 'soon' : 'long'].seconds,
  },
  text: {
    summary: 'The job is suspended: `spec.suspend` is true',
    shows: 'The Job has the condition Suspended and creates no pods; `kubectl get jobs` prints the status Suspended.',
    happens:
      'Someone suspended it, the manifest says so, or a queueing controller such as Kueue has not admitted it yet.',
    fix: 'Set `spec.suspend` to false, or find out why the queue does not admit the job.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/controllers/job/#suspending-a-job'],
  },
  on: ['Job'],
  reads: ['CronJob'],

  detect(job, cluster) {
    const { complete, failed } = rolloutOf(job, cluster)
    if (job.spec?.suspend !== true || complete || failed || job.metadata.deletionTimestamp !== undefined) return
    const condition = job.status?.conditions?.find(({ type }) => type === 'Suspended')
    const queue = job.metadata.labels?.[QUEUE]
    const operator = operatorOf(job)
    const isHeld = queue !== undefined || operator !== undefined
    const maker = cluster.ownerOf(job)
    const template =
      !isHeld && maker?.kind === 'CronJob' && maker.spec?.jobTemplate?.spec?.suspend === true ? maker : undefined
    const subject = refOf(template ?? job)
    const since = parseTime(condition?.lastTransitionTime) ?? createdAt(job)
    return {
      facts: {
        name: job.metadata.name,
        namespaceFlag: namespaceFlag(job.metadata.namespace),
        queue,
        operator,
        cronJob: template?.metadata.name,
      },
      subject,
      evidence: [fieldEvidence(job, 'spec.suspend', true)],
      since,
      ...(isHeld && { isOpen: true, usual: ADMITTING }),
      owner: isHeld ? 'platform' : 'app',
      field: {
        object: subject,
        path: template === undefined ? 'spec.suspend' : 'spec.jobTemplate.spec.suspend',
        value: 'true',
        ...(isHeld ? {} : { suggestion: 'false' }),
      },
    }
  },

  explain({ name, namespaceFlag, queue, operator, cronJob }) {
    const run = { spec: { suspend: false } }
    const patch = cronJob === undefined ? run : { spec: { jobTemplate: run } }
    const target = cronJob === undefined ? sh`job ${name}` : sh`cronjob ${cronJob}`
    return {
      title:
        queue !== undefined
          ? `Job ${name} is suspended while waiting in queue ${queue}`
          : cronJob !== undefined
            ? `CronJob ${cronJob} creates suspended Jobs`
            : `Job ${name} is suspended`,
      why: 'A suspended job creates no pods.',
      fix: [
        queue !== undefined
          ? {
              kind: 'check',
              text: 'Find out why the queue has not admitted it.',
              command: sh`kubectl describe workloads${namespaceFlag}`,
            }
          : operator !== undefined
            ? lookAtOperator(operator, namespaceFlag)
            : {
                kind: 'change',
                text:
                  cronJob === undefined
                    ? `Resume Job ${name}.`
                    : 'Let future Jobs run; the existing ones stay suspended.',
                command: withPatch(`kubectl patch ${target}${namespaceFlag}`, patch),
                patch,
              },
      ],
    }
  },
})
