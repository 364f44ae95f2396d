import type { Report, WorkloadReport } from '../../report.ts'
import { VERDICTS } from '../../report.ts'
import { count } from '../wording.ts'
import { workloadName } from '../workload-wording.ts'
import { anchorOf } from './anchor.ts'
import { h, type Markup } from './markup.ts'
import { namespacesOf } from './problem.ts'
import { badge } from './verdict.ts'

const MAX_WORKLOADS = 300
/** With more rows, they are laid out when scrolled to. */
const LONG = 50
const MAX_NAMESPACES = 100

/** The workloads with links to the problems that affect them. */
export function workloads(report: Report): Markup | undefined {
  const all = report.workloads
  if (all.length === 0) return undefined
  const left = all.length - MAX_WORKLOADS
  const ordered = [...all.filter(each => each.verdict !== 'healthy'), ...all.filter(each => each.verdict === 'healthy')]
  const explained = all.some(({ reason, problems }) => reason !== undefined || problems.length > 0)
  return h`<section class="${all.length > LONG ? 'card long' : 'card'}" aria-labelledby="workloads"><h2 id="workloads">Workloads</h2><div class="scroll" role="group" tabindex="0" aria-label="Table of workloads, can be scrolled sideways"><table class="workloads"><thead><tr><th scope="col">Verdict</th><th scope="col">Workload</th><th scope="col">Ready</th><th scope="col">Updated</th>${explained ? h`<th scope="col">Why</th>` : undefined}</tr></thead><tbody>${ordered.slice(0, MAX_WORKLOADS).map(each => row(each, report, explained))}</tbody></table></div>${left > 0 ? h`<p class="dim">and ${left} more: see the JSON report</p>` : undefined}</section>`
}

function row(workload: WorkloadReport, report: Report, explained: boolean): Markup {
  const { verdict, ready, wanted, updated, reason, namespace } = workload
  const hasReason = reason !== undefined || workload.problems.length > 0
  return h`<tr data-verdict="${verdict}" data-namespaces="${namespace ?? ''}"><td>${badge(verdict)}</td><th scope="row" class="ref">${workloadName(workload)}</th><td data-label="Ready">${ready} of ${wanted}</td><td data-label="Updated">${updated}</td>${explained ? h`<td data-label="Why">${hasReason && verdict === 'progressing' ? 'watch: ' : undefined}${reason} ${links(workload, report)}</td>` : undefined}</tr>`
}

function links({ problems }: WorkloadReport, report: Report): Markup[] {
  return report.problems.flatMap(problem =>
    problems.includes(problem.id) ? [h`<a href="#${anchorOf(problem)}">${problem.title}</a> `] : [],
  )
}

/** The filter by namespace and verdict. It needs the script, and is hidden without it. */
export function filters(report: Report): Markup | undefined {
  const namespaces = new Set(report.workloads.flatMap(({ namespace }) => namespace ?? []))
  for (const problem of report.problems) for (const namespace of namespacesOf(problem)) namespaces.add(namespace)
  const verdicts = VERDICTS.filter(verdict => report.workloads.some(each => each.verdict === verdict))
  const choices = [
    choice('Namespace', 'namespace', [...namespaces].sort().slice(0, MAX_NAMESPACES)),
    choice('Verdict', 'verdict', verdicts),
  ].flatMap(each => each ?? [])
  if (choices.length === 0) return undefined
  return h`<form class="filters" data-filters hidden>${choices}<output data-shown>${count(report.workloads.length, 'workload')}</output></form>`
}

/** Empty if there is nothing to choose from. */
function choice(label: string, name: string, options: readonly string[]): Markup | undefined {
  if (options.length < 2) return undefined
  return h`<label>${label} <select name="${name}"><option value="">all</option>${options.map(each => h`<option>${each}</option>`)}</select></label>`
}
