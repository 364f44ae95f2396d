import type { Asker } from '../diagnosis.ts'
import { ProblemError } from '../problem.ts'
import { reasonOf, throwIfAborted } from './until.ts'

/** How many may work at once, and how many may wait for how long. */
export interface SlotOptions {
  readonly size: number
  readonly maxWaiting: number
  /** Milliseconds. */
  readonly maxWaitMs: number
}

interface Waiting {
  readonly caller: string
  readonly go: () => void
  readonly leave: (reason: unknown) => void
}

/** Half-life of a caller's use of slots, in milliseconds. */
const HALF_LIFE_MS = 15_000

/**
 * Slots for work. The next one goes to the waiting caller that has used them least recently; if too many wait, the last
 * request of the caller with most in the queue is rejected.
 */
export class Slots {
  readonly #options: SlotOptions
  readonly #waiting: Waiting[] = []
  readonly #used = new Map<string, { ms: number; at: number }>()
  #taken = 0

  constructor(options: SlotOptions) {
    this.#options = options
  }

  get taken(): number {
    return this.#taken
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /**
   * Waits for a slot; returns a function that gives it back. Rejects with a `ProblemError` (503) if too many wait or
   * the wait is too long, and with the signal's reason when aborted.
   */
  async take({ signal, address = '' }: Asker): Promise<() => void> {
    throwIfAborted(signal)
    if (this.#taken < this.#options.size) this.#taken++
    else {
      if (this.#waiting.length >= this.#options.maxWaiting) this.#makeRoom(address)
      await this.#wait(address, signal)
    }
    const started = performance.now()
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#note(address, performance.now() - started)
      this.#giveBack()
    }
  }

  #wait(caller: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
      }
      const waiting: Waiting = {
        caller,
        go: () => {
          end()
          resolve()
        },
        leave: reason => {
          end()
          this.#remove(waiting)
          reject(reason)
        },
      }
      const onAbort = () => waiting.leave(reasonOf(signal))
      const timer = setTimeout(() => waiting.leave(busy()), this.#options.maxWaitMs)
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(waiting)
    })
  }

  #makeRoom(newcomer: string): void {
    const counts = new Map<string, number>()
    for (const { caller } of this.#waiting) counts.set(caller, (counts.get(caller) ?? 0) + 1)
    const [most = newcomer, count = 0] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? []
    if (count <= (counts.get(newcomer) ?? 0) + 1) throw busy()
    this.#waiting.findLast(({ caller }) => caller === most)?.leave(busy())
  }

  /** Passes the slot to the next in the queue without freeing it in between. */
  #giveBack(): void {
    const now = performance.now()
    const [next] = this.#waiting.toSorted((a, b) => this.#usedBy(a.caller, now) - this.#usedBy(b.caller, now))
    if (next === undefined) {
      this.#taken--
      return
    }
    this.#remove(next)
    next.go()
  }

  #remove(waiting: Waiting): void {
    const at = this.#waiting.indexOf(waiting)
    if (at >= 0) this.#waiting.splice(at, 1)
  }

  #usedBy(caller: string, now: number): number {
    const used = this.#used.get(caller)
    return used === undefined ? 0 : used.ms * 0.5 ** ((now - used.at) / HALF_LIFE_MS)
  }

  #note(caller: string, ms: number): void {
    const now = performance.now()
    this.#used.set(caller, { ms: this.#usedBy(caller, now) + ms, at: now })
    if (this.#used.size <= 1000) return
    for (const known of this.#used.keys()) if (this.#usedBy(known, now) < 1) this.#used.delete(known)
  }
}

/** The error if all slots are taken. */
export function busy(): ProblemError {
  return new ProblemError(
    503,
    'busy',
    'Busy: all processes are diagnosing other snapshots.',
    'Try again in a few seconds.',
    {
      headers: { 'retry-after': '5' },
    },
  )
}
