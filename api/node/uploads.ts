import { setTimeout as wait } from 'node:timers/promises'
import { chunksOf } from '../../core/read/bytes.ts'
import type { Asker, Source } from '../diagnosis.ts'
import { ProblemError } from '../problem.ts'
import { BodyBuffer } from './body-buffer.ts'
import { SMALL_BYTES } from './memory.ts'
import { busy } from './slots.ts'
import { throwIfAborted, until } from './until.ts'

export interface UploadOptions {
  /** Limit on all large bodies that are being received or waiting for a process, and on all small ones, in bytes. */
  readonly maxHeldBytes: number
  readonly maxSmallHeldBytes: number
  /** Limit on one body in bytes: assumed for one without a length. */
  readonly maxBodyBytes: number
  /** Limit on the wait for the next byte of a body, in milliseconds. */
  readonly idleMs: number
  /** Limit on a body's wait for memory, in milliseconds. */
  readonly patienceMs: number
}

/** A body that was received completely. */
export interface Upload {
  readonly isSmall: boolean
  /** The sender; its signal is also aborted if the memory is needed for others. */
  readonly asker: Asker
  /**
   * The bytes; without `keep` each block's memory is freed when the next is requested. Once it is read, the body is no
   * longer dropped for others.
   */
  blocks(keep?: boolean): Iterable<Uint8Array>
  /** The bytes in one piece, for a small body. It is no longer dropped for others. */
  whole(): Uint8Array
  /** Frees its memory. */
  release(): void
}

/** Normal senders are faster than this, in bytes per second; slower ones are dropped first if memory is short. */
const SLOW = 64 * 1024
/**
 * In milliseconds: the period over which the speed is measured, the age from which it counts, and the silence that
 * counts as slow.
 */
const WINDOW_MS = 2000
const YOUNG_MS = 2000
/** How often a body that waits for memory checks for it, in milliseconds. */
const LOOK_MS = 100

/** One body that is being received. */
class Held {
  readonly caller: string
  readonly dropped = new AbortController()
  /** Bytes of memory that it has, or will have. */
  reserved = 0
  isReceiving = true
  isRunning = false
  #since = performance.now()
  #last = this.#since
  #windowAt = this.#since
  #windowBytes = 0
  #before = 0

  constructor(caller: string) {
    this.caller = caller
  }

  note(bytes: number): void {
    const now = performance.now()
    this.#turn(now)
    this.#windowBytes += bytes
    this.#last = now
  }

  /** Restarts its clock, as reading was paused. */
  restart(): void {
    this.#since = performance.now()
    this.#last = this.#since
  }

