import type { Report, Verdict } from '../report.ts'
import { inertLine, terminal } from './escape.ts'
import { type Page, paint, type Style } from './rows.ts'
import { type Item, sections } from './sections.ts'
import { problemLines } from './text-problem.ts'
import { headline, hiddenText, placedTitle } from './wording.ts'
import { standing } from './workload-wording.ts'
import { wrap } from './wrap.ts'

export interface TextOptions {
  /** Color by SGR sequences; off by default. */
  readonly colour?: boolean
  /** Columns at which prose is wrapped, 80 by default; commands and log lines are never wrapped. */
  readonly width?: number
  /** URL of the catalogue; a cause's id is appended. */
  readonly causesUrl?: string
  /** Lists everything that could not be read, and the rights that would allow it. */
  readonly verbose?: boolean
}

const MARK: Readonly<Record<Verdict, { readonly sign: string; readonly style: Style }>> = {
  healthy: { sign: '✓', style: 'green' },
  progressing: { sign: '…', style: 'yellow' },
  stalled: { sign: '✗', style: 'red' },
  degraded: { sign: '!', style: 'red' },
  unknown: { sign: '?', style: 'yellow' },
}

const MAX_PROBLEMS = 50

/** Text that is safe for a terminal: verdict, cause and fix first. */
export function text(report: Report, options: TextOptions = {}): string {
  const page: Page = { width: options.width ?? 80, colour: options.colour ?? false }
  const hidden = report.problems.slice(MAX_PROBLEMS)
  const blocks = [
    ...report.problems.slice(0, MAX_PROBLEMS).map((problem, index) => {
      const lead = index === 0 ? [head(report, page)] : heading(`${index + 1}. ${placedTitle(problem)}`, page)
      const said = index === 0 ? report.summary : problem.title
      return [...lead, ...problemLines(problem, { page, said, takenAt: report.takenAt, causesUrl: options.causesUrl })]
    }),
    ...(report.problems.length === 0 ? [[head(report, page), ...body(standing(report), page)]] : []),
    ...(hidden.length > 0 ? [heading(hiddenText(hidden), page)] : []),
    ...sections(report, options.verbose === true ? 'all' : 'brief').map(({ title, items }) => [
      ...heading(title, page),
      ...items.flatMap(item => itemLines(item, page)),
    ]),
  ]
  return `${blocks.map(block => block.join('\n')).join('\n\n')}\n`
}

/** One line, whatever its length: the verdict is never wrapped. */
function head(report: Report, page: Page): string {
  const { sign, style } = MARK[report.verdict]
  const line = `${sign} ${terminal(headline(report), 400)}`
  return paint(inertLine(line), style, page)
}

function heading(line: string, page: Page): string[] {
  return wrapped(line, page, '').map(each => paint(each, 'bold', page))
}

function itemLines({ text, code }: Item, page: Page): string[] {
  const lines = wrapped(text, page, '  ')
  return code === undefined ? lines : [...lines, paint(inertLine(`    ${terminal(code)}`), 'cyan', page)]
}

function body(line: string, page: Page): string[] {
  return line === '' ? [] : wrapped(line, page, '  ')
}

function wrapped(line: string, page: Page, indent: string): string[] {
  return wrap(terminal(line), Math.max(20, page.width - indent.length)).map((part, index) =>
    inertLine(`${indent}${index === 0 ? '' : '  '}${part}`),
  )
}
