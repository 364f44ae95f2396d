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

/** Takes base64 text; returns what it encodes, read as UTF-8. Characters outside the alphabet are passed over. */
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
