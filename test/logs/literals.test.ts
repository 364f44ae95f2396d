import { describe, expect, it } from 'vitest'
import { needsOf, Prefilter } from '../../core/logs/literals.ts'
import { attacksOn, textOf } from '../regular-expressions/attacks.ts'
import { regularExpressionsIn } from '../regular-expressions/sources.ts'

const expressions = regularExpressionsIn('core/logs').map(
  ({ source, flags }) => new RegExp(source, flags.replace('g', '')),
)
/** By expression: texts made from its own parts that it matches. */
const matched = expressions.map(expression => ({
  expression,
  texts: attacksOn(expression.source, expression.flags)
    .map(attack => textOf(attack, 40))
    .filter(text => expression.test(text)),
}))

/** The literals of each clause of each way to match. */
function literalsOf(expression: RegExp): readonly (readonly (readonly string[])[])[] {
  return needsOf(expression).map(branch => branch.map(({ literals }) => literals))
}

describe('the literals that an expression needs', () => {
  it('stand in all that it matches', () => {
    expect(matched.flatMap(({ texts }) => texts).length).toBeGreaterThan(5_000)
    const wrong = matched.flatMap(({ expression, texts }) => {
      const branches = literalsOf(expression)
      return texts.filter(text => {
        const lower = text.toLowerCase()
        return !branches.some(clauses => clauses.every(literals => literals.some(literal => lower.includes(literal))))
      })
    })
    expect(wrong).toEqual([])
  })

  it.each([
    [/\b(?:connection refused|no route) to host\b/, [[[' to host'], ['connection refused', 'no route']]]],
    [/\bECONN(?:REFUSED|ABORTED)\b/, [[['econn']]]],
    [
      /\blogins? .{0,9}(?:denied by|\S+ refuses)|[Tt]imed out/,
      [[['timed out']], [['denied by', ' refuses'], ['login']]],
    ],
    [/ab?cd{2}(?=never)|\[error\]/, [[['cd', '[error]']]]],
    [/x|refused/, [[]]],
    [/(?:refused)?/, [[]]],
  ])('%s: %j', (expression, literals) => {
    expect(literalsOf(expression)).toEqual(literals)
  })
})

describe('the prefilter', () => {
  const all = new Prefilter(expressions, needsOf)

  it('lets every expression through that matches', () => {
    const lost = matched.flatMap(({ expression, texts }) => texts.filter(text => !all.read(text).includes(expression)))
    expect(lost).toEqual([])
  })

  it('lets few through elsewhere', () => {
    const needing = expressions.filter(expression => literalsOf(expression).every(({ length }) => length > 0))
    const few = new Prefilter(needing, needsOf).read('GET /healthz 200')
    expect(few.length).toBeLessThan(needing.length / 10)
  })
})
