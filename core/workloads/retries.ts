import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { parseTime } from '../time.ts'
import { evictionOf } from './nodes/eviction.ts'
import { createdTime, podCondition } from './pods.ts'

/** A possible substitute for something that failed: a pod in its place, a later run. */
export interface Substitute {
  /** Creation time, in milliseconds since 1970. */
  readonly made: number
  /** Milliseconds for which it has run; infinite if it succeeded. */
  readonly uptime: number
}

const SECOND = 1000

/** Milliseconds that another one has to run to be past the failure. */
export function outliving(life: number): number {
  return Math.min(300 * SECOND, Math.max(20 * SECOND, 1.5 * life))
}

/** Substitutes by key, newest first; `uptime` is the longest of each one and all newer ones. */
export type Substitutes<K> = ReadonlyMap<K, readonly Substitute[]>

/** Sorted, so that each lookup is short. */
export function sortSubstitutes<K>(found: Iterable<readonly [K, Substitute]>): Substitutes<K> {
  const byKey = new Map<K, Substitute[]>()
  for (const [key, substitute] of found) {
    const known = byKey.get(key)
    if (known === undefined) byKey.set(key, [substitute])
    else known.push(substitute)
  }
  for (const [key, substitutes] of byKey) {
    let longest = 0
    const sorted = substitutes.toSorted((a, b) => b.made - a.made)
    byKey.set(
      key,
      sorted.map(({ made, uptime }) => {
        longest = Math.max(longest, uptime)
        return { made, uptime: longest }
      }),
    )
  }
  return byKey
}

/** The longest uptime of substitutes created after a time; -1 if there is none. */
export function longestAfter(made: number, substitutes: readonly Substitute[] = []): number {
  let [low, high] = [0, substitutes.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((substitutes[middle]?.made ?? 0) > made) low = middle + 1
    else high = middle
  }
  return substitutes[low - 1]?.uptime ?? -1
}

const INDEX = 'batch.kubernetes.io/job-completion-index'

/** True if the pod was ended because of its node or another pod, not because of itself. */
function isDisrupted(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  if (evictionOf(pod, cluster)?.reason === 'own-limit') return false
  return pod.status?.reason !== undefined || podCondition(pod, 'DisruptionTarget')?.status === 'True'
}

/**
 * When the last of a pod's containers ended, or its creation time if none is known to have; in milliseconds since 1970.
 */
export function endOf(pod: Kube<'Pod'>): number {
  const ends = (pod.status?.containerStatuses ?? []).map(({ state }) => parseTime(state?.terminated?.finishedAt) ?? 0)
  return Math.max(createdTime(pod), ...ends)
}

/** When the last of the pod's containers started, if all are running; in milliseconds since 1970. */
function runningSince({ status }: Kube<'Pod'>): number | undefined {
  const starts = (status?.containerStatuses ?? []).map(({ state }) => parseTime(state?.running?.startedAt))
  const known = starts.filter(start => start !== undefined)
  return status?.phase !== 'Running' || known.length < starts.length ? undefined : Math.max(...known)
}

/**
 * Milliseconds for which a pod has run, infinite if it succeeded; undefined if it is neither running nor successful.
 */
export function uptimeOf(pod: Kube<'Pod'>, cluster: Cluster): number | undefined {
  if (pod.status?.phase === 'Succeeded') return Number.POSITIVE_INFINITY
  const since = runningSince(pod)
  return since === undefined ? undefined : cluster.now - since
}

/** Milliseconds that another pod has to run to be past a failed one's end. */
export function outlivingPod(pod: Kube<'Pod'>, cluster: Cluster): number {
  return isDisrupted(pod, cluster) ? 0 : outliving(endOf(pod) - createdTime(pod))
}

/** The running or successful pods of a Job, by completion index. */
function substitutesAmong(pods: readonly Kube<'Pod'>[], cluster: Cluster): Substitutes<string | undefined> {
  return sortSubstitutes(
    pods.flatMap(pod => {
      const uptime = uptimeOf(pod, cluster)
      return uptime === undefined
        ? []
        : [[pod.metadata.annotations?.[INDEX], { made: createdTime(pod), uptime }] as const]
    }),
  )
}

/**
 * True if another pod in its place has succeeded or has run half as long again. A pod evicted because of its node says
 * nothing about the next one.
 */
export function isRetried(pod: Kube<'Pod'>, siblings: readonly Kube<'Pod'>[], cluster: Cluster): boolean {
  if (pod.status?.phase !== 'Failed') return false
  const substitutes = cluster.of(siblings, substitutesAmong).get(pod.metadata.annotations?.[INDEX])
  return longestAfter(createdTime(pod), substitutes) >= outlivingPod(pod, cluster)
}
