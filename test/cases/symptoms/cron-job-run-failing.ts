import type { Cases } from '../../support/cases.ts'
import { borrowed, gone, type Variation, worded, write } from '../../support/variation.ts'

const recording = 'job-failing'
const NAMESPACE = 'etl'
const owned = (name: string, cronJob = 'ledger-sync'): Variation =>
  write(
    'Job',
    name,
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'batch/v1', kind: 'CronJob', name: cronJob, controller: true }],
  )
/** The Job that failed as a run of a CronJob. */
const failed = [borrowed('image-registry-refused', 'CronJob', 'ledger-sync', NAMESPACE), owned('nightly')]
const pending = [borrowed('pending-memory', 'Job', 'features', NAMESPACE), owned('features')]
const made = (name: string, time: string) => write('Job', name, ['metadata', 'creationTimestamp'], time)

export default {
  'the newest run has failed': { recording, varied: failed, found: 1 },
  'older runs have failed and the newest may fail as they did': {
    recording,
    varied: [
      ...failed,
      ...pending,
      write('CronJob', 'ledger-sync', ['metadata', 'creationTimestamp'], '2026-11-23T20:00:00Z'),
    ],
    found: 1,
  },
  'a single run has failed, and the next is under way': { recording, varied: [...failed, ...pending], found: 0 },
  'an older run has not ended, and the newest has failed': {
    recording,
    varied: [...failed, ...pending, made('features', '2026-11-23T21:18:00Z')],
    found: 1,
  },
  'the newest run has succeeded': {
    recording: 'cron-forbid',
    varied: [
      gone('Job'),
      borrowed('healthy-job-retried', 'Job', 'import', 'sync-cron'),
      owned('import', 'sync'),
      worded('JobAlreadyActive', 'MissSchedule', 'pkg/controller/cronjob/cronjob_controllerv2.go'),
    ],
    found: 1,
  },
  'older runs have not ended, and the newest has failed otherwise': {
    recording: 'image-registry-refused',
    varied: [
      borrowed(recording, 'Job', 'nightly', 'billing-batch'),
      owned('nightly'),
      made('nightly', '2026-11-23T21:21:05Z'),
    ],
    found: 2,
  },
  'no run has ended': { recording: 'image-registry-refused', found: 1 },
} satisfies Cases
