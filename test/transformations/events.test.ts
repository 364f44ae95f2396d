import { describe, expect, it } from 'vitest'
import { diagnose } from '../../core/index.ts'
import { reportOn } from '../support/report-on.ts'
import { sampler } from '../support/sample.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { EVENT_FORMS, inForm } from '../support/transform-events.ts'

const sample = sampler(4)

describe.each(Object.entries(EVENT_FORMS))('events %s', (_, form) => {
  it.each(sample(scenarioIds))('%s gets the same answer', id => {
    const { namespace } = readScenario(id)
    const snapshot = readRecording(id)
    const was = reportOn(id)
    const is = diagnose(inForm(snapshot, form), { namespace })
    const inShort = ({ problems }: typeof was) =>
      problems.map(({ cause, subject, confidence, outlook, title }) => ({ cause, subject, confidence, outlook, title }))
    expect(inShort(is)).toEqual(inShort(was))
    expect(is.verdict).toBe(was.verdict)
    expect(is.broken).toEqual([])
  })
})
