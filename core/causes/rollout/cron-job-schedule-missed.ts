import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { Confidence, Evidence, ObjectRef } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { latest, parseTime } from '../../time.ts'
import { firingsSince } from '../../workloads/cron-schedule.ts'
import { createdAt } from '../../workloads/pods.ts'
import { isAtWorkNow, isLongAgo } from '../../workloads/recency.ts'
import { rolloutOf } from '../../workloads/rollouts.ts'

const FIELDS = {
  overlap: 'spec.concurrencyPolicy',
  deadline: 'spec.startingDeadlineSeconds',
  'too-many': 'spec.startingDeadlineSeconds',
  schedule: 'spec.schedule',
  'time-zone': 'spec.timeZone',
} as const

/** Why a CronJob's runs are skipped. */
interface MissedSchedule {
  readonly why: 'overlap' | 'deadline' | 'too-many' | 'schedule' | 'time-zone'
  /** The controller's message, or the Job that does not finish. */
  readonly text: string
  /** Number of runs skipped because of the unfinished one. */
  readonly skipped: number
  readonly evidence: readonly Evidence[]
  readonly because: readonly ObjectRef[]
  readonly confidence: Confidence
  /** When it becomes true, milliseconds since 1970. */
  readonly due?: number | undefined
  readonly healing?: string | undefined
  /** Milliseconds since 1970. */
  readonly since: number | undefined
}

/** Reasons of the CronJob controller's Warning events (`pkg/controller/cronjob/cronjob_controllerv2.go`). */
const REASONS: Readonly<Record<string, MissedSchedule['why']>> = {
  UnparseableSchedule: 'schedule',
  InvalidSchedule: 'schedule',
  UnsupportedSchedule: 'schedule',
  UnknownTimeZone: 'time-zone',
  TooManyMissedTimes: 'too-many',
  FailedNeedsStart: 'too-many',
  MissSchedule: 'deadline',
}

/** Fewer skipped runs may be the overlap of an ordinary slow run. */
const MIN_SKIPPED = 2
const COUNT_LIMIT = 1000
/** A run this many times longer than the longest completed one does not end on its own. */
const FACTOR = 3
/** A working run that has blocked this many starts will not end. */
const MANY_SKIPPED = 20

/** The CronJob controller's events about its Jobs (`pkg/controller/cronjob/cronjob_controllerv2.go`). */
const CREATED = /^Created job (\S{1,253})$/
const COMPLETED = /^Saw completed job: (\S{1,253}), (?:condition|status): Complete$/

/** Milliseconds from creation to completion of each run, from events, for runs whose Jobs are gone. */
function toldRuns(cronJob: Kube<'CronJob'>, cluster: Cluster): readonly (number | undefined)[] {
  const events = cluster.events(cronJob)
  const madeAt = new Map(
    events.map(({ reason, message, last }) => [reason === 'SuccessfulCreate' ? CREATED.exec(message)?.[1] : '', last]),
  )
  return events.map(({ reason, message, last }) => {
    const made = reason === 'SawCompletedJob' ? madeAt.get(COMPLETED.exec(message)?.[1]) : undefined
    return made === undefined ? undefined : (last ?? made) - made
  })
}

/** Milliseconds that the longest completed run took; undefined if none is known. */
function longestRun(runs: readonly Kube<'Job'>[], cronJob: Kube<'CronJob'>, cluster: Cluster): number | undefined {
  const lengths = runs.map(({ status }) => {
    const [start, end] = [parseTime(status?.startTime), parseTime(status?.completionTime)]
    return end === undefined ? undefined : end - (start ?? end)
  })
  return latest([...lengths, ...toldRuns(cronJob, cluster)])
}

/**
 * True if the run's log shows that it is working. By then, a daemon that never ends by design has blocked many starts.
 */
