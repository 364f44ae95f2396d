import { describe, expect, it } from 'vitest'
import { Cluster } from '../../core/cluster/cluster.ts'
import { diagnose } from '../../core/index.ts'
import { withChange } from '../../core/patch/patched.ts'
import { readRecording, readScenario } from '../support/scenarios.ts'

describe('a patch that is tried', () => {
  const { namespace } = readScenario('service-selector-typo')
  const snapshot = readRecording('service-selector-typo')
  const [problem] = diagnose(snapshot, { namespace }).problems
  const target = { kind: 'Service', namespace, name: problem?.subject.name ?? '' }
  const causesWith = (selector: Record<string, string | null>) =>
    diagnose(withChange(new Cluster(snapshot), { target, patch: { spec: { selector } } }), { namespace }).problems.map(
      ({ cause }) => cause,
    )

  it('cures where the rules find nothing any more', () => {
    const step = problem?.fix.find(({ patch }) => patch !== undefined)
    expect(step?.proved).toBe(true)
    const after = withChange(new Cluster(snapshot), { target, patch: step?.patch ?? {} })
    expect(diagnose(after, { namespace }).problems).toEqual([])
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

  it('forgets what its pods have said', () => {
    const after = diagnose(withContainer({ image: 'nginx:1.27' }), { namespace })
    expect(after.problems).toEqual([])
  })
})
