import type { LogReading } from '../log-cause.ts'

/** Causes of the container's start that a shell in it may print: the runtime words them, see `core/causes/container-start`. */
export const START_FAILURES = [
  { id: 'exec-format-error', specificity: 2, mayWait: false, running: 'start' },
  { id: 'container-command-not-executable', specificity: 12, mayWait: false, running: 'start' },
  { id: 'container-command-not-found', specificity: 13, mayWait: false, running: 'start' },
] as const satisfies readonly LogReading<string>[]
