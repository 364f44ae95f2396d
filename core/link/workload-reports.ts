import type { Cluster } from '../cluster/cluster.ts'
import { isHistory } from '../facts/pods/history.ts'
import type { Workload } from '../facts/pods/rollouts.ts'
import { rolloutOf } from '../facts/pods/rollouts.ts'
import { WORKLOAD_KINDS } from '../facts/pods/workloads.ts'
import { compareRefs, refKey, refOf } from '../ref.ts'
import type { WorkloadReport } from '../report.ts'
import type { Linked } from './problems.ts'
import { blindness, findRestless, verdictOf } from './workload-verdict.ts'

const NONE: readonly Linked[] = []

const OWNERS: ReadonlySet<string> = new Set(WORKLOAD_KINDS.filter(kind => kind !== 'Pod'))

/**
 * Takes a workload; returns true where no other that was read owns it. A pod or ReplicaSet whose owner was not read, or is an
 * operator's resource without a status that is known, stands for that owner.
 */
function isTopLevel(workload: Workload, cluster: Cluster): boolean {
  const owner = cluster.ownerOf(workload)
  if (owner !== undefined) return !OWNERS.has(owner.kind)
  return workload.kind !== 'Pod' || !isHistory(workload, cluster)
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
