import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { parseAst } from 'rolldown/parseAst'

/** One change of one source file. */
export interface Mutant {
  readonly file: string
  readonly line: number
  /** The original text and its replacement. */
  readonly was: string
  readonly is: string
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
  if (node.type.startsWith('Import')) return true
  const key = node.type === 'Property' && isNode(node['key']) ? node['key']['name'] : undefined
  return key === 'text' || key === 'evidence'
}

/** True if a change of the expression itself is already its negation: `a !== b` for `a === b`, `a` for `!a`. */
function negatesItself(node: Node): boolean {
  const { type, operator, expression } = node
  if (type === 'ParenthesizedExpression') return isNode(expression) && negatesItself(expression)
  return (
    (type === 'BinaryExpression' && Object.hasOwn(OPPOSITE, String(operator))) ||
    (type === 'UnaryExpression' && operator === '!')
  )
}

/** A part of a node's text, and its replacement in a mutant. */
type Change = readonly [from: number, to: number, text: string]

function changesOf(node: Node, source: string): readonly Change[] {
  const text = (part: unknown) => (isNode(part) ? source.slice(part.start, part.end) : '')
  const { left, right, operator, argument, test, callee, value } = node
  switch (node.type) {
    case 'LogicalExpression':
    case 'BinaryExpression': {
      if (!isNode(left) || !isNode(right)) return []
      const opposite = OPPOSITE[String(operator)]
      const at = source.indexOf(String(operator), left.end)
      return [
        ...(opposite === undefined ? [] : [[at, at + String(operator).length, opposite] as const]),
        ...(node.type === 'LogicalExpression' && operator !== '??'
          ? ([
              [node.start, node.end, text(left)],
              [node.start, node.end, text(right)],
            ] as const)
          : []),
      ]
    }
    case 'UnaryExpression':
      return operator === '!' && isNode(argument) && !negatesItself(argument) ? [[node.start, node.start + 1, '']] : []
    case 'ConditionalExpression':
      return isNode(test) && !negatesItself(test) ? [[test.start, test.end, `!(${text(test)})`]] : []
    case 'CallExpression': {
      const property = isNode(callee) && callee.type === 'MemberExpression' ? callee['property'] : undefined
      const other = isNode(property) && Object.hasOwn(METHOD, text(property)) ? METHOD[text(property)] : undefined
      return isNode(property) && other !== undefined ? [[property.start, property.end, other]] : []
    }
    case 'Literal':
      if (typeof value === 'number') return [[node.start, node.end, value === 0 ? '1' : String(value * 2 + 1)]]
      return typeof value === 'boolean' ? [[node.start, node.end, String(!value)]] : []
    default:
      return []
  }
}

/** The calls and members of an optional chain: only the whole chain is an expression that can be replaced. */
function* linksOf(node: unknown): Generator<Node> {
  if (!isNode(node)) return
  yield node
  yield* linksOf(node.type === 'CallExpression' ? node['callee'] : node['object'])
}

/** The source of one file with all its mutants. */
export interface Instrumented {
  readonly mutants: readonly Mutant[]
  /** JavaScript that calls `mutated(number)` at the place of each mutant, to check whether it is active. */
  readonly source: string
}

/**
 * Each way to drop, invert or recombine a condition of a TypeScript file, or to change one of its constants; numbers
 * start at `first`.
 */
export function instrument(file: string, first: number): Instrumented {
  const source = stripTypeScriptTypes(readFileSync(file, 'utf8'))
  const mutants: Mutant[] = []

  function add(from: number, to: number, is: string): void {
    mutants.push({ file, line: source.slice(0, from).split('\n').length, was: source.slice(from, to), is })
  }

  /** The text that chooses among changes within an expression. */
  function choice(node: Node, changes: readonly Change[], links: ReadonlySet<Node>): string {
    const own = inside(node, links)
    if (changes.length === 0) return own
    const ways = changes.map(([from, to, is]) => {
      add(from, to, is)
      const mutated = source.slice(node.start, from) + is + source.slice(to, node.end)
      return `mutated(${first + mutants.length - 1}) ? (${mutated}) : `
    })
    return `(${ways.join('')}(${own}))`
  }

  /** The text of a node with its parts instrumented. */
  function inside(node: Node, links: ReadonlySet<Node>): string {
    const parts = Object.entries(node)
      .flatMap(([key, value]) => (isName(node, key) ? [] : [value].flat().filter(isNode)))
      .toSorted((a, b) => a.start - b.start || b.end - a.end)
    let text = ''
    let at = node.start
    for (const part of parts) {
      // Shorthand: key and value are one.
      if (part.start < at) continue
      text += source.slice(at, part.start) + written(part, node, links)
      at = part.end
    }
    return text + source.slice(at, node.end)
  }

  function written(node: Node, parent: Node, links: ReadonlySet<Node>): string {
    if (decidesNothing(node)) return source.slice(node.start, node.end)
    if (node.type === 'ChainExpression') {
      const chain = [...linksOf(node['expression'])]
      return choice(
        node,
        chain.flatMap(link => changesOf(link, source)),
        new Set(chain),
      )
    }
    if (links.has(node)) return inside(node, links)
    const text = choice(node, changesOf(node, source), new Set())
    if (parent.type === 'IfStatement' && node === parent['test']) {
      add(node.start, node.end, 'false')
      return `!mutated(${first + mutants.length - 1}) && (${text})`
    }
    // A statement that begins with a bracket would continue the line before.
    return node.type === 'ExpressionStatement' && text.startsWith('(') && isBlock(parent) ? `;${text}` : text
  }

  const program = parseAst(source) as unknown as Node
  const text = source.slice(0, program.start) + inside(program, new Set()) + source.slice(program.end)
  return { mutants, source: text }
}

function isBlock({ type }: Node): boolean {
  return type === 'Program' || type === 'BlockStatement' || type === 'SwitchCase'
}

/** Names of properties are not values. */
function isName(node: Node, key: string): boolean {
  return (
    node['computed'] !== true &&
    ((key === 'key' &&
      (node.type === 'Property' || node.type === 'PropertyDefinition' || node.type === 'MethodDefinition')) ||
      (key === 'property' && node.type === 'MemberExpression'))
  )
}
