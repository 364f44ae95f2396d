import { Cluster } from '../cluster/cluster.ts'
import type { Fix, Problem, Report } from '../report.ts'
import { type Change, withChange } from './patched.ts'

/** Proofs for one report at most, most urgent problems first. */
const MAX_PROOFS = 12
/** Each proof costs a diagnosis: objects that all proofs of a report may look at together. */
const MAX_LOOKED_AT = 6000

/** The change that a fix makes, where it carries a patch. */
function changeOf({ field, subject }: Problem, { patch }: Fix): Change | undefined {
  if (patch === undefined) return undefined
  const { kind, namespace, name } = field?.object ?? subject
  return { target: { kind, name, ...(namespace === undefined ? {} : { namespace }) }, patch }
}

/**
 * The report with `proved` at each fix that carries a patch: true where the rules, run again on the changed specification,
 * find the cause gone and nothing in its place. A fix is left as it is where the snapshot is too large to try.
 */
export function withProofs(report: Report, cluster: Cluster, diagnoseAgain: (cluster: Cluster) => Report): Report {
  const hasPatch = report.problems.some(({ fix }) => fix.some(({ patch }) => patch !== undefined))
  let left = Math.min(MAX_PROOFS, Math.floor(MAX_LOOKED_AT / Math.max(1, cluster.snapshot.objects.length)))
  if (!hasPatch || left === 0) return report
  const known = new Set(report.problems.map(({ id }) => id))
  const proves = (problem: Problem, change: Change): boolean => {
    const isGone = ({ broken, problems }: Report) =>
      broken.length === 0 && problems.every(({ id }) => id !== problem.id)
    const isClean = (after: Report) => isGone(after) && after.problems.every(({ id }) => known.has(id))
    try {
      const after = diagnoseAgain(new Cluster(withChange(cluster, change)))
      // What suffered still says so: that the cause is gone must show before it is forgotten.
      if (!isGone(after) || isClean(after)) return isGone(after)
      return isClean(diagnoseAgain(new Cluster(withChange(cluster, change, problem.affects))))
    } catch {
      // An object that cannot be patched, or is nested too deeply to be copied, proves nothing.
      return false
    }
  }
  const problems = report.problems.map(problem => ({
    ...problem,
    fix: problem.fix.map(fix => {
      const change = changeOf(problem, fix)
      if (change === undefined || left-- <= 0) return fix
      return { ...fix, proved: proves(problem, change) }
    }),
  }))
  return { ...report, problems }
}
