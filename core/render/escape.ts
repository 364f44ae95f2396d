import { CONTROLS, INVISIBLE } from '../visible.ts'
import { clean, oneLine } from './clean.ts'

/** Breaks a token that GitHub would link, without changing how it looks. */
const BREAK = '&#8203;'

/** One line for a terminal, at most `max` UTF-16 units. */
export function terminal(text: string, max?: number): string {
  return oneLine(text, max)
}

/**
 * What runners interpret as a command anywhere in a line: `##[…]` of GitHub and Azure, `##vso[…]` of Azure,
 * `##teamcity[…]`.
 */
const RUNNER_COMMAND = /##(?=(?:vso|teamcity)?\[)/gi

/**
 * One line of output that a workflow's runner treats as text. The runner of GitHub Actions interprets `::command::` at
 * the start of a line, after blanks, and `##[command]` anywhere (actions/runner, ActionCommand.cs).
 */
export function inertLine(line: string): string {
  const start = line.length - line.trimStart().length
  const safe = line.startsWith('::', start) ? `${line.slice(0, start)}\\${line.slice(start)}` : line
  return safe.replace(RUNNER_COMMAND, '## ')
}

/** Bounded inline GitHub-flavored Markdown that looks the same: no markup, HTML, link, image, mention or reference. */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*[\]~|$^]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/^(?:[-+=:]|\d{1,9}(?=[.)]))/, leading => (/\d/.test(leading) ? `${leading}\\` : `\\${leading}`))
    .replace(/#/g, `\\#${BREAK}`)
    .replace(/@/g, `@${BREAK}`)
    .replace(/GH-(?=\d)/gi, `$&${BREAK}`)
    .replace(/:(?=\/\/)/g, `:${BREAK}`)
    .replace(/www(?=\.)/gi, `$&${BREAK}`)
}

/** An inline code span of at most `max` UTF-16 units. GitHub links nothing inside code. */
export function markdownCode(text: string, max?: number): string {
  const line = inertLine(oneLine(text, max))
  if (line === '') return '(empty)'
  const fence = '`'.repeat(longestRun(line, '`') + 1)
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

/** A fenced block that the text cannot close, without workflow commands. */
export function markdownFence(text: string, language = ''): string {
  const body = clean(text).split('\n').map(inertLine).join('\n')
  const fence = '`'.repeat(Math.max(3, longestRun(body, '`') + 1))
  return `${fence}${language}\n${body}\n${fence}`
}

/** The message of a workflow command; line feeds become `%0A`. */
export function workflowCommand(text: string): string {
  return clean(text).replaceAll('%', '%25').replaceAll('\n', '%0A')
}

/** A property value of a workflow command. */
export function workflowProperty(text: string): string {
  return workflowCommand(oneLine(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** Text for an HTML text node or a quoted attribute, also without commands for the GitHub Actions runner. */
export function htmlText(text: string): string {
  return clean(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(RUNNER_COMMAND, '#&#35;')
    .replace(/^([ \t]{0,20}):(?=:)/gm, '$1&#58;')
}

/** Bounded text for an HTML text node in Markdown, without mentions, references or addresses that GitHub links. */
export function markdownHtml(text: string): string {
  return htmlText(oneLine(text, 300))
    .replace(/(?<!&)#/g, `#${BREAK}`)
    .replace(/[[\]`]/g, character => `&#${character.charCodeAt(0)};`)
    .replace(/@/g, `@${BREAK}`)
    .replace(/GH-(?=\d)/gi, `$&${BREAK}`)
    .replace(/:(?=\/\/)/g, `:${BREAK}`)
    .replace(/www(?=\.)/gi, `$&${BREAK}`)
}

/** A SARIF message string: braces doubled (SARIF 2.1.0 §3.11.5), no embedded link (§3.11.6). */
export function sarifText(text: string): string {
  return oneLine(text).replaceAll('](', '] (').replaceAll('{', '{{').replaceAll('}', '}}')
}

/**
 * Indented JSON with a final line feed. What a terminal or the GitHub Actions runner would interpret is written as
 * `\\u` escapes, so parsing gives the same value.
 */
export function jsonText(value: unknown): string {
  const written = JSON.stringify(value, null, 2).replace(RUNNER_COMMAND, '#\\u0023')
  return `${written.replace(CONTROLS, escaped).replace(INVISIBLE, escaped)}\n`
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('')
}

function longestRun(text: string, character: string): number {
  let longest = 0
  let run = 0
  for (const each of text) {
    run = each === character ? run + 1 : 0
    if (run > longest) longest = run
  }
  return longest
}
