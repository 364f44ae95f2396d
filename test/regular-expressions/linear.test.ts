import { describe, expect, it } from 'vitest'
import { PATTERNS } from '../../core/redact/credentials.ts'
import { type Attack, attacksOn, textOf } from './attacks.ts'
import { regularExpressionsIn } from './sources.ts'

/** Milliseconds that 16,384 characters may take: a quarter of the longest log that is read. */
const LIMIT = 30

/** Lengths tried one after the other until one takes longer than 5 ms: time that grows exponentially or with a high power shows early. */
const STEPS = [14, 20, 28, 40, 100, 500] as const

function run(expression: RegExp, text: string): void {
  if (expression.global) text.replace(expression, '')
  else expression.exec(text)
}

/** The least of some measurements: what else the machine does only adds. */
function leastCost(expression: RegExp, text: string): number {
  let least = Number.POSITIVE_INFINITY
  for (let runs = 0; runs < 5 && least > 0.1; runs++) {
    const started = performance.now()
    run(expression, text)
    least = Math.min(least, performance.now() - started)
  }
  return least
}

/** Milliseconds of the processor, of which other processes take none. The kernel counts them in ticks: many runs are measured. */
function processorCost(expression: RegExp, text: string): number {
  const before = process.threadCpuUsage()
  for (let runs = 1; ; runs++) {
    run(expression, text)
    const { user, system } = process.threadCpuUsage(before)
    if (user + system > 200_000) return (user + system) / 1000 / runs
  }
}

function takesMoreThan(limit: number, expression: RegExp, text: string, least = leastCost(expression, text)): boolean {
  return least > limit && processorCost(expression, text) > limit
}

/** The attack on which time grows faster than length, or is too long; undefined where there is none. Only the worst is measured at length. */
function harm(source: string, flags: string): Attack | undefined {
  const expression = new RegExp(source, flags)
  let worst: Attack | undefined
  let most = 0.2
  for (const attack of attacksOn(source, flags)) {
    for (const length of STEPS) if (takesMoreThan(5, expression, textOf(attack, length))) return attack
    const text = textOf(attack, 2048)
    const took = leastCost(expression, text)
    if (takesMoreThan(LIMIT / 8, expression, text, took)) return attack
    if (took <= most) continue
    worst = attack
    most = took
  }
  if (worst === undefined) return undefined
  const [quarter, whole] = [textOf(worst, 16_384), textOf(worst, 65_536)]
  if (takesMoreThan(LIMIT, expression, quarter)) return worst
  const once = leastCost(expression, quarter)
  const isSuperlinear = once > 3 && leastCost(expression, whole) > 9 * once
  return isSuperlinear && processorCost(expression, whole) > 9 * processorCost(expression, quarter) ? worst : undefined
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
  ])('%s, %s, would be found', source => {
    expect(harm(source, '')).toBeDefined()
  })
})
