import { describe, expect, it } from 'vitest'
import type { Report } from '../../core/index.ts'
import { reportOn } from '../support/report-on.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { diagnoseVaried } from '../support/variation.ts'
import { withDependants, withReplicas, workloadIn } from '../support/variations/dependants.ts'

const failing = scenarioIds
  .map(id => ({ id, namespace: readScenario(id).namespace, snapshot: readRecording(id) }))
  .flatMap(recording => {
    const { snapshot, namespace } = recording
    const workload = workloadIn(snapshot, namespace)
    const { workloads } = reportOn(recording.id)
    const isDown = workloads.some(
      ({ name, verdict, ready }) => name === workload?.metadata.name && verdict === 'stalled' && ready === 0,
    )
    return workload === undefined || !isDown ? [] : [{ ...recording, workload }]
  })

function inShort({ problems, broken }: Report) {
  expect(broken).toEqual([])
  return problems.map(({ cause, subject, outlook, confidence }) => ({ cause, subject, outlook, confidence }))
}

describe('what follows from a cause', () => {
  it.each(failing)('$id: Service, Ingress, autoscaler and budget are no problems of their own', ({ id, workload }) => {
    expect(inShort(diagnoseVaried(id, withDependants(workload)))).toEqual(inShort(reportOn(id)))
  })

  it.each(failing)('$id: five replicas of each are as many problems as one', ({ id, namespace }) => {
    expect(inShort(diagnoseVaried(id, withReplicas(namespace)))).toEqual(inShort(reportOn(id)))
  })

  it('is named as affected', () => {
    const id = 'crash-oom'
    const { namespace } = readScenario(id)
    const workload = workloadIn(readRecording(id), namespace)
    const [problem] = workload === undefined ? [] : diagnoseVaried(id, withDependants(workload)).problems
    expect(problem?.affects.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['HorizontalPodAutoscaler', 'Ingress', 'Pod', 'Service']),
    )
  })
})
