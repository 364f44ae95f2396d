import { PROGRAM_CAUSES } from './causes/index.ts'
import type { LogReading, Wording } from './log-cause.ts'

/** Causes of a failed start that a shell in the container may print; `core/causes/container-start` has their words. */
const START_FAILURES = [
  { id: 'exec-format-error', specificity: 2, mayWait: false, running: 'start' },
  { id: 'container-command-not-executable', specificity: 12, mayWait: false, running: 'start' },
  { id: 'container-command-not-found', specificity: 13, mayWait: false, running: 'start' },
] as const satisfies readonly LogReading<string>[]

/** A cause that an app's own log shows, with its words. */
export type ProgramLogCause = keyof typeof PROGRAM_CAUSES
/** A cause that a log may show; the catalogue has the definitions. */
export type LogCause = ProgramLogCause | (typeof START_FAILURES)[number]['id']

/** Does not compile if `explainedBy` names a cause that no log shows. */
const ALL: readonly LogReading<LogCause, LogCause>[] = [...Object.values(PROGRAM_CAUSES), ...START_FAILURES]
const READINGS: ReadonlyMap<string, LogReading<LogCause>> = new Map(ALL.map(reading => [reading.id, reading]))

/** How a cause is read; undefined for a cause that no log shows. */
export function readingOf(cause: string): LogReading<LogCause> | undefined {
  return READINGS.get(cause)
}

/** True for a cause with words of its own; false for those of a container's start. */
export function isProgramCause(cause: string): cause is ProgramLogCause {
  return Object.hasOwn(PROGRAM_CAUSES, cause)
}

/** A wording with its cause. */
export interface Signature extends Wording {
  readonly cause: LogCause
}
