import { describe, expect, it } from 'vitest'
import type { Report } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { ALTERATIONS } from '../support/alteration.ts'
import { NOISE, withNoise } from '../support/noise.ts'
import { oldWarnings, WARNING_AGES } from '../support/old-warnings.ts'
import { reportOn } from '../support/report-on.ts'
import { sampler } from '../support/sample.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'

const sample = sampler(8)

const recordings = scenarioIds.map(id => ({ ...readScenario(id), snapshot: readRecording(id) }))
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

  it.each(sample(concerned))('$id gets the same answer', ({ id, namespace, snapshot }) => {
    expect(inShort(diagnose(withNoise(snapshot, namespace, noise), { namespace }))).toEqual(inShort(reportOn(id)))
  })
})

describe.each(Object.entries(ALTERATIONS))('with %s', (_, alter) => {
  it.each(sample(healthy))('$id is well', ({ namespace, snapshot }) => {
    const report = diagnose(alter(snapshot, namespace), { namespace })
    expect(report.problems).toEqual([])
    expect(report.broken).toEqual([])
    expect(report.verdict).not.toMatch(/stalled|unknown/)
  })
})

describe.each(WARNING_AGES)('with old Warning events %s', age => {
  it.each(sample(healthy))('$id is well', ({ id, namespace, snapshot }) => {
    for (const warnings of oldWarnings(snapshot, namespace, age)) {
      const noisy = { ...snapshot, objects: [...snapshot.objects, ...warnings] }
      expect(inShort(diagnose(noisy, { namespace }))).toEqual(inShort(reportOn(id)))
    }
  })
})
