import { describe, expect, it } from 'vitest'
import { metricFault } from '../../core/facts/rollout/autoscaler.ts'
import { firingsBetween } from '../../core/facts/rollout/cron-schedule.ts'
import { diagnoseChanged, withField } from '../support/changed.ts'

const at = (text: string) => Date.parse(text)
const isKind = (object: Readonly<Record<string, unknown>>, kind: string) => object['kind'] === kind

describe('held rollouts', () => {
  it.each([
    ['rollout-paused', 'spec.paused', 'true'],
    ['ds-on-delete', 'spec.updateStrategy.type', 'OnDelete'],
    ['sts-partition', 'spec.updateStrategy.rollingUpdate.partition', '2'],
  ])('%s names the field', (id, path, value) => {
    const [problem, ...rest] = diagnoseChanged(id).problems
    expect(problem).toMatchObject({ cause: expect.any(String), field: { path, value }, outlook: 'needs-change' })
    expect(rest).toEqual([])
  })

  it('says nothing of a pause, a partition or OnDelete that holds nothing back', () => {
    const held = (id: string, kind: string, path: readonly string[], value: unknown) =>
      diagnoseChanged(id, { each: object => (isKind(object, kind) ? withField(object, path, value) : object) })
    expect(held('healthy-rolled', 'Deployment', ['spec', 'paused'], true).problems).toEqual([])
    const causes = [
      held('pending-anti-affinity', 'StatefulSet', ['spec', 'updateStrategy'], {
        type: 'RollingUpdate',
        rollingUpdate: { partition: 2 },
      }),
      held('node-lost', 'StatefulSet', ['spec', 'updateStrategy'], { type: 'OnDelete' }),
      held('image-never', 'DaemonSet', ['spec', 'updateStrategy'], { type: 'OnDelete' }),
    ].map(({ problems }) => problems.map(({ cause }) => cause))
    expect(causes).toEqual([['pod-anti-affinity-unsatisfied'], ['node-not-ready'], ['image-never-pulled']])
  })

  it('knows OnDelete and partitions without seeing pods', () => {
    for (const id of ['ds-on-delete', 'sts-partition']) {
      expect(diagnoseChanged(id, { unseen: ['Pod', 'ControllerRevision'] }).problems[0]?.subject.kind).toMatch(/Set$/)
    }
  })
})

describe('rolling-update-volume-deadlock', () => {
  it('is seen from the objects alone', () => {
    const [problem] = diagnoseChanged('rwop-rolling', { without: ['Event'] }).problems
    expect(problem).toMatchObject({
      cause: 'rolling-update-volume-deadlock',
      subject: { kind: 'Deployment', name: 'jira' },
      field: { path: 'spec.strategy.type', suggestion: 'Recreate' },
    })
  })

  it('is none with the strategy Recreate', () => {
    const report = diagnoseChanged('rwop-rolling', {
      each: object =>
        isKind(object, 'Deployment') ? withField(object, ['spec', 'strategy'], { type: 'Recreate' }) : object,
    })
    expect(report.problems.map(({ cause }) => cause)).not.toContain('rolling-update-volume-deadlock')
  })
})

describe('controller-manager-not-running', () => {
  it('needs work left undone', () => {
    const report = diagnoseChanged('controller-manager-down', {
      each: object => (isKind(object, 'Deployment') ? withField(object, ['metadata', 'generation'], 1) : object),
    })
    expect(report.problems).toEqual([])
  })

  it('is not taken in by a clock that is ahead', () => {
    const report = diagnoseChanged('rollout-paused', { snapshot: { takenAt: '2026-11-23T22:20:27Z' } })
    expect(report.problems.map(({ cause }) => cause)).toEqual(['rollout-paused'])
  })
})

describe('jobs', () => {
  it('names the deadline', () => {
    const [problem] = diagnoseChanged('job-deadline').problems
    expect(problem).toMatchObject({
      cause: 'job-deadline-exceeded',
      field: { path: 'spec.activeDeadlineSeconds', value: '15' },
    })
  })

  it('falls back on the back-off limit when the failed pods are gone', () => {
    const [problem, ...rest] = diagnoseChanged('job-failing', { without: ['Pod'] }).problems
    expect(problem).toMatchObject({ cause: 'job-backoff-limit-exceeded', subject: { kind: 'Job', name: 'nightly' } })
    expect(rest).toEqual([])
  })

  it('folds the back-off limit under the cause of the pods', () => {
    const [problem] = diagnoseChanged('job-failing').problems
    expect(problem?.chain.map(({ symptom }) => symptom)).toContain('job-backoff-limit-exceeded')
  })

  it('tells a suspended Job and leaves a suspended CronJob alone', () => {
    const suspended = diagnoseChanged('cron-forbid', {
      each: object => (isKind(object, 'Job') ? withField(object, ['spec', 'suspend'], true) : object),
    })
    expect(suspended.problems.map(({ cause }) => cause)).toContain('job-suspended')
    expect(diagnoseChanged('healthy-cron-suspended').problems).toEqual([])
  })
})

