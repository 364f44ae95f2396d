import { matchesOf } from '../matches.ts'
import { UNSEEN } from '../visible.ts'
import type { Span } from './spans.ts'

/** A decoded text, and where each part of it is in the original. */
export interface View {
  readonly text: string
  /** The span of the original for a span of the view. */
  readonly spanOf: (start: number, end: number) => Span
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const ESCAPE =
  /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));|((?:%[\da-f]{2}){1,200})|[\\%]u([\da-f]{4})|\\u\{([\da-f]{1,6})\}|\\x([\da-f]{2})|\\([0-3][0-7]{2})|(\\\r?\n[ \t]{0,40}\\?)|(\^\[)(?=\[)|\\([ -/:-@[-`{-~nrt])|([\uff01-\uff5e])/gi

/** How often a text may be escaped: JSON in JSON in a URL. */
const MAX_LEVELS = 3

function character(code: string, base: number): string {
  const point = Number.parseInt(code, base)
  return point <= 0x10ffff ? String.fromCodePoint(point) : ''
}

function percentDecoded(escaped: string): string {
  try {
    return decodeURIComponent(escaped)
  } catch {
    return escaped.replace(/%(..)/g, (_, hex: string) => character(hex, 16))
  }
}

function meaningOf(match: RegExpExecArray): string {
  const [, decimal, hex, entity, percent, unicode, point, byte, octal, lineEnd, caret, sign, wide] = match
  if (decimal !== undefined) return character(decimal, 10)
  if (entity !== undefined) return ENTITIES[entity.toLowerCase()] ?? ''
  if (percent !== undefined) return percentDecoded(percent)
  // The full-width form of an ASCII character, as in Chinese and Japanese texts.
  if (wide !== undefined) return String.fromCharCode(wide.charCodeAt(0) - 0xfee0)
  if (sign !== undefined) return CONTROL[sign] ?? sign
  if (octal !== undefined) return character(octal, 8)
  if (lineEnd !== undefined) return ''
  if (caret !== undefined) return '\x1b'
  return character(hex ?? unicode ?? point ?? byte ?? '0', 16)
}

/** The view after a replacement; undefined if nothing is replaced. */
function rewritten(text: string, parts: RegExp, meaning: (match: RegExpExecArray) => string): View | undefined {
  const matches = matchesOf(text, parts)
  if (matches.length === 0) return undefined
  const starts: number[] = []
  let decoded = ''
  let done = 0
  const keep = (to: number) => {
    for (let at = done; at < to; at++) starts.push(at)
    decoded += text.slice(done, to)
  }
  for (const match of matches) {
    const meant = meaning(match)
    keep(match.index)
    const width = match[0].length / Math.max(1, meant.length)
    for (let at = 0; at < meant.length; at++) starts.push(match.index + Math.floor(at * width))
    decoded += meant
    done = match.index + match[0].length
  }
  keep(text.length)
  starts.push(text.length)
  return { text: decoded, spanOf: (start, end) => [starts[start] ?? 0, starts[end] ?? text.length] }
}

function through(view: View, next: View | undefined): View | undefined {
  return next && { text: next.text, spanOf: (start, end) => view.spanOf(...next.spanOf(start, end)) }
}

/** The text itself, and with its escapes decoded, level by level. */
export function viewsOf(text: string): readonly View[] {
  let view: View = { text, spanOf: (start, end) => [start, end] }
  const views = [view]
  for (let level = 0; level < MAX_LEVELS; level++) {
    const next = through(view, rewritten(view.text, ESCAPE, meaningOf))
    if (next === undefined) break
    view =
      through(
        next,
        rewritten(next.text, UNSEEN, () => ''),
      ) ?? next
    views.push(view)
  }
  return views
}

/** Quoted-printable escapes and soft line breaks. */
const QUOTED_PRINTABLE = /=(?:([\dA-F]{2})|\r?\n)/g
/** Where a line ends, and how far the next is indented. */
const LINE_END = /\r?\n[ \t]*/g

/** The view with the line wrapping of mail and similar formats undone. */
export function* unwrappedViews(view: View): Generator<View> {
  for (const [parts, meaning] of [
    [QUOTED_PRINTABLE, ([, hex]: RegExpExecArray) => (hex === undefined ? '' : character(hex, 16))],
    [LINE_END, () => ''],
  ] as const) {
    const next = through(view, rewritten(view.text, parts, meaning))
    if (next !== undefined) yield next
  }
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const DIGITS = new Int8Array(128).fill(-1)
for (const [value, digit] of [...BASE64].entries()) DIGITS[digit.charCodeAt(0)] = value
DIGITS['-'.charCodeAt(0)] = 62
DIGITS['_'.charCodeAt(0)] = 63

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const DIGITS_32 = new Int8Array(128).fill(-1)
for (const [value, digit] of [...BASE32].entries()) DIGITS_32[digit.charCodeAt(0)] = value

/** Bytes, and where the digits of each end. */
interface Bytes {
  readonly values: number[]
  readonly ends: number[]
}

/** A decoder for bytes written in digits of so many bits; skips everything else. */
function digitBytes(digits: Int8Array, width: number) {
  return (text: string, offset: number): Bytes => {
    const bytes: Bytes = { values: [], ends: [] }
    let buffer = 0
    let bits = 0
    for (let at = offset; at < text.length; at++) {
      const value = digits[text.charCodeAt(at)] ?? -1
      if (value < 0) continue
      buffer = ((buffer << width) | value) & 0xffffff
      bits += width
      if (bits < 8) continue
      bits -= 8
      bytes.values.push((buffer >> bits) & 0xff)
      bytes.ends.push(at)
    }
    return bytes
  }
}

/** Whether bytes are themselves base64 or hexadecimal text, judging by the first ones. */
export function areDigits(bytes: readonly number[]): boolean {
  if (bytes.length < 12) return false
  for (let at = 0; at < 12; at++) if ((DIGITS[bytes[at] ?? 0] ?? -1) < 0) return false
  return true
}

/** A decoder for bytes written as numbers. */
function numberBytes(each: RegExp, base: number) {
  return (numbers: string, offset: number): Bytes => {
    const bytes: Bytes = { values: [], ends: [] }
    for (const { 0: number, index } of matchesOf(numbers.slice(offset), each)) {
      bytes.values.push(Number.parseInt(number, base) & 0xff)
      bytes.ends.push(offset + index + number.length - 1)
    }
    return bytes
  }
}

const base64Bytes = digitBytes(DIGITS, 6)

/** Digits of base64 or base64url, on one line or wrapped. */
const RUNS = /[\w+/-]{8,}={0,2}(?:(?:\\n|\r?\n[ \t]{0,20})[\w+/-]{1,}={0,2}){0,200}/g
/** The beginning of a JSON object in base64, or `://` at one of the three offsets. */
const STRUCTURED = /eyJ|Oi8v|ovL|6Ly/
const WORDS_64 = /[\w+/-]{20,16000}={0,2}/g
const PRINTABLE = /^[\t\r\n -~]+$/

/** The decoded views of base64 words with JSON or a URL: settings that may contain a credential. */
export function* structuredViews({ text, spanOf }: View): Generator<View> {
  if (!STRUCTURED.test(text)) return
  for (const { 0: word, index } of matchesOf(text, WORDS_64)) {
    if (!STRUCTURED.test(word)) continue
    const whole = spanOf(index, index + word.length)
    const decoded = String.fromCharCode(...base64Bytes(word, 0).values)
    if (PRINTABLE.test(decoded)) yield { text: decoded, spanOf: () => whole }
  }
}

/** Digits of base32. */
const RUNS_32 = /(?<![A-Za-z\d])[A-Z2-7]{13,8000}={0,6}/g
/** Hexadecimal digits, separated or not. */
const HEX =
  /(?:0x)?[\da-f]{12,8000}|(?<![\da-z])[\da-f]{2,4}(?:[ :-][\da-f]{2,4}){2,2000}(?![\da-z])|0x[\da-f]{2}(?:, ?0x[\da-f]{2}){5,2000}/gi
/** Bytes as decimal numbers: `[80 97 115]`, `[80, 97, 115]`. */
const DECIMAL = /(?<![\d.])\d{1,3}(?:,? \d{1,3}){5,4000}(?![\d.])/g
/** What is between the lines of wrapped digits. */
const WRAP = /\\n|[\r\n][\r\n \t]*/g

/** A view of the bytes encoded in a run of digits. A span covers whole lines of the run. */
function bytesView(index: number, run: string, { values, ends }: Bytes): View {
  const spanOf = (start: number, end: number): Span => {
    const [first, last] = [ends[start] ?? 0, ends[end - 1] ?? run.length]
    let [open, close] = [0, run.length]
    for (const { 0: wrap, index: at } of matchesOf(run, WRAP)) {
      if (at + wrap.length <= first) open = at + wrap.length
      else if (at > last) close = Math.min(close, at)
    }
    return [index + open, index + close]
  }
  return { text: values.map(value => String.fromCharCode(value)).join(''), spanOf }
}

/**
 * How digits are found and decoded, and the minimum number of characters per byte; a run may begin before a secret, so
 * each is decoded from every offset.
 */
const ENCODINGS = [
  { runs: RUNS, read: base64Bytes, offsets: 4, width: 4 / 3 },
  { runs: RUNS_32, read: digitBytes(DIGITS_32, 5), offsets: 8, width: 8 / 5 },
  { runs: HEX, read: numberBytes(/(?!0x)[\da-f][\da-f]/gi, 16), offsets: 2, width: 2 },
  { runs: DECIMAL, read: numberBytes(/\d+/g, 10), offsets: 1, width: 2 },
] as const

/**
 * Views of runs of base64, base64url, base32, hexadecimal and decimal digits: bytes, one character each. Every longer
 * word is such a run, so most decode to nothing; runs of fewer than `least` bytes are skipped.
 */
export function* encodedViews(
  text: string,
  least: number,
  isWanted: (bytes: readonly number[]) => boolean,
): Generator<View> {
  for (const { runs, read, offsets, width } of ENCODINGS) {
    if ((text.length + 1) / width < least) continue
    for (const { 0: run, index } of matchesOf(text, runs)) {
      if ((run.length + 1) / width < least) continue
      for (let offset = 0; offset < offsets; offset++) {
        const bytes = read(run, offset)
        if (isWanted(bytes.values)) yield bytesView(index, run, bytes)
      }
    }
  }
}
