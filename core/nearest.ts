import { compareText } from './ref.ts'

const LENGTH_LIMIT = 253

/** Edits from one text to the other: insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
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

/** Lower is nearer; undefined where the names have too little in common. */
function unlikeness(wanted: string, candidate: string): number | undefined {
  const [a, b] = [wanted.toLowerCase(), candidate.toLowerCase()]
  if (a === b) return 0
  if (a.replace(/[^a-z0-9]/g, '') === b.replace(/[^a-z0-9]/g, '')) return 0.5
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
    ? 5
    : undefined
}

/**
 * Takes a name that does not exist and the names that do; returns the nearest one where it is near enough to be what was
 * meant: a typing error, other separators or case, a longer or shorter form, or all words but one the same.
 */
export function nearest(wanted: string, candidates: Iterable<string>): string | undefined {
  if (wanted.length > LENGTH_LIMIT) return undefined
  let best: { readonly name: string; readonly score: number } | undefined
  for (const name of [...candidates].sort(compareText)) {
    if (name === wanted || name.length > LENGTH_LIMIT) continue
    const score = unlikeness(wanted, name)
    if (score !== undefined && (best === undefined || score < best.score)) best = { name, score }
  }
  return best?.name
}