function isAtWork(run: Kube<'Job'>, skipped: number, cluster: Cluster): boolean {
  if (skipped >= MANY_SKIPPED) return false
  return cluster.ownedBy(run, 'Pod').some(pod => {
    const { namespace, name } = pod.metadata
    return pod.status?.containerStatuses?.some(({ name: container = '', state }) => {
      const log = state?.running === undefined ? undefined : cluster.log(namespace, name, container)?.current
      return log !== undefined && isAtWorkNow(log, cluster)
    })
  })
}

/** True if `activeDeadlineSeconds` will end the run, so that the next can start. */
function endsByItself(run: Kube<'Job'>, start: number, cluster: Cluster): boolean {
  const { activeDeadlineSeconds: deadline } = run.spec ?? {}
  return deadline !== undefined && !isLongAgo(start, deadline * 1000, cluster)
}

function overlap(cronJob: Kube<'CronJob'>, cluster: Cluster): MissedSchedule | undefined {
  if (cronJob.spec?.concurrencyPolicy !== 'Forbid') return undefined
  const runs = cluster.ownedBy(cronJob, 'Job')
  const open = runs.find(job => {
    const { complete, failed } = rolloutOf(job, cluster)
    return !complete && !failed
  })
  if (open === undefined || open.metadata.deletionTimestamp !== undefined) return undefined
  const start = parseTime(open.status?.startTime) ?? createdAt(open)
  if (start === undefined) return undefined
  const held = cluster
    .events(cronJob)
    .findLast(({ reason, last }) => reason === 'JobAlreadyActive' && (last ?? start) > start)
  const skipped = firingsSince(cronJob.spec.schedule ?? '', start, COUNT_LIMIT, cluster) ?? held?.count ?? 0
  const longest = longestRun(runs, cronJob, cluster)
  if (skipped < MIN_SKIPPED || isAtWork(open, skipped, cluster)) return undefined
  return {
    why: 'overlap',
    text: open.metadata.name,
    skipped,
    evidence: [
      ...(held === undefined ? [] : [eventEvidence(held)]),
      fieldEvidence(cronJob, 'spec.concurrencyPolicy', 'Forbid'),
      fieldEvidence(open, 'status.startTime', open.status?.startTime ?? ''),
    ],
    because: [refOf(open), ...cluster.ownedBy(open, 'Pod').map(refOf)],
    confidence: held !== undefined && longest !== undefined ? 'certain' : 'likely',
    due: longest === undefined ? undefined : start + FACTOR * longest,
    healing: endsByItself(open, start, cluster) ? `Job ${open.metadata.name} is stopped at its deadline` : undefined,
    since: held?.first ?? start,
  }
}

function find(cronJob: Kube<'CronJob'>, cluster: Cluster): MissedSchedule | undefined {
  if (cronJob.spec?.suspend === true || cronJob.metadata.deletionTimestamp !== undefined) return undefined
  const started = parseTime(cronJob.status?.lastScheduleTime) ?? Number.NEGATIVE_INFINITY
  const warned = cluster.events(cronJob).flatMap((event): readonly MissedSchedule[] => {
    const { reason, message, count, first, last = Number.NEGATIVE_INFINITY } = event
    const why = REASONS[reason]
    if (why === undefined || last <= started) return []
    const evidence = [eventEvidence(event)]
    return [{ why, text: message, skipped: count, evidence, because: [], confidence: 'certain', since: first }]
  })
  return warned.at(-1) ?? overlap(cronJob, cluster)
}

/** Why a CronJob's runs are being skipped; undefined if they are not. */
function missedScheduleOf(cronJob: Kube<'CronJob'>, cluster: Cluster): MissedSchedule | undefined {
  return cluster.of(cronJob, find)
}

