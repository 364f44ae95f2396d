import { describe, expect, it } from 'vitest'
import { DECISIVE } from '../support/decisive.ts'
import { readTimeline, timelineIds } from '../support/timeline.ts'
import { watchReplay } from '../support/watch-replay.ts'

/** When each recovery is at its worst, and it would be tempting to give up. */
const JOIN: Readonly<Record<string, number>> = {
  'healthy-recovered': 9,
  'healthy-restarted': 16,
  'healthy-rolled': 11.8,
  'recovers-when-labelled': 34,
}

describe.concurrent('every recorded rollout that succeeds, over TLS,', () => {
  it.each(timelineIds.filter(id => DECISIVE[id] === undefined))('%s is waited for', async id => {
    const { watched } = await watchReplay(id, JOIN[id] ?? 0, { settle: 3000, pace: 3 })
    expect(watched.decision).toEqual({ state: 'succeeded' })
    expect(watched.report.problems).toEqual([])
  })
})

/** Seconds before the decisive moment at which the watch joins: it takes three looks. */
const BEFORE = 4

describe.concurrent('every recorded rollout that fails, over TLS and in its own time,', () => {
  it.each(Object.keys(DECISIVE))('%s is given up within 2 s', async id => {
    const { shows, given, cause } = DECISIVE[id] ?? { shows: ['never'] as const, given: 0, cause: '' }
    const decisive = readTimeline(id).when(...shows) + given
    const { watched, at } = await watchReplay(id, decisive - BEFORE)
    expect(watched.decision).toMatchObject({ state: 'failed', why: expect.stringMatching(/^(doomed|stuck|gave-up)$/) })
    expect(watched.report.problems.map(problem => problem.cause)).toContain(cause)
    expect(at).toBeLessThan(decisive + 2)
  })
})
