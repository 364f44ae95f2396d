import { describe, expect, it } from 'vitest'
import { PATTERNS } from '../../core/redact/credentials.ts'
import { type Attack, attacksOn, textOf } from './attacks.ts'
import { regularExpressionsIn } from './sources.ts'

/** Milliseconds that 16,384 characters may take: a quarter of the longest log that is read. */
const LIMIT = 30

/** Lengths tried one after the other until one takes longer than 5 ms: time that grows exponentially or with a high power shows early. */
const STEPS = [14, 20, 28, 40, 100, 500] as const

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

/** The attack on which time grows faster than length, or is too long; undefined where there is none. Only the worst is measured at length. */
function harm(source: string, flags: string): Attack | undefined {
  const expression = new RegExp(source, flags)
  let worst: Attack | undefined
  let most = 0.2
  for (const attack of attacksOn(source, flags)) {
    for (const length of STEPS) if (leastCost(expression, textOf(attack, length)) > 5) return attack
    const took = leastCost(expression, textOf(attack, 2048))
    if (took <= most) continue
    worst = attack
    most = took
  }
  if (worst === undefined) return undefined
  const quarter = leastCost(expression, textOf(worst, 16_384))
  const isSuperlinear = quarter > 3 && leastCost(expression, textOf(worst, 65_536)) > 9 * quarter
  return quarter > LIMIT || isSuperlinear ? worst : undefined
}

const all = [
  ...regularExpressionsIn('core', 'api', 'action'),
  ...PATTERNS.map(({ source, flags }) => ({ file: 'core/redact/credentials.ts', source, flags })),
]

describe('every regular expression', () => {
  it('is found', () => {
    expect(all.length).toBeGreaterThan(700)
  })

  it('takes time in proportion to the length of any text', { timeout: 600_000 }, () => {
    const bad = all.flatMap(({ file, source, flags }) => {
      // What a busy machine has slowed down is measured again.
      const attack = harm(source, flags) && harm(source, flags) && harm(source, flags)
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
    expect(harm(source, '')).toBeDefined()
  })
})
