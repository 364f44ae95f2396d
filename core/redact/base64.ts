import { matchesOf } from '../matches.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function bytesOf(text: string): number[] {
  const bytes: number[] = []
  let buffer = 0
  let bits = 0
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) continue
    buffer = ((buffer << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push((buffer >> bits) & 0xff)
    }
  }
  return bytes
}

/** The decoded text, read as UTF-8. Characters outside the alphabet are skipped. */
export function decodeBase64(text: string): string {
  try {
    return decodeURIComponent(
      bytesOf(text)
        .map(byte => `%${byte.toString(16).padStart(2, '0')}`)
        .join(''),
    )
  } catch {
    return ''
  }
}

/** Padded base64 of the text as UTF-8. */
export function encodeBase64(text: string): string {
  const bytes = utf8(text)
  let encoded = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3)
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    const digits = [18, 12, 6, 0].map(shift => ALPHABET[(word >> shift) & 63] ?? '')
    encoded += digits.slice(0, c === undefined ? (b === undefined ? 2 : 3) : 4).join('')
  }
  return encoded.padEnd(Math.ceil(encoded.length / 4) * 4, '=')
}

/** Text that is not valid Unicode (half a surrogate pair) has no bytes. */
function utf8(text: string): number[] {
  try {
    return matchesOf(encodeURIComponent(text), /%(..)|[\s\S]/g).map(([character, hex]) =>
      hex === undefined ? character.charCodeAt(0) : Number.parseInt(hex, 16),
    )
  } catch {
    return []
  }
}
