import { refText } from '../ref.ts'
import type { Evidence, Field, Fix, Problem, TemplateChange } from '../report.ts'
import { cutLines } from './clean.ts'
import type { Detail } from './detail.ts'
import { markdownCode, markdownFence, markdownText } from './escape.ts'
import {
  affected,
  CONFIDENCE,
  causeLink,
  causeText,
  changeText,
  commandLines,
  fixLabel,
  isLog,
  OWNER,
  outlookText,
  proofText,
  sinceText,
} from './wording.ts'

/** What every block of a document needs to know. */
export interface Scope {
  readonly detail: Detail
  readonly logs: boolean
  readonly takenAt: string
  readonly causesUrl: string | undefined
}

/** Takes a problem and what the heading above it says; returns the paragraphs that name its cause and its fix. */
export function answer(problem: Problem, said: string, scope: Scope): string[] {
  const { id, rest } = causeText(problem, said)
  const link = causeLink(scope.causesUrl, problem.cause)?.replace(/[<>\s]/g, encodeURIComponent)
  const cause = link === undefined ? markdownCode(id) : `[${markdownCode(id)}](<${link}>)`
  return [
    `**Cause:** ${cause}${prose(rest, rest.startsWith(' ') ? ' ' : '')}`,
    ...problem.fix.flatMap(step => fixParagraphs(step)),
    `**Outlook:** ${outlookText(problem)}.`,
  ]
}

/** Takes a problem; returns the paragraphs that prove it and tell what else hangs on it. */
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

/** Takes the words of a fold's title, which are ours, and its paragraphs; returns it closed. None without paragraphs. */
export function fold(title: string, paragraphs: readonly string[]): string[] {
  return paragraphs.length === 0 ? [] : [`<details><summary>${title}</summary>`, ...paragraphs, '</details>']
}

/** Takes text; returns it as bounded inline Markdown, after `lead` where there is any. */
export function prose(text: string, lead = ''): string {
  const escaped = markdownText(text)
  return escaped === '' ? '' : `${lead}${escaped}`
}

function fixParagraphs(fix: Fix): string[] {
  const commands = commandLines(fix)
  const text = `**${fixLabel(fix)}:** ${prose(fix.text)}`
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
