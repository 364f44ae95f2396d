import { compareText, refText } from './ref.ts'
import type { Problem, Verdict, WorkloadReport } from './report.ts'

const WORST: readonly Verdict[] = ['stalled', 'unknown', 'progressing', 'healthy']

/** Takes problems and workloads; returns the verdict on all: stalled when any problem needs a change, else the worst of the workloads. */
export function overallVerdict(problems: readonly Problem[], workloads: readonly WorkloadReport[]): Verdict {
  if (problems.some(({ outlook }) => outlook === 'needs-change')) return 'stalled'
  const verdicts = new Set<Verdict>(workloads.map(({ verdict }) => verdict))
  if (problems.some(({ outlook }) => outlook === 'unknown')) verdicts.add('unknown')
  if (problems.length > 0) verdicts.add('progressing')
  return WORST.find(verdict => verdicts.has(verdict)) ?? 'healthy'
}

const STATES = {
  stalled: 'is stalled',
  progressing: 'is progressing',
  unknown: 'is not ready',
  healthy: 'is healthy',
} as const

function victimOf(problem: Problem): string {
  const [top] = problem.chain
  return refText(top ?? problem.subject)
}

/** Takes what was found; returns one sentence for the top of the report. */
export function summarise(
  verdict: Verdict,
  problems: readonly Problem[],
  workloads: readonly WorkloadReport[],
): string {
  const [first, ...rest] = problems
  if (first !== undefined) {
    const more = rest.length === 0 ? '' : ` (and ${rest.length} more ${rest.length === 1 ? 'problem' : 'problems'})`
    return `${victimOf(first)} ${STATES[verdict]}: ${first.title}${more}.`
  }
  const waiting = workloads.filter(workload => workload.verdict === verdict).sort((a, b) => compareText(a.name, b.name))
  const [one] = waiting
  if (verdict === 'healthy') {
    return workloads.length === 0
      ? 'No workload was found.'
      : `All ${workloads.length} workloads are healthy.`.replace('All 1 workloads are', 'The one workload is')
  }
  if (waiting.length === 1 && one !== undefined) {
    const found = one.reason ?? 'nothing wrong so far'
    return `${refText(one)} ${STATES[verdict]}: ${one.ready} of ${one.wanted} ready, ${found}.`
  }
  return verdict === 'unknown'
    ? `${waiting.length} workloads are not ready, and what was read does not say why.`
    : `${waiting.length} workloads are ${verdict}, nothing wrong so far.`
}
