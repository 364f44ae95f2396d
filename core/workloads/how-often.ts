import { formatAge } from '../time.ts'

/** How often something happened, and when, in milliseconds since 1970 if known. */
export interface Often {
  readonly count: number
  readonly first: number | undefined
  readonly last: number | undefined
  /** True if each of the last runs shows it. */
  readonly isOfRuns?: true
}

/** A repetition in words: `18 times in the last 2m, last 4s ago`. */
export function howOften({ count, first, last, isOfRuns }: Often, now: number): string {
  if (isOfRuns === true) return `in each of the last ${count} runs`
  if (first === undefined || last === undefined) return `${count} times`
  const span = formatAge(Math.max(0, now - first))
  const age = now - last < 1000 ? 'less than 1s' : formatAge(now - last)
  return `${count} times in the last ${span}, last ${age} ago`
}
