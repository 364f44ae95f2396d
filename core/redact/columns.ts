import { matchesOf } from '../matches.ts'
import { TELLING } from './names.ts'
import type { Span } from './spans.ts'

const WHOLE = new RegExp(`^[\\w.-]{0,60}?(?:${TELLING.source})$`, 'i')
/** The end of a line of identifiers, as in the first line of a table. */
const HEADINGS =
  /(?<![\w.,;|\t-])(?<![,;|\t] )(?:\w[\w.-]{0,40}|"\w[\w.-]{0,40}"|'\w[\w.-]{0,40}')(?:([,;|\t]) ?(?:\w[\w.-]{0,40}|"\w[\w.-]{0,40}"|'\w[\w.-]{0,40}')){1,30}\r?$/gm
const INSERT = /\binsert\s{1,5}into\s{1,5}[\w."`[\]]{1,120}\s{0,5}\(([^()]{1,2000})\)\s{0,5}values\s{0,5}(?=\()/gi
const MAX_ROWS = 50
const MAX_ROW = 4000

/** Expressions that find tables. */
export const TABLES: readonly RegExp[] = [HEADINGS, INSERT]

interface Row {
  /** The text of each column, without quotes. */
  readonly cells: readonly Span[]
  readonly end: number
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'"
}

/** Whether a quote ends on its own line. */
function isClosed(text: string, at: number, most: number): boolean {
  const rest = text.slice(at + 1, most)
  const end = rest.indexOf(text[at] ?? '')
  const lineEnd = rest.indexOf('\n')
  return end >= 0 && (lineEnd < 0 || end < lineEnd)
}

/** Reads the cells of a row from an offset to its `last` character, or the end of the line. */
function rowAt(text: string, from: number, separator: string, last: string): Row {
  const cells: Span[] = []
  const most = Math.min(text.length, from + MAX_ROW)
  let start = from
  let quote = ''
  let at = from
  const close = () => {
    const cell = text.slice(start, at)
    const blanks = cell.length - cell.trimStart().length
    const written = cell.trim()
    const quoted = /^["'`]/.test(written) ? 1 : 0
    const closed = quoted === 1 && written.length > 1 && written.endsWith(written[0] ?? '') ? 1 : 0
    const from = start + blanks + quoted
    cells.push([from, Math.max(from, start + blanks + written.length - closed)])
    start = at + 1
  }
  for (; at < most; at++) {
    const c = text[at] ?? ''
    if (quote !== '') {
      if (c === quote) quote = ''
    } else if (c === last || c === '\n') break
    else if (c === separator) close()
    else if (isQuote(c) && text.slice(start, at).trim() === '' && isClosed(text, at, most)) quote = c
  }
  close()
  return { cells, end: at }
}

function tellingColumns(text: string, { cells }: Row): readonly number[] {
  return cells.flatMap(([start, end], index) => (WHOLE.test(text.slice(start, end)) ? [index] : []))
}

function* heldBy({ cells }: Row, columns: readonly number[]): Generator<Span> {
  for (const column of columns) {
    const cell = cells[column]
    if (cell !== undefined && cell[1] > cell[0]) yield cell
  }
}

/**
 * What is under a heading that names a secret: in the rows of a table with separators, and in those of an SQL `INSERT`.
 */
export function* inColumns(text: string): Generator<Span> {
  for (const { 0: line, 1: separator = ',', index } of matchesOf(text, HEADINGS)) {
    const headings = rowAt(text, index, separator, '\n')
    const columns = tellingColumns(text, headings)
    if (columns.length === 0) continue
    for (let row = 0, at = index + line.length + 1; row < MAX_ROWS && at < text.length; row++) {
      const found = rowAt(text, at, separator, '\n')
      if (found.cells.length !== headings.cells.length) break
      yield* heldBy(found, columns)
      at = found.end + 1
    }
  }
  for (const { 0: head, 1: names = '', index } of matchesOf(text, INSERT)) {
    const columns = tellingColumns(names, rowAt(names, 0, ',', ')'))
    if (columns.length === 0) continue
    let at = index + head.length
    for (let row = 0; row < MAX_ROWS && text[at] === '('; row++) {
      const found = rowAt(text, at + 1, ',', ')')
      yield* heldBy(found, columns)
      at = found.end + 1
      while (text[at] === ',' || text[at] === ' ' || text[at] === '\n') at++
    }
  }
}
