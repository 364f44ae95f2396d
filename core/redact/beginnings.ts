/** How many characters sort the texts that are looked for. */
const WIDTH = 4
const BUCKETS = 1 << 12

function bucketAt(text: string, at: number): number {
  let hash = 0
  for (let i = at; i < at + WIDTH; i++) hash = Math.imul(hash, 31) + text.charCodeAt(i)
  return (hash ^ (hash >>> 12)) & (BUCKETS - 1)
}

const NONE: readonly number[] = []

/** Many texts, arranged so that those which occur in another are found in one pass over it, however many they are. */
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

  /** Takes a text; returns the positions, in order, of those among the texts looked for that occur in it. */
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
