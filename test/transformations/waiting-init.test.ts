import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { readTimeline } from '../support/timeline.ts'
import { iso } from '../support/times.ts'

interface Pod {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly status: {
    readonly initContainerStatuses?: readonly {
      readonly name: string
      readonly state: { readonly running?: unknown }
      readonly restartCount: number
    }[]
  }
}

const timeline = readTimeline('init-crash')

/** The moment in which the init container was recorded as running for the first time, seen some seconds later, with a log. */
function waiting(seconds: number, log: string): Snapshot {
  for (const time of timeline.times) {
    const snapshot = timeline.snapshotAt(time)
    const pod = (snapshot.objects as readonly Pod[]).find(
      ({ kind, status }) => kind === 'Pod' && status.initContainerStatuses?.[0]?.state.running !== undefined,
    )
    const [status] = pod?.status.initContainerStatuses ?? []
    if (pod === undefined || status === undefined) continue
    return {
      ...snapshot,
      takenAt: iso(timeline.clock(time) + seconds * 1000),
      logs: [{ namespace: timeline.namespace, pod: pod.metadata.name, container: status.name, current: log }],
    }
  }
  throw new Error('the init container is never recorded as running')
}

const LOGS: readonly (readonly [string, string])[] = [
  // busybox 1.28 (kubernetes/kubernetes issue 66924), in the loop of the documentation's example of init containers.
  ['app-name-resolution-failed', "nslookup: can't resolve 'mydb'\nwaiting for mydb\n"],
  // pg_isready(1)
  ['app-dependency-unreachable', 'db:5432 - no response\ndb:5432 - no response\n'],
]

describe('an init container that waits', () => {
  const { namespace } = timeline

  it.each(LOGS)('for minutes is %s', (cause, log) => {
    const { problems } = diagnose(waiting(180, log), { namespace })
    expect(problems.map(problem => problem.cause)).toEqual([cause])
    expect(problems[0]).toMatchObject({ confidence: 'likely', subject: { container: 'migrate' } })
  })

  it.each(LOGS)('for half a minute may still recover: %s', (cause, log) => {
    const report = diagnose(waiting(30, log), { namespace })
    expect(report.problems).toMatchObject([{ cause, outlook: 'may-recover' }])
    expect(report.verdict).toBe('progressing')
  })

  it('without saying for what is on its way', () => {
    const report = diagnose(waiting(180, 'waiting\nwaiting\n'), { namespace })
    expect(report.problems).toEqual([])
    expect(report.verdict).toBe('progressing')
  })
})
