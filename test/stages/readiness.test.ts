import { describe, expect, it } from 'vitest'
import type { Problem } from '../../core/index.ts'
import { diagnoseVaried, given, mapped, type Variation, withField } from '../support/variation.ts'

type Json = Readonly<Record<string, unknown>>

const first = (id: string, ...variations: readonly Variation[]): Problem | undefined =>
  diagnoseVaried(id, ...variations).problems[0]

const pods = (change: (pod: Json) => Json) => mapped(object => (object['kind'] === 'Pod' ? change(object) : object))

describe('a readiness gate', () => {
  const gates = (...types: readonly (string | undefined)[]) =>
    pods(pod =>
      withField(
        pod,
        ['spec', 'readinessGates'],
        types.map(conditionType => ({ conditionType })),
      ),
    )
  const GATE = 'target-health.elbv2.k8s.aws/web'

  it('that the pod does not have is none', () => {
    expect(first('readiness-gate', gates())?.cause).not.toBe('readiness-gate-unsatisfied')
  })

  it('is named by its place after one that is satisfied', () => {
    expect(first('readiness-gate', gates('PodScheduled', GATE))?.field?.path).toBe(
      'spec.template.spec.readinessGates[1].conditionType',
    )
  })

  it('that is satisfied holds nothing', () => {
    expect(first('readiness-gate', gates('PodScheduled'))?.cause).not.toBe('readiness-gate-unsatisfied')
  })

  it('that is set and not true is told from one that is never set', () => {
    expect(first('readiness-gate', gates('Ready'))?.title).toBe('readiness gate Ready is not satisfied')
    expect(first('readiness-gate')?.title).toBe(`readiness gate ${GATE} is never set`)
  })

  it.each([
    ['2026-11-23T21:39:25Z', undefined],
    ['2026-11-23T21:39:27Z', 'readiness-gate-unsatisfied'],
  ])('is said from ten seconds after the containers are ready: %s', (takenAt, cause) => {
    expect(first('readiness-gate', given({ takenAt }))?.cause).toBe(cause)
  })

  it('is no matter of a pod whose containers are not ready, or of one that is ready', () => {
    for (const id of ['readiness-500', 'healthy-recovered']) {
      const { problems } = diagnoseVaried(id, gates(GATE))
      expect(problems.map(({ cause }) => cause)).not.toContain('readiness-gate-unsatisfied')
    }
  })
})
