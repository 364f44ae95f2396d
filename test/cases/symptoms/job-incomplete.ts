import type { Cases } from '../../support/cases.ts'
import { borrowed, gone, later, type Variation, write } from '../../support/variation.ts'

const recording = 'job-failing'
const NAMESPACE = 'etl'
const owned = (name: string): Variation =>
  write(
    'Job',
    name,
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'ledger-sync', controller: true }],
  )
const ofCronJob = [borrowed('image-registry-refused', 'CronJob', 'ledger-sync', NAMESPACE), owned('nightly')]

export default {
  'the condition says why a Job failed': { recording, found: 1 },
  'a suspended Job is not to complete': {
    recording: 'cron-forbid',
    varied: [write('Job', /^/, ['spec', 'suspend'], true)],
    found: 1,
  },
  'a Job that has completed is complete whatever keeps it': {
    recording: 'healthy-job-retried',
    varied: [
      write('Job', 'import', ['metadata', 'deletionTimestamp'], '2026-11-23T21:48:40Z'),
      write('Job', 'import', ['metadata', 'finalizers'], ['example.com/archive']),
      later(600),
    ],
    found: 1,
  },
  'a later run has succeeded': {
    recording,
    varied: [...ofCronJob, borrowed('healthy-job-retried', 'Job', 'import', NAMESPACE), owned('import'), gone('Pod')],
    found: 0,
  },
} satisfies Cases
