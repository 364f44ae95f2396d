import { oneLine } from '../clean.ts'

/** Widths in em of a wide sans-serif font (DejaVu Sans) by class of character. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijlI.,:;'|!()[\]]/, 0.32],
  [/[-ftr/" ]/, 0.41],
  [/[mwMW@%]/, 0.95],
  [/[A-Z&]/, 0.72],
  [/[ -~]/, 0.63],
]

/** The approximate width of text in pixels. */
export function widthOf(text: string, size: number): number {
  let em = 0
  for (const character of text) em += WIDTHS.find(([pattern]) => pattern.test(character))?.[1] ?? 1.05
  return em * size
}

/**
 * Text broken after blanks, hyphens, dots and slashes, or anywhere without these, into at most `max` lines. `width`:
 * pixels; `size`: of the font, in pixels. Truncation is marked with `…`.
 */
export function fold(text: string, width: number, size: number, max: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of pieces(oneLine(text, 400), width, size)) {
    if (line !== '' && widthOf((line + piece).trimEnd(), size) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += piece
  }
  lines.push(line.trimEnd())
  if (lines.length <= max) return lines
  const kept = lines.slice(0, max)
  return [...kept.slice(0, -1), `${kept.at(-1)?.slice(0, -1) ?? ''}…`]
}

function* pieces(text: string, width: number, size: number): Generator<string> {
  for (const word of text.match(/[^-\s./:@]*[-\s./:@]?/g) ?? []) {
    let part = ''
    for (const character of word) {
      if (widthOf(part + character, size) > width) {
        yield part
        part = ''
      }
      part += character
    }
    yield part
  }
}
