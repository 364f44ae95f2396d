/** What has to be shown before a ready program is said to fail at its job. Times in milliseconds. */
export const BAR = {
  /** How often the same failure has to be there, with no success for the same thing in between. */
  times: 3,
  /** How long it has to have gone on, from the first time to the last. */
  span: 30_000,
  /** The last time has to lie within this of the log's last line: what was earlier is over. */
  fresh: 60_000,
  /** A failure that came every few seconds and stops is over sooner: after this many of its longest gaps, */
  gaps: 3,
  /** but not before this. */
  leastFresh: 20_000,
  /** A log that ends with the failure is believed for this long after its last line. */
  silence: 120_000,
  /** How often, and for how long, where only the words of a line tell that it is the same: no name, no trace, no known form. */
  vagueTimes: 5,
  vagueSpan: 60_000,
  /** How often the same failure has to be there in a log without times, where it can only be counted. */
  untimedTimes: 5,
  /** There, the container must not have run for longer than this for each time: a burst at its start is no lasting failure. */
  untimedGap: 60_000,
  /** How long, and how lately, where the specifications show that it cannot succeed: the log only has to show that it is tried. */
  shownSpan: 10_000,
  shownSilence: 600_000,
} as const

/** One failure as often as it came, with no success for the same thing in between. */
export interface Run {
  readonly count: number
  /** Milliseconds since 1970; undefined where the log's lines carry no time. */
  readonly first: number | undefined
  readonly last: number | undefined
  /** The longest time between two of them. */
  readonly longestGap: number
  /** True where nothing but the failure itself and what follows from it is at the log's end. */
  readonly isAtEnd: boolean
  /** True where nothing but the words of a line tells that it is the same failure. */
  readonly isVague: boolean
}

/** What the bar is held against. */
export interface Surroundings {
  /** When the log was read, and when the container was started. */
  readonly now: number
  readonly startedAt: number | undefined
  /** The time of the log's last line that carries one. */
  readonly end: number | undefined
}

/** True where a failure lasts: often enough, for long enough, and still going on. */
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
 * True where a failure that the specifications account for is more than what a program tries in vain at its start: what is in
 * its way stands there however seldom it is tried.
 */
export function isTriedInVain(run: Run, { now, startedAt, end }: Surroundings): boolean {
  const { count, first, last, isAtEnd, isVague } = run
  if (isVague) return false
  if (first === undefined || last === undefined || end === undefined) return isAtEnd && count >= BAR.untimedTimes
  const isOfWork = startedAt !== undefined && first - startedAt >= BAR.vagueSpan && count >= BAR.vagueTimes
  const isLate = end - last <= BAR.fresh && now - last <= BAR.shownSilence
  return count >= BAR.times && (isOfWork || last - first >= BAR.shownSpan) && isLate
}

/** True where a failure may just have begun: it came twice and nothing but it is at the log's end. */
export function isBeginning({ count, isAtEnd, isVague }: Run): boolean {
  return count >= 2 && isAtEnd && !isVague
}
