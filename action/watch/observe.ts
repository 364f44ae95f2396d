import { Cluster } from '../../core/cluster/cluster.ts'
import { diagnose, type ObjectRef, type Problem, type Report, type Snapshot } from '../../core/index.ts'
import type { Kube } from '../../core/kube/index.ts'
import { refKey } from '../../core/ref.ts'
import { narrowed } from '../report/narrow.ts'
import type { Holding, Observation } from './judge.ts'
import { isNewRevision, isOld, podsOf, rolloutStart, withoutHistory } from './relevant.ts'
import { stateOf, targetsOf, type Wanted } from './targets.ts'

/** One look at the cluster: what the judge is told, and the report that goes with it. */
export interface Look {
  readonly observation: Observation
  readonly report: Report
}

/** Takes a snapshot, what is waited for and when the watch began (the server's time, milliseconds since 1970). */
export function look(snapshot: Snapshot, wanted: Wanted, began: number): Look {
  const current = withoutHistory(snapshot, new Cluster(snapshot))
  const cluster = new Cluster(current)
  const targets = targetsOf(wanted, cluster)
  const report = narrowed(diagnose(current), targets)
  const observation = {
    now: cluster.now,
    targets: targets.map(ref => stateOf(ref, began, cluster)),
    holding: holdingOf(report, targets, cluster),
  }
  return { observation, report }
}

function holdingOf(report: Report, targets: readonly ObjectRef[], cluster: Cluster): readonly Holding[] {
  const starts = targets.flatMap(ref => rolloutStart(ref, cluster) ?? [])
  const rolloutBegan = starts.length === 0 ? 0 : Math.min(...starts)
  const unfinished = new Set(targets.filter(ref => stateOf(ref, 0, cluster).state !== 'complete').map(refKey))
  const wanted = new Set(targets.map(refKey))
  return report.problems
    .filter(problem => !isOld(problem, cluster) && holds(problem, report, { unfinished, wanted }, cluster))
    .map(problem => ({ problem, ends: endsOf(problem, cluster), rolloutBegan }))
}

interface Sets {
  readonly unfinished: ReadonlySet<string>
  readonly wanted: ReadonlySet<string>
}

/**
 * A problem holds what is not complete; of what is complete only trouble of its pods, or of the target itself, keeps it
 * from being a success. An autoscaler without metrics, for one, is reported but stops no rollout.
 */
function holds(problem: Problem, report: Report, { unfinished, wanted }: Sets, cluster: Cluster): boolean {
  const held = report.workloads.filter(workload => workload.problems.includes(problem.id))
  if (held.some(workload => unfinished.has(refKey(workload)))) return true
  return wanted.has(refKey(problem.subject)) || podsOf(problem, cluster).length > 0
}

/** How often the container in question has ended, the most among the pods of the new revision; for a Job the pods that failed. */
function endsOf(problem: Problem, cluster: Cluster): number {
  const pods = podsOf(problem, cluster).filter(pod => isNewRevision(pod, cluster))
  const failed = pods.filter(pod => pod.status?.phase === 'Failed').length
  return Math.max(failed, 0, ...pods.map(pod => endsIn(pod, problem.subject.container)))
}

function endsIn({ status }: Kube<'Pod'>, container: string | undefined): number {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  const counts = all
    .filter(({ name }) => container === undefined || name === container)
    .map(({ restartCount = 0, state }) => restartCount + (state?.terminated === undefined ? 0 : 1))
  return Math.max(0, ...counts)
}
