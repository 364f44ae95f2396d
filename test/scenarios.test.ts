import { describe, expect, it } from 'vitest'
import { diagnose } from '../core/index.ts'
import { judge, readRecording, readScenario, scenarioIds } from './support/scenarios.ts'

describe('every recorded scenario', () => {
  it.each(scenarioIds)('%s gets its cause, on its subject, and nothing else', id => {
    const scenario = readScenario(id)
    const report = diagnose(readRecording(id), { namespace: scenario.namespace })
    expect(report.broken).toEqual([])
    expect(judge(scenario, report.problems)).toEqual([])
  })
})

describe('the verdict', () => {
  const healthy = scenarioIds.filter(id => id.startsWith('healthy-'))

  it.each(healthy)('%s is healthy', id => {
    const report = diagnose(readRecording(id), { namespace: readScenario(id).namespace })
    expect(report.problems).toEqual([])
    expect(report.verdict).toBe('healthy')
  })

  it.each(scenarioIds.filter(id => readScenario(id).note === 'progressing'))('%s is progressing', id => {
    const report = diagnose(readRecording(id), { namespace: readScenario(id).namespace })
    expect(report.verdict).toBe('progressing')
  })

  /** What is wrong there may come right by itself. */
  const passing = new Set(['image-rate-limited', 'slow-termination'])

  it.each(scenarioIds.filter(id => readScenario(id).expect.length > 0))('%s is stalled', id => {
    const report = diagnose(readRecording(id), { namespace: readScenario(id).namespace })
    expect(report.verdict).toBe(passing.has(id) ? 'progressing' : 'stalled')
    expect(report.summary).toContain(report.problems[0]?.title)
  })
})
