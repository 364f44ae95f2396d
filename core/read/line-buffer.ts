import { ByteBuffer } from './byte-buffer.ts'

const NEWLINE = 0x0a
const MAX_LINE_BYTES = 64 * 1024

/** One line of text across chunks; the part beyond 64 KiB is dropped. */
export class LineBuffer {
  private readonly held = new ByteBuffer()

  /** The offset of the line's newline; undefined if the line continues after the chunk. */
  read(chunk: Uint8Array, start: number): number | undefined {
    const end = chunk.indexOf(NEWLINE, start)
    const stop = end === -1 ? chunk.length : end
    const room = MAX_LINE_BYTES - this.held.length
    if (room > 0) this.held.push(chunk.subarray(start, Math.min(stop, start + room)))
    return end === -1 ? undefined : end
  }

  /** The line, valid until the next `read`; empties the buffer. */
  take(): Uint8Array {
    return this.held.take()
  }
}

/** The lines of a text without their newlines, in order. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const line = new LineBuffer()
  const decoder = new TextDecoder()
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const end = line.read(chunk, at)
      if (end === undefined) break
      yield decoder.decode(line.take())
      at = end + 1
    }
  }
  yield decoder.decode(line.take())
}
