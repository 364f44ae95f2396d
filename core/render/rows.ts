import { inertLine, terminal } from './escape.ts'
import { length, wrap } from './wrap.ts'

/** SGR parameters (ECMA-48 §8.3.117). */
const STYLES = { bold: '1', dim: '2', red: '1;31', green: '1;32', yellow: '1;33', cyan: '36' } as const
export type Style = keyof typeof STYLES

export interface Line {
  readonly text: string
  readonly style?: Style
}

/** The layout of a terminal output: its width in columns, and whether it has color. */
export interface Page {
  readonly width: number
  readonly colour: boolean
}

/** Columns before the text of a labelled row: two of indent, the longest label, one space. */
const COLUMN = 12

export function paint(text: string, style: Style | undefined, page: Page): string {
  return page.colour && style !== undefined && text !== '' ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text
}

/** The label before the first of some safe, wrapped lines. */
export function row(label: string, lines: readonly Line[], page: Page): string[] {
  return lines.map(({ text, style }, index) => {
    const head = `  ${(index === 0 ? label : '').padEnd(COLUMN - 2)}`
    return paint(head, 'dim', page) + paint(inertLine(text), style, page)
  })
}

/** Any text, made safe, bounded and wrapped to the width. Later lines are indented below `lead`. */
export function prose(text: string, page: Page, lead = '', style?: Style): Line[] {
  const hang = ' '.repeat(length(lead))
  const lines = wrap(terminal(text), Math.max(20, page.width - COLUMN - hang.length))
  return lines.map((line, index) => styled(`${index === 0 ? lead : hang}${line}`, style))
}

export function styled(text: string, style?: Style): Line {
  return style === undefined ? { text } : { text, style }
}
