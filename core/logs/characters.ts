const [TAB, RETURN, SPACE, ASCII] = [9, 13, 32, 127]
const [ZERO, NINE] = [48, 57]

/** The code of the character at a place, 0 where there is none. V8 no longer inlines a `charCodeAt` that was once out of bounds. */
export function codeAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? text.charCodeAt(at) : 0
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE
}

/** True where a text begins with white space. */
export function startsBlank(text: string): boolean {
  const code = codeAt(text, 0)
  return code === SPACE || (code >= TAB && code <= RETURN) || (code > ASCII && /^\s/.test(text))
}
