import { Session } from 'node:inspector/promises'

type Counted = (this: { readonly length: number }, ...args: never[]) => unknown

/** Built-in functions whose work grows with the length of what they are called on, which no count of blocks shows. */
const BUILT_IN: readonly (readonly [object, readonly string[]])[] = [
  [Array.prototype, ['includes', 'indexOf', 'lastIndexOf', 'concat', 'slice', 'join', 'shift', 'unshift']],
  [String.prototype, ['includes', 'indexOf', 'lastIndexOf', 'split', 'replace', 'replaceAll', 'match', 'toLowerCase']],
]
/** Elements or characters that such a function passes in the time of one step. */
const PER_STEP = 16

/**
 * Counts what `core/` does: how often each block of it ran, as V8 counts them for coverage, and the lengths that built-in
 * functions went through. The same work gives the same count on every machine, however busy.
 */
export class StepCounter {
  readonly #session = new Session()
  #passed = 0

  /** Only of modules that are loaded afterwards are blocks counted. */
  async start(): Promise<void> {
    this.#session.connect()
    await this.#session.post('Profiler.enable')
    await this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  async count(work: () => void): Promise<number> {
    await this.#session.post('Profiler.takePreciseCoverage')
    this.#passed = 0
    const restore = this.#watch()
    try {
      work()
    } finally {
      restore()
    }
    const { result } = await this.#session.post('Profiler.takePreciseCoverage')
    let steps = this.#passed / PER_STEP
    for (const { url, functions } of result) {
      if (!url.includes('/core/')) continue
      for (const { ranges } of functions) for (const { count } of ranges) steps += count
    }
    return Math.round(steps)
  }

  stop(): void {
    this.#session.disconnect()
  }

  #watch(): () => void {
    const restores = BUILT_IN.flatMap(([prototype, names]) =>
      names.map(name => {
        const own = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor
        const native = own.value as Counted
        const counter = this
        function counted(this: { readonly length: number }, ...args: never[]): unknown {
          counter.#passed += this.length
          return native.apply(this, args)
        }
        Object.defineProperty(prototype, name, { ...own, value: counted })
        return () => Object.defineProperty(prototype, name, own)
      }),
    )
    return () => {
      for (const restore of restores) restore()
    }
  }
}
