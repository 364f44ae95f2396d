import { parseTime } from '../time.ts'

/** Length of `2026-11-23T21:18:45`: up to here, times can be compared as text. */
const TO_THE_SECOND = 19

/** The newest of many times. Most are older than an earlier one, which shows without parsing. */
export class NewestTime {
  /** Milliseconds since 1970; 0 before the first. */
  value = 0
  #text = ''

  /** Returns whether `text` is an RFC 3339 time. */
  see(text: unknown): boolean {
    if (typeof text !== 'string') return false
    if (text.endsWith('Z') && text < this.#text) return true
    const time = parseTime(text)
    if (time === undefined) return false
    if (time > this.value) {
      this.value = time
      if (text.endsWith('Z')) this.#text = text.slice(0, TO_THE_SECOND)
    }
    return true
  }
}
