import { describe, expect, it } from 'vitest'
import type { FailFast } from '../../action/inputs.ts'
import { beginning, type Decision, judge, type Observation } from '../../action/watch/judge.ts'
import { look } from '../../action/watch/observe.ts'
import type { Problem, Report } from '../../core/index.ts'
import { DECISIVE } from '../support/decisive.ts'
import { readTimeline, type Timeline, timelineIds } from '../support/timeline.ts'

interface Ended {
  readonly at: number
  readonly decision: Decision
  readonly report: Report
}

/** Watches a recorded rollout from `start`, at every change and every second, until the outcome is certain. */
function watch(timeline: Timeline, start: number, failFast: FailFast = 'normal'): Ended {
  const rules = { failFast, settle: 10_000, timeout: 170_000 }
  const moments = new Set(timeline.times.filter(time => time > start))
  for (let second = start; second < start + 180; second++) moments.add(second)
  let memory = beginning(timeline.clock(start))
  for (const at of [...moments].sort((a, b) => a - b)) {
    const wanted = { namespace: timeline.namespace, named: [] }
    const { observation, report } = look(timeline.snapshotAt(at), wanted, timeline.clock(start), failFast)
    const judged = judge(memory, observation, rules)
    memory = judged.memory
    if (judged.decision.state !== 'waiting') return { at, decision: judged.decision, report }
  }
  throw new Error(`${timeline.id} has no end`)
}

const failing = timelineIds.filter(id => readTimeline(id).expect.length > 0)
const fine = timelineIds.filter(id => readTimeline(id).expect.length === 0)
describe('a recorded rollout that fails', () => {
  it.each(failing)('%s is given up within 2 s after what decides it, and its cause is named', id => {
    const timeline = readTimeline(id)
    const { shows, given, cause } = DECISIVE[id] ?? { shows: ['never'] as const, given: 0, cause: '' }
    const decisive = timeline.when(...shows) + given
    for (const start of [0, timeline.applied]) {
      const { at, decision, report } = watch(timeline, start)
      expect(decision).toMatchObject({ state: 'failed', why: expect.not.stringMatching('timeout') })
      expect(at).toBeLessThan(decisive + 2)
      expect(at).toBeGreaterThan(decisive - 2)
      const [expected] = timeline.expect
      expect(report.problems[0]).toMatchObject({ cause, subject: { kind: expected?.kind, name: expected?.name } })
    }
  })
})

describe('a recorded rollout that succeeds', () => {
  it.each(fine)('%s is waited for, from before it began and from the end of the apply, in every mode', id => {
    const timeline = readTimeline(id)
    for (const start of [0, timeline.applied]) {
      for (const failFast of ['off', 'normal'] as const) {
        const { decision, report } = watch(timeline, start, failFast)
        expect({ id, start, failFast, state: decision.state }).toMatchObject({ state: 'succeeded' })
        expect(report.problems).toEqual([])
      }
    }
  })
})

describe('fail-fast', () => {
  it('strict gives no more than 20 s', () => {
    const timeline = readTimeline('pending-cpu')
    const { at, decision } = watch(timeline, timeline.applied, 'strict')
    expect(decision).toMatchObject({ state: 'failed', why: 'doomed' })
    // The diagnosis itself gives a new pod 30 s.
    expect(at).toBeLessThan(timeline.when('Event', 'FailedScheduling') + 34)
  })

  it('off waits until Kubernetes gives up', () => {
    const timeline = readTimeline('image-tag-typo')
    const { at, decision } = watch(timeline, timeline.applied, 'off')
    expect(decision).toMatchObject({ state: 'failed', why: 'gave-up' })
    expect(at).toBeCloseTo(timeline.when('Deployment', 'ProgressDeadlineExceeded'), 1)
  })

  it('off waits for the deadline where nothing else ends it, and says what it waited for', () => {
    const { at, decision } = watch(readTimeline('pvc-class-missing'), 2.7, 'off')
    expect(decision).toMatchObject({ state: 'failed', why: 'timeout' })
    expect(at).toBeGreaterThan(170)
    expect('text' in decision && decision.text).toContain('storage class fast-ssd of claim data-wiki-0 does not exist')
  })
})

const timeline = readTimeline('quota-exceeded')
const problem = look(timeline.snapshotAt(60), { namespace: timeline.namespace, named: [] }, 0).report
  .problems[0] as Problem
const target = { ref: { kind: 'Deployment', namespace: 'shop', name: 'web' }, text: '1 of 2 pods' }

function decisions(series: readonly Observation[], settle = 10_000): Decision['state'][] {
  let memory = beginning(0)
  return series.map(observation => {
    const judged = judge(memory, observation, { failFast: 'normal', settle, timeout: 600_000 })
    memory = judged.memory
    return judged.decision.state
  })
}

const seen = (seconds: number, changes: Partial<Problem> | undefined): Observation => ({
  now: seconds * 1000,
  targets: [{ ...target, state: changes === undefined ? 'complete' : 'waiting' }],
  holding: changes === undefined ? [] : [{ ...problem, ...changes }],
})
const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe('the judge', () => {
  it('gives up at once for what needs a change', () => {
    expect(decisions([seen(0, { outlook: 'needs-change' })])).toEqual(['failed'])
  })

  it.each([
    { outlook: 'may-recover', until: '2026-11-23T21:19:31Z' },
    { outlook: 'self-healing' },
    { outlook: 'unknown' },
  ] as const)('never gives up for a problem of %o', changes => {
    expect(new Set(decisions(seconds(0, 300).map(at => seen(at, changes))))).toEqual(new Set(['waiting']))
  })

  it('counts the settling from the last moment that was not well', () => {
    const series = seconds(0, 30).map(at => seen(at, at === 8 ? {} : undefined))
    expect(decisions(series).indexOf('succeeded')).toBe(19)
  })

  it('is not satisfied with nothing to wait for', () => {
    expect(decisions(seconds(0, 60).map(at => ({ now: at * 1000, targets: [], holding: [] })))).not.toContain(
      'succeeded',
    )
  })
})
