const QUOTE = 0x22
const BACKSLASH = 0x5c
const ITEMS = [0x69, 0x74, 0x65, 0x6d, 0x73]

/** Follows the strings of a JSON text across chunks, and knows whether the last key was `items`. */
export class JsonString {
  isOpen = false
  isItems = false
  private escaped = false
  /** How much of `items` the string has matched; -1 if it is another string. */
  private matched = 0

  /** A string begins: its quote has been read. */
  open(): void {
    this.isOpen = true
    this.matched = 0
  }

  /** The offset after the open string, or the chunk's end. */
  read(chunk: Uint8Array, start: number, isKey: boolean): number {
    let i = start
    if (this.escaped && i < chunk.length) {
      this.escaped = false
      i++
    }
    return isKey ? this.readKey(chunk, i) : this.readOther(chunk, i)
  }

  private readOther(chunk: Uint8Array, start: number): number {
    const n = chunk.length
    for (let i = start; i < n; i++) {
      const c = chunk[i]
      if (c === QUOTE) {
        this.isOpen = false
        return i + 1
      }
      if (c === BACKSLASH && ++i >= n) this.escaped = true
    }
    return n
  }

  private readKey(chunk: Uint8Array, start: number): number {
    for (let i = start; i < chunk.length; i++) {
      const c = chunk[i]
      if (c === QUOTE) {
        this.isOpen = false
        this.isItems = this.matched === ITEMS.length
        return i + 1
      }
      this.matched = this.matched >= 0 && c === ITEMS[this.matched] ? this.matched + 1 : -1
      if (c === BACKSLASH && ++i >= chunk.length) this.escaped = true
    }
    return chunk.length
  }
}
