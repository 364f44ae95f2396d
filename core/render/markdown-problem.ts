import { refText } from '../ref.ts'
import type { Evidence, Field, Fix, Problem, TemplateChange } from '../report.ts'
import { cutLines, oneLineOf } from './clean.ts'
import type { Detail } from './detail.ts'
import { markdownCode, markdownFence, markdownText } from './escape.ts'
import {
  affected,
  CONFIDENCE,
  causeLink,
  causeText,
  changeText,
  commandLines,
  isLog,
  labelled,
  OWNER,
  outlookText,
  proofText,
  sinceText,
} from './wording.ts'

/** The context of every block in a document. */
export interface Scope {
  readonly detail: Detail
  readonly logs: boolean
  readonly takenAt: string
  readonly causesUrl: string | undefined
}

/** The paragraphs with cause and fix, without what the heading says. */
export function answer(problem: Problem, said: string, scope: Scope): string[] {
  const { id, rest } = causeText(problem, said)
  return [
    `**Cause:** ${causeMark(problem, id, scope)}${prose(rest, rest.startsWith(' ') ? ' ' : '')}`,
    ...problem.fix.flatMap(step => fixParagraphs(step)),
    `**Outlook:** ${outlookText(problem)}.`,
  ]
}

function causeMark({ cause }: Problem, words: string, { causesUrl }: Scope): string {
  const link = causeLink(causesUrl, cause)?.replace(/[<>\s]/g, encodeURIComponent)
  return link === undefined ? markdownCode(words) : `[${markdownCode(words)}](<${link}>)`
}

/** The paragraphs with evidence and effects. */
export function proof(problem: Problem, scope: Scope): string[] {
  const { detail } = scope
  return [
    prose(problem.why),
    ...(problem.field === undefined ? [] : [fieldParagraph(problem.field)]),
    ...problem.evidence.slice(0, detail.evidence).flatMap(each => evidenceParagraphs(each, scope)),
    facts(problem, scope.takenAt).join('\n'),
    ...(detail.background ? background(problem) : []),
  ].filter(paragraph => paragraph !== '')
}

/**
 * A problem among many, one line per fact: why, each step with its command, the best evidence, and whether it recovers.
 */
export function inBrief(problem: Problem, scope: Scope): string[] {
  const [evidence] = problem.evidence.filter(({ path }) => scope.logs || !isLog(path))
  const steps = problem.fix.map(step => {
    const [command, ...more] = commandLines(step)
    const shown = command === undefined || more.length > 0 ? '' : ` ${markdownCode(command)}`
    const { lead, rest } = labelled(step)
    return `- **${lead}** ${prose(rest)}${shown}`
  })
  const proof =
    evidence === undefined
      ? []
      : [`- **Evidence:** ${prose(`${refText(evidence.object)}, ${evidence.path}`)}: ${code(lastLine(evidence))}`]
  const state = `- **Outlook:** ${outlookText(problem)}. **Owner:** ${OWNER[problem.owner]}.`
  const cause = `**Cause:** ${causeMark(problem, causeText(problem, problem.title).id, scope)}`
  return [`${cause}${prose(problem.why, ': ')}`, [...steps, ...proof, state].join('\n')]
}

/** The last line of a log, the first of anything else. */
function lastLine({ path, value }: Evidence): string {
  return oneLineOf(value, { width: 300, keep: isLog(path) ? 'tail' : 'head' })
}

/** A closed fold with a title in HTML; empty without paragraphs. */
export function fold(title: string, paragraphs: readonly string[]): string[] {
  return paragraphs.length === 0 ? [] : [`<details><summary>${title}</summary>`, ...paragraphs, '</details>']
}

/** Bounded inline Markdown, after `lead` if there is any text. */
export function prose(text: string, lead = ''): string {
  const escaped = markdownText(text)
  return escaped === '' ? '' : `${lead}${escaped}`
}

function fixParagraphs(fix: Fix): string[] {
  const commands = commandLines(fix)
  const { lead, rest } = labelled(fix)
  const text = `**${lead}** ${prose(rest)}`
  const proof = proofText(fix)
  return [
    proof === undefined ? text : `${text} _(${prose(proof)})_`,
    ...(commands.length === 0 ? [] : [markdownFence(commands.join('\n'), 'sh')]),
  ]
}

function fieldParagraph({ object, path, value, suggestion }: Field): string {
  const now = value === undefined ? '' : ` is ${code(value)}`
  const then = suggestion === undefined ? '' : `${now === '' ? ':' : ';'} suggested: ${code(suggestion)}`
  return `**Field:** ${code(path)} of ${prose(refText(object))}${now}${then}`
}

function evidenceParagraphs({ object, path, value }: Evidence, { detail, logs }: Scope): string[] {
  const title = `**Evidence:** ${prose(refText(object))}, ${isLog(path) || path === 'event' ? path : code(path)}`
  if (isLog(path) && !logs) return [`${title}: withheld, because logs are off.`]
  if (!isLog(path) && value.length <= 60 && !value.includes('\n')) return [`${title}: ${code(value)}`]
  const lines = isLog(path) ? detail.logLines : detail.valueLines
  if (lines === 0) return [`${title}: left out for length.`]
  return [
    title,
    markdownFence(cutLines(value, { lines, width: 600, keep: isLog(path) ? 'tail' : 'head' }).join('\n'), 'text'),
  ]
}

function facts(problem: Problem, takenAt: string): string[] {
  const all = affected(problem)
  const affects = all.slice(0, 10).map(code)
  const more = all.length - affects.length
  return [
    ...(problem.confidence === 'certain' ? [] : [`- **Certainty:** ${CONFIDENCE[problem.confidence]}`]),
    ...(problem.since === undefined ? [] : [`- **Since:** ${prose(sinceText(problem.since, takenAt))}`]),
    `- **Owner:** ${OWNER[problem.owner]}`,
    ...(affects.length === 0 ? [] : [`- **Affects:** ${affects.join(', ')}${more > 0 ? ` and ${more} more` : ''}`]),
  ]
}

function background({ chain, changed = [] }: Problem): string[] {
  const links = chain
    .slice(0, 20)
    .map((link, index) => `${'  '.repeat(Math.min(index, 8))}- ${prose(`${refText(link)}: ${link.text}`)}`)
  const changes = changed.slice(0, 30).map(changeItem)
  return [
    ...fold('From the workload to the cause', links.length === 0 ? [] : [links.join('\n')]),
    ...fold('Changed in this rollout', changes.length === 0 ? [] : [changes.join('\n')]),
  ]
}

function changeItem(change: TemplateChange): string {
  const { verb, values } = changeText(change)
  return `- ${code(change.path)} ${verb}${values.length === 0 ? '' : `: ${values.map(code).join(' → ')}`}`
}

function code(text: string): string {
  return markdownCode(text, 300)
}
