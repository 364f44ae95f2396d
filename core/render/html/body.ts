import type { Report } from '../../report.ts'
import { degradingIds } from '../../summary.ts'
import { sections } from '../sections.ts'
import { headline, hiddenText, placedTitle } from '../wording.ts'
import { standing } from '../workload-wording.ts'
import { anchorOf } from './anchor.ts'
import { h, type Markup } from './markup.ts'
import { problemSection } from './problem.ts'
import { timeline } from './timeline.ts'
import { badge, sign } from './verdict.ts'
import { filters, workloads } from './workloads.ts'

export interface HtmlOptions {
  /** URL of the catalogue; a cause's id is appended. */
  readonly causesUrl?: string
  /** URL of the API reference, if the report comes from a service that has one. */
  readonly docsUrl?: string
}

const MAX_PROBLEMS = 50

/** The parts of a report, verdict and first problem first, for a page with the report's style. */
export function body(report: Report, { causesUrl }: HtmlOptions): Markup {
  const shown = report.problems.slice(0, MAX_PROBLEMS)
  const hidden = report.problems.slice(shown.length)
  // No links to problems that are not shown.
  const drawn = { ...report, problems: shown }
  const degrading = degradingIds(report.workloads)
  return h`<header class="hero v-${report.verdict}">${sign(report.verdict, 44)}<div><p class="kicker">${badge(report.verdict)}</p><h1>${headline(report)}</h1><p class="dim">${standing(report)}</p></div></header>${contents(drawn)}${filters(drawn)}${shown.map((problem, index) => problemSection(problem, { number: index + 1, of: report.problems.length, takenAt: report.takenAt, causesUrl, degrades: degrading.has(problem.id) }))}${hidden.length > 0 ? h`<p>${hiddenText(hidden)}</p>` : undefined}${timeline(drawn)}${workloads(drawn)}${notes(report)}<p class="unseen" role="status" data-announce></p>`
}

function contents({ problems }: Report): Markup | undefined {
  if (problems.length < 2) return undefined
  return h`<nav class="contents" aria-label="Problems"><ol>${problems.map(problem => h`<li><a href="#${anchorOf(problem)}">${placedTitle(problem)}</a></li>`)}</ol></nav>`
}

/** What was not read, not used, or failed: the verdict does not depend on it. */
function notes(report: Report): Markup[] {
  return sections(report)
    .filter(({ id }) => id !== 'workloads')
    .map(
      ({ id, title, items }) =>
        h`<section class="card notes" aria-labelledby="${id}"><h2 id="${id}">${title}</h2><ul>${items.map(({ text, code }) => h`<li>${text}${code === undefined ? undefined : h` <code>${code}</code>`}</li>`)}</ul></section>`,
    )
}
