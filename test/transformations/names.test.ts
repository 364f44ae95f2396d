import { describe, expect, it } from 'vitest'
import { reportOn } from '../support/report-on.ts'
import { sampler } from '../support/sample.ts'
import { judge, readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { reportUntried } from '../support/variation.ts'
import { chosenNames, renamed, renamer } from '../support/variations/names.ts'

const sample = sampler(2)

/** Names that people may well choose, and that a careless match would take for a fault. */
const TRAPS = [
  'not-found-404',
  'connection-refused',
  'timeout',
  'forbidden',
  'oomkilled',
  'x509-unauthorized',
  'no-space-left',
  'insufficient-cpu',
  'exec-format-error',
  'rate-limit-429',
  'pull-access-denied',
  'deadline-exceeded',
  'permission-denied',
  'evicted',
  'taint',
]

const WAYS: Readonly<Record<string, (index: number) => string>> = {
  'other names': index => `zq${index}x`,
  'names of faults': index => `${TRAPS[index % TRAPS.length]}${index < TRAPS.length ? '' : index}`,
}

describe.each(Object.entries(WAYS))('with %s', (_, nameOf) => {
  it.each(sample(scenarioIds))('%s keeps its cause', id => {
    const scenario = readScenario(id)
    const snapshot = readRecording(id)
    const names = chosenNames(snapshot, id)
    const to = (name: string) => nameOf(names.indexOf(name))
    const rename = renamer(names, to)
    const namespace = rename(scenario.namespace)
    const report = reportUntried(renamed(names, to)(snapshot), { namespace })
    const expected = scenario.expect.map(({ name, container, ...rest }) => ({
      ...rest,
      name: rename(name),
      ...(container === undefined ? {} : { container: rename(container) }),
    }))
    expect(judge({ ...scenario, namespace, expect: expected }, report.problems)).toEqual([])
    expect(report.broken).toEqual([])
    expect(report.verdict).toBe(reportOn(id).verdict)
  })
})
