import type { Confidence, Outlook } from './report.ts'

/**
 * How long a cause may last before waiting is pointless. Only here does time decide: `detect` reports facts and
 * `since`, and reads no clock.
 */
export const BUDGETS = {
  none: { seconds: 0, why: 'retrying does not help; something has to change' },
  retry: { seconds: 15, why: 'the next attempt, a few seconds later, shows whether it persists' },
  soon: { seconds: 30, why: 'the next step of the same deployment may fix it within seconds' },
  stuck: { seconds: 30, why: 'it may clear up on its own, but rarely does' },
  slow: { seconds: 60, why: 'an application, dependency or platform component may take that long to start' },
  long: { seconds: 600, why: 'a large download, a slow start or a busy registry may take that long' },
} as const satisfies Readonly<Record<string, { readonly seconds: number; readonly why: string }>>

export type Budget = keyof typeof BUDGETS

/** A budget, or one computed from the object's fields, such as a probe's thresholds. */
export type Patience<F> =
  | Budget
  | {
      /** What it is computed from, a clause for the catalogue: `the probe's own thresholds allow`. */
      readonly why: string
      seconds(facts: F): number
    }

/** A cause's patience in the words of the catalogue: `at most 30s: the next step of the same deployment may fix it`. */
export function patienceText(patience: Patience<never>): string {
  if (typeof patience !== 'string') return `as long as ${patience.why}`
  const { seconds, why } = BUDGETS[patience]
  if (seconds === 0) return `not at all: ${why}`
  return `at most ${seconds < 120 ? `${seconds}s` : `${seconds / 60}m`}: ${why}`
}

/** The snapshot's clock. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: number
  /**
   * False if the snapshot does not say when it was taken. Its newest time is then a lower bound: what is awaited may be
   * long overdue, and nothing counts as recent.
   */
  readonly isExact: boolean
  /** Upper limit for every budget, in seconds. */
  readonly cap?: number | undefined
}

/** The times of a finding. */
export interface Timed<F> {
  readonly facts: F
  /** Milliseconds since 1970. */
  readonly since?: number | undefined
  /** Milliseconds in which every normal start looks the same. */
  readonly usual?: number | undefined
  /** True if the evidence is that nothing happened during `usual`. */
  readonly isSilence?: boolean | undefined
  /** When it becomes true, milliseconds since 1970. */
  readonly due?: number | undefined
  readonly healing?: string | undefined
  readonly isOpen?: boolean | undefined
  readonly confidence?: Confidence | undefined
}

export interface Judged {
  readonly outlook: Outlook
  /** Milliseconds since 1970: only with `may-recover`. */
  readonly until?: number
}

const SECOND = 1000
/**
 * The minimum patience in seconds for a finding that is not certain, as later data may change it. Does not apply to a
 * computed patience.
 */
const UNCERTAIN = BUDGETS.soon.seconds

function secondsOf<F>(patience: Patience<F>, { facts, confidence = 'certain' }: Timed<F>, { cap }: Clock): number {
  const isComputed = typeof patience !== 'string'
  const own = isComputed ? patience.seconds(facts) : BUDGETS[patience].seconds
  const least = isComputed || confidence === 'certain' ? own : Math.max(own, UNCERTAIN)
  return cap === undefined ? least : Math.min(least, cap)
}

/** The outlook of a finding; undefined while it is none: not yet due, or part of every normal start. */
export function judge<F>(timed: Timed<F>, patience: Patience<F>, clock: Clock): Judged | undefined {
  const { usual = 0, isSilence = false, due, healing, isOpen = false, confidence } = timed
  const { now, isExact } = clock
  // A node's clock may be ahead of the API server's.
  const since = timed.since === undefined ? undefined : Math.min(timed.since, now)
  if (due !== undefined && now < due) return undefined
  if (since !== undefined && (isExact || isSilence) && now < since + usual) return undefined
  if (healing !== undefined) return { outlook: 'self-healing' }
  const until = since === undefined ? undefined : since + usual + secondsOf(patience, timed, clock) * SECOND
  if (isExact && until !== undefined && now < until) return { outlook: 'may-recover', until }
  return { outlook: isOpen || confidence === 'possible' ? 'unknown' : 'needs-change' }
}
