import type { Problem } from '../../core/index.ts'

/** One problem of a report on a recorded cluster, with its most telling evidence and its first fix. */
export type CauseExample = Pick<Problem, 'subject' | 'title' | 'why' | 'chain' | 'evidence' | 'fix'>

/** Examples by the id of their cause. */
export type Examples = Readonly<Record<string, CauseExample>>

/** Undefined if none was recorded. */
export function exampleOf(examples: Examples, id: string): CauseExample | undefined {
  return Object.hasOwn(examples, id) ? examples[id] : undefined
}
