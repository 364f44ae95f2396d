import { refText } from '../ref.ts'
import type { Problem, Report, TimelineEntry, Verdict } from '../report.ts'
import { fitting, oneLine } from './clean.ts'
import { levels } from './detail.ts'
import { markdownCode, markdownFence, markdownHtml, markdownText } from './escape.ts'
import { answer, fold, inBrief, proof, prose, type Scope } from './markdown-problem.ts'
import { type Section, sections } from './sections.ts'
import { fixText, headline, hiddenText, placedTitle, titleText } from './wording.ts'
import { standing } from './workload-wording.ts'

export interface MarkdownOptions {
  /** Limit on the document in UTF-16 units; 65,000 by default, at least 1,000 more than the heading. */
  readonly maxLength?: number
  /** Whether log lines are shown; true by default. */
  readonly logs?: boolean
  /** The caller's own Markdown, placed first unchanged and never left out: a marker, a title. */
  readonly heading?: string
  /** URL of the catalogue; a cause's id is appended. */
  readonly causesUrl?: string
}

/** With more problems, each is shown with one line per fact. */
const MANY = 5
const MANY_EVENTS = 20

const MARK: Readonly<Record<Verdict, string>> = {
  healthy: '✅',
  progressing: '⏳',
  stalled: '❌',
  degraded: '⚠️',
  unknown: '❔',
}

/**
 * GitHub-flavored Markdown that is safe to paste into a comment. A document over its limit leaves out whole parts, the
 * least telling first, and says which; verdict and cause always stay.
 */
export function markdown(report: Report, options: MarkdownOptions = {}): string {
  const max = options.maxLength ?? 65_000
  for (const { detail, leaves } of levels()) {
    const scope: Scope = {
      detail,
      logs: options.logs ?? true,
      takenAt: report.takenAt,
      causesUrl: options.causesUrl,
    }
    const document = joined([options.heading ?? '', ...body(report, scope), note(leaves)])
    if (document.length <= max) return document
  }
  return shortest(report, options.heading ?? '', max)
}

function body(report: Report, scope: Scope): string[] {
  const { detail } = scope
  const shown = report.problems.slice(0, detail.whole + detail.brief)
  const hidden = report.problems.slice(shown.length)
  const numbered = report.problems.length > 1
  const isMany = report.problems.length > MANY
  return [
    `### ${MARK[report.verdict]} ${prose(headline(report))}`,
    ...(numbered ? [overview(shown)] : []),
    ...shown.flatMap((problem, index) => {
      const evidence = index < detail.whole ? proof(problem, scope) : []
      if (!numbered) return [...answer(problem, report.summary, scope), ...fold('Field and evidence', evidence)]
      const title = `${index + 1} of ${report.problems.length}: ${markdownHtml(placedTitle(problem))}`
      if (isMany) return fold(title, inBrief(problem, scope))
      return fold(title, [...answer(problem, '', scope), ...evidence])
    }),
    ...(shown.length === 0 ? [prose(standing(report))] : []),
    ...(hidden.length > 0 ? [prose(hiddenText(hidden))] : []),
    ...fold('Events', events(report.timeline, isMany ? Math.min(MANY_EVENTS, detail.events) : detail.events)),
    ...sections(report)
      .filter(({ id }) => (id === 'workloads' ? detail.workloads : detail.notes))
      .flatMap(section =>
        report.problems.length === 0 && section.id === 'workloads'
          ? [list(section)]
          : fold(section.title, [list(section)]),
      ),
  ]
}

/** One row per problem: what is affected, the cause, and the first step. */
function overview(problems: readonly Problem[]): string {
  const cell = (text: string) => prose(oneLine(text, 200)).replaceAll('|', '\\|')
  const rows = problems.map((problem, index) => {
    const [step] = problem.fix
    const first = step === undefined ? '' : cell(fixText(step))
    return `| ${index + 1} | ${cell(refText(problem.chain[0] ?? problem.subject))} | ${markdownCode(problem.cause)} ${cell(problem.title)} | ${first} |`
  })
  return ['| | Workload | Cause | First step |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function events(timeline: readonly TimelineEntry[], max: number): string[] {
  const lines = timeline.slice(-max).map(({ at, object, reason, text, warning, count: times }) => {
    const often = times === undefined || times === 1 ? '' : ` (${times} times)`
    return `${oneLine(at)} ${warning ? 'Warning' : 'Normal '} ${oneLine(refText(object))} ${oneLine(reason)}${often}: ${oneLine(text, 400)}`
  })
  return max === 0 || lines.length === 0 ? [] : [markdownFence(lines.join('\n'), 'text')]
}

function list({ items }: Section): string {
  return items
    .map(({ text, code }) => `- ${prose(text)}${code === undefined ? '' : ` ${markdownCode(code)}`}`)
    .join('\n')
}

function note(leaves: readonly string[]): string {
  return leaves.length === 0 ? '' : `_Shortened; left out: ${leaves.join(', ')}. The JSON report has everything._`
}

/** Verdict, cause and fix of the first problem, each truncated until all fit. */
function shortest(report: Report, heading: string, max: number): string {
  const [first] = report.problems
  const share = Math.max(40, Math.floor((max - heading.length - 200) / 4))
  const part = (text: string) => fitting(oneLine(text), share, markdownText)
  const problem = (each: Problem) => [
    `**Cause:** ${markdownCode(each.cause, share)} ${part(titleText(each))}`,
    `**Fix:** ${part(each.fix[0]?.text ?? 'see the JSON report.')}`,
  ]
  return joined([
    heading,
    `### ${MARK[report.verdict]} ${part(headline(report))}`,
    ...(first === undefined ? [] : problem(first)),
    '_Shortened._',
  ])
}

function joined(paragraphs: readonly string[]): string {
  return `${paragraphs.filter(paragraph => paragraph !== '').join('\n\n')}\n`
}
