/** When a ready app is reported as failing at its job. Times in milliseconds. */
export const BAR = {
  /** Occurrences of the same failure, without a success for the same thing in between. */
  times: 3,
  /** Minimum time from the first to the last one. */
  span: 30_000,
  /** Maximum time from the last one to the log's last line: earlier failures are over. */
  fresh: 60_000,
  /** A failure that came every few seconds and stops is over sooner: after this many of its longest gaps, */
  gaps: 3,
  /** but not before this. */
  leastFresh: 20_000,
  /** A log that ends with the failure counts for this long after its last line. */
  silence: 120_000,
  /** Stricter values if only the words of a line identify the failure: no name, no trace, no known form. */
  vagueTimes: 5,
  vagueSpan: 60_000,
  /** Occurrences in a log without times, where they can only be counted. */
  untimedTimes: 5,
  /**
   * In such a log, the maximum run time of the container per occurrence: a burst at its start is not a lasting failure.
   */
  untimedGap: 60_000,
  /** Shorter times if the specifications show that it cannot succeed: the log only has to show that it is attempted. */
  shownSpan: 10_000,
  shownSilence: 600_000,
} as const

/** Occurrences of one failure, without a success for the same thing in between. */
export interface Run {
  readonly count: number
  /** Milliseconds since 1970; undefined if the log's lines have no time. */
  readonly first: number | undefined
  readonly last: number | undefined
  /** The longest time between two of them. */
  readonly longestGap: number
  /** True if the end of the log has only the failure and what follows from it. */
  readonly isAtEnd: boolean
  /** True if only the words of a line identify the failure. */
  readonly isVague: boolean
}

/** The context of a decision. */
export interface Surroundings {
  /** When the log was read, and when the container started. */
  readonly now: number
  readonly startedAt: number | undefined
  /** The last time in the log. */
  readonly end: number | undefined
}

/** True if a failure persists: often enough, for long enough, and still going on. */
export function isLasting(run: Run, { now, startedAt, end }: Surroundings): boolean {
  const { count, first, last, longestGap, isVague } = run
  if (first === undefined || last === undefined || end === undefined) {
    const age = startedAt === undefined ? 0 : now - startedAt
    const least = isVague ? BAR.vagueSpan : BAR.span
    return run.isAtEnd && count >= BAR.untimedTimes && age >= least && age <= count * BAR.untimedGap
  }
  const window = Math.min(BAR.fresh, Math.max(BAR.leastFresh, BAR.gaps * longestGap))
  const isFresh = end - last <= window && now - last <= Math.max(BAR.silence, BAR.gaps * longestGap)
  const [times, span] = isVague ? [BAR.vagueTimes, BAR.vagueSpan] : [BAR.times, BAR.span]
  return count >= times && last - first >= span && isFresh
}

/**
 * True if a failure that the specifications explain is more than the vain attempts of a start: its obstacle persists,
 * however rarely it is attempted.
 */
export function isTriedInVain(run: Run, { now, startedAt, end }: Surroundings): boolean {
  const { count, first, last, isAtEnd, isVague } = run
  if (isVague) return false
  if (first === undefined || last === undefined || end === undefined) {
    const age = startedAt === undefined ? 0 : now - startedAt
    return isAtEnd && count >= BAR.untimedTimes && age <= count * BAR.shownSilence
  }
  const isOfWork = startedAt !== undefined && first - startedAt >= BAR.vagueSpan && count >= BAR.vagueTimes
  const isLate = end - last <= BAR.fresh && now - last <= BAR.shownSilence
  return count >= BAR.times && (isOfWork || last - first >= BAR.shownSpan) && isLate
}

/** True if a failure may just have begun: it happened twice, and the log's end has only it. */
export function isBeginning({ count, isAtEnd, isVague }: Run): boolean {
  return count >= 2 && isAtEnd && !isVague
}
