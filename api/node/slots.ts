import { ProblemError } from '../problem.ts'

/** How many may work at once, and how many may wait how long. */
export interface SlotOptions {
  readonly size: number
  readonly maxWaiting: number
  /** Milliseconds. */
  readonly maxWaitMs: number
}

/** Places to work, given in the order in which they were asked for. */
export class Slots {
  readonly #options: SlotOptions
  readonly #waiting: (() => void)[] = []
  #taken = 0

  constructor(options: SlotOptions) {
    this.#options = options
  }

  /**
   * Waits for a place; returns what gives it back. Rejects with a `ProblemError` (503) when too many wait or the wait is
   * too long, and with the signal's reason when aborted.
   */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.#taken < this.#options.size) this.#taken++
    else if (this.#waiting.length >= this.#options.maxWaiting) throw busy()
    else await this.#wait(signal)
    return () => this.#giveBack()
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
      }
      const go = () => {
        end()
        resolve()
      }
      const leave = (reason: unknown) => {
        end()
        this.#waiting.splice(this.#waiting.indexOf(go), 1)
        reject(reason)
      }
      const onAbort = () => leave(signal.reason)
      const timer = setTimeout(() => leave(busy()), this.#options.maxWaitMs)
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(go)
    })
  }

  /** The place goes to the next in line without becoming free in between. */
  #giveBack(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#taken--
  }
}

/** The answer when all places are taken. */
export function busy(): ProblemError {
  return new ProblemError(503, 'busy', 'The service is busy with other snapshots.', 'Try again in a few seconds.', {
    headers: { 'retry-after': '5' },
  })
}
