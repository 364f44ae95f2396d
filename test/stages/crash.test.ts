import { describe, expect, it } from 'vitest'
import { diagnose, type Snapshot } from '../../core/index.ts'
import { readRecording, readScenario } from '../support/scenarios.ts'

function problemsOf(id: string, change: (snapshot: Snapshot) => Snapshot) {
  return diagnose(change(readRecording(id)), { namespace: readScenario(id).namespace }).problems
}

const saying =
  (text: string) =>
  (snapshot: Snapshot): Snapshot => ({
    ...snapshot,
    logs: (snapshot.logs ?? []).map(log => ({ ...log, current: text, previous: text })),
  })

describe('a program that ends', () => {
  it('with 0 although it says which variable it lacks is named by that', () => {
    const [problem] = problemsOf('crash-exit-zero', saying('Environment variable DEPLOY_ENV is undefined\n'))
    expect(problem?.cause).toBe('app-missing-environment-variable')
    expect(problem?.title).toContain('DEPLOY_ENV')
  })

  it('with 127 and no word of its own is told what that means', () => {
    const [problem] = problemsOf('crash-shell-127', snapshot => ({ ...snapshot, logs: [] }))
    expect(problem?.cause).toBe('container-command-not-found')
    expect(problem?.why).toContain('127')
  })
})

describe('an autoscaler without metrics', () => {
  it('whose pods have no requests is told of both, the own one first', () => {
    const bare = (snapshot: Snapshot): Snapshot => ({
      ...snapshot,
      objects: JSON.parse(
        JSON.stringify(snapshot.objects).replaceAll(/"requests":\{[^}]*\}/g, '"requests":{}'),
      ) as unknown[],
    })
    const causes = problemsOf('hpa-metrics', bare).map(({ cause }) => cause)
    expect(causes).toEqual(['hpa-resource-request-missing', 'hpa-metrics-unavailable'])
    expect(problemsOf('hpa-metrics', snapshot => snapshot).map(({ cause }) => cause)).toEqual([
      'hpa-metrics-unavailable',
    ])
  })
})
