import { describe, expect, it } from 'vitest'
import { diagnose } from '../../core/index.ts'
import { judge, readRecording, readScenario } from '../support/scenarios.ts'
import { WORDINGS } from '../support/wordings.ts'

/** Fields in which the cluster speaks. */
const SPEECH: ReadonlySet<string> = new Set(['message', 'note'])

function retell(value: unknown, tell: (text: string) => string, key = ''): unknown {
  if (typeof value === 'string') return SPEECH.has(key) ? tell(value) : value
  if (Array.isArray(value)) return value.map(item => retell(item, tell, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, retell(item, tell, name)]))
}

describe('in the words of other versions and runtimes', () => {
  it.each(WORDINGS)('$id is the same: $source', ({ id, recorded, said }) => {
    const scenario = readScenario(id)
    const snapshot = readRecording(id)
    let told = 0
    const objects = snapshot.objects.map(object =>
      retell(object, text => {
        if (!recorded.test(text)) return text
        told++
        return text.replace(recorded, said)
      }),
    )
    expect(told).toBeGreaterThan(0)
    const report = diagnose({ ...snapshot, objects }, { namespace: scenario.namespace })
    expect(judge(scenario, report.problems)).toEqual([])
    expect(report.verdict).toBe('stalled')
    expect(report.broken).toEqual([])
  })
})
