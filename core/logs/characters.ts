const [TAB, RETURN, SPACE, ASCII] = [9, 13, 32, 127]
const [ZERO, NINE] = [48, 57]

/**
 * The code of the character at a position, 0 outside the text. V8 stops inlining a `charCodeAt` that was once out of
 * bounds.
 */
export function codeAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? text.charCodeAt(at) : 0
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE
}

/** True if a text begins with whitespace. */
export function startsBlank(text: string): boolean {
  const code = codeAt(text, 0)
  return code === SPACE || (code >= TAB && code <= RETURN) || (code > ASCII && /^\s/.test(text))
}
