import { describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../action/cli/exit-code.ts'
import { failureOf } from '../../action/outcome.ts'
import { annotations } from '../../core/render/annotations.ts'
import { markdown } from '../../core/render/markdown.ts'
import { text } from '../../core/render/text.ts'
import { reportOn } from '../support/report-on.ts'

describe('a complete workload that fails at its job', () => {
  const report = reportOn('ready-redis-password')

  it('is degraded, in every format, with exit code 1', () => {
    expect(report.verdict).toBe('degraded')
    expect(report.workloads.find(({ name }) => name === 'portal')?.verdict).toBe('degraded')
    expect(report.workloads.find(({ name }) => name === 'sessions')?.verdict).toBe('healthy')
    for (const shown of [text(report, { width: 120 }), markdown(report)]) expect(shown).toContain('is degraded')
    expect(exitCodeOf(report)).toBe(1)
  })

  it('says how often, and where it began: at the workload', () => {
    expect(report.problems[0]?.why).toContain('50 times in the last 2m, last 3s ago')
    expect(report.problems[0]?.chain[0]).toMatchObject({
      kind: 'Deployment',
      name: 'portal',
      symptom: 'program-failing',
    })
  })

  it('is a warning, and fails the step where that is asked for', () => {
    expect(annotations(report)[0]).toMatch(/^::warning /)
    expect(failureOf(report, 'stalled')).toBeUndefined()
    expect(failureOf(report, 'degraded')).toBe(report.summary)
    expect(failureOf(report, 'unknown')).toBe(report.summary)
    expect(failureOf(reportOn('crash-oom'), 'degraded')).toBeDefined()
  })

  it('comes after what is stalled', () => {
    const both = reportOn('ready-dependency-crashing')
    expect(both.verdict).toBe('stalled')
    expect(both.workloads.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['catalog', 'stalled'],
      ['storefront', 'degraded'],
    ])
  })
})
