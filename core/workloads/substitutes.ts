/** What may stand for something that failed: a pod in its place, a later run. */
export interface Substitute {
  /** When it was made, milliseconds since 1970. */
  readonly made: number
  /** Milliseconds for which it has run; infinite where it has succeeded. */
  readonly uptime: number
}

const SECOND = 1000

/** Takes how long something ran until it failed; returns the time, in milliseconds, after which another one has got past that. */
export function outliving(life: number): number {
  return Math.min(300 * SECOND, Math.max(20 * SECOND, 1.5 * life))
}

/** What stands for failed ones of one key, the newest first; `uptime` is the longest of this one and of those made after it. */
export type Substitutes<K> = ReadonlyMap<K, readonly Substitute[]>

/** Takes what may stand for others, with the key of what it stands for; returns it sorted, so that each look is short. */
export function sortSubstitutes<K>(found: Iterable<readonly [K, Substitute]>): Substitutes<K> {
  const byKey = new Map<K, Substitute[]>()
  for (const [key, substitute] of found) {
    const known = byKey.get(key)
    if (known === undefined) byKey.set(key, [substitute])
    else known.push(substitute)
  }
  for (const [key, substitutes] of byKey) {
    let longest = 0
    const sorted = substitutes.toSorted((a, b) => b.made - a.made)
    byKey.set(
      key,
      sorted.map(({ made, uptime }) => {
        longest = Math.max(longest, uptime)
        return { made, uptime: longest }
      }),
    )
  }
  return byKey
}

/** Takes a time and substitutes; returns the longest uptime of those made after it, or -1 where there is none. */
export function longestAfter(made: number, substitutes: readonly Substitute[] = []): number {
  let [low, high] = [0, substitutes.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((substitutes[middle]?.made ?? 0) > made) low = middle + 1
    else high = middle
  }
  return substitutes[low - 1]?.uptime ?? -1
}
