const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const OPEN_BRACE = 0x7b

/**
 * About how many values a JSON text has, without parsing it: the commas and opening brackets outside strings. Stops
 * counting above `most`.
 */
export function countValues(json: Uint8Array, most: number): number {
  let values = 1
  for (let i = 0; i < json.length && values <= most; i++) {
    const c = json[i]
    if (c === COMMA || c === OPEN_BRACE || c === OPEN_BRACKET) values++
    else if (c === QUOTE) for (i++; i < json.length && json[i] !== QUOTE; i++) if (json[i] === BACKSLASH) i++
  }
  return values
}
