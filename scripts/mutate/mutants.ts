import { readFileSync } from 'node:fs'
import { parseAst } from 'rolldown/parseAst'

/** One change of one source file. */
export interface Mutant {
  readonly file: string
  readonly line: number
  /** What stood there and what stands there now. */
  readonly was: string
  readonly is: string
  /** The whole changed source. */
  readonly source: string
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

const OPPOSITE: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '>=',
  '>': '<=',
  '<=': '>',
  '>=': '<',
  '&&': '||',
  '||': '&&',
}
const METHOD: Readonly<Record<string, string>> = { some: 'every', every: 'some' }

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** Catalogue text and imports decide nothing. */
function decidesNothing(node: Node): boolean {
  if (node.type.startsWith('Import') || node.type.startsWith('TS')) return true
  const key = node.type === 'Property' && isNode(node['key']) ? node['key']['name'] : undefined
  return key === 'text' || key === 'evidence'
}

type Change = readonly [from: number, to: number, text: string]

function* changesOf(node: Node, source: string): Generator<Change> {
  const text = (part: unknown) => (isNode(part) ? source.slice(part.start, part.end) : '')
  const { left, right, operator, argument, test, property, value } = node
  switch (node.type) {
    case 'LogicalExpression':
    case 'BinaryExpression': {
      if (!isNode(left) || !isNode(right)) return
      const opposite = OPPOSITE[String(operator)]
      if (opposite !== undefined) {
        const at = source.indexOf(String(operator), left.end)
        yield [at, at + String(operator).length, opposite]
      }
      if (node.type === 'LogicalExpression' && operator !== '??') {
        yield [node.start, node.end, `(${text(left)})`]
        yield [node.start, node.end, `(${text(right)})`]
      }
      return
    }
    case 'UnaryExpression':
      if (operator === '!' && isNode(argument)) yield [node.start, argument.start, '']
      return
    case 'IfStatement':
      if (isNode(test)) {
        yield [test.start, test.end, 'false']
      }
      return
    case 'ConditionalExpression':
      if (isNode(test)) yield [test.start, test.end, `!(${text(test)})`]
      return
    case 'MemberExpression':
      if (isNode(property)) {
        const name = String(property['name'])
        const other = Object.hasOwn(METHOD, name) ? METHOD[name] : undefined
        if (other !== undefined) yield [property.start, property.end, other]
      }
      return
    case 'Literal':
      if (typeof value === 'number') yield [node.start, node.end, value === 0 ? '1' : String(value * 2 + 1)]
      if (typeof value === 'boolean') yield [node.start, node.end, String(!value)]
      return
    default:
  }
}

function* walk(node: unknown, source: string): Generator<Change> {
  if (Array.isArray(node)) for (const item of node) yield* walk(item, source)
  if (!isNode(node) || decidesNothing(node)) return
  yield* changesOf(node, source)
  for (const part of Object.values(node)) yield* walk(part, source)
}

/** Takes a TypeScript file; returns it with one condition dropped, inverted or joined otherwise, or one constant changed, in every way. */
export function mutantsOf(file: string): readonly Mutant[] {
  const source = readFileSync(file, 'utf8')
  return [...walk(parseAst(source, { lang: 'ts' }), source)].map(([from, to, is]) => ({
    file,
    line: source.slice(0, from).split('\n').length,
    was: source.slice(from, to),
    is,
    source: source.slice(0, from) + is + source.slice(to),
  }))
}
