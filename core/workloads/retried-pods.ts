import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { parseTime } from '../time.ts'
import { evictionOf } from './nodes/eviction.ts'
import { createdAt, podCondition } from './pods.ts'
import type { Substitutes } from './substitutes.ts'
import { longestAfter, outliving, sortSubstitutes } from './substitutes.ts'

const INDEX = 'batch.kubernetes.io/job-completion-index'

/** True where the pod was ended for its node's sake or another pod's, not for what it did itself. */
function isDisrupted(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  if (evictionOf(pod, cluster)?.reason === 'own-limit') return false
  return pod.status?.reason !== undefined || podCondition(pod, 'DisruptionTarget')?.status === 'True'
}

/** Takes a pod; returns when the last of its containers ended, milliseconds since 1970, or where none is known to have, when it was made. */
export function endOf(pod: Kube<'Pod'>): number {
  const ends = (pod.status?.containerStatuses ?? []).map(({ state }) => parseTime(state?.terminated?.finishedAt) ?? 0)
  return Math.max(createdAt(pod) ?? 0, ...ends)
}

/** When the last of the pod's containers was started, where all of them run; milliseconds since 1970. */
function runningSince({ status }: Kube<'Pod'>): number | undefined {
  const starts = (status?.containerStatuses ?? []).map(({ state }) => parseTime(state?.running?.startedAt))
  const known = starts.filter(start => start !== undefined)
  return status?.phase !== 'Running' || known.length < starts.length ? undefined : Math.max(...known)
}

/** Milliseconds for which a pod has run, infinite where it has succeeded; undefined where it does neither. */
export function uptimeOf(pod: Kube<'Pod'>, cluster: Cluster): number | undefined {
  if (pod.status?.phase === 'Succeeded') return Number.POSITIVE_INFINITY
  const since = runningSince(pod)
  return since === undefined ? undefined : cluster.now - since
}

/** Takes a failed pod; returns for how long another has to run, in milliseconds, to have got past what ended it. */
export function outlivingPod(pod: Kube<'Pod'>, cluster: Cluster): number {
  return isDisrupted(pod, cluster) ? 0 : outliving(endOf(pod) - (createdAt(pod) ?? 0))
}

/** Takes the pods of a Job; returns those that run or have succeeded by their completion index. */
function substitutesAmong(pods: readonly Kube<'Pod'>[], cluster: Cluster): Substitutes<string | undefined> {
  return sortSubstitutes(
    pods.flatMap(pod => {
      const uptime = uptimeOf(pod, cluster)
      return uptime === undefined
        ? []
        : [[pod.metadata.annotations?.[INDEX], { made: createdAt(pod) ?? 0, uptime }] as const]
    }),
  )
}

/**
 * Takes a failed pod of a Job that goes on, as far as is known, and the pods of that Job; returns true where another pod in its
 * place has succeeded or has run for half as long again. A pod that was evicted for its node's sake tells nothing of how the
 * next will fare.
 */
export function isRetried(pod: Kube<'Pod'>, siblings: readonly Kube<'Pod'>[], cluster: Cluster): boolean {
  if (pod.status?.phase !== 'Failed') return false
  const substitutes = cluster.of(siblings, substitutesAmong).get(pod.metadata.annotations?.[INDEX])
  return longestAfter(createdAt(pod) ?? 0, substitutes) >= outlivingPod(pod, cluster)
}
