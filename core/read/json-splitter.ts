import { InputError } from './error.ts'
import { JsonString } from './json-string.ts'
import type { ReadLimits } from './limits.ts'
import { LineBuffer } from './line-buffer.ts'
import { ValueBuffer } from './value-buffer.ts'

/** Receives the parts of a JSON text. Bytes are valid only during the call. */
export interface JsonParts {
  /** The first item of the list or array begins. `head` is the text so far, which ends inside the array. */
  readonly listStart: (head: Uint8Array) => void
  /** One object or array in the top-level array, or in `items` of the top-level object. */
  readonly item: (json: Uint8Array, at: number) => void
  /** A top-level value ends. Each item that was passed on is `0` in it. */
  readonly value: (json: Uint8Array, at: number) => void
  /** A line between top-level values that is not JSON. */
  readonly line: (line: Uint8Array, at: number) => 'json' | 'lines'
}

const QUOTE = 0x22
const COMMA = 0x2c
const NEWLINE = 0x0a
const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const CLOSE_BRACE = 0x7d
const CLOSE_BRACKET = 0x5d
const ITEM_MARK = new Uint8Array([0x30])

/**
 * Splits a stream of JSON values (one, several in a row, or with lines of other text between them) into top-level
 * values and the items of lists, so that a list of any size is parsed item by item. It only follows brackets and
 * strings: parsing the parts finds other errors. Throws `InputError` for a truncated text, nesting beyond `maxDepth`,
 * or a part with too many bytes or values.
 */
export class JsonSplitter {
  private readonly parts: JsonParts
  private readonly limits: ReadLimits
  private at = 0
  private depth = 0
  private readonly string = new JsonString()
  /** The depth of items; 0 while there are none. */
  private itemDepth = 0
  private inItem = false
  private itemsSeen = false
  private topIsArray = false
  private mode: 'json' | 'line' = 'json'
  private lines = false
  private valueAt = 0
  private partAt = 0
  /** Commas and opening brackets in the current item, and around the items: about the number of values. */
  private itemValues = 0
  private envelopeValues = 0
  /** The current top-level value without its items. */
  private readonly envelope: ValueBuffer
  /** The part of the current item in earlier chunks. */
  private readonly piece: ValueBuffer
  private readonly line = new LineBuffer()

  constructor(parts: JsonParts, limits: ReadLimits) {
    this.parts = parts
    this.limits = limits
    this.envelope = new ValueBuffer(limits.maxValueBytes)
    this.piece = new ValueBuffer(limits.maxValueBytes)
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
          this.itemValues = 0
          this.partAt = this.at + i
          from = i
        } else if (this.depth === 1 && c === OPEN_BRACKET && string.isItems && !this.topIsArray) {
          this.itemDepth = 2
        }
        if (++this.depth > this.limits.maxDepth) throw this.tooDeep(i)
        this.countValue(i)
      } else if (c === COMMA) {
        this.countValue(i)
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
        'The JSON is truncated: it ends inside a value.',
        'Run the command again and send its whole output; check that the disk is not full and the pipe did not close early.',
        `byte ${this.at}`,
      )
    }
  }

  private startValue(c: number, at: number): void {
    this.depth = 1
    this.topIsArray = c === OPEN_BRACKET
    this.itemDepth = this.topIsArray ? 1 : 0
    this.itemsSeen = false
    this.envelopeValues = 0
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

  private countValue(i: number): void {
    const { maxValues, maxObjects } = this.limits
    // Around the items there is a comma for each of them.
    if (this.inItem ? ++this.itemValues > maxValues : ++this.envelopeValues > maxValues + maxObjects) {
      throw new InputError(
        413,
        'too-many-values',
        `One object has more than ${maxValues} JSON values.`,
        'No Kubernetes object has that many; send the output of kubectl get … -o json.',
        `byte ${this.at + i}`,
      )
    }
  }

  private tooDeep(i: number): InputError {
    const { maxDepth } = this.limits
    return new InputError(
      400,
      'too-deep',
      `The JSON is nested deeper than ${maxDepth} levels.`,
      'No Kubernetes object is nested that deep; send the output of kubectl get … -o json.',
      `byte ${this.at + i}`,
    )
  }
}
