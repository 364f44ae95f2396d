import type { CauseRule } from '../../core/index.ts'

/** Most UTF-16 units of a search that are looked at. */
const MAX_LENGTH = 200

/** Takes causes and what somebody typed; returns those whose page holds every word of it, all where it holds none. */
export function search(causes: readonly CauseRule[], typed: string): readonly CauseRule[] {
  const words = typed.slice(0, MAX_LENGTH).toLowerCase().split(/\s+/).filter(Boolean)
  return causes.filter(({ id, text }) => {
    const page = [id, text.summary, text.shows, text.happens, text.fix].join('\n').toLowerCase()
    return words.every(word => page.includes(word))
  })
}
