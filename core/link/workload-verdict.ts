import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { refKey, refOf } from '../ref.ts'
import type { Verdict } from '../report.ts'
import { isStalling } from '../summary.ts'
import { parseTime } from '../time.ts'
import { isOverdue, progressedAt } from '../workloads/progress.ts'
import type { Workload } from '../workloads/rollouts.ts'
import { rolloutOf } from '../workloads/rollouts.ts'
import { unwellPods } from '../workloads/troubled-pods.ts'
import { statusHolderOf } from '../workloads/workloads.ts'
import type { Linked } from './problems.ts'

/** A rollout without progress for this many milliseconds is judged by what the cluster reports about it. */
const PATIENCE = 60_000

/**
 * What could not be read but decides whether an incomplete rollout is in trouble; undefined if everything was read or
 * it is too early to judge.
 */
export function blindness(workload: Workload, cluster: Cluster): string | undefined {
  const { namespace } = workload.metadata
  if (rolloutOf(workload, cluster).complete) return undefined
  const moved = progressedAt(workload, cluster)
  const isYoung = cluster.snapshot.takenAt !== undefined && cluster.now - (moved ?? 0) < PATIENCE
  if (moved === undefined && Object.keys(workload.status ?? {}).length === 0)
    return 'it has no status: this is a manifest, not what a cluster holds'
  if (moved === undefined || isYoung) return undefined
  const missing = ['Pod', 'Event'].filter(kind => !cluster.seen(kind, namespace))
  return missing.length === 0
    ? undefined
    : `its ${missing.map(kind => `${kind.toLowerCase()}s`).join(' and ')} were not read`
}

function restarted(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  return [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].some(
    ({ state, lastState }) => {
      if (lastState?.terminated === undefined) return false
      const since = parseTime(state?.running?.startedAt)
      return since !== undefined && cluster.now - since < PATIENCE
    },
  )
}

/** Workloads, by `refKey`, with a container that was restarted just now: too early to call them healthy. */
export function findRestless(cluster: Cluster): ReadonlySet<string> {
  const pods = unwellPods(cluster).filter(pod => restarted(pod, cluster))
  return new Set(pods.map(pod => refKey(statusHolderOf(pod, cluster))))
}

/** The verdict on a workload, from the problems that affect it. */
export function verdictOf(
  workload: Workload,
  held: readonly Linked[],
  restless: ReadonlySet<string>,
  cluster: Cluster,
): Verdict {
  const stalling = held.filter(({ problem }) => isStalling(problem))
  const isComplete = rolloutOf(workload, cluster).complete
  if (stalling.length > 0) return isComplete && stalling.every(({ degrades }) => degrades) ? 'degraded' : 'stalled'
  if (held.some(({ problem }) => problem.outlook === 'unknown')) return 'unknown'
  if (held.length > 0) return 'progressing'
  if (isComplete) return restless.has(refKey(refOf(workload))) ? 'progressing' : 'healthy'
  return isOverdue(workload, cluster) || blindness(workload, cluster) !== undefined ? 'unknown' : 'progressing'
}
