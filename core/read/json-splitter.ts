import { ByteBuffer } from './bytes.ts'
import { InputError } from './error.ts'
import { MAX_VALUE_BYTES, sizeText } from './limits.ts'

/** Receives the parts of a JSON text. Bytes are valid during the call only. */
export interface JsonParts {
  /** The list's or array's first item begins. `head` is the text so far, which ends inside the array. */
  readonly listStart: (head: Uint8Array) => void
  /** One object or array inside the top-level array or the top-level object's `items`. */
  readonly item: (json: Uint8Array, at: number) => void
  /** A top-level value ends. Each item that was handed out stands as `0` in it. */
  readonly value: (json: Uint8Array, at: number) => void
  /** A line between top-level values that is no JSON. */
  readonly line: (line: Uint8Array, at: number) => 'json' | 'lines'
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const NEWLINE = 0x0a
const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const CLOSE_BRACE = 0x7d
const CLOSE_BRACKET = 0x5d
const ITEMS = [0x69, 0x74, 0x65, 0x6d, 0x73]
const ITEM_MARK = new Uint8Array([0x30])
const MAX_LINE_BYTES = 64 * 1024

/**
 * Cuts a stream of JSON values (one, several in a row, or with lines of other text between) into top-level values
 * and the items of lists, so that a list of any size is parsed item by item. It only follows brackets and strings:
 * whoever parses the parts finds what else is wrong with them.
 * Throws `InputError` for a text that is cut off, nests deeper than `maxDepth`, or holds one value above 64 MiB.
 */
export class JsonSplitter {
  private readonly parts: JsonParts
  private readonly maxDepth: number
  private at = 0
  private depth = 0
  private inString = false
  private escaped = false
  /** The depth at which items stand; 0 while there are none. */
  private itemDepth = 0
  private inItem = false
  private itemsSeen = false
  /** How much of `items` the string at depth 1 has matched; -1 when it is another string. */
  private keyAt = -1
  private keyIsItems = false
  private topIsArray = false
  private mode: 'json' | 'line' = 'json'
  private lines = false
  private valueAt = 0
  private partAt = 0
  /** The current top-level value without its items. */
  private readonly envelope = new ByteBuffer()
  /** The earlier chunks' share of the current item or line. */
  private readonly piece = new ByteBuffer()

  constructor(parts: JsonParts, maxDepth: number) {
    this.parts = parts
    this.maxDepth = maxDepth
  }

