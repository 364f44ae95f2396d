import type { Catalogue } from '../catalogue/causes.ts'

/** Limit on the UTF-16 units of a search. */
const MAX_LENGTH = 200

/** The causes whose page contains every word; all of them if there are no words. */
export function search(catalogue: Catalogue, typed: string): Catalogue {
  const words = typed.slice(0, MAX_LENGTH).toLowerCase().split(/\s+/).filter(Boolean)
  return catalogue.filter(({ id, summary, shows, happens, fix }) => {
    const page = [id, summary, shows, happens, fix].join('\n').toLowerCase()
    return words.every(word => page.includes(word))
  })
}
