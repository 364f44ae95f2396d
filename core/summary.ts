import { compareText, refText } from './ref.ts'
import type { Problem, Verdict, WorkloadReport } from './report.ts'
import { CLUSTER } from './rule.ts'
import { isCustomResource, WORKLOAD_KINDS } from './workloads/workloads.ts'

const WORST: readonly Verdict[] = ['stalled', 'degraded', 'unknown', 'progressing', 'healthy']

/**
 * True if a problem stalls what it affects: it needs a change, or its cause is known and may well persist. A cluster
 * that cannot be read does not stall anything known.
 */
export function isStalling({ cause, outlook, subject }: Problem): boolean {
  const isAboutReading = subject.kind === CLUSTER.kind
  return outlook === 'needs-change' || (outlook === 'unknown' && cause !== 'unknown' && !isAboutReading)
}

/** Ids of the problems that affect only workloads which are complete and fail at their job. */
export function degradingIds(workloads: readonly WorkloadReport[]): ReadonlySet<string> {
  const idsOf = (wanted: Verdict) =>
    workloads.filter(({ verdict }) => verdict === wanted).flatMap(({ problems }) => problems)
  const stalled = new Set(idsOf('stalled'))
  return new Set(idsOf('degraded').filter(id => !stalled.has(id)))
}

/**
 * The overall verdict: `stalled` if a problem that needs a change affects more than complete workloads, else the worst
 * verdict of the workloads; `unknown` if there are none.
 */
export function overallVerdict(problems: readonly Problem[], workloads: readonly WorkloadReport[]): Verdict {
  const degrading = degradingIds(workloads)
  if (problems.some(problem => isStalling(problem) && !degrading.has(problem.id))) return 'stalled'
  const verdicts = new Set<Verdict>(workloads.map(({ verdict }) => verdict))
  if (problems.some(({ outlook }) => outlook === 'unknown')) verdicts.add('unknown')
  if (problems.length > 0) verdicts.add('progressing')
  if (workloads.length === 0 && problems.length === 0) return 'unknown'
  return WORST.find(verdict => verdicts.has(verdict)) ?? 'healthy'
}

const STATES = {
  stalled: 'is stalled',
  degraded: 'is degraded',
  progressing: 'is progressing',
  unknown: 'is not ready',
  healthy: 'is healthy',
} as const

const STALL: ReadonlySet<string> = new Set(WORKLOAD_KINDS)

/** The affected object and its state: workloads stall, other objects need a change. */
function headline(problem: Problem, verdict: Verdict): string {
  const { chain, subject } = problem
  const top = chain[0] ?? subject
  const needsChange = verdict === 'stalled' || verdict === 'degraded'
  if (top.kind === CLUSTER.kind) return `The cluster ${needsChange ? 'needs a change' : 'could not be read'}`
  if (STALL.has(top.kind)) return `${refText(isCustomResource(subject) ? subject : top)} ${STATES[verdict]}`
  return `${refText(top)} ${needsChange ? 'needs a change' : STATES[verdict]}`
}

/**
 * The title without the name that the headline already has: an `unknown` problem is titled by its deepest symptom and
 * the object that has it, which is the headline's if the chain has only one link.
 */
function withoutPlace({ cause, title, chain: [top, ...below] }: Problem): string {
  return cause === 'unknown' && top !== undefined && below.length === 0 ? top.text : title
}

/**
 * Until when a problem may recover, or what ends it, in parentheses: ` (needs a change unless it recovers by
 * 21:34:11Z)`.
 */
export function hopeText({ outlook, until, healing }: Problem): string {
  if (outlook === 'may-recover' && until !== undefined)
    return ` (needs a change unless it recovers by ${until.slice(11)})`
  return outlook === 'self-healing' && healing !== undefined ? ` (recovers on its own: ${healing})` : ''
}

/** One sentence at the top of the report. */
export function summarise(
  verdict: Verdict,
  problems: readonly Problem[],
  workloads: readonly WorkloadReport[],
  sawPods = true,
): string {
  const [first, ...rest] = problems
  if (first !== undefined) {
    const more = rest.length === 0 ? '' : ` (and ${rest.length} more ${rest.length === 1 ? 'problem' : 'problems'})`
    return `${headline(first, verdict)}: ${withoutPlace(first)}${hopeText(first)}${more}.`
  }
  const waiting = workloads.filter(workload => workload.verdict === verdict).sort((a, b) => compareText(a.name, b.name))
  const [one] = waiting
  if (workloads.length === 0 && verdict === 'unknown')
    return sawPods
      ? 'No workloads found.'
      : 'No workloads found: add deployments, replicasets, pods and events (kubectl get deploy,rs,po,events -o json).'
  if (verdict === 'healthy') {
    return workloads.length === 1 ? '1 workload, healthy.' : `${workloads.length} workloads, all healthy.`
  }
  if (waiting.length === 1 && one !== undefined) {
    const found = one.reason ?? 'nothing wrong so far'
    return `${refText(one)} ${STATES[verdict]}: ${one.ready} of ${one.wanted} ready, ${found}.`
  }
  if (verdict === 'unknown') return `${waiting.length} workloads are not ready, and the snapshot does not show why.`
  const troubled = waiting.find(({ reason }) => reason !== undefined)
  const found = troubled === undefined ? ', nothing wrong so far' : `; ${refText(troubled)}: ${troubled.reason}`
  return `${waiting.length} workloads are ${verdict}${found}.`
}
