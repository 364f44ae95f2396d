import { compareText, firstFrom } from './ref.ts'

const LENGTH_LIMIT = 253

/** Edit distance (optimal string alignment): insertions, deletions, replacements and swaps of neighbours. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length] ?? limit + 1
}

function words(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word.length > 1)
}

/**
 * The distance of names that differ in one word. If there are several of these, each belongs to something else:
 * `orders-db`, `users-db`.
 */
const KIN = 5

/** Lower is nearer; undefined if the names have too little in common. */
function unlikeness(wanted: string, candidate: string): number | undefined {
  const [a, b] = [wanted.toLowerCase(), candidate.toLowerCase()]
  if (a === b) return 0
  if (a.replace(/[^a-z0-9]/g, '') === b.replace(/[^a-z0-9]/g, '')) return 0.5
  if (words(a).length > 1 && words(a).sort().join() === words(b).sort().join()) return 0.5
  const limit = Math.min(3, Math.floor(a.length / 3))
  const edits = distance(a, b, limit)
  if (edits <= limit) return edits
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (short.length >= 4 && (long.startsWith(short) || long.endsWith(short))) return 4
  const [mine, theirs] = [words(a), words(b)]
  const shared = mine.filter(word => theirs.includes(word)).length
  return shared > 0 &&
    shared >= Math.max(mine.length, theirs.length) - 1 &&
    shared * 2 >= Math.max(mine.length, theirs.length)
    ? KIN
    : undefined
}

/**
 * Up to this many names are all compared; beyond that, only those that a typo, another separator or a shared word leads
 * to.
 */
const ALL_COMPARED = 100
/** Neighbours in the sorted order of names, and of reversed names: a typo leaves the beginning or the end intact. */
const NEIGHBOURS = 25
const SAME_WORD = 25

function backwards(name: string): string {
  return [...name].reverse().join('')
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function neighbors(sorted: readonly string[], wanted: string): readonly string[] {
  const at = firstFrom(sorted, wanted)
  return sorted.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS)
}

interface Shelves {
  readonly set: ReadonlySet<string>
  readonly reversed: readonly string[]
  readonly byBare: ReadonlyMap<string, readonly string[]>
  readonly byWord: ReadonlyMap<string, readonly string[]>
}

function shelve(sorted: readonly string[]): Shelves {
  const byBare = new Map<string, string[]>()
  const byWord = new Map<string, string[]>()
  const put = (map: Map<string, string[]>, key: string, name: string) => {
    const known = map.get(key)
    if (known === undefined) map.set(key, [name])
    else if (known.length < SAME_WORD) known.push(name)
  }
  for (const name of sorted) {
    put(byBare, bare(name), name)
    for (const word of new Set(words(name))) put(byWord, word, name)
  }
  return { set: new Set(sorted), reversed: sorted.map(backwards).sort(compareText), byBare, byWord }
}

/**
 * Existing names, indexed for finding the nearest to a missing one: the cost of a question does not grow with the
 * number of names.
 */
export class Names {
  readonly #sorted: readonly string[]
  #shelves: Shelves | undefined
  #set: ReadonlySet<string> | undefined

  constructor(names: Iterable<string>) {
    this.#sorted = [...new Set(names)].filter(({ length }) => length <= LENGTH_LIMIT).sort(compareText)
  }

  /**
   * The existing name that was probably meant: it differs by a typo, separators, case, a longer or shorter form, or one
   * word if only one name does. `own`, the name of the object that refers to it, is preferred if it qualifies.
   */
  nearest(wanted: string, own?: string): string | undefined {
    if (wanted.length > LENGTH_LIMIT) return undefined
    if (own !== undefined && own !== wanted && this.#has(own) && unlikeness(wanted, own) !== undefined) return own
    let best: { readonly name: string; readonly score: number } | undefined
    let kin = 0
    for (const name of this.#likely(wanted)) {
      const score = name === wanted ? undefined : unlikeness(wanted, name)
      if (score === KIN) kin++
      if (score !== undefined && (best === undefined || score < best.score)) best = { name, score }
    }
    return best?.score === KIN && kin > 1 ? undefined : best?.name
  }

  #has(name: string): boolean {
    this.#set ??= new Set(this.#sorted)
    return this.#set.has(name)
  }

  #likely(wanted: string): readonly string[] {
    if (this.#sorted.length <= ALL_COMPARED) return this.#sorted
    this.#shelves ??= shelve(this.#sorted)
    const { set, reversed, byBare, byWord } = this.#shelves
    const found = new Set([
      ...neighbors(this.#sorted, wanted),
      ...neighbors(reversed, backwards(wanted)).map(backwards),
      ...(byBare.get(bare(wanted)) ?? []),
      ...words(wanted).flatMap(word => byWord.get(word) ?? []),
    ])
    for (let at = 4; at < wanted.length; at++)
      for (const part of [wanted.slice(0, at), wanted.slice(-at)]) if (set.has(part)) found.add(part)
    return [...found].sort(compareText)
  }
}

/** The same for a single question. */
export function nearest(wanted: string, candidates: Iterable<string>): string | undefined {
  return new Names(candidates).nearest(wanted)
}
