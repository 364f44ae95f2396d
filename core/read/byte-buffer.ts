/** A growing array of bytes. */
export class ByteBuffer {
  private store = new Uint8Array(1024)
  length = 0

  push(bytes: Uint8Array): void {
    const needed = this.length + bytes.length
    if (needed > this.store.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.store.length))
      grown.set(this.store.subarray(0, this.length))
      this.store = grown
    }
    this.store.set(bytes, this.length)
    this.length = needed
  }

  /** A view of the content, valid until the next `push`. */
  bytes(): Uint8Array {
    return this.store.subarray(0, this.length)
  }

  /** The content, valid until the next `push`; empties the buffer. */
  take(): Uint8Array {
    const bytes = this.bytes()
    this.length = 0
    return bytes
  }
}
