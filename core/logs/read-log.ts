import { hideCredentials } from '../redact/redact.ts'
import { choose } from './choose.ts'
import { withDependency } from './dependency.ts'
import { groupEvents } from './events.ts'
import { type LogLine, type Piece, readLines, readPieces } from './lines.ts'
import { isMissingLog } from './log-state.ts'
import { indexSignatures, type Match, matchAll } from './match.ts'
import { type LogCause, readingOf } from './signature.ts'
import { SIGNATURES } from './signatures/index.ts'
import { completed, targetIn } from './target.ts'

export { lastWords } from './last-words.ts'
export { isBlank, isMissingLog, type LogState } from './log-state.ts'
export type { LogCause } from './signature.ts'

/** Why a process ended, according to its log. */
export interface LogVerdict {
  readonly cause: LogCause
  /** The signature's id, such as `node-cannot-find-module`. */
  readonly signature: string
  /** The decisive line: trimmed, without colors and credentials, at most 500 characters. */
  readonly line: string
  /** 1-based in the given text. */
  readonly lineNumber: number
  /**
   * What the line names: variable, file, module, flag, host, port, address, user, service, path, limit, resource, verb,
   * apiGroup, namespace, serviceAccount (`namespace/name`), command.
   */
  readonly facts: Readonly<Record<string, string>>
  /**
   * `strong`: an unambiguous form; `weak`: a generic wording, a warning, or an error that the process seems to have
   * survived.
   */
  readonly strength: 'strong' | 'weak'
}

/** All signatures by their words. */
export const INDEX = indexSignatures(SIGNATURES)
const MAX_SHOWN = 500

/**
 * The cause that ended the process, from its log; undefined if no signature matches or the process got past it. Reads
 * only the last 64 KiB and 2,000 lines; linear in that.
 */
export function readLog(text: string): LogVerdict | undefined {
  if (isMissingLog(text)) return undefined
  const pieces = readPieces(readLines(text))
  const events = groupEvents(pieces)
  const matches = lastingWaits(matchAll(pieces, events, INDEX), pieces)
  const choice = choose(matches, events, pieces)
  if (choice === undefined) return undefined
  const { signature, piece } = choice.match
  return {
    cause: signature.cause,
    signature: signature.id,
    line: shownLine(piece.line, piece),
    lineNumber: piece.line.number,
    facts: withServiceAccount(factsOf(choice.match, pieces)),
    strength: choice.strong ? 'strong' : 'weak',
  }
}

/** The first pieces of an event show what it is about. */
const HEAD = 60

/** If the wording omits the other end, the rest of the event may name it. */
function factsOf({ signature, facts, piece, event }: Match, pieces: readonly Piece[]): Match['facts'] {
  if (readingOf(signature.cause)?.running !== 'other-end') return facts
  const around = pieces.slice(event.start, Math.min(event.end, event.start + HEAD)).map(({ text }) => text)
  return withDependency(completed(facts, targetIn([piece.text, ...around])), [piece.text, ...around])
}

/** How often an app has to report that it waits. */
const WAITS = 3
/** The rest may only be about giving up. */
const GIVES_UP =
  /\b(?:time[sd]?[ -]?out|g[ia]v(?:e|es|ing) up|fail\w*|error|exit\w*|abort\w*|unavailable|unreachable|not ready|could not|cannot)\b/i

/** A wait counts only up to the log's end, and is unambiguous if it repeats. */
function lastingWaits(matches: readonly Match[], pieces: readonly Piece[]): readonly Match[] {
  const waits = matches.filter(({ signature }) => signature.repeats === true)
  if (waits.length === 0) return matches
  const end = Math.max(...waits.map(({ index }) => index))
  const after = pieces.slice(end + 1).filter(({ text }) => text.trim() !== '')
  if (!after.every(({ text }) => GIVES_UP.test(text))) return matches.filter(match => !waits.includes(match))
  const strong = waits.length >= WAITS
  return matches.map(match => (waits.includes(match) ? { ...match, strong } : match))
}

/** Trimmed and without credentials. A line that is too long is represented by the matching part. */
export function shownLine(line: LogLine, piece: Piece): string {
  const whole = hideCredentials(line.text.trim())
  return whole.length <= MAX_SHOWN ? whole : hideCredentials(saidBy(piece)).slice(0, MAX_SHOWN)
}

/** The first line of an error; that of a bare stack is a location. */
const ERROR = /^(?:[^\n]{0,200}? [^\n]{0,300}|[\w.$]{1,200}(?:Exception|Error)\b[^\n]{0,300})/

/** The content of a line; the message of a structured record says little without its error. */
function saidBy({ text, record }: Piece): string {
  const said = text.trim()
  const error = ERROR.exec(record?.texts[1]?.trim() ?? '')?.[0]
  return error === undefined || said.includes(error) ? said : `${said}: ${error}`
}

/** Adds the service account of a refused user, and its namespace. */
export function withServiceAccount(facts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(facts['user'] ?? '') ?? []
  return namespace === undefined || name === undefined
    ? facts
    : { ...facts, serviceAccount: name, accountNamespace: namespace }
}
