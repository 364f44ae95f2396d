import { firstFrom } from '../../ref.ts'
import { prefixOf } from './ip-ranges.ts'

/** Addresses and ranges, indexed to find those inside or around a range without checking all. */
export class RangeIndex<T> {
  readonly #items = new Map<string, T>()
  /** The lengths of prefixes in it: few of all lengths. */
  readonly #lengths = new Set<number>()
  #sorted: readonly string[] | undefined

  /** `range`: an address, or in CIDR form. Of two items with the same range the first counts. */
  add(range: string, item: T): void {
    const prefix = prefixOf(range)
    if (prefix === undefined || this.#items.has(prefix)) return
    this.#items.set(prefix, item)
    this.#lengths.add(prefix.length)
    this.#sorted = undefined
  }

  /** Everything in the range, including the range itself, in the order of addresses. */
  *inside(range: string): Generator<T> {
    const prefix = prefixOf(range)
    if (prefix === undefined) return
    this.#sorted ??= [...this.#items.keys()].sort()
    for (let at = firstFrom(this.#sorted, prefix); ; at++) {
      const key = this.#sorted[at]
      if (key === undefined || !key.startsWith(prefix)) return
      const item = this.#items.get(key)
      if (item !== undefined) yield item
    }
  }

  /** The larger ranges around the range, largest first. */
  *around(range: string): Generator<T> {
    const prefix = prefixOf(range) ?? ''
    for (const length of [...this.#lengths].sort((a, b) => a - b)) {
      const item = length < prefix.length ? this.#items.get(prefix.slice(0, length)) : undefined
      if (item !== undefined) yield item
    }
  }
}
