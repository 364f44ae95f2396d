import type { Cluster } from '../cluster/cluster.ts'
import type { Workload } from '../facts/rollouts.ts'
import { rolloutOf } from '../facts/rollouts.ts'
import { isForeign, WORKLOAD_KINDS, workloadOf } from '../facts/workloads.ts'
import { compareRefs, refKey, refOf } from '../ref.ts'
import type { WorkloadReport } from '../report.ts'
import type { Linked } from './problems.ts'
import { blindness, findRestless, verdictOf } from './workload-verdict.ts'

const NONE: readonly Linked[] = []

/** What an operator's resource controls stands for it: the resource itself has no status that is known. */
function isTopLevel(workload: Workload, cluster: Cluster): boolean {
  const top = workloadOf(workload, cluster)
  if (isForeign(top)) return cluster.ownerOf(workload) === undefined
  return top.kind === workload.kind && top.name === workload.metadata.name
}

function byTouched(problems: readonly Linked[]): ReadonlyMap<string, readonly Linked[]> {
  const touching = new Map<string, Linked[]>()
  for (const linked of problems) {
    for (const key of linked.touches) {
      const known = touching.get(key)
      if (known === undefined) touching.set(key, [linked])
      else known.push(linked)
    }
  }
  return touching
}

/** Takes the problems; returns a report of every top-level workload, in the order of namespace, kind and name. */
export function reportWorkloads(problems: readonly Linked[], cluster: Cluster): readonly WorkloadReport[] {
  const touching = byTouched(problems)
  const restless = findRestless(cluster)
  const report = (workload: Workload): WorkloadReport => {
    const ref = refOf(workload)
    const held = touching.get(refKey(ref)) ?? NONE
    const { ready, wanted, updated } = rolloutOf(workload, cluster)
    const reason = held.length === 0 ? blindness(workload, cluster) : undefined
    return {
      ...ref,
      verdict: verdictOf(workload, held, restless, cluster),
      ready,
      wanted,
      updated,
      ...(reason === undefined ? {} : { reason }),
      problems: held.map(({ problem }) => problem.id),
    }
  }
  const workloads = WORKLOAD_KINDS.flatMap(kind => cluster.list(kind) as readonly Workload[])
  return workloads
    .filter(workload => isTopLevel(workload, cluster))
    .map(report)
    .sort(compareRefs)
}
