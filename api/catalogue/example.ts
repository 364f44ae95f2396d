import type { Problem } from '../../core/index.ts'

/** A cause as a report on a recorded cluster names it, with its most telling evidence and its first fix. */
export type CauseExample = Pick<Problem, 'subject' | 'title' | 'why' | 'chain' | 'evidence' | 'fix'>
