import type { ContainerLog } from '../snapshot.ts'
import type { Notes } from './notes.ts'

export interface LogReference {
  readonly namespace: string
  readonly pod: string
  readonly container: string
}

/** The logs of an input, one entry per container. */
export class LogBook {
  private readonly byContainer = new Map<string, { -readonly [K in keyof ContainerLog]: ContainerLog[K] }>()
  private readonly notes: Notes

  constructor(notes: Notes) {
    this.notes = notes
  }

  /** Adds one log; of two for the same container, the first is kept. An empty previous log does not count. */
  add(of: LogReference, which: 'current' | 'previous', text: string): void {
    if (which === 'previous' && text === '') return
    const key = `${of.namespace}/${of.pod}/${of.container}`
    let log = this.byContainer.get(key)
    if (!log) {
      log = { namespace: of.namespace, pod: of.pod, container: of.container }
      this.byContainer.set(key, log)
    }
    log[which] ??= text
  }

  /** Records a log that the input reports as unreadable. */
  notRead(of: LogReference, why: string): void {
    this.notes.skip(`log of ${of.namespace}/${of.pod}/${of.container}`, why)
  }

  all(): ContainerLog[] {
    return [...this.byContainer.values()]
  }
}
