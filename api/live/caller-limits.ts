import { ProblemError } from '../problem.ts'

/** Limits on a caller's requests, and on those of all callers together. */
export interface CallerLimitOptions {
  /** Requests of one caller at once. */
  readonly atOnce: number
  /** Requests of one caller in any minute. */
  readonly perMinute: number
  /** Requests of all callers at once. */
  readonly allAtOnce: number
}

const MINUTE_MS = 60_000

/** Counts the requests of callers. */
export class CallerLimits {
  readonly #options: CallerLimitOptions
  readonly #now: () => number
  readonly #running = new Map<string, number>()
  readonly #starts = new Map<string, readonly number[]>()

  /** `now` is in milliseconds. */
  constructor(options: CallerLimitOptions, now: () => number = () => Date.now()) {
    this.#options = options
    this.#now = now
  }

  /**
   * Counts one request of a caller; returns a function that ends it. Throws a `ProblemError` (429, 503) that says when
   * to retry.
   */
  start(caller: string): () => void {
    const { atOnce, perMinute, allAtOnce } = this.#options
    const now = this.#now()
    const recent = (this.#starts.get(caller) ?? []).filter(start => now - start < MINUTE_MS)
    const [first = now] = recent
    const running = this.#running.get(caller) ?? 0
    if (recent.length >= perMinute) {
      throw tooMany(`more than ${perMinute} requests in a minute`, Math.ceil((first + MINUTE_MS - now) / 1000))
    }
    if (running >= atOnce) throw tooMany(`more than ${atOnce} requests at once`, 1)
    const all = [...this.#running.values()].reduce((sum, each) => sum + each, 0)
    if (all >= allAtOnce) throw busy()
    this.#starts.set(caller, [...recent, now])
    this.#running.set(caller, running + 1)
    return () => this.#running.set(caller, (this.#running.get(caller) ?? 1) - 1)
  }
}

function tooMany(what: string, seconds: number): ProblemError {
  return new ProblemError(429, 'too-many-requests', `This caller sent ${what}.`, `Try again in ${seconds}s.`, {
    headers: { 'retry-after': String(seconds) },
  })
}

function busy(): ProblemError {
  return new ProblemError(
    503,
    'busy',
    'Busy: the concurrency limit for live clusters is reached.',
    'Try again in a few seconds.',
    {
      headers: { 'retry-after': '5' },
    },
  )
}
