import type { Skipped, Unseen } from '../snapshot.ts'

const MAX_NAMED = 100
const MAX_NAME = 300
const MAX_UNSEEN = 2000

/** What was not used of an input, and what it reports as unreadable. */
export class Notes {
  private readonly counts = new Map<string, { name: string; why: string; count: number }>()
  private unnamed = 0
  private readonly unread = new Map<string, Unseen>()

  /** Records an unused file or value; at most 100 are listed, the others counted. */
  skip(name: string, why: string): void {
    const key = `${name}\n${why}`
    const known = this.counts.get(key)
    if (known) known.count++
    else if (this.counts.size < MAX_NAMED) this.counts.set(key, { name: name.slice(0, MAX_NAME), why, count: 1 })
    else this.unnamed++
  }

  /** Records a kind that could not be read, once per namespace and at most 2,000 times. */
  unseen(unseen: Unseen): void {
    const key = `${unseen.kind}\n${unseen.namespace ?? ''}`
    if (!this.unread.has(key) && this.unread.size < MAX_UNSEEN) this.unread.set(key, unseen)
  }

  skipped(): Skipped[] {
    const named = [...this.counts.values()].map(({ name, why, count }) => ({
      name,
      why: count === 1 ? why : `${why} (${count} times)`,
    }))
    return this.unnamed === 0 ? named : [...named, { name: 'others', why: `${this.unnamed} more were not used` }]
  }

  unreadable(): Unseen[] {
    return [...this.unread.values()]
  }
}
