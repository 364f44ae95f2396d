import type { Piece } from '../lines.ts'
import { type LogCause, readingOf } from '../signature.ts'

/** Why a program that runs and is ready fails at its job. */
export type RunningCause = LogCause | 'out-of-memory-killed' | 'application-error'

/** What tells that it is a failure, and which. */
export type Form =
  /** A known wording. */
  | 'known'
  /** What is waited for, again and again. */
  | 'waiting'
  /** A proxy's word that the server behind it is not reached, or is reached and does not answer. */
  | 'upstream-unreached'
  | 'upstream-unanswered'
  /** A process that its parent starts again. */
  | 'worker-died'
  /** An exception with a trace, or a panic. */
  | 'exception'
  /** Requests that this program answers with a status that blames itself. */
  | 'requests'
  /** Only the words of a line: that it fails at its own job, whatever the line names; or anything, to the letter. */
  | 'own-words'
  | 'same-words'

export interface Failure {
  readonly cause: RunningCause
  readonly form: Form
  /** The signature's id, or what stands for one. */
  readonly signature: string
  readonly facts: Readonly<Record<string, string>>
  readonly strength: 'strong' | 'weak'
  readonly piece: Piece
}

/** A failure as one entry tells of it. */
export interface Told extends Failure {
  /** What the entry is about. */
  readonly topic: ReadonlySet<string>
  /** By which failures of one kind are known. */
  readonly key: string
}

/** What is known of the container whose log it is. Times in milliseconds since 1970. */
export interface LogOrigin {
  /** When the log was read. */
  readonly now: number
  readonly startedAt: number | undefined
  /** True where it looks after others, so that what it says of them is no trouble of its own. */
  readonly isReporter?: boolean
  /** True for a database or the like, whose log tells what its clients did wrong. */
  readonly isServer?: boolean
}

/** True for a cause whose object some lines name and others leave out: the other end of a connection. */
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

/** By which failures of one kind are known. */
export function keyOf({ cause, form, signature, facts }: Omit<Failure, 'strength' | 'piece'>): string {
  if (cause === 'application-error' || cause === 'out-of-memory-killed') return `${cause} ${form} ${signature}`
  // Files of a spool or a cache have other names each time: where they lie is the same.
  const name = NAMES.find(name => facts[name] !== undefined)
  const named = name === undefined ? '' : `${name}=${folderOf(name, facts[name] ?? '')}`
  const port = facts['port'] === undefined || !isOfOtherEnd(cause) ? '' : `:${facts['port']}`
  return `${cause} ${named}${port}`
}

function folderOf(name: string, value: string): string {
  return name === 'path' || name === 'file' ? value.replace(/\/[^/]*\d[^/]*$/, '/') : value
}
