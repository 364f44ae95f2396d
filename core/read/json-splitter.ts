import { InputError } from './error.ts'
import { JsonString } from './json-string.ts'
import { LineBuffer } from './line-buffer.ts'
import { ValueBuffer } from './value-buffer.ts'

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
const NEWLINE = 0x0a
const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const CLOSE_BRACE = 0x7d
const CLOSE_BRACKET = 0x5d
const ITEM_MARK = new Uint8Array([0x30])

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
  private readonly string = new JsonString()
  /** The depth at which items stand; 0 while there are none. */
  private itemDepth = 0
  private inItem = false
  private itemsSeen = false
  private topIsArray = false
  private mode: 'json' | 'line' = 'json'
  private lines = false
  private valueAt = 0
  private partAt = 0
  /** The current top-level value without its items. */
  private readonly envelope = new ValueBuffer()
  /** The earlier chunks' share of the current item. */
  private readonly piece = new ValueBuffer()
  private readonly line = new LineBuffer()

  constructor(parts: JsonParts, maxDepth: number) {
    this.parts = parts
    this.maxDepth = maxDepth
  }

  write(chunk: Uint8Array): void {
    const { string } = this
    let from = 0
    let i = 0
    const n = chunk.length
    while (i < n) {
      if (this.mode === 'line') {
        i = this.readLine(chunk, i)
        from = i
        continue
      }
      if (string.isOpen) {
        i = string.read(chunk, i, this.depth === 1)
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
        string.open()
      } else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
        if (this.depth === this.itemDepth && !this.inItem) {
          this.envelope.add(chunk.subarray(from, i), this.valueAt)
          if (!this.itemsSeen) this.parts.listStart(this.envelope.bytes())
          this.itemsSeen = true
          this.inItem = true
          this.partAt = this.at + i
          from = i
        } else if (this.depth === 1 && c === OPEN_BRACKET && string.isItems && !this.topIsArray) {
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
      const into = this.inItem ? this.piece : this.envelope
      into.add(chunk.subarray(from), this.valueAt)
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
    this.string.isItems = false
    this.valueAt = at
  }

  private endItem(last: Uint8Array): void {
    this.parts.item(this.piece.whole(last, this.valueAt), this.partAt)
    this.inItem = false
    this.envelope.add(ITEM_MARK, this.valueAt)
  }

  private endValue(last: Uint8Array): void {
    this.parts.value(this.envelope.whole(last, this.valueAt), this.valueAt)
    this.itemDepth = 0
  }

  private readLine(chunk: Uint8Array, start: number): number {
    const end = this.line.read(chunk, start)
    if (end === undefined) return chunk.length
    this.endLine()
    return end + 1
  }

  private endLine(): void {
    this.mode = 'json'
    this.lines = this.parts.line(this.line.take(), this.partAt) === 'lines'
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
