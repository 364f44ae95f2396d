import { describe, expect, it } from 'vitest'
import type { Report } from '../../core/index.ts'
import { reportOn } from '../support/report-on.ts'
import { sampler } from '../support/sample.ts'
import { REFUSED, readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { diagnoseVaried, reportUntried, type Variation } from '../support/variation.ts'
import { INPUTS } from '../support/variations/inputs.ts'

const sample = sampler(8)

/** Causes that say less than the recorded one where what told more was not sent. */
const LESS_EXACT: ReadonlySet<string> = new Set([
  'unknown',
  'application-error',
  'readiness-probe-failing',
  'liveness-probe-failing',
])
/** Deeper or nearer than the recorded cause, and true all the same, where the objects behind it were not sent. */
const ALSO_TRUE: Readonly<Record<string, readonly string[]>> = {
  'pvc-too-large': ['storage-class-missing'],
  'apiservice-down': ['hpa-metrics-unavailable'],
  'cluster-dns-down': ['app-name-resolution-failed'],
  'unknown-field': ['exits-immediately'],
  'image-private-secret-missing': ['image-pull-unauthorized'],
}

const recordings = scenarioIds.map(id => {
  const scenario = readScenario(id)
  const snapshot = readRecording(id)
  const full = reportOn(id)
  const known = new Set([
    ...full.problems.map(({ cause }) => cause),
    ...scenario.expect.map(({ cause }) => cause),
    ...(scenario.acceptable ?? []),
    ...(ALSO_TRUE[id] ?? []),
  ])
  return { id, scenario, snapshot, full, known }
})

/** Workloads that are in both reports, stalled or not known to be well in the full one, and healthy in the other. */
function blessed(full: Report, reduced: Report): string[] {
  return reduced.workloads
    .filter(({ verdict }) => verdict === 'healthy')
    .filter(({ kind, name }) =>
      full.workloads.some(
        each => each.kind === kind && each.name === name && each.verdict === 'stalled' && each.ready < each.wanted,
      ),
    )
    .map(({ kind, name }) => `${kind} ${name}`)
}

describe.each(Object.entries(INPUTS))('%s', (_, reduce) => {
  it.each(sample(recordings))('$id: nothing is misnamed', ({ scenario, snapshot, full, known }) => {
    const { namespace } = scenario
    const report = reportUntried(reduce(namespace)(snapshot), { namespace })
    const wrong = report.problems.filter(({ cause, outlook }) => !known.has(cause) && outlook !== 'self-healing')
    expect(wrong.filter(({ cause }) => !LESS_EXACT.has(cause)).map(({ title }) => title)).toEqual([])
    expect(wrong.filter(({ confidence }) => confidence === 'certain').map(({ title }) => title)).toEqual([])
    if (
      scenario.expect.length === 0 &&
      snapshot.takenAt !== undefined &&
      reduce(namespace)(snapshot).takenAt !== undefined
    )
      expect(report.problems.filter(({ outlook }) => outlook === 'needs-change')).toEqual([])
    expect(blessed(full, report)).toEqual([])
    expect(report.broken).toEqual([])
  })
})

function inputOf(name: string, namespace: string): Variation {
  const input = INPUTS[name]
  if (input === undefined) throw new Error(`no input ${name}`)
  return input(namespace)
}

describe('kubectl get all,events of a pod without a node', () => {
  it.each(['pending-cpu', 'pending-affinity', 'pending-spread'])(
    '%s is named, for the age that it shows is no excuse',
    id => {
      const scenario = readScenario(id)
      const report = diagnoseVaried(id, inputOf('kubectl get all,events', scenario.namespace))
      expect(report.problems.map(({ cause }) => cause)).toEqual(scenario.expect.map(({ cause }) => cause))
      expect(report.verdict).toBe('stalled')
    },
  )
})

describe.each(['kubectl get pods,events', 'kubectl get events'])('%s', name => {
  it.each(REFUSED)('%s: events alone tell why pods are missing, and whose', id => {
    const { namespace, expect: expected } = readScenario(id)
    const { problems } = diagnoseVaried(id, inputOf(name, namespace))
    expect(problems.map(({ cause }) => cause)).toEqual([expected[0]?.cause])
    expect(problems[0]?.chain[0]).toMatchObject({ kind: 'Deployment' })
  })
})
