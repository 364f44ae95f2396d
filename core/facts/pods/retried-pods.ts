import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { parseTime } from '../../time.ts'
import { evictionOf } from '../node/eviction.ts'
import { createdAt, podCondition } from './pods.ts'

const SECOND = 1000
const INDEX = 'batch.kubernetes.io/job-completion-index'

/** True where the pod was ended for its node's sake or another pod's, not for what it did itself. */
function isDisrupted(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  if (evictionOf(pod, cluster)?.cause === 'pod-evicted-over-limit') return false
  return pod.status?.reason !== undefined || podCondition(pod, 'DisruptionTarget')?.status === 'True'
}

/** Milliseconds that the pod lived, as far as its containers tell. */
function lifeOf(pod: Kube<'Pod'>): number {
  const ends = (pod.status?.containerStatuses ?? []).map(({ state }) => parseTime(state?.terminated?.finishedAt) ?? 0)
  return Math.max(0, ...ends) - (createdAt(pod) ?? 0)
}

/** When the last of the pod's containers was started, where all of them run; milliseconds since 1970. */
function runningSince({ status }: Kube<'Pod'>): number | undefined {
  const starts = (status?.containerStatuses ?? []).map(({ state }) => parseTime(state?.running?.startedAt))
  const known = starts.filter(start => start !== undefined)
  return status?.phase !== 'Running' || known.length < starts.length ? undefined : Math.max(...known)
}

/** A pod that may stand for a failed one. */
interface Substitute {
  readonly made: number
  /** Milliseconds that this one, or one made after it, has run; infinite where it has succeeded. */
  readonly uptime: number
}

/** Takes the pods of a Job; returns those that run or have succeeded by their completion index, the newest first. */
function substitutesAmong(
  pods: readonly Kube<'Pod'>[],
  cluster: Cluster,
): ReadonlyMap<string | undefined, readonly Substitute[]> {
  const byIndex = new Map<string | undefined, Substitute[]>()
  for (const pod of pods) {
    const since = runningSince(pod)
    const hasSucceeded = pod.status?.phase === 'Succeeded'
    if (since === undefined && !hasSucceeded) continue
    const uptime = hasSucceeded ? Number.POSITIVE_INFINITY : cluster.now - (since ?? cluster.now)
    const index = pod.metadata.annotations?.[INDEX]
    const substitute = { made: createdAt(pod) ?? 0, uptime }
    const known = byIndex.get(index)
    if (known === undefined) byIndex.set(index, [substitute])
    else known.push(substitute)
  }
  for (const [index, substitutes] of byIndex) {
    let longest = 0
    const sorted = substitutes.toSorted((a, b) => b.made - a.made)
    byIndex.set(
      index,
      sorted.map(({ made, uptime }) => {
        longest = Math.max(longest, uptime)
        return { made, uptime: longest }
      }),
    )
  }
  return byIndex
}

/** The uptime of those made after a time: that of the last of them, newest first. */
function longestAfter(made: number, substitutes: readonly Substitute[]): number {
  let [low, high] = [0, substitutes.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((substitutes[middle]?.made ?? 0) > made) low = middle + 1
    else high = middle
  }
  return substitutes[low - 1]?.uptime ?? -1
}

/**
 * Takes a failed pod of a Job that goes on, as far as is known, and the pods of that Job; returns true where another pod in its
 * place has succeeded or has run for half as long again. A pod that was evicted for its node's sake tells nothing of how the
 * next will fare.
 */
export function isRetried(pod: Kube<'Pod'>, siblings: readonly Kube<'Pod'>[], cluster: Cluster): boolean {
  if (pod.status?.phase !== 'Failed') return false
  const substitutes = cluster.of(siblings, substitutesAmong).get(pod.metadata.annotations?.[INDEX]) ?? []
  const due = isDisrupted(pod, cluster) ? 0 : Math.min(300 * SECOND, Math.max(20 * SECOND, 1.5 * lifeOf(pod)))
  return longestAfter(createdAt(pod) ?? 0, substitutes) >= due
}
