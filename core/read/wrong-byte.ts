const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const CLOSE_BRACE = 0x7d
const CLOSE_BRACKET = 0x5d
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const LOWER_U = 0x75

type Bytes = ReadonlySet<number | undefined>

const SPACES: Bytes = setOf(' \t\n\r')
const DIGITS: Bytes = setOf('0123456789')
const HEX: Bytes = setOf('0123456789abcdefABCDEF')
const ESCAPED: Bytes = setOf('"\\/bfnrt')
const EXPONENT: Bytes = setOf('eE')
const SIGNS: Bytes = setOf('+-')
const WORDS = ['true', 'false', 'null'].map(bytesOf)

/** What is allowed next. `item` and `key` also allow an empty array or object to end. */
type Next = 'value' | 'item' | 'key' | 'name' | 'colon' | 'comma' | 'nothing'

/**
 * The offset of the first invalid byte in a JSON text (RFC 8259), or the length if it is truncated or valid. Engines'
 * own messages quote the text and often give no position.
 */
export function wrongByte(json: Uint8Array): number {
  const open: number[] = []
  let next: Next = 'value'
  const afterValue = (): Next => (open.length === 0 ? 'nothing' : 'comma')
  let at = skip(json, 0, SPACES)
  for (; at < json.length; at = skip(json, at, SPACES)) {
    const c = json[at]
    const isName: boolean = next === 'key' || next === 'name'
    const isValue = next === 'value' || next === 'item'
    if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
      const isEmpty = next === (c === CLOSE_BRACE ? 'key' : 'item')
      if ((next !== 'comma' && !isEmpty) || open.pop() !== c) return at
      next = afterValue()
      at++
    } else if (c === COMMA && next === 'comma') {
      next = open.at(-1) === CLOSE_BRACE ? 'name' : 'value'
      at++
    } else if (c === COLON && next === 'colon') {
      next = 'value'
      at++
    } else if (c === QUOTE && (isName || isValue)) {
      const token = string(json, at)
      if (!token.isWhole) return token.end
      at = token.end
      next = isName ? 'colon' : afterValue()
    } else if (!isValue) {
      return at
    } else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      open.push(c === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)
      next = c === OPEN_BRACE ? 'key' : 'item'
      at++
    } else {
      const word = WORDS.find(([first]) => first === c)
      const token = word === undefined ? number(json, at) : literal(json, at, word)
      if (!token.isWhole) return token.end
      at = token.end
      next = afterValue()
    }
  }
  return at
}

function setOf(text: string): Bytes {
  return new Set(bytesOf(text))
}

function bytesOf(text: string): readonly number[] {
  return Array.from(text, character => character.charCodeAt(0))
}

/** One string, number or literal name: where it ends, or the first byte that cannot continue it. */
interface Token {
  readonly end: number
  readonly isWhole: boolean
}

/** Where bytes that are not in `set` begin. */
function skip(json: Uint8Array, from: number, set: Bytes): number {
  let at = from
  while (set.has(json[at])) at++
  return at
}

function string(json: Uint8Array, from: number): Token {
  for (let at = from + 1; at < json.length; at++) {
    const c = json[at] ?? 0
    if (c === QUOTE) return { end: at + 1, isWhole: true }
    if (c < 0x20) return { end: at, isWhole: false }
    if (c !== BACKSLASH) continue
    at++
    if (ESCAPED.has(json[at])) continue
    if (json[at] !== LOWER_U) return { end: at, isWhole: false }
    for (let digits = 0; digits < 4; digits++) if (!HEX.has(json[++at])) return { end: at, isWhole: false }
  }
  return { end: json.length, isWhole: false }
}

function literal(json: Uint8Array, from: number, word: readonly number[]): Token {
  const wrong = word.findIndex((byte, index) => json[from + index] !== byte)
  return { end: from + (wrong === -1 ? word.length : wrong), isWhole: wrong === -1 }
}

/** Each part of a number ends in a digit; anything else is incomplete. */
function number(json: Uint8Array, from: number): Token {
  const isDigit = (at: number) => DIGITS.has(json[at])
  let end = json[from] === MINUS ? from + 1 : from
  end = json[end] === ZERO ? end + 1 : skip(json, end, DIGITS)
  if (json[end] === DOT && isDigit(end - 1)) end = skip(json, end + 1, DIGITS)
  if (EXPONENT.has(json[end]) && isDigit(end - 1))
    end = skip(json, SIGNS.has(json[end + 1]) ? end + 2 : end + 1, DIGITS)
  return { end, isWhole: isDigit(end - 1) }
}
