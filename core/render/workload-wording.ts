import { refText } from '../ref.ts'
import type { Report, WorkloadReport } from '../report.ts'
import { hopeText } from '../summary.ts'
import { parseTime } from '../time.ts'
import { count } from './wording.ts'

/** `2 workloads, 5 of 5 pods ready, as of 2026-11-23T21:20:11Z.` */
export function standing({ workloads, takenAt }: Report): string {
  // A bare pod that is healthy without being ready has succeeded.
  const running = workloads.filter(({ kind, verdict, ready }) => kind !== 'Pod' || verdict !== 'healthy' || ready > 0)
  const ready = running.reduce((sum, workload) => sum + workload.ready, 0)
  const wanted = running.reduce((sum, workload) => sum + workload.wanted, 0)
  if (workloads.length === 0) return ''
  const when = (parseTime(takenAt) ?? 0) > 0 ? `, as of ${takenAt}` : ''
  return `${count(workloads.length, 'workload')}, ${ready} of ${wanted} pods ready${when}.${notesOf(workloads)}`
}

/** Limit on the notes listed; more are counted. */
const NOTES_LIMIT = 3

function notesOf(workloads: readonly WorkloadReport[]): string {
  const noted = workloads.filter(({ note }) => note !== undefined)
  if (noted.length > NOTES_LIMIT) return ` ${noted.length} workloads are scaled to zero or match no node.`
  return noted.map(workload => ` ${refText(workload)} ${workload.note ?? ''}.`).join('')
}

/** `ReplicaSet shop/web-58fb588565 (of Rollout web)`: people may only know the owner. */
export function workloadName(workload: WorkloadReport): string {
  const { owner } = workload
  return `${refText(workload)}${owner === undefined ? '' : ` (of ${owner.kind} ${owner.name})`}`
}

/** `progressing, 1 of 3 ready, 2 updated`. */
export function workloadState({ verdict, ready, wanted, updated }: WorkloadReport): string {
  return `${verdict}, ${ready} of ${wanted} ready${updated === wanted ? '' : `, ${updated} updated`}`
}

/** Workloads that are not healthy and not the subject of a problem, and the number of healthy ones. */
export function otherWorkloads(report: Report): {
  readonly ailing: readonly WorkloadReport[]
  readonly healthy: number
} {
  const subjects = new Set(
    report.problems.flatMap(({ subject, chain }) => [subject, ...chain.slice(0, 1)].map(refText)),
  )
  const ailing = report.workloads.filter(each => each.verdict !== 'healthy' && !subjects.has(refText(each)))
  return { ailing, healthy: report.workloads.filter(each => each.verdict === 'healthy').length }
}

/** Why a workload is not healthy: its reason, what may still recover, or the numbers of the problems that affect it. */
export function workloadReason(workload: WorkloadReport, report: Report): string | undefined {
  if (workload.reason !== undefined) return watched(workload, workload.reason)
  const first = report.problems.find(({ id }) => id === workload.problems[0])
  if (workload.verdict === 'progressing' && first !== undefined) return watched(workload, first.title + hopeText(first))
  const numbers = workload.problems
    .map(id => report.problems.findIndex(problem => problem.id === id) + 1)
    .filter(number => number > 0)
  return numbers.length === 0 ? undefined : `see problem ${numbers.join(', ')}`
}

/** An ongoing rollout is worth watching if something is already wrong. */
function watched({ verdict }: WorkloadReport, text: string): string {
  return verdict === 'progressing' ? `watch: ${text}` : text
}
