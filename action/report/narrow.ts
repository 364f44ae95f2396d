import type { ObjectRef, Problem, Report } from '../../core/index.ts'
import { refKey } from '../../core/ref.ts'
import { overallVerdict, summarise } from '../../core/summary.ts'

/**
 * A report on some objects only: their workloads, the problems that affect those, and problems about the other objects.
 */
export function narrowed(report: Report, targets: readonly ObjectRef[]): Report {
  const wanted = new Set(targets.map(refKey))
  const workloads = report.workloads.filter(workload => wanted.has(refKey(workload)))
  const held = new Set(workloads.flatMap(workload => workload.problems))
  const concerns = ({ id, subject, affects, chain }: Problem) =>
    held.has(id) || [subject, ...affects, ...chain].some(ref => wanted.has(refKey(ref)))
  const problems = report.problems.filter(concerns)
  const verdict = overallVerdict(problems, workloads)
  return { ...report, problems, workloads, verdict, summary: summarise(verdict, problems, workloads) }
}
