import type { Cluster } from '../cluster/cluster.ts'
import { controllerKey, controllerOf } from '../cluster/controller.ts'
import type { Kube } from '../kube/index.ts'
import { refTo } from '../ref.ts'
import { parseTime } from '../time.ts'
import { firingsBetween } from './cron-schedule.ts'
import { createdAt, createdTime } from './pods.ts'
import type { Substitutes } from './retries.ts'
import { endOf, longestAfter, outliving, outlivingPod, sortSubstitutes, uptimeOf } from './retries.ts'
import { rolloutOf } from './rollouts.ts'
import { isCustomResource } from './workloads.ts'

/** A Job's name without the revision or number that its creator appends: `migrate-12`, `migrate-v1.4.0`. */
function stemOf(name: string): string | undefined {
  return /^(.+?)[-.]v?\d[\d.]{0,40}$/.exec(name)?.[1]
}

/** What a Job's repetitions have in common: the beginning of their names, and their containers. */
function seriesOf({ metadata, spec }: Kube<'Job'>): readonly string[] {
  const { name, namespace = '', generateName } = metadata
  const containers = (spec?.template?.spec?.containers ?? []).map(container => container.name).join()
  return [stemOf(name), generateName]
    .filter(start => start !== undefined)
    .map(start => `${namespace}/${start} ${containers}`)
}

/**
 * When a Job failed, in milliseconds since 1970, and how long another one has to run to be past that; if it failed by
 * its deadline, until it has completed.
 */
function failureOf({ metadata, status }: Kube<'Job'>): { readonly at: number; readonly due: number } {
  const is = (type: string) => status?.conditions?.find(item => item.type === type && item.status === 'True')
  const failed = is('FailureTarget') ?? is('Failed')
  const start = parseTime(status?.startTime ?? metadata.creationTimestamp) ?? 0
  const at = parseTime(failed?.lastTransitionTime) ?? start
  return { at, due: failed?.reason === 'DeadlineExceeded' ? Number.POSITIVE_INFINITY : outliving(at - start) }
}

/** Milliseconds for which a Job has been working, infinite once it has completed; undefined if it failed. */
function uptimeOfJob(job: Kube<'Job'>, cluster: Cluster): number | undefined {
  const { complete, failed } = rolloutOf(job, cluster)
  if (complete) return Number.POSITIVE_INFINITY
  if (failed || job.spec?.suspend === true) return undefined
  return Math.max(0, ...cluster.ownedBy(job, 'Pod').map(pod => uptimeOf(pod, cluster) ?? 0))
}

/** Working or completed Jobs, by series. */
function goodJobs(jobs: readonly Kube<'Job'>[], cluster: Cluster): Substitutes<string> {
  return sortSubstitutes(
    jobs.flatMap(job => {
      const uptime = uptimeOfJob(job, cluster)
      const made = createdTime(job)
      return uptime === undefined ? [] : seriesOf(job).map(series => [series, { made, uptime }] as const)
    }),
  )
}

/** Working or completed runs. */
function goodRuns(jobs: readonly Kube<'Job'>[], cluster: Cluster): Substitutes<undefined> {
  return sortSubstitutes(
    jobs.flatMap(job => {
      const uptime = uptimeOfJob(job, cluster)
      return uptime === undefined ? [] : [[undefined, { made: createdTime(job), uptime }] as const]
    }),
  )
}

/** True if a failed Job was repeated, with the next number or the same `generateName`, and fares better. */
function isRepeated(job: Kube<'Job'>, cluster: Cluster): boolean {
  if (!rolloutOf(job, cluster).failed) return false
  const good = cluster.of(cluster.list('Job'), goodJobs)
  const { at, due } = failureOf(job)
  return seriesOf(job).some(series => longestAfter(at, good.get(series)) >= due)
}

/**
 * True if a failed run is the CronJob's first failure since its last success or its creation: the next may well
 * succeed.
 */
function isFirstFailure(job: Kube<'Job'>, cronJob: Kube<'CronJob'>): boolean {
  const made = createdTime(job)
  const since = parseTime(cronJob.status?.lastSuccessfulTime) ?? createdAt(cronJob)
  if (since === undefined) return false
  return (firingsBetween(cronJob.spec?.schedule ?? '', since, made, 2) ?? 2) < 2
}

/**
 * True if a Job's failure is over: a later run of its CronJob has succeeded (its Job may be gone), is past this
 * failure, or is working after a single failure; or the Job was repeated and fares better.
 */
