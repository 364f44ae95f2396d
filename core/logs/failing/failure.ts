import type { Piece } from '../lines.ts'
import { type LogCause, readingOf } from '../signature.ts'

/** Why a running and ready app fails at its job. */
export type RunningCause = LogCause | 'out-of-memory-killed' | 'application-error'

/** How a failure was recognized. */
export type Form =
  /** A known wording. */
  | 'known'
  /** A repeated message about waiting. */
  | 'waiting'
  /** A proxy's report that the server behind it is unreachable, or does not respond. */
  | 'upstream-unreached'
  | 'upstream-unanswered'
  /** A process that its parent restarts. */
  | 'worker-died'
  /** An exception with a trace, or a panic. */
  | 'exception'
  /** Requests that this app answers with a status that blames itself. */
  | 'requests'
  /**
   * Only the words of a line: a failure at its own job, whatever the line names; or any failure with exactly the same
   * text.
   */
  | 'own-words'
  | 'same-words'

export interface Failure {
  readonly cause: RunningCause
  readonly form: Form
  /** The signature's id, or its equivalent. */
  readonly signature: string
  readonly facts: Readonly<Record<string, string>>
  readonly strength: 'strong' | 'weak'
  readonly piece: Piece
}

/** A failure as reported by one entry. */
export interface ReportedFailure extends Failure {
  /** What the entry is about. */
  readonly topic: ReadonlySet<string>
  /** Identifies failures of one kind. */
  readonly key: string
}

/** The container of a log. Times in milliseconds since 1970. */
export interface LogOrigin {
  /** When the log was read. */
  readonly now: number
  readonly startedAt: number | undefined
  /** True if it watches other apps, whose trouble is not its own. */
  readonly isReporter?: boolean
  /** True for a database or the like, whose log reports its clients' mistakes. */
  readonly isServer?: boolean
}

/** True for a cause whose object some lines name and others omit: the other end of a connection. */
export function isOfOtherEnd(cause: RunningCause): boolean {
  return readingOf(cause)?.running === 'other-end'
}

export const NAMES = [
  'host',
  'address',
  'service',
  'table',
  'schema',
  'database',
  'column',
  'variable',
  'resource',
  'path',
  'file',
  'module',
  'limit',
] as const

/** Identifies failures of one kind. */
export function keyOf({ cause, form, signature, facts }: Omit<Failure, 'strength' | 'piece'>): string {
  if (cause === 'application-error' || cause === 'out-of-memory-killed') return `${cause} ${form} ${signature}`
  // Files of a spool or a cache have different names each time, but the same folder.
  const name = NAMES.find(name => facts[name] !== undefined)
  const named = name === undefined ? '' : `${name}=${folderOf(name, facts[name] ?? '')}`
  const port = facts['port'] === undefined || !isOfOtherEnd(cause) ? '' : `:${facts['port']}`
  return `${cause} ${named}${port}`
}

function folderOf(name: string, value: string): string {
  return name === 'path' || name === 'file' ? value.replace(/\/[^/]*\d[^/]*$/, '/') : value
}
