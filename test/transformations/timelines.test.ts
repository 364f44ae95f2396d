import { describe, expect, it } from 'vitest'
import type { Report } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { readTimeline, timelineIds } from '../support/timeline.ts'

/** Without the logs, which the recordings do not hold, a crash that only its log explains goes by what it is. */
const WITHOUT_LOGS: Readonly<Record<string, string>> = {
  'app-missing-file-or-module': 'application-error',
  'app-authentication-failed': 'application-error',
}

function replay(id: string): readonly Report[] {
  const timeline = readTimeline(id)
  const seconds = Array.from({ length: Math.ceil(timeline.end) + 31 }, (_, second) => second)
  return seconds.map(second => diagnose(timeline.snapshotAt(second), { namespace: timeline.namespace }))
}

describe('second by second', () => {
  it.each(timelineIds)('%s never changes its mind once it says stalled, and says so only with reason', id => {
    const expected = readTimeline(id).expect.map(({ cause }) => WITHOUT_LOGS[cause] ?? cause)
    const reports = replay(id)
    expect(reports.flatMap(({ broken }) => broken)).toEqual([])
    const stalled = reports.map(({ problems, verdict }) =>
      verdict === 'stalled'
        ? problems.filter(({ outlook }) => outlook !== 'self-healing').map(({ cause }) => cause)
        : [],
    )
    const claims = new Set(stalled.flat())
    if (expected.length === 0) {
      expect([...claims]).toEqual([])
      expect(reports.at(-1)?.verdict).toMatch(/healthy|progressing/)
    } else {
      expect([...claims].sort()).toEqual([...expected].sort())
      const first = stalled.findIndex(causes => causes.length > 0)
      expect(stalled.slice(first).every(causes => causes.length > 0)).toBe(true)
      expect(reports.some(({ problems }) => problems.some(({ cause }) => cause === 'unknown'))).toBe(false)
    }
  })
})
