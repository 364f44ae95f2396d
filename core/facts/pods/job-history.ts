import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { parseTime } from '../../time.ts'
import { createdAt } from './pods.ts'
import { rolloutOf } from './rollouts.ts'
import { unwellPods } from './troubled-pods.ts'

/** A Job's name without the revision or number that whoever makes it anew gives it: `migrate-12`, `migrate-v1.4.0`. */
function stemOf(name: string): string | undefined {
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

/** When the newest completed Job of each series was made, milliseconds since 1970. */
function newestCompleted(jobs: readonly Kube<'Job'>[], cluster: Cluster): ReadonlyMap<string, number> {
  const newest = new Map<string, number>()
  for (const job of jobs) {
    if (!rolloutOf(job, cluster).complete) continue
    for (const series of seriesOf(job)) newest.set(series, Math.max(newest.get(series) ?? 0, createdAt(job) ?? 0))
  }
  return newest
}

/** True where a failed Job was made anew, under the next number or by the same `generateName`, and has completed. */
function isRepeated(job: Kube<'Job'>, cluster: Cluster): boolean {
  if (!rolloutOf(job, cluster).failed) return false
  const newest = cluster.of(cluster.list('Job'), newestCompleted)
  return seriesOf(job).some(series => (newest.get(series) ?? 0) > (createdAt(job) ?? 0))
}

/** Takes a Job; returns true where a later run of the same CronJob has succeeded (its Job may be gone), or the Job was repeated and has. */
export function isSuperseded(job: Kube<'Job'>, cluster: Cluster): boolean {
  const cronJob = cluster.ownerOf(job)
  if (cronJob?.kind !== 'CronJob') return cronJob === undefined && isRepeated(job, cluster)
  const made = createdAt(job) ?? 0
  if ((parseTime(cronJob.status?.lastSuccessfulTime) ?? 0) > made) return true
  return cluster.ownedBy(cronJob, 'Job').some(run => (createdAt(run) ?? 0) > made && rolloutOf(run, cluster).complete)
}

/** A CronJob names its Jobs after itself and the minute since 1970 for which they were due (`pkg/controller/cronjob`). */
function runOf({ metadata }: Kube<'Pod'>): { readonly cronJob: string; readonly due: number } | undefined {
  const job = metadata.ownerReferences?.find(({ kind, controller }) => kind === 'Job' && controller === true)?.name
  const [, name, due] = /^(.+)-(\d{8})$/.exec(job ?? '') ?? []
  return name === undefined ? undefined : { cronJob: `${metadata.namespace ?? ''}/${name}`, due: Number(due) }
}

function lastSuccesses(pods: readonly Kube<'Pod'>[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>()
  for (const pod of pods) {
    const run = pod.status?.phase === 'Succeeded' ? runOf(pod) : undefined
    if (run !== undefined) newest.set(run.cronJob, Math.max(newest.get(run.cronJob) ?? 0, run.due))
  }
  return newest
}

/** Takes a pod of a Job that was not read; returns true where, by the Jobs' names, a later run of the same CronJob has succeeded. */
export function hasLaterRun(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const run = runOf(pod)
  return run !== undefined && (cluster.of(unwellPods(cluster), lastSuccesses).get(run.cronJob) ?? 0) > run.due
}
