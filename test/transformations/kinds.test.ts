import { describe, expect, it } from 'vitest'
import { reportOn } from '../support/report-on.ts'
import { sampler } from '../support/sample.ts'
import { judge, REFUSED, readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { diagnoseVaried } from '../support/variation.ts'
import type { OtherKind } from '../support/variations/controllers.ts'
import { asKind } from '../support/variations/kinds.ts'

const sample = sampler(5)

/** Causes that only a Deployment can have, or that the change of kind takes away with the objects that show them. */
const ONLY_DEPLOYMENTS = ['rollout-paused', 'rwop-rolling', 'controller-manager-down', 'unknown-field']
/** Nothing of these kinds waits for a pod that is slow to stop. */
const WAITS_FOR_NONE = ['slow-termination']
/** A Job may end, and what its pods hold of a quota with them. */
const MAY_END = ['crash-exit-zero', 'quota-exceeded']

/** Only a Deployment or a StatefulSet is known to be scaled to zero by somebody. */
const SCALED = ['ready-dependency-at-zero', 'ready-scaled-to-zero']

const EXCEPT: Readonly<Record<OtherKind, readonly string[]>> = {
  StatefulSet: [],
  DaemonSet: SCALED,
  ReplicationController: [...WAITS_FOR_NONE, ...SCALED],
  ReplicaSet: [...WAITS_FOR_NONE, ...SCALED],
  Rollout: WAITS_FOR_NONE,
  Job: [...WAITS_FOR_NONE, ...MAY_END],
  CronJob: [...WAITS_FOR_NONE, ...MAY_END],
  Pod: [...REFUSED, 'young-quota'],
  StrimziPodSet: [...REFUSED, ...WAITS_FOR_NONE, 'young-quota'],
}

/** Kinds whose pods are meant to end: one that runs on is not complete, and has no replicas to scale. */
const ENDS: ReadonlySet<OtherKind> = new Set(['Job', 'CronJob', 'Pod'])

interface Raw {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

const recordings = scenarioIds
  .filter(id => !ONLY_DEPLOYMENTS.includes(id))
  .map(id => ({ id, scenario: readScenario(id), snapshot: readRecording(id) }))
  .map(recording => ({
    ...recording,
    deployments: (recording.snapshot.objects as readonly Raw[])
      .filter(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === recording.scenario.namespace)
      .map(({ metadata }) => metadata.name),
  }))
  .filter(({ deployments }) => deployments.length > 0)

function nameOf(kind: OtherKind, name: string, subjects: readonly Raw['metadata'][]): string {
  return kind === 'Pod' ? (subjects.find(subject => subject.name.startsWith(`${name}-`))?.name ?? name) : name
}

describe.each(Object.keys(EXCEPT) as OtherKind[])('a Deployment turned into a %s', kind => {
  it.each(
    sample(
      recordings.filter(({ id, scenario }) => !EXCEPT[kind].includes(id) && !(scenario.running && ENDS.has(kind))),
    ),
  )('$id keeps its cause', ({ id, scenario, deployments }) => {
    const { namespace } = scenario
    const was = reportOn(id)
    const report = diagnoseVaried(id, asKind(namespace, kind))
    const subjects = report.problems.map(({ subject }) => subject)
    const expected = scenario.expect.map(each =>
      each.kind === 'Deployment' && deployments.includes(each.name)
        ? { ...each, kind, name: nameOf(kind, each.name, subjects) }
        : each,
    )
    expect(judge({ ...scenario, expect: expected }, report.problems)).toEqual([])
    expect(report.broken).toEqual([])
    expect(report.verdict === 'stalled').toBe(was.verdict === 'stalled')
  })
})

describe('what an operator’s resource controls', () => {
  const { namespace } = readScenario('pending-cpu')
  const rollout = diagnoseVaried('pending-cpu', asKind(namespace, 'Rollout'))

  it('is one problem of that resource, whose spec is its operator’s', () => {
    expect(rollout.problems.map(({ subject }) => `${subject.kind} ${subject.name}`)).toEqual(['Rollout trainer'])
    expect(rollout.problems.map(({ field }) => field)).toEqual([undefined])
    expect(rollout.problems.flatMap(({ fix }) => fix.map(({ patch }) => patch)).filter(Boolean)).toEqual([])
  })

  it('is what the summary names', () => {
    expect(rollout.summary).toMatch(/^Rollout ml\/trainer is stalled: /)
  })

  it('stands for it in the list of workloads', () => {
    expect(rollout.workloads.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(['ReplicaSet stalled'])
  })
})
