import { describe, expect, it } from 'vitest'
import { PATTERNS } from '../../core/redact/patterns.ts'
import { type Attack, attacksOn, textOf } from './attacks.ts'
import { regularExpressionsIn } from './sources.ts'

/** Milliseconds that 16,384 characters may take: a quarter of the longest log that is read. */
const LIMIT = 30

/** Lengths tried one after the other until one takes longer than 5 ms: time that grows exponentially or with a high power shows early. */
const STEPS = [12, 16, 20, 24, 28, 34, 40, 60, 100, 200, 600] as const

function cost(expression: RegExp, text: string): number {
  const started = performance.now()
  if (expression.global) text.replace(expression, '')
  else expression.exec(text)
  return performance.now() - started
}

/** The least of some measurements: what else the machine does only adds. */
function leastCost(expression: RegExp, text: string): number {
  let least = cost(expression, text)
  for (let more = 0; more < 4 && least > 0.1; more++) least = Math.min(least, cost(expression, text))
  return least
}

/** True where the time on such a text grows faster than its length, or is too long. */
function isHarmful(expression: RegExp, attack: Attack): boolean {
  for (const length of STEPS) if (leastCost(expression, textOf(attack, length)) > 5) return true
  if (leastCost(expression, textOf(attack, 2048)) < 0.2) return false
  const once = leastCost(expression, textOf(attack, 4096))
  const fourTimes = leastCost(expression, textOf(attack, 16_384))
  return fourTimes > LIMIT || (fourTimes > 8 && fourTimes > 9 * once)
}

const all = [
  ...regularExpressionsIn('core', 'api', 'action'),
  ...PATTERNS.map(([{ source, flags }]) => ({ file: 'core/redact/patterns.ts', source, flags })),
]

describe('every regular expression', () => {
  it('is found', () => {
    expect(all.length).toBeGreaterThan(700)
  })

  it('takes time in proportion to the length of any text', { timeout: 120_000 }, () => {
    const bad = all.flatMap(({ file, source, flags }) => {
      const expression = new RegExp(source, flags)
      const attack = attacksOn(source, flags).find(each => isHarmful(expression, each))
      return attack === undefined ? [] : [{ file, source, flags, attack }]
    })
    expect(bad).toEqual([])
  })

  it.each([
    ['(a+)+$', 'a nested repetition'],
    ['\\s+$', 'a repetition at the end'],
    ['.*foo.*bar.*baz', 'three gaps'],
    ['(?:\\w+\\d+)+x', 'overlapping neighbours'],
  ])('%s, %s, would be found', source => {
    expect(attacksOn(source, '').some(attack => isHarmful(new RegExp(source), attack))).toBe(true)
  })
})
