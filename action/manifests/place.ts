import { isScalar, type Node, parse, type Scalar } from 'yaml'
import type { Source } from './source.ts'

/** A field's location in a file. Lines and columns are 1-based, the end column exclusive. */
export interface Location {
  /** POSIX path relative to the workspace. */
  readonly file: string
  readonly startLine: number
  readonly endLine: number
  readonly startColumn: number
  readonly endColumn: number
  /** The whole lines as in the file, without the last line's end. */
  readonly text: string
  readonly via: 'manifest' | 'kustomization' | 'values'
  /** Whether this is the field itself; else it is its nearest parent. */
  readonly exact: boolean
  /** The whole lines with the suggested value: only if it is certain to be right. */
  readonly replacement?: string
}

/** Values with the same meaning in every kind of YAML quotes, and without them. */
const SAFE_VALUE = /^[A-Za-z0-9](?:[\w./:@+-]*[\w])?$/

/** The location of a node; `suggestion` replaces a scalar on one line if that changes nothing else. */
export function placeOf(source: Source, node: Node, exact: boolean, suggestion?: string): Location | undefined {
  const { range } = node
  if (range == null) return undefined
  const { text, lines, file, role } = source
  const [from, to] = range
  const start = lines.linePos(from)
  const end = lines.linePos(Math.max(from, isScalar(node) ? to : from))
  const last = end.line > start.line && end.col === 1 ? end.line - 1 : end.line
  const first = lines.lineStarts[start.line - 1] ?? 0
  const shown = text.slice(first, lineEnd(source, last))
  const replacement =
    exact && suggestion !== undefined && isScalar(node) && last === start.line
      ? replace(text.slice(first, from), text.slice(from, to), text.slice(to, lineEnd(source, last)), node, suggestion)
      : undefined
  return {
    file,
    startLine: start.line,
    endLine: last,
    startColumn: start.col,
    endColumn: last === end.line ? Math.max(end.col, start.col + 1) : (shown.split('\n').at(-1)?.length ?? 0) + 1,
    text: shown,
    via: role,
    exact,
    ...(replacement === undefined ? {} : { replacement }),
  }
}

function lineEnd({ text, lines }: Source, line: number): number {
  const next = lines.lineStarts[line] ?? text.length
  const end = next > 0 && text[next - 1] === '\n' ? next - 1 : next
  return text[end - 1] === '\r' ? end - 1 : end
}

function replace(before: string, raw: string, after: string, node: Scalar, suggestion: string): string | undefined {
  if (!SAFE_VALUE.test(suggestion) || node.anchor !== undefined || node.tag !== undefined) return undefined
  const quote = /^(["']).*\1$/.exec(raw)?.[1] ?? ''
  if (quote === '' && raw !== String(node.source)) return undefined
  const fresh = `${quote}${suggestion}${quote}`
  // Unquoted, 123 or on is not text: the type of the value must stay.
  const value: unknown = parse(fresh, { version: '1.1' })
  return typeof value === typeof node.value && String(value) === suggestion ? `${before}${fresh}${after}` : undefined
}
