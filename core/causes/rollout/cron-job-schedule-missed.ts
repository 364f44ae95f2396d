import { refOf } from '../../ref.ts'
import type { Fix } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { missedScheduleOf } from './missed-schedule.ts'

const FIELDS = {
  overlap: 'spec.concurrencyPolicy',
  deadline: 'spec.startingDeadlineSeconds',
  'too-many': 'spec.startingDeadlineSeconds',
  schedule: 'spec.schedule',
  'time-zone': 'spec.timeZone',
} as const

export default defineCause({
  id: 'cron-job-schedule-missed',
  stage: 'rollout',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'Runs of a CronJob are skipped',
    shows:
      'Events such as JobAlreadyActive, MissSchedule, TooManyMissedTimes, UnparseableSchedule or UnknownTimeZone; `LAST SCHEDULE` falls behind.',
    happens:
      'With concurrencyPolicy Forbid a run that does not end keeps all later ones from starting; startingDeadlineSeconds is too short for the time that the controller needs; or the schedule or time zone cannot be read.',
    fix: 'End the run that hangs and bound it with activeDeadlineSeconds; raise startingDeadlineSeconds; correct the schedule.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#cron-job-limitations'],
  },
  on: ['CronJob'],
  reads: ['Job', 'Pod'],

  detect(cronJob, cluster) {
    const missed = missedScheduleOf(cronJob, cluster)
    if (missed === undefined) return
    const { why, text, skipped, evidence, because, confidence, outlook, since } = missed
    const spec = cronJob.spec ?? {}
    const value = {
      overlap: spec.concurrencyPolicy,
      deadline: spec.startingDeadlineSeconds?.toString(),
      'too-many': spec.startingDeadlineSeconds?.toString(),
      schedule: spec.schedule,
      'time-zone': spec.timeZone,
    }[why]
    return {
      facts: { name: cronJob.metadata.name, place: placeOf(cronJob.metadata.namespace), why, text, skipped, value },
      subject: refOf(cronJob),
      because,
      evidence,
      confidence,
      outlook,
      since,
      field: { object: refOf(cronJob), path: FIELDS[why], ...(value === undefined ? {} : { value }) },
    }
  },

  explain({ name, place, why, text, skipped, value }) {
    const deadline: Fix = {
      text: 'Set spec.startingDeadlineSeconds to well above 10 s, the interval in which the controller looks.',
      command: sh`kubectl patch cronjob ${name}${place} --type merge -p '{"spec":{"startingDeadlineSeconds":200}}'`,
    }
    switch (why) {
      case 'overlap':
        return {
          title: `CronJob ${name} skips its runs because Job ${text} does not end`,
          why: `concurrencyPolicy Forbid starts no run while another is active: ${skipped} have been skipped.`,
          fix: [
            {
              text: 'See what the run is doing, and end it if it hangs.',
              command: sh`kubectl logs job/${text}${place} --all-containers --tail=50`,
            },
            { text: 'Deleting the Job lets the next run start.', command: sh`kubectl delete job ${text}${place}` },
            { text: 'Bound every run with spec.jobTemplate.spec.activeDeadlineSeconds.' },
          ],
        }
      case 'deadline':
        return {
          title: `CronJob ${name} misses its start${value === undefined ? '' : ` by more than ${value} s`}`,
          why: 'A run that cannot start within startingDeadlineSeconds is skipped.',
          fix: [deadline],
        }
      case 'too-many':
        return {
          title: `CronJob ${name} has missed more than 100 starts`,
          why: 'The controller counts missed starts since the last run and gives up or skips when there are too many.',
          fix: [deadline],
        }
      case 'schedule':
        return {
          title: `the schedule ${value ?? ''} of CronJob ${name} cannot be used`,
          why: `No run is ever started: ${text.slice(0, 200)}.`,
          fix: [
            {
              text: 'Correct spec.schedule: minute, hour, day of month, month, day of week.',
              command: sh`kubectl edit cronjob ${name}${place}`,
            },
          ],
        }
      default:
        return {
          title: `the time zone ${value ?? ''} of CronJob ${name} is unknown`,
          why: `No run is ever started: ${text.slice(0, 200)}.`,
          fix: [
            {
              text: 'Name a zone of the tz database, such as Europe/Berlin or Etc/UTC.',
              command: sh`kubectl edit cronjob ${name}${place}`,
            },
          ],
        }
    }
  },
})
