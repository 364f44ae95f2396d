import { startsBlank } from './characters.ts'
import type { Piece } from './lines.ts'

/** The output of one incident: a message with its stack trace and the exceptions that caused it. */
export interface LogEvent {
  /** Index of the first piece. */
  readonly start: number
  /** Index after the last piece. */
  readonly end: number
  /** Python prints the first exception of a chain first; elsewhere it comes last. */
  readonly rootFirst: boolean
}

const TRACEBACK = /(?:^\s*(?:\|\s*)?(?:\+ )?(?:Exception Group )?|[\]:-] )Traceback \(most recent call last\):/
const PYTHON_CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)/
const CONTINUES =
  /^(?:\s|$|at |Caused by: |Suppressed: |\.\.\. \d+ |\[cause\]|--- |---> |[})\]]|>$|DETAIL: |HINT: |CONTEXT: |goroutine \d|created by |Action:$|Description:$|Reason: |Stack trace:|stack backtrace:|Emitted '|Require stack:|- \/|#\d+ |\d+: 0x)/
/** log4j's `%5p` pads the shorter levels: ` WARN | Failed to connect`. */
const PADDED = /^ (?:INFO|WARN) /
/** Next.js indents the mark at the beginning of a message. */
const MARKED = /^ ?[⨯⚠✓✖▲]/
const EXCEPTION = /^(?:[\w$]{1,80}\.){0,12}[A-Z][\w$]{0,80}(?:Exception|Error|Throwable)\b/
const PANIC = /^(?:thread '.{0,80}' (?:\(\d+\) )?panicked at|panic: |FATAL ERROR: )/

/** A record's time. The first line of a traceback has no level, so a line with both begins a record, wherever it is. */
const STAMPED = /^\s{0,40}[[(]?\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d:\d\d/

function opensRecord({ text, level, inner }: Piece): boolean {
  return level !== undefined && !inner && STAMPED.test(text)
}

/** True if an indented record repeats. */
function isAgain({ text }: Piece, head: Piece | undefined): boolean {
  return startsBlank(text) && text === head?.text && text.trim() !== ''
}

/** Groups the pieces of a log by the incident that printed them. */
export function groupEvents(pieces: readonly Piece[]): LogEvent[] {
  const events: LogEvent[] = []
  let start = 0
  let traceback = false
  let rootFirst = false
  for (let index = 1; index <= pieces.length; index++) {
    const before = pieces[index - 1]
    const piece = pieces[index]
    if (before !== undefined) {
      if (isTraceback(before.text)) traceback = true
      else if (traceback && isOutermost(before.text)) traceback = false
      if (isChain(before.text)) rootFirst = true
    }
    if (piece !== undefined && before !== undefined) {
      const isMore = traceback ? !isNewTraceback(before, piece) : joins(before, piece, pieces[index - 2])
      if (isMore && !opensRecord(piece) && !isAgain(piece, pieces[start])) continue
    }
    events.push({ start, end: index, rootFirst })
    start = index
    traceback = false
    rootFirst = false
  }
  return events
}

function isTraceback(text: string): boolean {
  return text.includes('Traceback (') && TRACEBACK.test(text)
}

/** True if a traceback follows a line of another one that lost its end. */
function isNewTraceback(before: Piece, piece: Piece): boolean {
  return startsBlank(before.text) && before.text.trim() !== '' && piece.text.startsWith('Traceback (')
}

/** True if a line links two exceptions of Python. */
function isChain(text: string): boolean {
  return (text.startsWith('During ') || text.startsWith('The above ')) && PYTHON_CHAIN.test(text)
}

/** The exception's own line ends a traceback. */
function isOutermost(text: string): boolean {
  return text !== '' && !startsBlank(text)
}

function joins(before: Piece, piece: Piece, secondBefore: Piece | undefined): boolean {
  if (piece.inner) return true
  if (piece.structured) return false
  if (isChain(piece.text) || isChain(before.text)) return true
  // Python prints an empty line before and after the link between two exceptions.
  if (before.text === '' && isChain(secondBefore?.text ?? '')) return true
  if (piece.text !== '' && isTraceback(piece.text)) return logsException(before)
  if (piece.level !== undefined && (!startsBlank(piece.text) || PADDED.test(piece.text))) return false
  if (MARKED.test(piece.text)) return false
  if (CONTINUES.test(piece.text)) return true
  // Spring prints an empty line before the trace.
  const { level, text } = before.text === '' ? (secondBefore ?? before) : before
  const mayTell = level !== undefined && (level !== 'info' || /\bexception\b/i.test(text))
  if (mayTell && EXCEPTION.test(piece.text)) return true
  return PANIC.test(before.text)
}

/** Python's `logging` prints the trace of an exception after the message. */
function logsException({ level, text }: Piece): boolean {
  return (level === 'error' || level === 'fatal' || level === 'warn') && !startsBlank(text)
}

const PROGRAMMING =
  /^(?:Exception in thread "[^"]{0,80}" )?(?:(?:[\w$]{1,80}\.){0,12}(?:ZeroDivisionError|AttributeError|IndexError|NameError|UnboundLocalError|AssertionError|TypeError|SyntaxError|RecursionError|NullPointerException|IndexOutOfBoundsException|ArrayIndexOutOfBoundsException|ClassCastException|ArithmeticException|NumberFormatException|ReferenceError|RangeError|NoMethodError|NullReferenceException)\b|panic: runtime error: |Unhandled exception\. System\.(?:NullReference|IndexOutOfRange|DivideByZero|InvalidCast)Exception)/
const UNCAUGHT =
  /^(?:Exception in thread "|Traceback \(most recent call last\):|panic: |fatal error: |Unhandled exception|Uncaught |PHP Fatal error: |thread '.{0,80}' (?:\(\d+\) )?panicked at)/

/**
 * How an event that matches no signature would end a process: by a programming error, by some exception, or not at all.
 */
export function howItEnds(event: LogEvent, pieces: readonly Piece[]): 'mistake' | 'exception' | undefined {
  let uncaught = false
  for (const { text } of pieces.slice(event.start, event.end)) {
    if (PROGRAMMING.test(text)) return 'mistake'
    uncaught ||= UNCAUGHT.test(text)
  }
  return uncaught ? 'exception' : undefined
}
