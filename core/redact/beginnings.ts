/** Number of characters by which texts are indexed. */
const WIDTH = 4
const BUCKETS = 1 << 12

function bucketOf(a: number, b: number, c: number, d: number): number {
  const hash = Math.imul(Math.imul(Math.imul(a, 31) + b, 31) + c, 31) + d
  return (hash ^ (hash >>> 12)) & (BUCKETS - 1)
}

function bucketAt(text: string, at: number): number {
  return bucketOf(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2), text.charCodeAt(at + 3))
}

const NONE: readonly number[] = []

/** Many texts, indexed so that one pass over another text finds those that occur in it, however many there are. */
export class Beginnings {
  readonly #buckets: (number[] | undefined)[] = new Array(BUCKETS)
  readonly #beginnings: readonly string[]
  readonly #short: readonly number[]

  constructor(beginnings: readonly string[]) {
    this.#beginnings = beginnings
    this.#short = [...beginnings.keys()].filter(index => (beginnings[index] ?? '').length < WIDTH)
    for (const [index, beginning] of beginnings.entries()) {
      if (beginning.length < WIDTH) continue
      const bucket = bucketAt(beginning, 0)
      const known = this.#buckets[bucket]
      if (known === undefined) this.#buckets[bucket] = [index]
      else known.push(index)
    }
  }

  /** False if none of the texts occurs. */
  mayOccurIn(characters: readonly number[]): boolean {
    if (this.#short.length > 0) return true
    for (let at = WIDTH - 1; at < characters.length; at++) {
      const [a = 0, b = 0, c = 0, d = 0] = [characters[at - 3], characters[at - 2], characters[at - 1], characters[at]]
      if (this.#buckets[bucketOf(a, b, c, d)] !== undefined) return true
    }
    return false
  }

  /** The positions, in order, where one of the texts occurs. */
  occurringIn(text: string): readonly number[] {
    if (this.#beginnings.length === 0) return NONE
    let found: Set<number> | undefined
    for (let at = 0; at + WIDTH <= text.length; at++) {
      const bucket = this.#buckets[bucketAt(text, at)]
      if (bucket === undefined) continue
      for (const index of bucket) {
        if (!text.startsWith(this.#beginnings[index] ?? '', at)) continue
        found ??= new Set(this.#short)
        found.add(index)
      }
    }
    return found === undefined ? this.#short : [...found].sort((a, b) => a - b)
  }
}
