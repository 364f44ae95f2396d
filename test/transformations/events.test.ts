import { describe, expect, it } from 'vitest'
import { reportOn } from '../support/report-on.ts'
import { sampler } from '../support/sample.ts'
import { scenarioIds } from '../support/scenarios.ts'
import { diagnoseVaried } from '../support/variation.ts'
import { EVENT_FORMS } from '../support/variations/events.ts'

const sample = sampler(4)

describe.each(Object.entries(EVENT_FORMS))('events %s', (_, form) => {
  it.each(sample(scenarioIds))('%s gets the same answer', id => {
    const was = reportOn(id)
    const is = diagnoseVaried(id, form)
    const inShort = ({ problems }: typeof was) =>
      problems.map(({ cause, subject, confidence, outlook, title }) => ({ cause, subject, confidence, outlook, title }))
    expect(inShort(is)).toEqual(inShort(was))
    expect(is.verdict).toBe(was.verdict)
    expect(is.broken).toEqual([])
  })
})
