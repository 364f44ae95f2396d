import { expect, it } from 'vitest'
import { diagnose } from '../core/index.ts'
import { parseTime } from '../core/time.ts'
import { readRecording, readScenario, scenarioIds } from './support/scenarios.ts'

const timelineOf = (id: string) => diagnose(readRecording(id), { namespace: readScenario(id).namespace }).timeline

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
