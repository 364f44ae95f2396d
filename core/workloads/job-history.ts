import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { parseTime } from '../time.ts'
import { firingsBetween } from './cron-schedule.ts'
import { createdAt } from './pods.ts'
import { uptimeOf } from './retried-pods.ts'
import { rolloutOf } from './rollouts.ts'
import type { Substitutes } from './substitutes.ts'
import { longestAfter, outliving, sortSubstitutes } from './substitutes.ts'

/** A Job's name without the revision or number that whoever makes it anew gives it: `migrate-12`, `migrate-v1.4.0`. */
export function stemOf(name: string): string | undefined {
  return /^(.+?)[-.]v?\d[\d.]{0,40}$/.exec(name)?.[1]
}

/** What is the same of a Job each time that it is made anew: what its names begin with, and its containers. */
function seriesOf({ metadata, spec }: Kube<'Job'>): readonly string[] {
  const { name, namespace = '', generateName } = metadata
  const containers = (spec?.template?.spec?.containers ?? []).map(container => container.name).join()
  return [stemOf(name), generateName]
    .filter(start => start !== undefined)
    .map(start => `${namespace}/${start} ${containers}`)
}

/** When a Job gave up, milliseconds since 1970, and for how long another has to run to get past that: one that its deadline ended, until it has completed. */
function failureOf({ metadata, status }: Kube<'Job'>): { readonly at: number; readonly due: number } {
  const is = (type: string) => status?.conditions?.find(item => item.type === type && item.status === 'True')
  const failed = is('FailureTarget') ?? is('Failed')
  const start = parseTime(status?.startTime ?? metadata.creationTimestamp) ?? 0
  const at = parseTime(failed?.lastTransitionTime) ?? start
  return { at, due: failed?.reason === 'DeadlineExceeded' ? Number.POSITIVE_INFINITY : outliving(at - start) }
}

/** Milliseconds for which a Job has been at work, infinite where it has completed; undefined where it has failed. */
function uptimeOfJob(job: Kube<'Job'>, cluster: Cluster): number | undefined {
  const { complete, failed } = rolloutOf(job, cluster)
  if (complete) return Number.POSITIVE_INFINITY
  if (failed || job.spec?.suspend === true) return undefined
  return Math.max(0, ...cluster.ownedBy(job, 'Pod').map(pod => uptimeOf(pod, cluster) ?? 0))
}

/** Takes Jobs; returns those that are at work or have completed, by their series. */
function goodJobs(jobs: readonly Kube<'Job'>[], cluster: Cluster): Substitutes<string> {
  return sortSubstitutes(
    jobs.flatMap(job => {
      const uptime = uptimeOfJob(job, cluster)
      const made = createdAt(job) ?? 0
      return uptime === undefined ? [] : seriesOf(job).map(series => [series, { made, uptime }] as const)
    }),
  )
}

/** Takes the runs of a CronJob; returns those that are at work or have completed. */
function goodRuns(jobs: readonly Kube<'Job'>[], cluster: Cluster): Substitutes<undefined> {
  return sortSubstitutes(
    jobs.flatMap(job => {
      const uptime = uptimeOfJob(job, cluster)
      return uptime === undefined ? [] : [[undefined, { made: createdAt(job) ?? 0, uptime }] as const]
    }),
  )
}

/** True where a failed Job was made anew, under the next number or by the same `generateName`, and fares better. */
function isRepeated(job: Kube<'Job'>, cluster: Cluster): boolean {
  if (!rolloutOf(job, cluster).failed) return false
  const good = cluster.of(cluster.list('Job'), goodJobs)
  const { at, due } = failureOf(job)
  return seriesOf(job).some(series => longestAfter(at, good.get(series)) >= due)
}

/** True where the failed run of a CronJob is the first since it last succeeded or was made: the next may well succeed. */
function isFirstFailure(job: Kube<'Job'>, cronJob: Kube<'CronJob'>): boolean {
  const made = createdAt(job) ?? 0
  const since = parseTime(cronJob.status?.lastSuccessfulTime) ?? createdAt(cronJob)
  if (since === undefined) return false
  return (firingsBetween(cronJob.spec?.schedule ?? '', since, made, 2) ?? 2) < 2
}

/**
 * Takes a Job; returns true where its failure is over: a later run of the same CronJob has succeeded (its Job may be gone), has
 * got past what ended this one, or is at work after this one's failure alone; or the Job was repeated and fares better.
 */
export function isSuperseded(job: Kube<'Job'>, cluster: Cluster): boolean {
  const cronJob = cluster.ownerOf(job)
  if (cronJob?.kind !== 'CronJob') return cronJob === undefined && isRepeated(job, cluster)
  const made = createdAt(job) ?? 0
  if ((parseTime(cronJob.status?.lastSuccessfulTime) ?? 0) > made) return true
  const uptime = longestAfter(made, cluster.of(cluster.ownedBy(cronJob, 'Job'), goodRuns).get(undefined))
  if (!rolloutOf(job, cluster).failed) return uptime === Number.POSITIVE_INFINITY
  return uptime >= (isFirstFailure(job, cronJob) ? 0 : failureOf(job).due)
}
