import { Cluster } from '../cluster/cluster.ts'
import type { Fix, Problem, Report } from '../report.ts'
import { PatchError } from './apply.ts'
import { type Change, withChange } from './patched.ts'

/** Objects in a snapshot up to which fixes are proved: each proof costs a diagnosis. */
const MAX_OBJECTS = 5000
/** Proofs for one report, most urgent problems first. */
const MAX_PROOFS = 12

/** The change that a fix makes, where it carries a patch. */
function changeOf({ field, subject }: Problem, { patch }: Fix): Change | undefined {
  if (patch === undefined) return undefined
  const { kind, namespace, name } = field?.object ?? subject
  return { target: { kind, name, ...(namespace === undefined ? {} : { namespace }) }, patch }
}

/**
 * The report with `proved` at each fix that carries a patch: true where the rules, run again on the changed specification,
 * find the cause gone, or over but for the next attempt, and nothing in its place. A fix is left as it is where the snapshot is too large to try.
 */
export function withProofs(report: Report, cluster: Cluster, diagnoseAgain: (cluster: Cluster) => Report): Report {
  const hasPatch = report.problems.some(({ fix }) => fix.some(({ patch }) => patch !== undefined))
  if (!hasPatch || cluster.snapshot.objects.length > MAX_OBJECTS) return report
  const known = new Set(report.problems.map(({ id }) => id))
  let left = MAX_PROOFS
  const proves = (problem: Problem, change: Change): boolean => {
    try {
      const after = diagnoseAgain(new Cluster(withChange(cluster, change)))
      return (
        after.broken.length === 0 &&
        after.problems.every(({ id, outlook }) => (id === problem.id ? outlook === 'self-healing' : known.has(id)))
      )
    } catch (error) {
      if (error instanceof PatchError) return false
      throw error
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
