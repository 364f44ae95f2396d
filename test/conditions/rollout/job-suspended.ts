import type { Conditions } from '../../support/conditions.ts'
import { write } from '../../support/variation.ts'

const suspended = write('Job', /^/, ['spec', 'suspend'], true)

export default {
  'a suspended Job makes no pods until it is resumed': { recording: 'cron-forbid', varied: [suspended], found: 1 },
  'a Job that a queue holds waits for the queue': {
    recording: 'cron-forbid',
    varied: [suspended, write('Job', /^/, ['metadata', 'labels', 'kueue.x-k8s.io/queue-name'], 'batch')],
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
} satisfies Conditions
