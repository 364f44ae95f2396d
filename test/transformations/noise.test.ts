import { describe, expect, it } from 'vitest'
import type { Report } from '../../core/index.ts'
import { reportOn } from '../support/report-on.ts'
import { sampler } from '../support/sample.ts'
import { readScenario, scenarioIds } from '../support/scenarios.ts'
import { diagnoseVaried } from '../support/variation.ts'
import { HEALTHY_STATES } from '../support/variations/healthy.ts'
import { NOISE } from '../support/variations/noise.ts'
import { oldWarnings, WARNING_AGES } from '../support/variations/old-warnings.ts'

const sample = sampler(8)

const recordings = scenarioIds.map(readScenario)
const healthy = recordings.filter(({ id }) => id.startsWith('healthy-') || id.startsWith('recovers-'))

function inShort({ problems, broken }: Report) {
  expect(broken).toEqual([])
  return problems.map(({ cause, subject, outlook }) => `${cause} ${subject.kind} ${subject.name} ${outlook}`)
}

describe.each(Object.entries(NOISE))('beside %s', (name, noise) => {
  /** A policy that denies all traffic is what a workload that cannot connect suffers from. */
  const concerned = name.includes('policy')
    ? recordings.filter(({ id, running }) => running !== true && !/^crash-(?:db|dns|nginx)/.test(id))
    : recordings

  it.each(sample(concerned))('$id gets the same answer', ({ id, namespace }) => {
    expect(inShort(diagnoseVaried(id, noise(namespace)))).toEqual(inShort(reportOn(id)))
  })
})

describe.each(Object.entries(HEALTHY_STATES))('with %s', (_, alter) => {
  it.each(sample(healthy))('$id is well', ({ id, namespace }) => {
    const report = diagnoseVaried(id, alter(namespace))
    expect(report.problems).toEqual([])
    expect(report.broken).toEqual([])
    expect(report.verdict).not.toMatch(/stalled|unknown/)
  })
})

describe.each(WARNING_AGES)('with old Warning events %s', age => {
  it.each(sample(healthy))('$id is well', ({ id, namespace }) => {
    for (const warnings of oldWarnings(namespace, age))
      expect(inShort(diagnoseVaried(id, warnings))).toEqual(inShort(reportOn(id)))
  })
})
