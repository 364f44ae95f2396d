import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { ProblemError } from '../problem.ts'
import { type SlotOptions, Slots } from './slots.ts'

export interface ThreadPoolOptions extends SlotOptions {
  /** The module that a thread runs: it answers each message with one message. */
  readonly entry: URL
  /** Most memory of one thread's heap, MiB. */
  readonly heapMiB: number
  /** Longest that one job may run, milliseconds. */
  readonly maxRunMs: number
}

/** Threads that do one job after the other. One that fails, runs too long or for nobody is ended and replaced. */
export class ThreadPool<In, Out> {
  readonly #options: ThreadPoolOptions
  readonly #slots: Slots
  readonly #threads = new Set<Worker>()
  readonly #idle = new Set<Worker>()

  constructor(options: ThreadPoolOptions) {
    this.#options = options
    this.#slots = new Slots(options)
    this.#idle.add(this.#start())
  }

  /**
   * Does one job; `transfer` goes to the thread without a copy. Rejects with a `ProblemError` when no thread is to be had
   * or the job takes too long or too much memory; with the signal's reason when aborted.
   */
  async run(message: In, transfer: readonly ArrayBuffer[], signal: AbortSignal): Promise<Out> {
    const giveBack = await this.#slots.take(signal)
    const [idle] = this.#idle
    const thread = idle ?? this.#start()
    this.#idle.delete(thread)
    const limit = AbortSignal.timeout(this.#options.maxRunMs)
    const settled = new AbortController()
    const until = { signal: AbortSignal.any([signal, limit, settled.signal]) }
    try {
      const ended = once(thread, 'exit', until).then(() => Promise.reject(new Error('The thread ended.')))
      const answered = once(thread, 'message', until)
      thread.postMessage(message, transfer)
      const [result] = (await Promise.race([answered, ended])) as [Out]
      this.#idle.add(thread)
      return result
    } catch (error) {
      await thread.terminate()
      signal.throwIfAborted()
      throw limit.aborted ? tooSlow(this.#options.maxRunMs) : isOutOfMemory(error) ? tooMuch(this.#options) : error
    } finally {
      settled.abort()
      giveBack()
    }
  }

  /** Ends all threads; jobs under way are lost. */
  async close(): Promise<void> {
    await Promise.all([...this.#threads].map(thread => thread.terminate()))
  }

  #start(): Worker {
    const thread = new Worker(this.#options.entry, {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: this.#options.heapMiB },
    })
    this.#threads.add(thread)
    thread.on('error', () => undefined)
    thread.on('exit', () => {
      this.#threads.delete(thread)
      this.#idle.delete(thread)
    })
    return thread
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

const HINT = 'Send fewer namespaces or fewer kinds (kubectl get -n NAMESPACE).'

function tooSlow(maxRunMs: number): ProblemError {
  return new ProblemError(413, 'takes-too-long', `The diagnosis took longer than ${maxRunMs / 1000} seconds.`, HINT)
}

function tooMuch({ heapMiB }: ThreadPoolOptions): ProblemError {
  return new ProblemError(413, 'takes-too-much-memory', `The diagnosis took more than ${heapMiB} MiB of memory.`, HINT)
}
