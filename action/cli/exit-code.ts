import type { Report } from '../../core/index.ts'

/** Exit codes: nothing wrong, problems found, error. */
export const EXIT = { fine: 0, problems: 1, failed: 2 } as const

/** 1 if a problem needs a change or something decisive could not be read, otherwise 0. */
export function exitCodeOf(report: Report): number {
  const { verdict } = report
  return verdict === 'healthy' || verdict === 'progressing' ? EXIT.fine : EXIT.problems
}

/** A usage error: what is wrong, and what to do. */
export class UsageError extends Error {
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.name = 'UsageError'
    this.hint = hint
  }
}