describe('cron-job-schedule-missed', () => {
  it('is told without events', () => {
    const [problem] = diagnoseChanged('cron-forbid', { without: ['Event'] }).problems
    expect(problem).toMatchObject({ cause: 'cron-job-schedule-missed', field: { path: 'spec.concurrencyPolicy' } })
  })

  it.each([
    ['Allow', '* * * * *'],
    ['Forbid', '0 3 * * *'],
  ])('is none with %s and %s', (policy, schedule) => {
    const report = diagnoseChanged('cron-forbid', {
      without: ['Event'],
      each: object =>
        isKind(object, 'CronJob')
          ? withField(withField(object, ['spec', 'concurrencyPolicy'], policy), ['spec', 'schedule'], schedule)
          : object,
    })
    expect(report.problems).toEqual([])
  })

  it.each([
    ['* * * * *', '2026-11-23T21:39:00Z', '2026-11-23T21:41:41Z', 2],
    ['*/15 9-17 * * MON-FRI', '2026-11-23T00:00:00Z', '2026-11-23T23:59:00Z', 36],
    ['*/15 9-17 * * mon-fri', '2026-11-22T00:00:00Z', '2026-11-22T23:59:00Z', 0],
    ['0 0 29 2 *', '2028-02-01T00:00:00Z', '2028-03-02T00:00:00Z', 1],
    ['0 0 31 * 7', '2026-05-30T00:00:00Z', '2026-06-07T00:00:00Z', 2],
    ['@daily', '2026-11-20T00:00:00Z', '2026-11-23T12:00:00Z', 3],
    ['@every 90m', '2026-11-23T00:00:00Z', '2026-11-23T12:00:00Z', 8],
    ['5/20 * * * *', '2026-11-23T00:00:00Z', '2026-11-23T00:59:00Z', 3],
  ])('%s fires between %s and %s %i times', (schedule, from, to, count) => {
    expect(firingsBetween(schedule, at(from), at(to), 1000)).toBe(count)
  })

  it.each(['', '* * * *', '61 * * * *', 'a b c d e', '*/0 * * * *'])('cannot read %j', schedule => {
    expect(firingsBetween(schedule, 0, 60_000, 5)).toBeUndefined()
  })
})

describe('autoscalers', () => {
  it('offers the nearest target', () => {
    const [problem] = diagnoseChanged('hpa-target').problems
    expect(problem).toMatchObject({
      cause: 'hpa-target-missing',
      field: { path: 'spec.scaleTargetRef.name', value: 'api-server', suggestion: 'api' },
    })
  })

  it('is silent about a target that may be there', () => {
    const report = diagnoseChanged('hpa-target', {
      unseen: ['Deployment'],
      each: object => (isKind(object, 'HorizontalPodAutoscaler') ? withField(object, ['status'], undefined) : object),
    })
    expect(report.problems).toEqual([])
  })

  it('says that no metrics API is installed only where all were seen', () => {
    expect(diagnoseChanged('hpa-metrics').problems[0]?.title).toContain('the cluster has no v1beta1.metrics.k8s.io')
    const [unsure] = diagnoseChanged('hpa-metrics', { unseen: ['APIService'] }).problems
    expect(unsure?.cause).toBe('hpa-metrics-unavailable')
    expect(unsure?.title).not.toContain('the cluster has no')
  })

  it.each([
    // pkg/controller/podautoscaler/replica_calculator.go, and its older form
    ['failed to get cpu utilization: missing request for cpu in container api of Pod api-7d7674c677-8gcqz', 'request'],
    ['failed to get cpu utilization: missing request for cpu', 'request'],
    // pkg/controller/podautoscaler/metrics/client.go
    ['unable to get metrics for resource cpu: no metrics returned from resource metrics API', 'no-samples'],
    ['did not receive metrics for targeted pods (pods might be unready)', 'no-samples'],
    ['unable to fetch metrics from external metrics API: the server could not find the requested resource', 'metrics'],
  ])('reads %s', (message, fault) => {
    expect(metricFault(message)).toBe(fault)
  })
})

describe('pod-disruption-budget-blocking', () => {
  it('is no problem on a node that is drained while the budget has room', () => {
    const taints = [{ key: 'ToBeDeletedByClusterAutoscaler', value: '1764018000', effect: 'NoSchedule' }]
    const report = diagnoseChanged('healthy-full-house', {
      each: object => (isKind(object, 'Node') ? withField(object, ['spec', 'taints'], taints) : object),
    })
    expect(report.problems).toEqual([])
  })
})
