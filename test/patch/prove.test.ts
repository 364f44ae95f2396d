import { describe, expect, it } from 'vitest'
import { Cluster } from '../../core/cluster/cluster.ts'
import { examine, linkedIn, trialsAfter } from '../../core/diagnose.ts'
import type { Problem } from '../../core/index.ts'
import { diagnose, diagnoseCluster } from '../../core/index.ts'
import { withChange } from '../../core/patch/patched.ts'
import { type TryOn, withProofs } from '../../core/patch/prove.ts'
import { withSpecChanged } from '../../core/patch/respecified.ts'
import { reportOn } from '../support/report-on.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'

describe('a patch that is tried', () => {
  const { namespace } = readScenario('service-selector-typo')
  const snapshot = readRecording('service-selector-typo')
  const [problem] = diagnose(snapshot, { namespace }).problems
  const target = { kind: 'Service', namespace, name: problem?.subject.name ?? '' }
  const causesWith = (selector: Record<string, string | null>) =>
    diagnoseCluster(withChange(new Cluster(snapshot), { target, patch: { spec: { selector } } }), {
      namespace,
    }).problems.map(({ cause }) => cause)

  it('cures where the rules find nothing any more', () => {
    const step = problem?.fix.find(({ patch }) => patch !== undefined)
    expect(step?.proved).toBe(true)
    const after = withChange(new Cluster(snapshot), { target, patch: step?.patch ?? {} })
    expect(diagnoseCluster(after, { namespace }).problems).toEqual([])
  })

  it('does not cure where they find the same again', () => {
    expect(causesWith({ app: 'nobody-has-this' })).toContain('service-selector-mismatch')
  })
})

describe('a workload that is changed', () => {
  const { namespace } = readScenario('image-tag-typo')
  const snapshot = readRecording('image-tag-typo')
  const target = { kind: 'Deployment', namespace, name: 'web' }
  const withContainer = (fields: object) =>
    withChange(new Cluster(snapshot), {
      target,
      patch: { spec: { template: { spec: { containers: [{ name: 'web', ...fields }] } } } },
    })

  it('has just been changed, however old it is', () => {
    const old = (object: unknown) => {
      const { kind, metadata } = object as { kind: string; metadata: object }
      const creationTimestamp = '2026-01-05T08:00:00Z'
      return kind === 'Deployment' ? { ...(object as object), metadata: { ...metadata, creationTimestamp } } : object
    }
    const { takenAt: _, ...bare } = snapshot
    for (const aged of [snapshot, bare].map(each => ({ ...each, objects: each.objects.map(old) }))) {
      const fix = diagnose(aged, { namespace }).problems[0]?.fix[0]
      expect(fix).toMatchObject({ command: 'kubectl rollout undo deployment/web -n shop', proved: true })
    }
  })

  it('forgets what its pods have said', () => {
    const after = diagnoseCluster(withContainer({ image: 'nginx:1.27' }), { namespace })
    expect(after.problems).toEqual([])
  })
})

describe('what is called proved', () => {
  it.each(['crash-oom', 'liveness-wrong-port', 'image-name-invalid'])('is not what only a new pod can show: %s', id => {
    const { fix } = reportOn(id).problems[0] as Problem
    expect(fix.map(({ patch, proved }) => patch && proved)).toContain(false)
    expect(fix.map(({ proved }) => proved)).not.toContain(true)
  })

  it('is a template whose pods are ready', () => {
    const { fix } = diagnose(readRecording('readiness-404'), { namespace: 'profile-eu' }).problems[0] as Problem
    expect(fix[0]).toMatchObject({ command: 'kubectl rollout undo deployment/profile -n profile-eu', proved: true })
  })

  it('does not come of what the trial forgets: where nothing is changed every cause is found again', () => {
    for (const id of scenarioIds) {
      const { namespace } = readScenario(id)
      const cluster = new Cluster(readRecording(id))
      const { problems } = diagnoseCluster(cluster, { namespace }, { prove: false })
      for (const { fix, field, subject, id: problem } of problems) {
        if (fix.every(({ patch }) => patch === undefined)) continue
        const { kind, namespace: place, name } = field?.object ?? subject
        const target = { kind, name, ...(place === undefined ? {} : { namespace: place }) }
        const changed = withSpecChanged(cluster, { target, patch: {} })
        const again = diagnoseCluster(changed, { namespace }, { prove: false }).problems
        expect([id, again.map(each => each.id)]).toEqual([id, expect.arrayContaining([problem])])
      }
    }
  })
  it('is what a whole diagnosis of the changed snapshot says, though a trial asks only of what a change concerns', () => {
    const trials: unknown[] = []
    const wholes: unknown[] = []
    for (const id of scenarioIds) {
      const cluster = new Cluster(readRecording(id))
      const examined = examine(cluster, {})
      const linked = linkedIn(examined, cluster, {})
      const tryOn = trialsAfter(examined, linked, cluster, {}, {})
      const both: TryOn = (changed, concern) => {
        const trial = tryOn(changed, concern)
        const { problems } = diagnose(changed.snapshot, {}, { prove: false })
        trials.push([id, Object.fromEntries(trial.outlooks)])
        wholes.push([id, Object.fromEntries(problems.map(({ id: problem, outlook }) => [problem, outlook]))])
        return trial
      }
      withProofs(linked, cluster, both)
    }
    expect(trials.length).toBeGreaterThan(100)
    expect(trials).toEqual(wholes)
  })
})