export function isSuperseded(job: Kube<'Job'>, cluster: Cluster): boolean {
  const cronJob = cluster.ownerOf(job)
  if (cronJob?.kind !== 'CronJob') return cronJob === undefined && isRepeated(job, cluster)
  const made = createdTime(job)
  if ((parseTime(cronJob.status?.lastSuccessfulTime) ?? 0) > made) return true
  const uptime = longestAfter(made, cluster.of(cluster.ownedBy(cronJob, 'Job'), goodRuns).get(undefined))
  if (!rolloutOf(job, cluster).failed) return uptime === Number.POSITIVE_INFINITY
  return uptime >= (isFirstFailure(job, cronJob) ? 0 : failureOf(job).due)
}

type Pod = Kube<'Pod'>

/**
 * The purpose of a custom resource's pod. Argo names it for each pod of a Workflow, with a number at the end for a
 * retry: `release[1].migrate(1)`; other operators run the same again.
 */
function workOf({ metadata, spec }: Pod): string {
  const node = metadata.annotations?.['workflows.argoproj.io/node-name']
  if (node !== undefined) return node.replace(/\(\d{1,4}\)$/, '')
  return JSON.stringify((spec?.containers ?? []).map(({ name, image, command, args }) => [name, image, command, args]))
}

/** What a pod has in common with its substitutes, and its position in time among them, in milliseconds since 1970. */
interface Place {
  readonly key: string
  readonly made: number
  /** Pods created after this are substitutes. */
  readonly end: number
}

/** A CronJob names its Jobs after itself and their scheduled time in minutes since 1970 (`pkg/controller/cronjob`). */
function dueOf(kind: string, name: string): number | undefined {
  const [, minute] = kind === 'Job' ? (/-(\d{8})$/.exec(name) ?? []) : []
  return minute === undefined ? undefined : Number(minute) * 60_000
}

/** Pods of one controller with the same purpose, and those of controllers whose names begin alike. */
function placesOf(pod: Pod): readonly Place[] {
  const controller = controllerOf(pod)
  if (controller === undefined) return []
  const { kind, namespace = '', name } = controller
  const times = { made: createdTime(pod), end: endOf(pod) }
  const own = kind === 'Job' ? [] : [{ key: `${controllerKey(pod)} ${workOf(pod)}`, ...times }]
  const stem = pod.spec?.restartPolicy === 'Always' ? undefined : stemOf(name)
  if (stem === undefined) return own
  const containers = (pod.spec?.containers ?? []).map(container => container.name).join()
  const due = dueOf(kind, name)
  const key = `${kind}/${namespace}/${stem} ${containers}`
  return [...own, due === undefined ? { key, ...times } : { key, made: due, end: due }]
}

interface Series {
  readonly good: Substitutes<string>
  /** How many have failed without a success after them. */
  readonly failed: ReadonlyMap<string, number>
}

function find(_snapshot: object, cluster: Cluster): Series {
  const pods = [...cluster.byController('Pod').groups.values()].flatMap(({ objects }) => {
    const { kind = '', namespace, name = '' } = (objects[0] && controllerOf(objects[0])) ?? {}
    const isMeant =
      (kind === 'Job' || isCustomResource({ kind, name })) && cluster.get(refTo(kind, namespace, name)) === undefined
    return isMeant ? (objects as readonly Kube[] as readonly Pod[]) : []
  })
  const isFailed = (pod: Pod) => pod.status?.phase === 'Failed'
  const good = sortSubstitutes(
    pods
      .filter(pod => !isFailed(pod))
      .flatMap(pod =>
        placesOf(pod).map(({ key, made }) => [key, { made, uptime: uptimeOf(pod, cluster) ?? 0 }] as const),
      ),
  )
  const failed = new Map<string, number>()
  for (const pod of pods.filter(isFailed)) {
    for (const { key, end } of placesOf(pod)) {
      const isOver = longestAfter(end, good.get(key)) === Number.POSITIVE_INFINITY
      failed.set(key, (failed.get(key) ?? 0) + (isOver ? 0 : 1))
    }
  }
  return { good, failed }
}

/**
 * True if a later pod with the same purpose has succeeded, has run for longer, or is working after this single failure:
 * a retried step, a Build or the next run of a CronJob.
 */
export function isTriedAgain(pod: Pod, cluster: Cluster): boolean {
  const { good, failed } = cluster.of(cluster.snapshot, find)
  return placesOf(pod).some(({ key, end }) => {
    const uptime = longestAfter(end, good.get(key))
    return uptime >= ((failed.get(key) ?? 0) > 1 ? outlivingPod(pod, cluster) : 0)
  })
}
