import { Buffer } from 'node:buffer'
import { Transform } from 'node:stream'

const LINE_FEED = 10

/**
 * A stream that passes on only complete lines of at most `maxBytes`, so that its reader joins chunks only once. Fails
 * for a longer line; drops what follows the last line feed.
 */
export function wholeLines(maxBytes: number): Transform {
  let parts: Buffer[] = []
  let held = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held += chunk.length
      if (held > maxBytes) return done(new Error(`A line is longer than ${maxBytes} bytes.`))
      const end = chunk.lastIndexOf(LINE_FEED) + 1
      if (end > 0) {
        this.push(Buffer.concat([...parts, chunk.subarray(0, end)]))
        parts = []
        held = chunk.length - end
      }
      parts.push(chunk.subarray(end))
      done()
    },
  })
}
