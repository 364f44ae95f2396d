import { Cluster } from '../../core/cluster/cluster.ts'
import { CAUSES, diagnoseCluster, type ObjectRef, type Problem, type Report, type Snapshot } from '../../core/index.ts'
import type { Kube } from '../../core/kube/index.ts'
import { refKey, refOf } from '../../core/ref.ts'
import { degradingIds } from '../../core/summary.ts'
import type { FailFast } from '../inputs.ts'
import { narrowed } from '../report/narrow.ts'
import type { Observation, TargetState } from './judge.ts'
import { isOld, isPastRun, podsOf, withoutHistory } from './relevant.ts'
import { stateOf, targetsOf, type Wanted } from './targets.ts'

/** One observation of the cluster: the judge's input, and the report. */
export interface Look {
  readonly observation: Observation
  readonly report: Report
}

/** Limit on any cause's patience with `fail-fast: strict`, in seconds. */
const STRICT = 20

/** `began`: when the watch began by the server's clock, in milliseconds since 1970. */
export function look(snapshot: Snapshot, wanted: Wanted, began: number, failFast: FailFast = 'normal'): Look {
  const whole = new Cluster(snapshot)
  const current = withoutHistory(snapshot, whole)
  const cluster = current === snapshot ? whole : new Cluster(current)
  const refs = targetsOf(wanted, cluster)
  const targets = refs.map(ref => stateOf(ref, began, cluster))
  const options = { patienceCap: failFast === 'strict' ? STRICT : undefined }
  const report = narrowed(diagnoseCluster(cluster, {}, options), [...refs, ...endingNamespaces(wanted, refs, cluster)])
  return { observation: { now: cluster.now, targets, holding: holdingOf(report, targets, began, cluster) }, report }
}

/** Namespaces that are being deleted: their problems affect everything in them. */
function endingNamespaces(wanted: Wanted, refs: readonly ObjectRef[], cluster: Cluster): readonly ObjectRef[] {
  const names = new Set([wanted.namespace, ...refs.flatMap(ref => ref.namespace ?? [])])
  return [...names]
    .map(name => ({ kind: 'Namespace', name }))
    .filter(ref => cluster.get(ref)?.metadata.deletionTimestamp !== undefined)
}

function holdingOf(
  report: Report,
  targets: readonly TargetState[],
  began: number,
  cluster: Cluster,
): readonly Problem[] {
  const states = new Map(targets.map(({ ref, state }) => [refKey(ref), state] as const))
  const isPast = (pod: Kube<'Pod'>) => {
    const job = cluster.ownerOf(pod)
    return isPastRun(pod, began, cluster) && (job === undefined || !states.has(refKey(refOf(job))))
  }
  const degrading = degradingIds(report.workloads)
  return report.problems.filter(
    problem => !isOld(problem, isPast, cluster) && holds(problem, report, degrading, states, cluster),
  )
}

/** Stages whose causes do not stop what is rolled out: reported, but they do not fail a target. */
const HARMLESS: ReadonlySet<string> = new Set(
  CAUSES.filter(({ stage }) => stage === 'rollout' || stage === 'manifest').map(({ id }) => id),
)

/**
 * A problem affects a target that is not complete; a complete one only if its pods, or the target itself, are in
 * trouble. An autoscaler without metrics is reported, for example, but does not stop a rollout; nor does a complete
 * target that only fails at its job.
 */
function holds(
  problem: Problem,
  report: Report,
  degrading: ReadonlySet<string>,
  states: ReadonlyMap<string, TargetState['state']>,
  cluster: Cluster,
): boolean {
  const held = report.workloads.filter(workload => workload.problems.includes(problem.id))
  if (held.some(workload => states.get(refKey(workload)) !== 'complete')) return true
  if (HARMLESS.has(problem.cause) || degrading.has(problem.id)) return false
  return (
    states.has(refKey(problem.subject)) ||
    podsOf(problem, cluster).length > 0 ||
    [problem.subject, ...problem.affects].some(({ kind }) => kind === 'Namespace' && report.workloads.length === 0)
  )
}
