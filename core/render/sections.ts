import type { Problem, Report, WorkloadReport } from '../report.ts'
import { CLUSTER } from '../rule.ts'
import type { Unseen } from '../snapshot.ts'
import { count, unseenText } from './wording.ts'
import { otherWorkloads, workloadName, workloadReason, workloadState } from './workload-wording.ts'

export interface Item {
  /** Not escaped yet. */
  readonly text: string
  /** To be copied as it is. */
  readonly code?: string
}

/** A section after the problems of a report: a title and its items. */
export interface Section {
  readonly id: 'workloads' | 'unseen' | 'skipped' | 'broken' | 'notes'
  readonly title: string
  readonly items: readonly Item[]
}

const MAX_ITEMS = 30

/**
 * The non-empty sections of a report, each bounded. `brief` counts what could not be read instead of listing it, unless
 * the verdict depends on it.
 */
export function sections(report: Report, unseen: 'all' | 'brief' = 'all'): Section[] {
  const hasProblems = report.problems.length > 0
  const all: Section[] = [
    { id: 'workloads', title: hasProblems ? 'Other workloads' : 'Workloads', items: workloads(report) },
    {
      id: 'unseen',
      title: 'Could not be read',
      items: unseen === 'all' ? bounded(report.unseen.map(unseenItem)) : unseenInBrief(report),
    },
    {
      id: 'skipped',
      title: 'Input not used',
      items: bounded(unused(report)),
    },
    {
      id: 'broken',
      title: 'Failed rules; please report them',
      items: bounded(report.broken.map(({ rule, error }) => ({ text: `${rule}: ${error}` }))),
    },
    { id: 'notes', title: 'Note', items: bounded((report.notes ?? []).map(text => ({ text }))) },
  ]
  return all.filter(({ items }) => items.length > 0)
}

/** Up to this many are always listed. */
const FEW = 3

/** One line about what could not be read, with the most helpful rule if the verdict depends on it. */
function unseenInBrief({ unseen, verdict, problems, workloads }: Report): Item[] {
  // A cluster that cannot be reached is the problem itself, and every kind follows from it.
  const isUnreachable = ({ subject, cause }: Problem) =>
    subject.kind === CLUSTER.kind && cause !== 'api-server-forbidden'
  if (workloads.length === 0 && problems.some(isUnreachable)) return []
  if (unseen.length <= FEW) return unseen.map(unseenItem)
  const kinds = new Set(unseen.map(({ kind }) => kind)).size
  const isNeeded = verdict === 'unknown'
  const [first] = unseen.filter(({ kind }) => NEEDED.has(kind))
  return [
    ...(isNeeded && first !== undefined ? [unseenItem(first)] : []),
    {
      text: `${count(kinds, 'kind')} not readable, ${isNeeded ? 'and the verdict depends on it' : 'none needed for this verdict'} (--verbose lists them)`,
    },
  ]
}

/** What was not used of the input, grouped by reason if many files share it. */
function unused({ skipped }: Report): Item[] {
  const byReason = new Map<string, string[]>()
  for (const { name, why } of skipped) {
    const names = byReason.get(why)
    if (names === undefined) byReason.set(why, [name])
    else names.push(name)
  }
  return [...byReason].flatMap(([why, names]) =>
    names.length > FEW
      ? [{ text: `${names.length} files: ${why}, for example ${names[0]}` }]
      : names.map(name => ({ text: `${name}: ${why}` })),
  )
}

/** Without these, nothing can be said about a workload. */
const NEEDED: ReadonlySet<string> = new Set(['Pod', 'Event', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'])

function unseenItem(unseen: Unseen): Item {
  const text = unseenText(unseen)
  return unseen.grant === undefined || unseen.grant.length > 1000
    ? { text }
    : { text: `${text}. Allow it with this rule in a Role:`, code: unseen.grant }
}

function workloads(report: Report): Item[] {
  const { ailing, healthy } = otherWorkloads(report)
  const shown = bounded(ailing.map(workload => ({ text: workloadLine(workload, report) })))
  return healthy === 0 || report.verdict === 'healthy'
    ? shown
    : [...shown, { text: `${count(healthy, 'workload')} healthy` }]
}

function workloadLine(workload: WorkloadReport, report: Report): string {
  const reason = workloadReason(workload, report)
  return `${workloadName(workload)}: ${workloadState(workload)}${reason === undefined ? '' : `; ${reason}`}`
}

function bounded(items: readonly Item[]): Item[] {
  const left = items.length - MAX_ITEMS
  return left > 1 ? [...items.slice(0, MAX_ITEMS), { text: `and ${left} more` }] : [...items]
}
