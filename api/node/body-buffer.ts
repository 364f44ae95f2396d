const MIN_BLOCK = 4 * 1024
const MAX_BLOCK = 1024 * 1024

/** Bytes that arrive in chunks of any size, kept in a few blocks that are sent to a process one by one. */
export class BodyBuffer {
  #full: Uint8Array<ArrayBuffer>[] = []
  #block = new Uint8Array(0)
  #used = 0
  #length = 0
  readonly #expected: number

  /** `expected`: the number of bytes, if known; they get one block. */
  constructor(expected = 0) {
    this.#expected = expected
  }

  /** Number of bytes. */
  get length(): number {
    return this.#length
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#used === this.#block.length) this.#grow()
      const part = bytes.subarray(at, at + this.#block.length - this.#used)
      this.#block.set(part, this.#used)
      this.#used += part.length
      this.#length += part.length
      at += part.length
    }
  }

  /** All bytes in order. Without `keep` the buffer is empty afterwards and holds no block that was given out. */
  *blocks(keep = false): Generator<Uint8Array<ArrayBuffer>> {
    const all = [...this.#full, this.#block.subarray(0, this.#used)]
    if (!keep) {
      this.#full = []
      this.#block = new Uint8Array(0)
      this.#used = 0
      this.#length = 0
    }
    for (let block = all.shift(); block !== undefined; block = all.shift()) yield block
  }

  /** All bytes in one piece. */
  whole(): Uint8Array {
    const [first = new Uint8Array(0), ...more] = this.blocks(true)
    return more.length === 0 ? first : Buffer.concat([first, ...more])
  }

  #grow(): void {
    if (this.#used > 0) this.#full.push(this.#block)
    this.#block = new Uint8Array(Math.min(MAX_BLOCK, Math.max(MIN_BLOCK, this.#length, this.#expected)))
    this.#used = 0
  }
}
