import type { Cases } from '../../support/cases.ts'
import { readRecording } from '../../support/scenarios.ts'
import { borrowed, given, gone, joined, later, told, type Variation, worded, write } from '../../support/variation.ts'

const recording = 'cron-forbid'
const CONTROLLER = 'pkg/controller/cronjob/cronjob_controllerv2.go'
const event = (reason: string, message: string) => [
  worded('JobAlreadyActive', reason, CONTROLLER),
  worded(/Not starting job because .+/, message, CONTROLLER),
]
const missed = event('MissSchedule', 'Missed scheduled time to start a job: Mon, 23 Nov 2026 21:41:00 UTC')
const schedule = `${Array.from({ length: 61 }, (_, minute) => minute).join(',')} * * * *`
const zone = `Europe/Germany/${'Berlin/'.repeat(12)}Mitte`
const allow = write('CronJob', 'sync', ['spec', 'concurrencyPolicy'], 'Allow')

/** The CronJob of another recording's Job. */
const owned = (name: string) =>
  write(
    'Job',
    name,
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'sync', controller: true }],
  )

/** Days later the run has a log that another program has written while it worked. */
function atWork(schedule: string): readonly Variation[] {
  const { takenAt, logs = [] } = readRecording('noisy-defaults')
  const name = { namespace: 'sync-cron', pod: 'sync-29924499-wt7zx', container: 's' }
  return [
    write('CronJob', 'sync', ['spec', 'schedule'], schedule),
    given({ takenAt: takenAt ?? '', logs: logs.map(log => ({ ...log, ...name })) }),
  ]
}

export default {
  'a run that is seen at work is slow': { recording, varied: atWork('0 3 * * *'), found: 0 },
  'a container of the run that has ended says nothing of the other': {
    recording,
    varied: [
      ...atWork('0 3 * * *'),
      joined('sync-29924499-wt7zx', 'healthy-job-retried', 'import-b97lz', 'containers'),
    ],
    found: 0,
  },
  'a run that has been silent since may hang': { recording, varied: [...atWork('0 3 * * *'), later(600)], found: 1 },
  'a Job that is always at work is no run of the schedule': { recording, varied: atWork('0 */8 * * *'), found: 1 },
  'a run that has failed holds none up, the next one does': {
    recording,
    varied: [borrowed('job-failing', 'Job', 'nightly', 'sync-cron'), owned('nightly')],
    found: 1,
  },
  'the runs before it tell how long one takes': {
    recording,
    varied: [gone('Event'), borrowed('healthy-job-retried', 'Job', 'import', 'sync-cron'), owned('import')],
    found: 1,
  },
  'where a schedule is not understood the controller has counted': {
    recording,
    varied: [write('CronJob', 'sync', ['spec', 'schedule'], '@every 1m')],
    found: 1,
  },
  'a CronJob that is suspended starts none on purpose': {
    recording,
    varied: [write('CronJob', 'sync', ['spec', 'suspend'], true)],
    found: 0,
  },
  'a CronJob that is being deleted starts none': {
    recording,
    varied: [write('CronJob', 'sync', ['metadata', 'deletionTimestamp'], '2026-11-23T21:41:40Z')],
    found: 0,
  },
  'a start that was missed before the last one is history': {
    recording,
    varied: [
      allow,
      worded('SuccessfulCreate', 'MissSchedule', CONTROLLER),
      worded(/^Created job .+/, 'Missed scheduled time to start a job: Mon, 23 Nov 2026 21:38:00 UTC', CONTROLLER),
    ],
    found: 0,
  },
  'without events the schedule tells how many starts were skipped': { recording, varied: [gone('Event')], found: 1 },
  'runs that may overlap skip none': { recording, varied: [gone('Event'), allow], found: 0 },
  'a run that is longer than two intervals skips, and a shorter one does not': {
    recording,
    varied: [gone('Event'), write('CronJob', 'sync', ['spec', 'schedule'], '0 3 * * *')],
    found: 0,
  },
  'a run that its deadline will end holds the next ones up for a while only': {
    recording,
    varied: [write('Job', 'sync-29924499', ['spec', 'activeDeadlineSeconds'], 600)],
    found: 1,
  },
  'a deadline that is over and ended nothing bounds nothing': {
    recording,
    varied: [write('Job', 'sync-29924499', ['spec', 'activeDeadlineSeconds'], 100)],
    found: 1,
  },
  'a run that takes little longer than one before it, of which the events alone are left, is slow': {
    recording,
    varied: [
      write('Job', 'sync-29924499', ['metadata', 'name'], 'sync-29924502'),
      ...event('SawCompletedJob', 'Saw completed job: sync-29924499, condition: Complete'),
    ],
    found: 0,
  },
  'a run that takes three times as long as one before it hangs': {
    recording,
    varied: [
      write('Job', 'sync-29924499', ['metadata', 'name'], 'sync-29924502'),
      ...event('SawCompletedJob', 'Saw completed job: sync-29924499, condition: Complete'),
      later(300),
    ],
    found: 1,
  },
  'of a run that takes days the first thousand starts are counted': {
    recording,
    varied: [gone('Event'), later(100_000)],
    found: 1,
  },
  'what an earlier run held up is history': {
    recording,
    varied: [
      gone('Event'),
      told(
        recording,
        'node-1.18eac8c9873b5a1d',
        { kind: 'CronJob', namespace: 'sync-cron', name: 'sync' },
        {
          reason: 'JobAlreadyActive',
          message: 'Not starting job because prior execution is running and concurrency policy is Forbid',
          source: CONTROLLER,
        },
      ),
    ],
    found: 1,
  },
  'a failed run tells nothing of how long a run takes': {
    recording,
    varied: [
      write('Job', 'sync-29924499', ['metadata', 'name'], 'sync-29924502'),
      ...event('SawCompletedJob', 'Saw completed job: sync-29924499, condition: Failed'),
    ],
    found: 1,
  },
  'a start is missed by the deadline': {
    recording,
    varied: [allow, ...missed, write('CronJob', 'sync', ['spec', 'startingDeadlineSeconds'], 5)],
    found: 1,
  },
  'the deadline by which a start was missed may be gone': { recording, varied: [allow, ...missed], found: 1 },
  'a hundred starts are missed': {
    recording,
    varied: [
      allow,
      ...event(
        'TooManyMissedTimes',
        'too many missed start times: 120. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
      ),
    ],
    found: 1,
  },
  'a schedule cannot be read': {
    recording,
    varied: [
      allow,
      write('CronJob', 'sync', ['spec', 'schedule'], schedule),
      ...event('UnparseableSchedule', `unparseable schedule: "${schedule}" : end of range (60) above maximum (59): 60`),
    ],
    found: 1,
  },
  'a time zone is unknown': {
    recording,
    varied: [
      allow,
      write('CronJob', 'sync', ['spec', 'timeZone'], zone),
      ...event('UnknownTimeZone', `invalid timeZone: "${zone}": unknown time zone ${zone}`),
    ],
    found: 1,
  },
} satisfies Cases
