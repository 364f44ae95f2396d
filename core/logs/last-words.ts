import { hideCredentials } from '../redact/redact.ts'
import { type Piece, readLines, readPieces } from './lines.ts'
import { isMissingLog } from './log-state.ts'

const MAX_SHOWN = 500
const ERROR_LIKE =
  /^(?:(?:[\w$]{1,80}[.:]{1,2}){0,12}[A-Z][\w$]{0,80}(?:Exception|Error|Interrupt|Exit)\b|Exception in thread "|Caused by: |(?:thread \d+ )?panic: |fatal error: |fatal: |error: |Error |ERROR|FATAL|Unhandled exception|Uncaught |PHP Fatal error|Segmentation fault|Aborted|Killed|Assertion|thread '.{0,80}' (?:\(\d+\) )?panicked at|\*\* \()|\b(?:error|fatal|failed|failure|exception|aborting|cannot|could not|unable to)\b/i
const NOISE =
  /^\s|^(?:Node\.js v|CallStack \(from|npm (?:ERR!|error)|\[?cause\]?|[{}()[\]^~,;\s]+$|goroutine \d|exit status \d|created by |main\.|note: run with |stack backtrace|For more information|Traceback )|\b0 errors?\b/

/** Rust prints a panic's message on the next line. */
const PANIC_HEADING = /^thread '.{0,80}' (?:\(\d+\) )?panicked at .{0,300}:\d+:$/

/**
 * The most telling line if no signature matches: the last exception message, panic, fatal or error line, else the last
 * line that is not blank. Trimmed, without colors and credentials, at most 500 characters; undefined without a log.
 */
export function lastWords(text: string): string | undefined {
  if (isMissingLog(text)) return undefined
  const pieces = readPieces(readLines(text))
  const at = pieces.findLastIndex(isError)
  const message = PANIC_HEADING.test(pieces[at]?.text ?? '') ? pieces[at + 1] : pieces[at]
  const spoken = pieces.filter(({ text: said }) => said.trim() !== '')
  const piece = message ?? spoken.findLast(({ text: said }) => !NOISE.test(said)) ?? spoken.at(-1)
  if (piece === undefined) return undefined
  const words = piece.structured ? textOfRecord(piece, pieces) : piece.text
  return hideCredentials(words.trim()).slice(0, MAX_SHOWN)
}

/** The message and the error of a structured record. */
function textOfRecord(piece: Piece, pieces: readonly Piece[]): string {
  const texts = pieces.filter(({ line }) => line === piece.line).map(({ text }) => text.trim())
  return [...new Set(texts)].slice(0, 2).join(': ')
}

function isError(piece: Piece): boolean {
  if (piece.text.trim() === '' || NOISE.test(piece.text)) return false
  if (piece.level !== undefined) return (piece.level === 'error' || piece.level === 'fatal') && !piece.inner
  return ERROR_LIKE.test(piece.text.slice(0, 400))
}