  write(chunk: Uint8Array): void {
    let from = 0
    let i = 0
    const n = chunk.length
    while (i < n) {
      if (this.mode === 'line') {
        i = this.readLine(chunk, i)
        from = i
        continue
      }
      if (this.inString) {
        i = this.readString(chunk, i)
        continue
      }
      const c = chunk[i]
      if (this.depth === 0) {
        if (c === OPEN_BRACE || c === OPEN_BRACKET) {
          if (!this.lines) {
            this.startValue(c, this.at + i)
            from = i
            i++
            continue
          }
        } else if (!this.lines && (c === 0x20 || c === 0x09 || c === 0x0d || c === NEWLINE)) {
          i++
          continue
        }
        this.mode = 'line'
        this.partAt = this.at + i
        continue
      }
      if (c === QUOTE) {
        this.inString = true
        if (this.depth === 1) this.keyAt = 0
      } else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
        if (this.depth === this.itemDepth && !this.inItem) {
          this.capture(chunk.subarray(from, i), this.envelope)
          if (!this.itemsSeen) this.parts.listStart(this.envelope.bytes())
          this.itemsSeen = true
          this.inItem = true
          this.partAt = this.at + i
          from = i
        } else if (this.depth === 1 && c === OPEN_BRACKET && this.keyIsItems && !this.topIsArray) {
          this.itemDepth = 2
        }
        if (++this.depth > this.maxDepth) throw this.tooDeep(i)
      } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
        this.depth--
        if (this.inItem && this.depth === this.itemDepth) {
          this.endItem(chunk.subarray(from, i + 1))
          from = i + 1
        } else if (this.depth === 0) {
          this.endValue(chunk.subarray(from, i + 1))
          from = i + 1
        } else if (this.depth < this.itemDepth) this.itemDepth = 0
      }
      i++
    }
    if (this.mode === 'json' && this.depth > 0) {
      this.capture(chunk.subarray(from), this.inItem ? this.piece : this.envelope)
    }
    this.at += n
  }

  /** Ends the text; throws `truncated-json` inside a value. */
  end(): void {
    if (this.mode === 'line') this.endLine()
    if (this.depth > 0) {
      throw new InputError(
        400,
        'truncated-json',
        'The JSON is cut off: it ends inside a value.',
        'Run the command again and send its whole output; check that the disk or pipe did not end early.',
        `byte ${this.at}`,
      )
    }
  }

  private startValue(c: number, at: number): void {
    this.depth = 1
    this.topIsArray = c === OPEN_BRACKET
    this.itemDepth = this.topIsArray ? 1 : 0
    this.itemsSeen = false
    this.keyIsItems = false
    this.keyAt = -1
    this.valueAt = at
  }

  private readString(chunk: Uint8Array, start: number): number {
    const n = chunk.length
    let i = start
    if (this.escaped && i < n) {
      this.escaped = false
      i++
    }
    if (this.depth === 1) return this.readKey(chunk, i)
    for (; i < n; i++) {
      const c = chunk[i]
      if (c === QUOTE) {
        this.inString = false
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
        this.inString = false
        this.keyIsItems = this.keyAt === ITEMS.length
        return i + 1
      }
      this.keyAt = this.keyAt >= 0 && c === ITEMS[this.keyAt] ? this.keyAt + 1 : -1
      if (c === BACKSLASH && ++i >= chunk.length) this.escaped = true
    }
    return chunk.length
  }

  private capture(bytes: Uint8Array, into: ByteBuffer): void {
    if (into.length + bytes.length > MAX_VALUE_BYTES) {
      throw new InputError(
        413,
        'value-too-large',
        `One object is larger than ${sizeText(MAX_VALUE_BYTES)}.`,
        'No Kubernetes object is that large; send what kubectl get … -o json prints.',
        `byte ${this.valueAt}`,
      )
    }
    into.push(bytes)
  }

  private endItem(last: Uint8Array): void {
    this.parts.item(this.whole(this.piece, last), this.partAt)
    this.inItem = false
    this.capture(ITEM_MARK, this.envelope)
  }

  private endValue(last: Uint8Array): void {
    this.parts.value(this.whole(this.envelope, last), this.valueAt)
    this.itemDepth = 0
  }

  /** What was captured before and `last`, copied only if it spans chunks. */
  private whole(before: ByteBuffer, last: Uint8Array): Uint8Array {
    if (before.length === 0) return last
    this.capture(last, before)
    return before.take()
  }

  private readLine(chunk: Uint8Array, start: number): number {
    const end = chunk.indexOf(NEWLINE, start)
    const stop = end === -1 ? chunk.length : end
    const room = MAX_LINE_BYTES - this.piece.length
    if (room > 0) this.piece.push(chunk.subarray(start, Math.min(stop, start + room)))
    if (end === -1) return chunk.length
    this.endLine()
    return end + 1
  }

  private endLine(): void {
    const line = this.piece.take()
    this.mode = 'json'
    this.lines = this.parts.line(line, this.partAt) === 'lines'
  }

  private tooDeep(i: number): InputError {
    return new InputError(
      400,
      'too-deep',
      `The JSON nests deeper than ${this.maxDepth} levels.`,
      'No Kubernetes object nests that deep; send what kubectl get … -o json prints.',
      `byte ${this.at + i}`,
    )
  }
}
