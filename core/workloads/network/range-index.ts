import { firstFrom } from '../../ref.ts'
import { prefixOf } from './ip-ranges.ts'

/** Addresses and ranges, so arranged that those which lie in a range, or around it, are found without looking at all. */
export class RangeIndex<T> {
  readonly #items = new Map<string, T>()
  /** How long the prefixes are that are in it: few of all lengths. */
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

  /** What lies in the range, the range itself included, in the order of addresses. */
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

  /** The larger ranges in which the range lies, the largest first. */
  *around(range: string): Generator<T> {
    const prefix = prefixOf(range) ?? ''
    for (const length of [...this.#lengths].sort((a, b) => a - b)) {
      const item = length < prefix.length ? this.#items.get(prefix.slice(0, length)) : undefined
      if (item !== undefined) yield item
    }
  }
}
