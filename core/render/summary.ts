import type { Problem, Report } from '../report.ts'
import { inertLine, terminal } from './escape.ts'
import { fixText, headline, subjectText } from './wording.ts'

/** One line per problem: what, where, and what to do first. In columns if there are several. */
export function summaryLines(report: Report): string {
  const rows = report.problems.map(row)
  const widths = [0, 1].map(column => Math.max(0, ...rows.map(cells => cells[column]?.length ?? 0)))
  const lines = rows.map(([cause = '', where = '', first = '']) =>
    inertLine(`${cause.padEnd(widths[0] ?? 0)}  ${where.padEnd(widths[1] ?? 0)}  ${first}`.trimEnd()),
  )
  return `${[inertLine(terminal(headline(report))), ...lines].join('\n')}\n`
}

function row(problem: Problem): readonly string[] {
  const [step] = problem.fix
  const cells = [problem.cause, subjectText(problem.subject), step === undefined ? problem.title : fixText(step)]
  return cells.map(cell => terminal(cell, 160))
}
