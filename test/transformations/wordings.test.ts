import { describe, expect, it } from 'vitest'
import { judge, readScenario } from '../support/scenarios.ts'
import { diagnoseVaried, worded } from '../support/variation.ts'
import { WORDINGS } from '../support/wordings.ts'

describe('in the words of other versions and runtimes', () => {
  it.each(WORDINGS)('$id is the same: $source', ({ id, recorded, said, source }) => {
    const report = diagnoseVaried(id, worded(recorded, said, source))
    expect(judge(readScenario(id), report.problems)).toEqual([])
    expect(report.verdict).toBe('stalled')
    expect(report.broken).toEqual([])
  })
})
