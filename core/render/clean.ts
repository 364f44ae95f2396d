import { CONTROLS, INVISIBLE, withoutSequences } from '../visible.ts'

const LINE_ENDS = /\r\n?|[\x0b\x0c\x85\u2028\u2029]/g

/**
 * Text from a cluster without escape sequences, control and invisible characters. Line feeds stay, other line ends
 * become line feeds, a tab becomes two spaces, a lone surrogate U+FFFD.
 */
export function clean(text: string): string {
  return withoutSequences(text)
    .replace(LINE_ENDS, '\n')
    .replaceAll('\t', '  ')
    .replace(CONTROLS, '')
    .replace(INVISIBLE, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
}

/** Cleaned text on one line with whitespace collapsed, at most `max` UTF-16 units. Reads a bounded part. */
export function oneLine(text: string, max = 1200): string {
  const line = clean(cut(text, max * 4))
    .replace(/\s+/g, ' ')
    .trim()
  return cut(line, max)
}

/** At most `max` UTF-16 units; truncation is marked with `…` and never splits a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  const end = Math.max(0, max - 1)
  const split = end > 0 && /[\ud800-\udbff]/.test(text.charAt(end - 1))
  return `${text.slice(0, split ? end - 1 : end)}…`
}

/** The longest prefix of the text whose escaped form has at most `max` UTF-16 units. */
export function fitting(text: string, max: number, safe: (text: string) => string): string {
  let low = 0
  let high = Math.min(text.length, max)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (safe(cut(text, middle)).length <= max) low = middle
    else high = middle - 1
  }
  return safe(cut(text, low))
}

export interface Limits {
  readonly lines: number
  /** UTF-16 units of one line. */
  readonly width: number
  /** Which end matters: the last lines of a log, the first of anything else. */
  readonly keep: 'head' | 'tail'
}

/** Cleaned lines within the limits, and how many were left out. */
function linesWithin(
  text: string,
  { lines: max, width, keep }: Limits,
): { readonly shown: string[]; readonly left: number } {
  // Bounds the work; lines beyond it are still counted.
  const budget = (max + 1) * width * 4
  const part = keep === 'head' ? text.slice(0, budget) : text.slice(-budget)
  const rest = keep === 'head' ? text.slice(budget) : text.slice(0, Math.max(0, text.length - budget))
  const lines = clean(part)
    .split('\n')
    .map(line => line.trimEnd())
  while (lines.length > 1 && lines.at(-1) === '') lines.pop()
  const left = Math.max(0, lines.length - max) + countLineFeeds(rest)
  const shown = (keep === 'head' ? lines.slice(0, max) : lines.slice(-max)).map(line => cut(line, width))
  return { shown, left }
}

/** The first or last line, truncated to `width`. */
export function oneLineOf(text: string, limits: Omit<Limits, 'lines'>): string {
  return linesWithin(text, { ...limits, lines: 1 }).shown.join('')
}

/** Cleaned lines within the limits; an extra line says what was left out. */
export function cutLines(text: string, limits: Limits): string[] {
  const { shown, left } = linesWithin(text, limits)
  if (left === 0) return shown
  const note = `… ${left} more ${left === 1 ? 'line' : 'lines'}`
  return limits.keep === 'head' ? [...shown, note] : [note, ...shown]
}

function countLineFeeds(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
