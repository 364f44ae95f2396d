import type { AST } from '@eslint-community/regexpp'
import { parsed } from './attacks.ts'

/** Stands in no text that is tried. */
const NEVER = '\uE000'

/** Fits at the end of a text only. */
const END = '(?![\\s\\S])'

/** Repetitions up to this many are not worth counting inside an assertion. */
const FEW = 16

/**
 * Makes a regular expression that gives up, as if nothing had matched, once it has gone back `limit` times. V8 counts that
 * itself (`%NewRegExpWithBacktrackLimit`, test/mjsunit/regexp-backtrack-limit.js), so a count is the same on every machine,
 * however busy it is. In bytecode, to which a garbage collection may bring an expression back, it counts otherwise than in
 * machine code: `vitest.config.ts` starts this test without tiers.
 */
function limited(source: string, flags: string, limit: number): RegExp {
  const make = new Function('source', 'flags', 'limit', 'return %NewRegExpWithBacktrackLimit(source, flags, limit)')
  return make(source, flags, limit) as RegExp
}

function hasLongRepetition(node: AST.Node): boolean {
  if (node.type === 'Quantifier') return node.max > FEW || hasLongRepetition(node.element)
  if (node.type === 'Alternative') return node.elements.some(hasLongRepetition)
  return 'alternatives' in node && node.alternatives.some(hasLongRepetition)
}

/**
 * The same expression, written so that V8 goes back once for each repetition it has taken: what is repeated becomes a
 * capturing group, for which V8 has no shortcut, and an assertion is first tried to its last possibility.
 */
function withoutShortcuts(source: string, flags: string): string {
  /** The number that a capturing group of the source has in the result. */
  const numbers = new Map<AST.CapturingGroup, number>()
  let groups = 0

  const either = (alternatives: readonly AST.Alternative[], end = ''): string =>
    alternatives.map(({ elements }) => elements.map(print).join('') + end).join('|')

  function print(node: AST.Node): string {
    switch (node.type) {
      case 'Quantifier': {
        const times = node.raw.slice(node.element.raw.length)
        if (node.element.type === 'Assertion') return print(node.element) + times
        groups++
        return `(${print(node.element)})${times}`
      }
      case 'CapturingGroup':
        numbers.set(node, ++groups)
        return `(${node.name === null ? '' : `?<${node.name}>`}${either(node.alternatives)})`
      case 'Group':
        return `(?${node.modifiers?.raw ?? ''}:${either(node.alternatives)})`
      case 'Assertion': {
        if (!('alternatives' in node)) return node.raw
        const direction = node.kind === 'lookbehind' ? '<' : ''
        const tried = hasLongRepetition(node) ? `(?${direction}=${either(node.alternatives, NEVER)}|)` : ''
        return `${tried}(?${direction}${node.negate ? '!' : '='}${either(node.alternatives)})`
      }
      case 'Backreference': {
        const [group] = [node.resolved].flat()
        return typeof node.ref === 'string' || group === undefined ? node.raw : `(?:\\${numbers.get(group)})`
      }
      default:
        return node.raw
    }
  }

  return either(parsed(source, flags).alternatives)
}

/** Counts how often a regular expression goes back. */
export class StepCounter {
  readonly #source: string
  readonly #flags: string
  readonly #isRepeated: boolean
  readonly #limited = new Map<number, RegExp>()

  constructor(source: string, flags: string) {
    this.#source = `(?:${withoutShortcuts(source, flags)})|${END}`
    this.#flags = `${flags.replace(/[gyd]/g, '')}g`
    this.#isRepeated = /[gy]/.test(flags)
  }

  /** Steps on this text, rounded up to a power of two for each match; `Infinity` for more than `most`. */
  on(text: string, most: number): number {
    // Many matches are counted one by one; for one, a step each character is what any search may take.
    const least = this.#isRepeated ? 8 : 1 << Math.ceil(Math.log2(Math.max(8, text.length)))
    let steps = 0
    for (let from = 0; from <= text.length; ) {
      const found = this.#next(text, from, least, most - steps)
      if (found === undefined) return Number.POSITIVE_INFINITY
      steps += found.steps
      if (!this.#isRepeated) break
      from = found.end
    }
    return steps
  }

  #next(
    text: string,
    from: number,
    least: number,
    most: number,
  ): { readonly steps: number; readonly end: number } | undefined {
    for (let steps = least; steps <= most; steps *= 2) {
      const expression = this.#limited.get(steps) ?? limited(this.#source, this.#flags, steps)
      this.#limited.set(steps, expression)
      expression.lastIndex = from
      const found = expression.exec(text)
      if (found !== null) return { steps, end: found.index + Math.max(1, found[0].length) }
    }
    return undefined
  }
}
