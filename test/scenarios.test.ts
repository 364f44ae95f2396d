import { describe, expect, it } from 'vitest'
import { reportOn } from './support/report-on.ts'
import { judge, NOT_YET_NAMED, readScenario, recordedIds, scenarioIds } from './support/scenarios.ts'
import { diagnoseVaried, notRead } from './support/variation.ts'

describe('every recorded scenario', () => {
  it.each(scenarioIds)('%s gets its cause, on its subject, and nothing else', id => {
    const scenario = readScenario(id)
    const report = reportOn(id)
    expect(report.broken).toEqual([])
    expect(judge(scenario, report.problems)).toEqual([])
  })

  it('is there that waits to be named', () => {
    expect([...NOT_YET_NAMED].filter(id => !recordedIds.includes(id))).toEqual([])
  })

  it.each([...NOT_YET_NAMED])('%s is not yet named: take it from the list once it is', id => {
    const scenario = readScenario(id)
    const report = reportOn(id)
    expect(judge(scenario, report.problems)).not.toEqual([])
  })
})

describe('the verdict', () => {
  const healthy = scenarioIds.filter(id => id.startsWith('healthy-') || id.startsWith('noisy-'))

  it.each(healthy)('%s is healthy', id => {
    const report = reportOn(id)
    expect(report.problems).toEqual([])
    expect(report.verdict).toBe('healthy')
  })

  it.each(scenarioIds.filter(id => readScenario(id).note === 'progressing'))('%s is progressing', id => {
    const report = reportOn(id)
    expect(report.verdict).toBe('progressing')
  })

  /** What is wrong may come right by itself; what runs is complete and fails at its job unless something it needs is stalled. */
  const verdictsOf = ({ outlook, young, running }: ReturnType<typeof readScenario>) =>
    outlook === 'self-healing'
      ? ['progressing']
      : young === true
        ? ['progressing', 'stalled']
        : running === true
          ? ['degraded', 'stalled']
          : ['stalled']

  it.each(scenarioIds.filter(id => readScenario(id).expect.length > 0))('%s is stalled', id => {
    const scenario = readScenario(id)
    const report = reportOn(id)
    expect(verdictsOf(scenario)).toContain(report.verdict)
    expect(report.summary).toContain(report.problems[0]?.title)
  })

  it('says the place of what is not known once, where the headline is about it', () => {
    const { summary } = diagnoseVaried('secret-key-missing', notRead('Pod'))
    expect(summary).toBe(
      'Deployment payments/api is not ready: 1 of 2 replicas are up to date, and its progress deadline has passed.',
    )
  })
})
