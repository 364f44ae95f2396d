import { Composer, type Document, isAlias, isNode, Lexer, LineCounter, Parser, type Tags, visit } from 'yaml'
import { InputError } from './error.ts'
import type { Budget } from './limits.ts'
import { NUMBERS } from './yaml-numbers.ts'

const ALIASES = 100

/** The tags of YAML 1.1 whose values are JSON; numbers follow Kubernetes' rules instead. */
const KEPT = new Set(['map', 'seq', 'str', 'null', 'bool', 'merge'].map(name => `tag:yaml.org,2002:${name}`))

const OPTIONS = {
  schema: 'yaml-1.1',
  customTags: (tags: Tags): Tags => [...tags.filter(tag => typeof tag !== 'string' && KEPT.has(tag.tag)), ...NUMBERS],
  // Explicit !!binary and !!timestamp would give values that are not JSON.
  resolveKnownTags: false,
  merge: true,
  prettyErrors: false,
  strict: false,
  // Checking for equal keys takes quadratic time.
  uniqueKeys: false,
  // The default prints warnings that quote the text.
  logLevel: 'silent',
} as const

/**
 * The non-empty documents of a YAML stream as plain JSON values, parsed like Kubernetes manifests (YAML 1.1 booleans
 * and octals, times stay text). Throws `InputError` for bad syntax, an alias bomb, nesting beyond `maxDepth`, or more
 * YAML than the budget allows.
 */
export function* parseYaml(text: string, budget: Budget): Generator<unknown> {
  const { maxDepth } = budget.limits
  budget.addYaml(text.length)
  const lines = new LineCounter()
  lines.addNewLine(0)
  const parser = new Parser(lines.addNewLine)
  const composer = new Composer(OPTIONS)
  const lexer = new Lexer()
  function* documents(): Generator<Document.Parsed> {
    for (const lexeme of lexer.lex(text)) {
      for (const token of parser.next(lexeme)) {
        if (token.type === 'error') throw badSyntax(lines.linePos(token.offset).line)
        yield* composer.next(token)
      }
      // A map in a sequence in a map takes up to three entries per level.
      if (parser.stack.length > 3 * maxDepth) throw tooDeep(maxDepth, lines.linePos(parser.offset).line)
    }
    for (const token of parser.end()) yield* composer.next(token)
    yield* composer.end(false, text.length)
  }
  for (const document of documents()) {
    const [error] = document.errors
    if (error) throw badSyntax(lines.linePos(error.pos[0]).line)
    const line = lines.linePos(document.contents?.range?.[0] ?? document.range[0]).line
    try {
      const value: unknown = document.toJS({ maxAliasCount: ALIASES })
      if (value !== null) yield value
    } catch (thrown) {
      if (thrown instanceof ReferenceError) throw lacksAnchor(document) ? noAnchor(line) : aliasBomb(line)
      if (thrown instanceof InputError) throw thrown
      throw badSyntax(line)
    }
  }
}

function badSyntax(line: number): InputError {
  return new InputError(
    400,
    'not-yaml',
    'The text is not valid YAML.',
    'Send the whole output of kubectl get … -o yaml, or better -o json.',
    `line ${line}`,
  )
}

function tooDeep(maxDepth: number, line: number): InputError {
  return new InputError(
    400,
    'too-deep',
    `The YAML is nested deeper than ${maxDepth} levels.`,
    'No Kubernetes object is nested that deep; send the output of kubectl get … -o yaml.',
    `line ${line}`,
  )
}

function aliasBomb(line: number): InputError {
  return new InputError(
    400,
    'yaml-alias-bomb',
    `The YAML expands more than ${ALIASES} aliases.`,
    'kubectl prints no aliases; send the output of kubectl get … -o yaml.',
    `document at line ${line}`,
  )
}

/** Whether an alias refers to an anchor that does not precede it. */
function lacksAnchor(document: Document.Parsed): boolean {
  const anchors = new Set<string>()
  let isLacking = false
  visit(document, (_, node) => {
    if (isAlias(node) && !anchors.has(node.source)) {
      isLacking = true
      return visit.BREAK
    }
    if (isNode(node) && 'anchor' in node && typeof node.anchor === 'string') anchors.add(node.anchor)
    return undefined
  })
  return isLacking
}

function noAnchor(line: number): InputError {
  return new InputError(
    400,
    'not-yaml',
    'The YAML has an alias (*name) without its anchor (&name).',
    'Quote text that starts with *, or send the output of kubectl get … -o yaml.',
    `document at line ${line}`,
  )
}
