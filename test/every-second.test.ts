import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseTime } from '../core/time.ts'
import { DECISIVE } from './support/decisive.ts'
import { once } from './support/once.ts'
import { inShort } from './support/pinned-variations.ts'
import { readTimeline, timelineIds } from './support/timeline.ts'
import { inContainers, later, reportUntried } from './support/variation.ts'

/** Seconds that a rollout is looked at after its recording ends. */
const AFTER = 31

/** The reports of a recorded rollout at every second, with the second's time. */
const reportsOf = once((id: string) => {
  const timeline = readTimeline(id)
  const seconds = Array.from({ length: Math.max(90, Math.ceil(timeline.end) + AFTER) }, (_, second) => second)
  return seconds.map(second => {
    const report = reportUntried(timeline.snapshotAt(second), { namespace: timeline.namespace })
    const { problems, verdict, broken } = report
    return { now: timeline.clock(second), problems, verdict, broken, text: inShort(report) }
  })
})

/** Without the logs, which the recordings do not hold, a crash that only its log explains goes by what it is. */
const WITHOUT_LOGS: Readonly<Record<string, string>> = {
  'app-missing-file-or-module': 'application-error',
  'app-authentication-failed': 'application-error',
}

/** Those whose cause the snapshot of a second decides: the others lack the logs that name it. */
const decided = Object.entries(DECISIVE)
  .filter(([id, { cause }]) => readTimeline(id).expect.some(expected => expected.cause === cause))
  .map(([id]) => id)

describe('at every second of a recorded rollout', () => {
  it.each(decided)('%s: once named, its causes stay, and turn at the time that they gave', id => {
    const reports = reportsOf(id)
    const first = reports.findIndex(({ problems }) => problems.length > 0)
    const named = reports.slice(first)
    expect(new Set(named.map(({ problems }) => problems.map(({ cause }) => cause).join()))).toHaveLength(1)
    for (const { now, problems } of named)
      for (const { outlook, until } of problems)
        if (outlook === 'may-recover') expect(parseTime(until)).toBeGreaterThan(now - 1000)
    const last = named.findLast(({ problems }) => problems.some(({ outlook }) => outlook === 'may-recover'))
    const turned = named.find(({ problems }) => problems.every(({ outlook }) => outlook === 'needs-change'))
    expect(turned?.now ?? 0).toBeGreaterThan(last?.now ?? 0)
  })

  it('a ready pod is in trouble from the moment at which the kubelet decides to kill it', () => {
    const { when, snapshotAt, namespace } = readTimeline('liveness-wrong-port')
    const snapshot = snapshotAt(when('Event', 'failed liveness probe, will be restarted'))
    const statuses = JSON.stringify(snapshot.objects.filter(object => (object as { kind: string }).kind === 'Pod'))
    expect(statuses).toContain('"restartCount":0')
    const { verdict, problems } = reportUntried(snapshot, { namespace })
    expect(problems.map(({ cause, outlook }) => [cause, outlook])).toEqual([['probe-port-mismatch', 'may-recover']])
    expect(verdict).toBe('progressing')
  })

  it('a container that was started, and whose pod is said to be created for minutes, waits for its postStart hook', () => {
    const { when, snapshotAt, namespace } = readTimeline('liveness-wrong-port')
    const lifecycle = { postStart: { exec: { command: ['sh', '-c', 'until nc -z db 5432; do sleep 1; done'] } } }
    const started = inContainers(/^profile/, { lifecycle })(snapshotAt(when('Event', '"Started"')))
    const causesAfter = (seconds: number) =>
      reportUntried(later(seconds)(started), { namespace }).problems.map(({ cause }) => cause)
    expect(causesAfter(30)).toEqual([])
    expect(causesAfter(120)).toEqual(['post-start-hook-failing'])
  })

  it.each(timelineIds.filter(id => readTimeline(id).expect.length === 0))('%s: nothing needs a change', id => {
    const outlooks = reportsOf(id).flatMap(({ problems }) => problems.map(({ outlook }) => outlook))
    expect(outlooks).not.toContain('needs-change')
  })

  it.each(timelineIds)('%s never changes its mind once it says stalled, and says so only with reason', id => {
    const expected = readTimeline(id).expect.map(({ cause }) => WITHOUT_LOGS[cause] ?? cause)
    const reports = reportsOf(id)
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

  it('reports each change as pinned', async () => {
    const texts = timelineIds.flatMap(id =>
      reportsOf(id).flatMap(({ text }, second, all) =>
        text === all[second - 1]?.text ? [] : `${id}, ${second} s: ${text}\n`,
      ),
    )
    await expect(texts.join('')).toMatchFileSnapshot(join(import.meta.dirname, 'goldens/every-second.txt'))
  })
})
