import { ByteBuffer } from './byte-buffer.ts'
import { InputError } from './error.ts'
import { sizeText } from './limits.ts'

/** The earlier chunks' share of one value. Throws `InputError` where the value grows above `maxBytes`. */
export class ValueBuffer {
  private readonly maxBytes: number
  private readonly held = new ByteBuffer()

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** The next bytes of the value that begins at byte `at` of the text. */
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

  /** A view of what is held, valid until the next `add`. */
  bytes(): Uint8Array {
    return this.held.bytes()
  }

  /** What is held and `last`, copied only if it spans chunks; the buffer is empty afterwards. */
  whole(last: Uint8Array, at: number): Uint8Array {
    if (this.held.length === 0) return last
    this.add(last, at)
    return this.held.take()
  }
}
