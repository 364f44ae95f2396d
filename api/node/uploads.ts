import { chunksOf } from '../../core/read/bytes.ts'
import type { Asker, Source } from '../diagnosis.ts'
import { ProblemError } from '../problem.ts'
import { BodyBuffer } from './body-buffer.ts'
import { SMALL_BYTES } from './memory.ts'
import { busy } from './slots.ts'
import { throwIfAborted, until } from './until.ts'

export interface UploadOptions {
  /** Most bytes of all large bodies that are being received or wait for a process, and of all small ones. */
  readonly maxHeldBytes: number
  readonly maxSmallHeldBytes: number
  /** Longest that no byte of a body comes, milliseconds. */
  readonly idleMs: number
}

/** A body that was received as a whole. */
export interface Upload {
  readonly isSmall: boolean
  /** Who sent it; its signal is aborted too when the memory is needed for others. */
  readonly asker: Asker
  /** The bytes; without `keep` each block's memory is free once the next one is asked for. */
  blocks(keep?: boolean): Iterable<Uint8Array>
  /** Frees its memory. From now on it cannot be dropped for others. */
  start(): void
  release(): void
}

/** Bodies that share memory. */
interface Account {
  readonly max: number
  total: number
  readonly all: Set<Held>
}

/** Callers send faster than this, bytes a second; who does not is dropped first where memory is short. */
const SLOW = 64 * 1024
/** The time over which the speed is taken, and the age from which it counts, milliseconds. */
const WINDOW_MS = 5000
const YOUNG_MS = 2000

/** One body on its way. */
class Held {
  readonly caller: string
  readonly dropped = new AbortController()
  bytes = 0
  isReceiving = true
  isRunning = false
  readonly #since = performance.now()
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
  }

  /** Bytes a second of late. */
  speed(): number {
    const now = performance.now()
    this.#turn(now)
    const ms = Math.max(1000, Math.min(now - this.#since, WINDOW_MS + now - this.#windowAt))
    return ((this.#before + this.#windowBytes) * 1000) / ms
  }

  isSlow(): boolean {
    return this.isReceiving && performance.now() - this.#since > YOUNG_MS && this.speed() < SLOW
  }

  #turn(now: number): void {
    const age = now - this.#windowAt
    if (age < WINDOW_MS) return
    this.#before = age < 2 * WINDOW_MS ? this.#windowBytes : 0
    this.#windowBytes = 0
    this.#windowAt = now
  }
}

/**
 * Receives bodies whole, so that a slow sender holds no process, within a bound for all of them. Small ones have a bound of
 * their own. Where there is no more room, the slowest goes first, then the latest of the caller who holds most.
 */
export class Uploads {
  readonly #idleMs: number
  readonly #small: Account
  readonly #large: Account

  constructor({ maxHeldBytes, maxSmallHeldBytes, idleMs }: UploadOptions) {
    this.#idleMs = idleMs
    this.#small = { max: maxSmallHeldBytes, total: 0, all: new Set() }
    this.#large = { max: maxHeldBytes, total: 0, all: new Set() }
  }

  /**
   * Takes a body as it comes and who sends it; resolves once it is there as a whole. Rejects with a `ProblemError` (408)
   * where nothing comes for too long, (503) where the memory is needed for others, and with what the body fails with.
   */
  async receive(source: Source, asker: Asker): Promise<Upload> {
    const held = new Held(asker.address ?? '')
    const idle = new AbortController()
    const timer = setTimeout(() => idle.abort(stalled(this.#idleMs)), this.#idleMs)
    const signal = AbortSignal.any([asker.signal, held.dropped.signal])
    const receiving = AbortSignal.any([signal, idle.signal])
    const buffer = new BodyBuffer()
    const chunks = chunksOf(source)
    let account = this.#small
    account.all.add(held)
    const release = (bytes: number) => {
      held.bytes -= bytes
      account.total -= bytes
    }
    const releaseAll = () => {
      release(held.bytes)
      account.all.delete(held)
    }
    try {
      for (;;) {
        const { done, value } = await until(receiving, chunks.next())
        if (done) break
        timer.refresh()
        buffer.push(value)
        held.note(value.length)
        held.bytes += value.length
        account.total += value.length
        if (account === this.#small && held.bytes > SMALL_BYTES) {
          const { bytes } = held
          releaseAll()
          account = this.#large
          account.all.add(held)
          held.bytes = bytes
          account.total += bytes
        }
        makeRoom(account, held)
        throwIfAborted(signal)
      }
    } catch (error) {
      releaseAll()
      // A source that stalls ends its iterator only when its connection does.
      chunks.return(undefined).catch(() => undefined)
      throw error
    } finally {
      clearTimeout(timer)
      held.isReceiving = false
    }
    return {
      isSmall: account === this.#small,
      asker: { ...asker, signal },
      *blocks(keep = false) {
        for (const block of buffer.blocks(keep)) {
          yield block
          if (!keep) release(block.length)
        }
      },
      start: () => {
        held.isRunning = true
      },
      release: releaseAll,
    }
  }
}

/** Drops others, or throws for the newcomer itself, until the account's bound holds. */
function makeRoom(account: Account, newcomer: Held): void {
  while (account.total > account.max) {
    const victim = victimOf(account, newcomer)
    if (victim === newcomer) throw busy()
    account.total -= victim.bytes
    victim.bytes = 0
    account.all.delete(victim)
    victim.dropped.abort(victim.isReceiving ? tooSlowToKeep() : busy())
  }
}

function victimOf({ all }: Account, newcomer: Held): Held {
  const waiting = [...all].filter(held => !held.isRunning && held.bytes > 0)
  const [slowest] = waiting.filter(held => held.isSlow()).sort((a, b) => a.speed() - b.speed())
  if (slowest !== undefined) return slowest
  const byCaller = new Map<string, number>()
  for (const { caller, bytes } of all) byCaller.set(caller, (byCaller.get(caller) ?? 0) + bytes)
  const most = waiting.toSorted((a, b) => (byCaller.get(b.caller) ?? 0) - (byCaller.get(a.caller) ?? 0))[0]
  if (most === undefined || most.caller === newcomer.caller) return newcomer
  return waiting.findLast(({ caller }) => caller === most.caller) ?? newcomer
}

function stalled(ms: number): ProblemError {
  return new ProblemError(
    408,
    'body-stalled',
    `No byte of the body came for ${ms / 1000} seconds.`,
    'Send the body without a pause; check that its length is the one announced.',
    { where: 'body', headers: { connection: 'close' } },
  )
}

function tooSlowToKeep(): ProblemError {
  return new ProblemError(
    503,
    'busy',
    'The body came slowly, and the service needed its memory for others.',
    'Try again in a few seconds, compressed with gzip.',
    { headers: { 'retry-after': '5', connection: 'close' } },
  )
}
