import { describe, expect, it } from 'vitest'
import { diagnose } from '../../core/index.ts'
import { reducer } from '../../core/kube/reduce.ts'
import { multiply } from '../support/multiply.ts'
import { reportOn } from '../support/report-on.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { reportUntried } from '../support/variation.ts'

function withoutTimes<T extends { takenAt?: unknown; lists?: unknown }>({ takenAt: _t, lists: _l, ...rest }: T) {
  return rest
}

describe('a reduced snapshot', () => {
  it.each(scenarioIds)('gives the same report of %s, as collected and as a bare List', id => {
    const whole = readRecording(id)
    const written = JSON.stringify(whole.objects)
    const lean = { ...whole, objects: whole.objects.map(reducer()) }
    const { namespace } = readScenario(id)
    expect(diagnose(lean, { namespace })).toEqual(reportOn(id))
    expect(reportUntried(lean, {})).toEqual(reportUntried(whole, {}))
    expect(reportUntried(withoutTimes(lean), {})).toEqual(reportUntried(withoutTimes(whole), {}))
    expect(JSON.stringify(whole.objects)).toBe(written)
  })

  it('hides the same values: of Secrets and of secret-looking variables, wherever they show', () => {
    const whole = readRecording('secret-key-missing')
    const secret = whole.objects.find(object => (object as { kind: string }).kind === 'Secret')
    const reduced = reducer()(secret) as { data: Record<string, string> }
    expect(reduced.data).toEqual((secret as { data: unknown }).data)
  })

  it('keeps of a ConfigMap the keys, and shares what neighbours have in common', () => {
    const reduce = reducer()
    const { objects } = multiply({ pods: 24 })
    const all = [...objects()].map(text => JSON.parse(text) as { kind: string; data?: Record<string, string> })
    const lean = all.map(object => reduce(object)) as {
      kind: string
      data?: Record<string, string>
      spec?: { tolerations?: unknown }
    }[]
    const maps = lean.filter(({ kind }) => kind === 'ConfigMap')
    expect(maps.flatMap(({ data = {} }) => Object.keys(data))).toContain('ca.crt')
    expect(new Set(maps.flatMap(({ data = {} }) => Object.values(data)))).toEqual(new Set(['']))
    const pods = lean.filter(({ kind, spec }) => kind === 'Pod' && spec?.tolerations !== undefined)
    const distinct = new Set(pods.map(({ spec }) => spec?.tolerations))
    expect(pods.length).toBeGreaterThan(20)
    expect(distinct.size).toBeLessThan(pods.length / 2)
  })
})
