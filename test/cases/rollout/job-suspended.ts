import type { Cases } from '../../support/cases.ts'
import { later, stated, write } from '../../support/variation.ts'

const suspended = write('Job', /^/, ['spec', 'suspend'], true)

/** As Kueue has them. */
const queued = [suspended, write('Job', /^/, ['metadata', 'labels', 'kueue.x-k8s.io/queue-name'], 'batch')]
const made = [
  suspended,
  write(
    'Job',
    /^/,
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', name: 'train', controller: true }],
  ),
]

export default {
  'a suspended Job makes no pods until it is resumed': { recording: 'cron-forbid', varied: [suspended], found: 1 },
  'the Suspended condition tells since when': {
    recording: 'cron-forbid',
    varied: [
      suspended,
      stated(
        'Job',
        /^/,
        {
          conditions: [
            {
              ...{ type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' },
              lastTransitionTime: '2026-11-23T21:40:30Z',
            },
          ],
        },
        'kubernetes pkg/controller/job/job_controller.go',
      ),
    ],
    found: 1,
  },
  'a CronJob whose template is suspended makes Jobs that are': {
    recording: 'cron-forbid',
    varied: [suspended, write('CronJob', /^/, ['spec', 'jobTemplate', 'spec', 'suspend'], true)],
    found: 1,
  },
  'a queue lets the Jobs run one by one that a template suspends': {
    recording: 'cron-forbid',
    varied: [...queued, write('CronJob', /^/, ['spec', 'jobTemplate', 'spec', 'suspend'], true)],
    found: 1,
  },
  'a Job that a queue holds waits for the queue': {
    recording: 'cron-forbid',
    varied: queued,
    found: 1,
  },
  'a queue admits a Job within seconds if it has room': {
    recording: 'cron-forbid',
    varied: [...queued, later(-145)],
    found: 1,
  },
  'a Job that waits for its queue for ten minutes may wait in vain': {
    recording: 'cron-forbid',
    varied: [...queued, later(600)],
    found: 1,
  },
  'an operator resumes the Jobs that it makes': { recording: 'cron-forbid', varied: made, found: 1 },
  'an operator may have forgotten the Jobs that it makes after ten minutes': {
    recording: 'cron-forbid',
    varied: [...made, later(600)],
    found: 1,
  },
  'a Job that is being deleted is not resumed': {
    recording: 'cron-forbid',
    varied: [suspended, write('Job', /^/, ['metadata', 'deletionTimestamp'], '2026-11-23T21:41:40Z')],
    found: 0,
  },
  'a Job that has completed makes no more pods anyway': {
    recording: 'healthy-job-retried',
    varied: [suspended],
    found: 0,
  },
  'a Job that has failed makes no more pods anyway': { recording: 'job-failing', varied: [suspended], found: 0 },
} satisfies Cases
