import { fileURLToPath } from 'node:url'
import workerpool from 'workerpool'
import type { Asker } from '../diagnosis.ts'
import { ProblemError } from '../problem.ts'
import { type SlotOptions, Slots } from './slots.ts'
import { throwIfAborted, until } from './until.ts'

export interface ProcessOptions extends SlotOptions {
  /** The module that a process runs: it has the methods `whole`, `begin`, `chunk` and `end` of `job-process.ts`. */
  readonly entry: URL
  /** Limit on one process's heap, in MiB. */
  readonly heapMiB: number
  /** Limit on one job, in milliseconds. */
  readonly maxRunMs: number
}

/** The environment variables that a process needs: trusted CAs, and the cache of compiled code. */
const ENVIRONMENT = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'SYSTEMROOT', 'NODE_COMPILE_CACHE']

/** Limit on the start of a process on a busy machine, in milliseconds. */
const START_MS = 30_000

/** Milliseconds between the request to exit and the signal that kills a process, which may be in an endless loop. */
const GRACE_MS = 20

type Pool = ReturnType<typeof workerpool.pool>

/**
 * Processes that run one job after another, each with its own heap. One that fails, takes too long, uses too much
 * memory or has no caller left is killed and replaced.
 */
export class Processes<Job, Reply> {
  readonly #options: ProcessOptions
  readonly #slots: Slots
  /** Pools of one process each: everything of one job goes to the same process. */
  readonly #all = new Set<Pool>()
  readonly #idle: Pool[] = []

  constructor(options: ProcessOptions) {
    this.#options = options
    this.#slots = new Slots(options)
    this.#idle.push(this.#start())
  }

  /**
   * Runs one job with a body: in one exchange if it is in one piece, else block by block as the job wants more. Rejects
   * with a `ProblemError` if no process is free, or if the job takes too long or too much memory; with the signal's
   * reason when aborted.
   */
  async run(job: Job, body: Uint8Array | Iterable<Uint8Array>, asker: Asker): Promise<Reply> {
    const { signal } = asker
    const { maxRunMs, heapMiB } = this.#options
    const giveBack = await this.#slots.take(asker)
    let pool = this.#idle.pop() ?? this.#start()
    const limit = new AbortController()
    const limitAfter = (ms: number) => setTimeout(() => limit.abort(), ms)
    let timer = limitAfter(START_MS + maxRunMs)
    const first = async <T>(method: string, ...params: unknown[]): Promise<T> => {
      let hasBegun = false
      const onBegun = () => {
        hasBegun = true
        clearTimeout(timer)
        timer = limitAfter(maxRunMs)
      }
      try {
        return await call(pool, method, params, onBegun)
      } catch (error) {
        if (hasBegun || signal.aborted || limit.signal.aborted) throw error
        // It exited while idle.
        await this.#end(pool)
        pool = this.#start()
        return await call(pool, method, params, onBegun)
      }
    }
    const converse = async (): Promise<Reply> => {
      if (body instanceof Uint8Array) return first('whole', job, body)
      await first('begin', job)
      for (const chunk of body) if (!(await call(pool, 'chunk', [chunk]))) break
      return call(pool, 'end')
    }
    try {
      const reply = await until(AbortSignal.any([signal, limit.signal]), converse())
      this.#idle.push(pool)
      giveBack()
      return reply
    } catch (error) {
      // Its memory is free only once it has exited.
      this.#end(pool).finally(giveBack)
      throwIfAborted(signal)
      throw limit.signal.aborted ? tooSlow(maxRunMs) : ranOutOfMemory(error) ? tooMuch(heapMiB) : error
    } finally {
      clearTimeout(timer)
    }
  }

  /** How many jobs are running and waiting, and how many processes there are of how many. */
  get state() {
    const { taken: running, waiting } = this.#slots
    return { running, waiting, processes: this.#all.size, size: this.#options.size }
  }

  /** Ends all processes; running jobs are lost. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map(pool => this.#end(pool)))
  }

  #start(): Pool {
    // workerpool passes on this process's own arguments, and the last one counts.
    process.execArgv = process.execArgv.filter(argument => !/^--max[-_]old[-_]space[-_]size/.test(argument))
    const pool = workerpool.pool(fileURLToPath(this.#options.entry), {
      workerType: 'process',
      minWorkers: 1,
      maxWorkers: 1,
      workerTerminateTimeout: GRACE_MS,
      // V8 reports running out of memory on standard error.
      emitStdStreams: true,
      forkOpts: {
        serialization: 'advanced',
        execArgv: [`--max-old-space-size=${this.#options.heapMiB}`, '--max-semi-space-size=8'],
        env: Object.fromEntries(ENVIRONMENT.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : []))),
      },
    })
    this.#all.add(pool)
    return pool
  }

  async #end(pool: Pool): Promise<void> {
    this.#all.delete(pool)
    await Promise.resolve(pool.terminate(true)).catch(() => undefined)
  }
}

function call<T>(
  pool: Pool,
  method: string,
  params: unknown[] = [],
  onBegun: () => void = () => undefined,
): Promise<T> {
  return Promise.resolve(pool.exec(method, params, { on: onBegun }))
}

/**
 * V8 aborts when a heap is full, the kernel kills when memory is. workerpool mentions the signal only in its message.
 */
function ranOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error && /signalCode: `(?:SIGABRT|SIGKILL|SIGTRAP|SIGILL)`|exitCode: `134`/.test(error.message)
  )
}

const HINT = 'Send fewer namespaces or fewer kinds (kubectl get -n NAMESPACE).'

function tooSlow(maxRunMs: number): ProblemError {
  return new ProblemError(413, 'takes-too-long', `The diagnosis took longer than ${maxRunMs / 1000} seconds.`, HINT)
}

function tooMuch(heapMiB: number): ProblemError {
  return new ProblemError(413, 'takes-too-much-memory', `The diagnosis took more than ${heapMiB} MiB of memory.`, HINT)
}
