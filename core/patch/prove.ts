import { Cluster } from '../cluster/cluster.ts'
import { unread } from '../cluster/view.ts'
import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import type { Fix, ObjectRef, Problem, Report } from '../report.ts'
import { isSame, revisionsOf, templateIn, withoutHash } from '../workloads/template-changes.ts'
import { applyPatch } from './apply.ts'
import { type Change, withChange } from './patched.ts'
import { withSpecChanged } from './respecified.ts'

/** Proofs for one report at most, most urgent problems first. */
const MAX_PROOFS = 12
/** Each proof costs up to three diagnoses: objects that all proofs of a report may look at together. */
const MAX_LOOKED_AT = 6000

/** The change that a fix makes, where it carries a patch. */
function changeOf({ field, subject }: Problem, { patch }: Fix): Change | undefined {
  if (patch === undefined) return undefined
  const { kind, namespace, name } = field?.object ?? subject
  return { target: { kind, name, ...(namespace === undefined ? {} : { namespace }) }, patch }
}

/** True where the patch makes the pod template that of an older revision whose pods are ready: that one is known to work. */
function isKnownToWork({ target, patch }: Change, cluster: Cluster): boolean {
  const workload: Kube | undefined = cluster.get(target)
  const raw = workload === undefined ? undefined : unread(workload)
  if (workload === undefined || raw === undefined) return false
  const wanted = templateIn(applyPatch(raw, patch))
  const [, ...older] = revisionsOf(workload, cluster)
  return (
    wanted !== undefined &&
    older.some(({ raw, isReady }) => isReady && isRecord(raw) && isSame(wanted, withoutHash(raw)))
  )
}

/**
 * The report with `proved` at each fix that carries a patch: true where the rules, run again on the changed specification,
 * find the cause gone and nothing in its place. That it is gone must follow from the change, and not from what becomes unknown
 * with it: it is gone even if everything is reported as before, or the pod template is one that is known to work. A fix is left
 * as it is where the snapshot is too large to try.
 */
export function withProofs(report: Report, cluster: Cluster, diagnoseAgain: (cluster: Cluster) => Report): Report {
  const hasPatch = report.problems.some(({ fix }) => fix.some(({ patch }) => patch !== undefined))
  let left = Math.min(MAX_PROOFS, Math.floor(MAX_LOOKED_AT / Math.max(1, cluster.snapshot.objects.length)))
  if (!hasPatch || left === 0) return report
  const known = new Set(report.problems.map(({ id }) => id))
  const after = (change: Change, suffering: readonly ObjectRef[] = []) =>
    diagnoseAgain(new Cluster(withChange(cluster, change, suffering)))
  const respecified = (change: Change) => diagnoseAgain(new Cluster(withSpecChanged(cluster, change)))
  const isGone = ({ id }: Problem, { broken, problems }: Report) =>
    broken.length === 0 && problems.every(problem => problem.id !== id)
  /** What was reported before may still be told, as something that ends by itself. */
  const isOver = (problem: Problem, { broken, problems }: Report) =>
    broken.length === 0 &&
    problems.every(
      ({ id, outlook }) => id !== problem.id || (outlook !== problem.outlook && outlook === 'self-healing'),
    )
  const isCured = (problem: Problem, report: Report) =>
    isGone(problem, report) && report.problems.every(({ id }) => known.has(id))
  const proves = (problem: Problem, change: Change): boolean => {
    try {
      const proof = after(change)
      if (!isGone(problem, proof)) return false
      // What suffered still says so: that the cause is gone must show before it is forgotten.
      const suffering = isCured(problem, proof) ? [] : problem.affects
      if (suffering.length > 0 && !isCured(problem, after(change, suffering))) return false
      return isKnownToWork(change, cluster) || isOver(problem, respecified(change))
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