export default defineCause({
  id: 'cron-job-schedule-missed',
  stage: 'rollout',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'Runs of a CronJob are skipped',
    shows:
      'There are events such as JobAlreadyActive, MissSchedule, TooManyMissedTimes, UnparseableSchedule or UnknownTimeZone; `LAST SCHEDULE` falls behind.',
    happens:
      'With concurrencyPolicy Forbid a run that does not finish blocks all later ones; startingDeadlineSeconds is shorter than the controller needs; or the schedule or time zone is invalid.',
    fix: 'Stop the hanging run and set activeDeadlineSeconds, raise startingDeadlineSeconds, or correct the schedule.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#cron-job-limitations'],
  },
  on: ['CronJob'],
  reads: ['Job', 'Pod'],

  detect(cronJob, cluster) {
    const missed = missedScheduleOf(cronJob, cluster)
    if (missed === undefined) return
    const { why, text, skipped, evidence, because, confidence, due, healing, since } = missed
    const spec = cronJob.spec ?? {}
    const value = {
      overlap: spec.concurrencyPolicy,
      deadline: spec.startingDeadlineSeconds?.toString(),
      'too-many': spec.startingDeadlineSeconds?.toString(),
      schedule: spec.schedule,
      'time-zone': spec.timeZone,
    }[why]
    return {
      facts: {
        name: cronJob.metadata.name,
        namespaceFlag: namespaceFlag(cronJob.metadata.namespace),
        why,
        text,
        skipped,
        value,
      },
      subject: refOf(cronJob),
      because,
      evidence,
      confidence,
      due,
      healing,
      since,
      field: { object: refOf(cronJob), path: FIELDS[why], ...(value === undefined ? {} : { value }) },
    }
  },

  explain({ name, namespaceFlag, why, text, skipped, value }) {
    const patch = { spec: { startingDeadlineSeconds: 200 } }
    const deadline: Step = {
      kind: 'change',
      text: 'Set spec.startingDeadlineSeconds well above 10s, the interval at which the controller checks.',
      command: withPatch(sh`kubectl patch cronjob ${name}${namespaceFlag} --type merge`, patch),
      patch,
    }
    switch (why) {
      case 'overlap':
        return {
          title: `CronJob ${name} skips its runs because Job ${text} does not finish`,
          why: `With concurrencyPolicy Forbid no run starts while another is active: ${skipped < COUNT_LIMIT ? skipped : `at least ${COUNT_LIMIT}`} have been skipped.`,
          fix: [
            {
              kind: 'check',
              text: 'Check what the run is doing: it may just be slow.',
              command: sh`kubectl logs job/${text}${namespaceFlag} --all-containers --tail=50`,
            },
            {
              kind: 'change',
              text: 'Limit later runs with spec.jobTemplate.spec.activeDeadlineSeconds, longer than a run takes.',
              command: sh`kubectl edit cronjob ${name}${namespaceFlag}`,
            },
            {
              kind: 'destroy',
              text: 'If it hangs, delete its Job so that the next run starts: its work so far, its pods and their logs are lost.',
              command: sh`kubectl delete job ${text}${namespaceFlag}`,
            },
          ],
        }
      case 'deadline':
        return {
          title: `CronJob ${name} misses its start${value === undefined ? '' : ` by more than ${value}s`}`,
          why: 'A run that cannot start within startingDeadlineSeconds is skipped.',
          fix: [deadline],
        }
      case 'too-many':
        return {
          title: `CronJob ${name} has missed more than 100 starts`,
          why: 'The controller counts the missed starts since the last run and stops or skips if there are too many.',
          fix: [deadline],
        }
      case 'schedule':
        return {
          title: `the schedule ${value ?? ''} of CronJob ${name} is invalid`,
          why: `No run ever starts: ${text.slice(0, 200)}.`,
          fix: [
            {
              kind: 'change',
              text: 'Correct spec.schedule: minute, hour, day of month, month, day of week.',
              command: sh`kubectl edit cronjob ${name}${namespaceFlag}`,
            },
          ],
        }
      default:
        return {
          title: `the time zone ${value ?? ''} of CronJob ${name} is unknown`,
          why: `No run ever starts: ${text.slice(0, 200)}.`,
          fix: [
            {
              kind: 'change',
              text: 'Use a time zone from the tz database, such as Europe/Berlin or Etc/UTC.',
              command: sh`kubectl edit cronjob ${name}${namespaceFlag}`,
            },
          ],
        }
    }
  },
})
