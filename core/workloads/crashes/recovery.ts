import type { Cluster } from '../../cluster/cluster.ts'
import type { Terminated } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import { earliest, parseTime } from '../../time.ts'
import type { ContainerView } from '../containers.ts'
import { createdAt, isFinished, isSlowLoop, RARE } from '../pods.ts'
import { outliving } from '../retries.ts'
import { rolloutOf } from '../rollouts.ts'

const SECOND = 1000
/** The kubelet forgets earlier crashes after a run of this length, in milliseconds: twice its longest back-off. */
const LONG_LIFE = 600 * SECOND

/**
 * When a terminated container started, in milliseconds since 1970; undefined for 1970, which runtimes report if it
 * never ran.
 */
export function startOf({ startedAt }: Terminated): number | undefined {
  const from = parseTime(startedAt)
  return from === 0 ? undefined : from
}

/** A container that runs for this long between its exits, in milliseconds, has served in between if it was ready. */
const SERVING = 20 * SECOND

/**
 * True if the container is running and ready again, and had worked for a while before it exited. Waiting in vain, by
 * its log, is not work.
 */
export function servesBetween({ running, status }: ContainerView, ended: Terminated): boolean {
  return running && status.ready === true && lifeOf(ended) >= SERVING
}

/** Milliseconds for which a container ran. */
function lifeOf(ended: Terminated): number {
  const [from, to] = [startOf(ended), parseTime(ended.finishedAt)]
  return from !== undefined && to !== undefined && to >= from ? to - from : 0
}

/** True if the container ran for long before its exit, and for hours on average: earlier exits are no crash loop. */
function isRare({ pod, restarts }: ContainerView, ended: Terminated, cluster: Cluster): boolean {
  const age = cluster.now - (createdAt(pod) ?? cluster.now)
  return lifeOf(ended) > LONG_LIFE && age / (restarts + 1) > RARE
}

/**
 * How long a container has to run to be past its crash; in a slow loop longer than its last run, however long that was.
 * `life`: of its last run; `age`: from its pod's creation to its current start; in milliseconds.
 */
export function recoveryAfter(life: number, restarts: number, age: number): number {
  return isSlowLoop(life, restarts, age) ? Math.max(outliving(life), 1.5 * life) : outliving(life)
}

/**
 * Whether a container has run long enough since its last exit to be past it. Without a readiness probe it counts as
 * ready between crashes, so it has to run half as long again as last time. If the snapshot does not say when it was
 * taken, uptime is a lower bound, and few restarts count as over.
 */
export function hasRecovered(view: ContainerView, ended: Terminated, cluster: Cluster): boolean {
  return view.status.ready === true && isPast(view, ended, cluster)
}

/** The same for a container that need not be ready. */
export function isPast(view: ContainerView, ended: Terminated, cluster: Cluster): boolean {
  const startedAt = parseTime(view.status.state?.running?.startedAt)
  if (!view.running || startedAt === undefined) return false
  const isOdd = isRare(view, ended, cluster)
  if (cluster.snapshot.takenAt === undefined && (view.restarts < 3 || isOdd)) return true
  const age = startedAt - (createdAt(view.pod) ?? startedAt)
  return cluster.now - startedAt > recoveryAfter(lifeOf(ended), isOdd ? 0 : view.restarts, age)
}

/** A container that started this long before its last run, in milliseconds, has worked well in between. */
const YOUNG = 600 * SECOND

/**
 * Since when a container has been exiting like this, as far as is known, in milliseconds since 1970: its first start if
 * that is recent, else its first back-off, or the exit in its status.
 */
export function troubledSince({ events }: ContainerView, ended: Terminated): number | undefined {
  const began = startOf(ended) ?? parseTime(ended.finishedAt)
  const first = events.find(({ reason }) => reason === 'Started')?.first
  if (first !== undefined && (began === undefined || began - first < YOUNG)) return earliest([first, began])
  const backOff = events.find(({ reason }) => reason === 'BackOff')?.first
  return earliest([backOff, parseTime(ended.finishedAt)]) ?? began
}

const INDEX = 'batch.kubernetes.io/job-completion-index'

/** True if the Job does not replace a failed pod: its backoff limit is 0, or it has given up the pod's index. */
function isGivenUp(pod: Kube<'Pod'>, { spec, status }: Kube<'Job'>): boolean {
  if ((spec?.backoffLimitPerIndex ?? spec?.backoffLimit) === 0) return true
  const index = Number(indexOf(pod) ?? Number.NaN)
  return (status?.failedIndexes ?? '').split(',').some(range => {
    const [first = Number.NaN, last = first] = range === '' ? [] : range.split('-').map(Number)
    return index >= first && index <= last
  })
}

/** A Job creates another pod for a failed one: a single failure may be chance. */
function isFirstTry(view: ContainerView, cluster: Cluster): boolean {
  const job = cluster.ownerOf(view.pod)
  if (job?.kind !== 'Job' || isGivenUp(view.pod, job)) return false
  return !rolloutOf(job, cluster).failed && (job.status?.failed ?? 0) < 2
}

/** True if the Job has a newer pod of the same index that may still succeed. */
function isTriedAgain({ pod }: ContainerView, cluster: Cluster): boolean {
  const job = cluster.ownerOf(pod)
  const made = createdAt(pod) ?? 0
  const others = job?.kind === 'Job' ? cluster.ownedBy(job, 'Pod') : []
  return others.some(other => !isFinished(other) && (createdAt(other) ?? 0) > made && indexOf(other) === indexOf(pod))
}

function indexOf({ metadata }: Kube<'Pod'>): string | undefined {
  return metadata.annotations?.[INDEX] ?? metadata.labels?.[INDEX]
}

/** Restarts after which a container is not expected to stay up: while it runs, and while it does not. */
const STUMBLES = { running: 3, ended: 2 } as const

/** True if a container has exited so often that it will continue to, or is not restarted. */
export function isLoop(view: ContainerView, ended: Terminated, cluster: Cluster): boolean {
  if (view.pod.spec?.restartPolicy === 'Never') return !isFirstTry(view, cluster)
  if (view.restarts < STUMBLES[view.running ? 'running' : 'ended']) return false
  return !(view.running && isRare(view, ended, cluster))
}

/**
 * The ongoing change that may well end it, as a clause; undefined if that has become unlikely. `isLasting`: a restart
 * does not fix what its log shows.
 */
export function upAgain(
  view: ContainerView,
  ended: Terminated,
  isLasting: boolean,
  cluster: Cluster,
): string | undefined {
  if (!view.running && isLasting) return undefined
  if (view.pod.spec?.restartPolicy === 'Never')
    return isFirstTry(view, cluster) && isTriedAgain(view, cluster)
      ? 'its Job has started another pod for it'
      : undefined
  return view.running && !isLoop(view, ended, cluster)
    ? `container ${view.name} was restarted and is running`
    : undefined
}
