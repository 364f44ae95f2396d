import { describe, expect, it } from 'vitest'
import { literalsOf, Prefilter } from '../../core/logs/literals.ts'
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

describe('the literals that an expression needs', () => {
  it('stand in all that it matches', () => {
    expect(matched.flatMap(({ texts }) => texts).length).toBeGreaterThan(5_000)
    const wrong = matched.flatMap(({ expression, texts }) => {
      const literals = literalsOf(expression)
      return texts.filter(text => literals?.some(literal => text.toLowerCase().includes(literal)) === false)
    })
    expect(wrong).toEqual([])
  })

  it.each([
    [/\b(?:connection refused|no route) to host\b/, [' to host']],
    [/\bECONN(?:REFUSED|ABORTED)\b/, ['refused', 'aborted']],
    [/ab?cd{2}(?=never)|\[error\]/, ['cd', '[error]']],
    [/x|refused/, undefined],
    [/(?:refused)?/, undefined],
  ])('%s: %j', (expression, literals) => {
    expect(literalsOf(expression)).toEqual(literals)
  })
})

describe('the prefilter', () => {
  const all = new Prefilter(expressions, expression => expression)

  it('lets every expression through that matches', () => {
    const lost = matched.flatMap(({ expression, texts }) => texts.filter(text => !all.read(text).has(expression)))
    expect(lost).toEqual([])
  })

  it('lets few through elsewhere', () => {
    const needing = expressions.filter(expression => literalsOf(expression) !== undefined)
    const few = new Prefilter(needing, expression => expression).read('GET /healthz 200')
    expect(few.size).toBeLessThan(needing.length / 10)
  })
})