  /** Recent bytes per second. */
  speed(): number {
    const now = performance.now()
    this.#turn(now)
    const ms = Math.max(1000, Math.min(now - this.#since, WINDOW_MS + now - this.#windowAt))
    return ((this.#before + this.#windowBytes) * 1000) / ms
  }

  isSlow(): boolean {
    const now = performance.now()
    if (!this.isReceiving || now - this.#since < YOUNG_MS) return false
    return now - this.#last > YOUNG_MS || this.speed() < SLOW
  }

  #turn(now: number): void {
    const age = now - this.#windowAt
    if (age < WINDOW_MS) return
    this.#before = age < 2 * WINDOW_MS ? this.#windowBytes : 0
    this.#windowBytes = 0
    this.#windowAt = now
  }
}

/** Memory shared by bodies. */
class Account {
  readonly #max: number
  readonly #patienceMs: number
  readonly #all = new Set<Held>()
  readonly #waiting = new Set<Held>()
  #total = 0

  constructor(max: number, patienceMs: number) {
    this.#max = max
    this.#patienceMs = patienceMs
  }

  get total(): number {
    return this.#total
  }

  /**
   * Reserves memory for a body, waiting if there is none: the slowest is dropped first, then the latest of the caller
   * with most. Rejects with a `ProblemError` (503) if it has waited too long.
   */
  async reserve(held: Held, bytes: number, signal: AbortSignal): Promise<void> {
    const started = performance.now()
    this.#waiting.add(held)
    try {
      while (this.#total + bytes > this.#max || this.#next() !== held) {
        const slowest = [...this.#all].filter(each => each.isSlow()).sort((a, b) => a.speed() - b.speed())[0]
        if (slowest !== undefined && this.#next() === held) this.#drop(slowest, tooSlowToKeep())
        else if (performance.now() - started > this.#patienceMs) this.#drop(this.#latestOfMost(held.caller), busy())
        else await wait(LOOK_MS, undefined, { signal }).catch(() => throwIfAborted(signal))
      }
    } finally {
      this.#waiting.delete(held)
    }
    held.reserved = bytes
    held.restart()
    this.#total += bytes
    this.#all.add(held)
  }

  /** Gives memory back: by default everything it has. */
  release(held: Held, bytes: number = held.reserved): void {
    const given = Math.min(bytes, held.reserved)
    held.reserved -= given
    this.#total -= given
    if (held.reserved === 0) this.#all.delete(held)
  }

  /** The next to get memory: the first of the caller with least. */
  #next(): Held | undefined {
    return [...this.#waiting].sort((a, b) => this.#heldBy(a.caller) - this.#heldBy(b.caller))[0]
  }

  #heldBy(caller: string): number {
    let bytes = 0
    for (const held of this.#all) if (held.caller === caller) bytes += held.reserved
    return bytes
  }

  #latestOfMost(newcomer: string): Held {
    const idle = [...this.#all].filter(held => !held.isRunning)
    const [most] = idle.sort((a, b) => this.#heldBy(b.caller) - this.#heldBy(a.caller))
    if (most === undefined || most.caller === newcomer) throw busy()
    return [...this.#all].findLast(held => !held.isRunning && held.caller === most.caller) ?? most
  }

  #drop(held: Held, why: ProblemError): void {
    this.release(held)
    held.dropped.abort(why)
  }
}

/**
 * Receives whole bodies within a limit for all of them, so that a slow sender does not block a process. Small ones have
 * their own limit; a larger one is not read on before there is memory for all of it.
 */
export class Uploads {
  readonly #options: UploadOptions
  readonly #small: Account
  readonly #large: Account

  constructor(options: UploadOptions) {
    const { maxHeldBytes, maxSmallHeldBytes, patienceMs } = options
    this.#options = options
    this.#small = new Account(maxSmallHeldBytes, patienceMs)
    this.#large = new Account(maxHeldBytes, patienceMs)
  }

  /** Bytes of memory that bodies currently hold. */
  get held() {
    return { small: this.#small.total, large: this.#large.total }
  }

  /**
   * Resolves once a body is complete. Rejects with a `ProblemError` (408) if nothing arrives for too long, (503) if the
   * memory is needed for others, and with the body's own failure.
   */
  async receive(source: Source, asker: Asker): Promise<Upload> {
    const { idleMs, maxBodyBytes } = this.#options
    const held = new Held(asker.address ?? '')
    const signal = AbortSignal.any([asker.signal, held.dropped.signal])
    const buffer = new BodyBuffer(Math.min(asker.length ?? 0, SMALL_BYTES))
    const chunks = chunksOf(source)
    const announced = asker.length ?? maxBodyBytes
    let account = this.#small
    try {
      await account.reserve(held, Math.min(announced, SMALL_BYTES), signal)
      for (;;) {
        const { done, value } = await within(idleMs, signal, chunks.next())
        if (done) break
        buffer.push(value)
        held.note(value.length)
        if (account === this.#small && buffer.length > SMALL_BYTES) {
          account.release(held)
          account = this.#large
          await account.reserve(held, Math.max(announced, buffer.length), signal)
        }
      }
    } catch (error) {
      account.release(held)
      // A stalled source ends its iterator only when its connection ends.
      chunks.return(undefined).catch(() => undefined)
      throw error
    } finally {
      held.isReceiving = false
    }
    account.release(held, Math.max(0, held.reserved - buffer.length))
    return {
      isSmall: account === this.#small,
      asker: { ...asker, signal },
      *blocks(keep = false) {
        held.isRunning = true
        for (const block of buffer.blocks(keep)) {
          yield block
          if (!keep) account.release(held, block.length)
        }
      },
      whole() {
        held.isRunning = true
        return buffer.whole()
      },
      release: () => account.release(held),
    }
  }
}

/** The result of `promise`, unless it takes longer than `ms` milliseconds or the signal is aborted. */
async function within<T>(ms: number, signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const idle = new AbortController()
  const timer = setTimeout(() => idle.abort(stalled(ms)), ms)
  try {
    return await until(AbortSignal.any([signal, idle.signal]), promise)
  } finally {
    clearTimeout(timer)
  }
}

function stalled(ms: number): ProblemError {
  return new ProblemError(
    408,
    'body-stalled',
    `No data was received for ${ms / 1000} seconds.`,
    'Send the body without pausing; check that it has the announced length.',
    { where: 'body', headers: { connection: 'close' } },
  )
}

function tooSlowToKeep(): ProblemError {
  return new ProblemError(
    503,
    'busy',
    'The upload was slow, and the service needed its memory for other requests.',
    'Try again in a few seconds, compressed with gzip.',
    { headers: { 'retry-after': '5', connection: 'close' } },
  )
}
