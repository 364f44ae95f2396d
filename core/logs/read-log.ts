import { hideCredentials } from '../redact/redact.ts'
import { choose } from './choose.ts'
import { groupEvents } from './events.ts'
import { type LogLine, type Piece, readLines, readPieces } from './lines.ts'
import { indexSignatures, matchAll } from './match.ts'
import { isNoLog } from './no-log.ts'
import type { LogCause } from './signature.ts'
import { SIGNATURES } from './signatures/index.ts'

export { lastWords } from './last-words.ts'
export { isNoLog } from './no-log.ts'
export type { LogCause } from './signature.ts'

/** Why a process ended, as its own log says it. */
export interface LogVerdict {
  readonly cause: LogCause
  /** The signature's id, such as `node-cannot-find-module`. */
  readonly signature: string
  /** The one line that matters: trimmed, without colours and credentials, at most 500 characters. */
  readonly line: string
  /** 1-based in the text given. */
  readonly lineNumber: number
  /**
   * What the line names: variable, file, module, flag, host, port, address, user, service, path, limit, resource, verb, apiGroup,
   * namespace, serviceAccount (`namespace/name`), command.
   */
  readonly facts: Readonly<Record<string, string>>
  /** `strong`: an unambiguous form; `weak`: a generic wording, a mere warning, or an error that the process seems to have survived. */
  readonly strength: 'strong' | 'weak'
}

/** All signatures by their words. */
export const INDEX = indexSignatures(SIGNATURES)
const MAX_SHOWN = 500

/**
 * The cause that ended the process, from its log; nothing when no signature fits or the process got past what fits.
 * Reads the last 64 KiB and 2,000 lines only; the work is linear in what is read.
 */
export function readLog(text: string): LogVerdict | undefined {
  if (isNoLog(text)) return undefined
  const pieces = readPieces(readLines(text))
  const events = groupEvents(pieces)
  const choice = choose(matchAll(pieces, events, INDEX), events, pieces)
  if (choice === undefined) return undefined
  const { signature, piece, facts } = choice.match
  return {
    cause: signature.cause,
    signature: signature.id,
    line: shownLine(piece.line, piece),
    lineNumber: piece.line.number,
    facts: withServiceAccount(facts),
    strength: choice.strong ? 'strong' : 'weak',
  }
}

/** Trimmed and without credentials. A line that is too long to show whole is represented by the part that matched. */
export function shownLine(line: LogLine, piece: Piece): string {
  const whole = hideCredentials(line.text.trim())
  return whole.length <= MAX_SHOWN ? whole : hideCredentials(piece.text.trim()).slice(0, MAX_SHOWN)
}

/** The service account that a refused user is, as `namespace/name`. */
export function withServiceAccount(facts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(facts['user'] ?? '') ?? []
  return namespace === undefined || name === undefined ? facts : { ...facts, serviceAccount: `${namespace}/${name}` }
}
