import { describe, expect, it } from 'vitest'
import { diagnose } from '../../core/index.ts'
import { reportOn } from '../support/report-on.ts'
import { sampler } from '../support/sample.ts'
import { judge, REFUSED, readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { diagnoseVaried, varied } from '../support/variation.ts'
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

describe('a workload that a custom resource controls', () => {
  const { namespace } = readScenario('pending-cpu')
  const rollout = diagnoseVaried('pending-cpu', asKind(namespace, 'Rollout'))

  it('is one problem of that resource, without patches', () => {
    expect(rollout.problems.map(({ subject }) => `${subject.kind} ${subject.name}`)).toEqual(['Rollout trainer'])
    expect(rollout.problems.map(({ field }) => field)).toEqual([undefined])
    expect(rollout.problems.flatMap(({ fix }) => fix.map(({ patch }) => patch)).filter(Boolean)).toEqual([])
  })

  it('is named by its owner in the summary', () => {
    expect(rollout.summary).toMatch(/^Rollout ml\/trainer is stalled: /)
  })

  it('is listed with its owner', () => {
    expect(rollout.workloads.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(['ReplicaSet stalled'])
    expect(rollout.workloads.map(({ owner }) => owner)).toEqual([{ kind: 'Rollout', namespace, name: 'trainer' }])
  })

  it.each([
    ['pending-cpu', 'ml', 'trainer', 'stalled'],
    ['healthy-rolled', 'healthy-shop', 'web', 'healthy'],
  ])('is found by the name of its owner: %s', (id, namespace, name, verdict) => {
    const report = diagnose(varied(id, asKind(namespace, 'Rollout')), {
      namespace,
      workload: { kind: 'Rollout', name },
    })
    expect(report.verdict).toBe(verdict)
    expect(report.workloads.map(({ kind }) => kind)).toEqual(['ReplicaSet'])
  })

  /** `argoproj/argo-cd`, `resource_customizations/argoproj.io/Rollout/testdata`. */
  it.each([
    ['healthy', 1, { readyReplicas: 1, replicas: 1, updatedReplicas: 1, phase: 'Healthy' }, undefined],
    ['unknown', 3, { readyReplicas: 3, replicas: 3, updatedReplicas: 1 }, 'its pods were not read'],
    [
      'unknown',
      1,
      { readyReplicas: 1, updatedReplicas: 1, conditions: {}, phase: 'Degraded', message: 'InvalidSpec' },
      'Degraded: InvalidSpec',
    ],
    [
      'unknown',
      1,
      {
        readyReplicas: 1,
        updatedReplicas: 1,
        conditions: [
          { type: 'Available', status: 'True', reason: 'AvailableReason', message: 'Rollout has minimum availability' },
          { type: 'InvalidSpec', status: 'True', reason: 'InvalidSpec', message: 'The Rollout "basic" is invalid' },
        ],
      },
      'InvalidSpec: The Rollout "basic" is invalid',
    ],
    [
      'unknown',
      5,
      {
        readyReplicas: 5,
        updatedReplicas: 5,
        conditions: [{ type: 'Progressing', status: 'False', reason: 'RolloutAborted', message: 'Rollout is aborted' }],
      },
      'RolloutAborted: Rollout is aborted',
    ],
    ['unknown', 1, {}, 'its pods were not read'],
  ])('is healthy without its pods only if its status says so: %s, %i, %j', (verdict, replicas, status, reason) => {
    const rollout = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'basic', namespace: 'shop' },
      spec: { replicas, template: { spec: { containers: [{ name: 'web', image: 'web:1' }] } } },
      status,
    }
    const report = diagnose({ objects: [rollout] })
    expect(report.workloads.map(({ kind, verdict, reason }) => [kind, verdict, reason])).toEqual([
      ['Rollout', verdict, reason],
    ])
    expect(report.verdict).toBe(verdict)
  })
})
