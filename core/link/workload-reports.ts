import type { Cluster } from '../cluster/cluster.ts'
import type { Workload } from '../facts/rollouts.ts'
import { isOverdue, progressedAt, rolloutOf } from '../facts/rollouts.ts'
import { WORKLOAD_KINDS, workloadOf } from '../facts/workloads.ts'
import { compareRefs, refKey, refOf } from '../ref.ts'
import type { Verdict, WorkloadReport } from '../report.ts'
import type { Linked } from './problems.ts'

function isTopLevel(workload: Workload, cluster: Cluster): boolean {
  const top = workloadOf(workload, cluster)
  return top.kind === workload.kind && top.name === workload.metadata.name
}

/** A rollout that has not moved for this long, in milliseconds, is judged by what the cluster says of it. */
const PATIENCE = 60_000

/** What decides whether an incomplete rollout is in trouble, where it could not be read. */
function blindness(workload: Workload, cluster: Cluster): string | undefined {
  const { namespace } = workload.metadata
  const moved = progressedAt(workload, cluster)
  if (rolloutOf(workload, cluster).complete || moved === undefined || cluster.now - moved < PATIENCE) return undefined
  const missing = ['Pod', 'Event'].filter(kind => !cluster.seen(kind, namespace))
  return missing.length === 0
    ? undefined
    : `its ${missing.map(kind => `${kind.toLowerCase()}s`).join(' and ')} were not read`
}

function verdictOf(workload: Workload, held: readonly Linked[], cluster: Cluster): Verdict {
  if (held.some(({ problem }) => problem.outlook === 'needs-change')) return 'stalled'
  if (held.some(({ problem }) => problem.outlook === 'unknown')) return 'unknown'
  if (held.length > 0) return 'progressing'
  if (rolloutOf(workload, cluster).complete) return 'healthy'
  return isOverdue(workload, cluster) || blindness(workload, cluster) !== undefined ? 'unknown' : 'progressing'
}

const NONE: readonly Linked[] = []

function report(
  workload: Workload,
  problems: ReadonlyMap<string, readonly Linked[]>,
  cluster: Cluster,
): WorkloadReport {
  const ref = refOf(workload)
  const held = problems.get(refKey(ref)) ?? NONE
  const { ready, wanted, updated } = rolloutOf(workload, cluster)
  const reason = held.length === 0 ? blindness(workload, cluster) : undefined
  return {
    ...ref,
    verdict: verdictOf(workload, held, cluster),
    ready,
    wanted,
    updated,
    ...(reason === undefined ? {} : { reason }),
    problems: held.map(({ problem }) => problem.id),
  }
}

/** Takes the problems; returns a report of every top-level workload, in the order of namespace, kind and name. */
export function reportWorkloads(problems: readonly Linked[], cluster: Cluster): readonly WorkloadReport[] {
  const touching = new Map<string, Linked[]>()
  for (const linked of problems) {
    for (const key of linked.touches) touching.set(key, [...(touching.get(key) ?? []), linked])
  }
  const reports: WorkloadReport[] = []
  for (const kind of WORKLOAD_KINDS) {
    for (const workload of cluster.list(kind)) {
      if (isTopLevel(workload, cluster)) reports.push(report(workload, touching, cluster))
    }
  }
  return reports.sort(compareRefs)
}
