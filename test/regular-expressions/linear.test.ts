import { describe, expect, it } from 'vitest'
import { PATTERNS } from '../../core/redact/credentials.ts'
import { type Attack, attacksOn, textOf } from './attacks.ts'
import { regularExpressionsIn } from './sources.ts'
import { StepCounter } from './steps.ts'

/** Most steps that a character may cost, in a text as long as a quarter of the longest log that is read. */
const STEPS = 2048
const LONG = 16_384

/** Lengths at which every attack is tried: what grows exponentially or with a high power shows early. */
const SHORT = [32, 512] as const

/** Steps for each character at the last of the short lengths from which an attack is also tried at length. */
const SUSPECT = 12

/** The attack for which the steps grow faster than the text, or are too many. */
function harm(source: string, flags: string): Attack | undefined {
  const counter = new StepCounter(source, flags)
  let worst: Attack | undefined
  let most = SUSPECT * SHORT[1]
  for (const attack of attacksOn(source, flags)) {
    let steps = 0
    for (const length of SHORT) {
      const text = textOf(attack, length)
      steps = counter.on(text, 2 * STEPS * text.length)
      if (steps === Number.POSITIVE_INFINITY) return attack
    }
    if (steps <= most) continue
    worst = attack
    most = steps
  }
  if (worst === undefined) return undefined
  const quarter = counter.on(textOf(worst, LONG / 4), (STEPS * LONG) / 4)
  // A count is rounded to a power of two: four times the length may cost up to eight times the steps, its square sixteen times.
  const isLinear = quarter < Number.POSITIVE_INFINITY && counter.on(textOf(worst, LONG), 8 * quarter) <= STEPS * LONG
  return isLinear ? undefined : worst
}

const all = [
  ...regularExpressionsIn('core', 'api', 'action'),
  ...PATTERNS.map(({ source, flags }) => ({ file: 'core/redact/credentials.ts', source, flags })),
]

describe('every regular expression', () => {
  it('is found', () => {
    expect(all.length).toBeGreaterThan(700)
  })

  it('takes steps in proportion to the length of any text', { timeout: 600_000 }, () => {
    const bad = all.flatMap(({ file, source, flags }) => {
      const attack = harm(source, flags)
      return attack === undefined ? [] : [{ file, source, flags, attack }]
    })
    expect(bad).toEqual([])
  })

  it.each([
    ['(a+)+$', 'a nested repetition'],
    ['\\s+$', 'a repetition at the end'],
    ['.*foo.*bar.*baz', 'three gaps'],
    ['(?:\\w+\\d+)+x', 'overlapping neighbours'],
    ['(?=.*=)a', 'an assertion that reads on to the end'],
    ['(?<==.*)a', 'an assertion that reads back to the beginning'],
    ['[a-z]{1,5000}=', 'a long repetition before what is missing'],
  ])('%s, %s, would be found', source => {
    expect(harm(source, 'g')).toBeDefined()
  })
})
