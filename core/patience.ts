import type { Confidence, Outlook } from './report.ts'

/**
 * How long what a cause names may last before nobody should wait any longer. The one place where time decides: `detect`
 * finds what is there and since when, and looks at no clock.
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

/** A budget, or one that follows from the object's own fields, such as a probe's thresholds. */
export type Patience<F> =
  | Budget
  | {
      /** What it is computed from, a clause for the catalogue: `the probe's own thresholds`. */
      readonly why: string
      seconds(facts: F): number
    }

/** A cause's patience as the catalogue words it: `at most 30s: another step may create it`. */
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
   * False where the snapshot does not say when it was taken: its newest time is a lower bound, so what is awaited may be long
   * overdue, and nothing counts as recent.
   */
  readonly isExact: boolean
  /** Seconds that no budget may exceed. */
  readonly cap?: number | undefined
}

/** What a finding says about time. */
export interface Timed<F> {
  readonly facts: F
  /** Milliseconds since 1970. */
  readonly since?: number | undefined
  /** Milliseconds for which every normal start looks the same. */
  readonly usual?: number | undefined
  /** True if the sign is that nothing has happened for as long as `usual`. */
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
/** The least patience with a finding that is not certain, in seconds: what it reads may still change. A computed patience counts as it is. */
const UNCERTAIN = BUDGETS.soon.seconds

function secondsOf<F>(patience: Patience<F>, { facts, confidence = 'certain' }: Timed<F>, { cap }: Clock): number {
  const isComputed = typeof patience !== 'string'
  const own = isComputed ? patience.seconds(facts) : BUDGETS[patience].seconds
  const least = isComputed || confidence === 'certain' ? own : Math.max(own, UNCERTAIN)
  return cap === undefined ? least : Math.min(least, cap)
}

/** The outlook of a finding; undefined before it is one: it has not begun, or every normal start looks the same. */
export function judge<F>(timed: Timed<F>, patience: Patience<F>, clock: Clock): Judged | undefined {
  const { usual = 0, isSilence = false, due, healing, isOpen = false, confidence } = timed
  const { now, isExact } = clock
  // Clocks of nodes may be ahead of the API server's.
  const since = timed.since === undefined ? undefined : Math.min(timed.since, now)
  if (due !== undefined && now < due) return undefined
  if (since !== undefined && (isExact || isSilence) && now < since + usual) return undefined
  if (healing !== undefined) return { outlook: 'self-healing' }
  const until = since === undefined ? undefined : since + usual + secondsOf(patience, timed, clock) * SECOND
  if (isExact && until !== undefined && now < until) return { outlook: 'may-recover', until }
  return { outlook: isOpen || confidence === 'possible' ? 'unknown' : 'needs-change' }
}
