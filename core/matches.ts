/**
 * All matches of a global expression. `matchAll` copies the expression, and compiling the copy takes longer than searching
 * most texts.
 */
export function matchesOf(text: string, expression: RegExp): readonly RegExpExecArray[] {
  if (!expression.global) throw new TypeError(`${expression} is not global`)
  const matches: RegExpExecArray[] = []
  expression.lastIndex = 0
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    matches.push(match)
    if (match[0] === '') expression.lastIndex += (text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1
  }
  return matches
}
