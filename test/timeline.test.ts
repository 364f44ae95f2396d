import { expect, it } from 'vitest'
import { parseTime } from '../core/time.ts'
import { reportOn } from './support/report-on.ts'
import { scenarioIds } from './support/scenarios.ts'

const timelineOf = (id: string) => reportOn(id).timeline

it('says when what came repeatedly came first, as the event has it', () => {
  const restarts = timelineOf('crash-missing-env').find(({ reason }) => reason === 'BackOff')
  expect(restarts).toMatchObject({ at: expect.any(String), count: expect.any(Number), from: expect.any(String) })
})

it.each(scenarioIds)('names a first time in %s only where it came before the last', id => {
  for (const { at, count = 1, from } of timelineOf(id)) {
    if (from === undefined) continue
    expect(count).toBeGreaterThan(1)
    expect(parseTime(from)).toBeLessThan(parseTime(at) ?? 0)
  }
})
