import { ByteBuffer } from './byte-buffer.ts'
import { InputError } from './error.ts'
import { sizeText } from './limits.ts'

/** The part of one value in earlier chunks. Throws `InputError` if the value exceeds `maxBytes`. */
export class ValueBuffer {
  private readonly maxBytes: number
  private readonly held = new ByteBuffer()

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** Adds bytes of the value that begins at byte `at` of the text. */
  add(bytes: Uint8Array, at: number): void {
    if (this.held.length + bytes.length > this.maxBytes) {
      throw new InputError(
        413,
        'value-too-large',
        `One object is larger than ${sizeText(this.maxBytes)}.`,
        'No Kubernetes object is that large; send the output of kubectl get … -o json.',
        `byte ${at}`,
      )
    }
    this.held.push(bytes)
  }

  /** A view of the content, valid until the next `add`. */
  bytes(): Uint8Array {
    return this.held.bytes()
  }

  /** The content and `last`, copied only if it spans chunks; empties the buffer. */
  whole(last: Uint8Array, at: number): Uint8Array {
    if (this.held.length === 0) return last
    this.add(last, at)
    return this.held.take()
  }
}
