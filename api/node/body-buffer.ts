const MIN_BLOCK = 64 * 1024
const MAX_BLOCK = 4 * 1024 * 1024

/** Bytes that arrive in chunks of any size, kept in few blocks that can be handed to a thread without a copy. */
export class BodyBuffer {
  readonly #full: Uint8Array<ArrayBuffer>[] = []
  #block = new Uint8Array(MIN_BLOCK)
  #used = 0
  #length = 0

  /** How many bytes there are. */
  get length(): number {
    return this.#length
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + this.#block.length - this.#used)
      this.#block.set(part, this.#used)
      this.#used += part.length
      this.#length += part.length
      at += part.length
      if (this.#used === this.#block.length) this.#grow()
    }
  }

  /** All bytes in order. Each block has a buffer of its own. */
  blocks(): readonly Uint8Array<ArrayBuffer>[] {
    return [...this.#full, this.#block.subarray(0, this.#used)]
  }

  #grow(): void {
    this.#full.push(this.#block)
    this.#block = new Uint8Array(Math.min(MAX_BLOCK, this.#length))
    this.#used = 0
  }
}
