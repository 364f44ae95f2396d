import { describe, expect, it } from 'vitest'
import { firingsBetween } from '../../core/facts/cron-schedule.ts'
import { diagnoseChanged, recorded, withField } from '../support/changed.ts'

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
    const current = { updatedReplicas: 2, updatedNumberScheduled: 1 }
    for (const id of ['rollout-paused', 'ds-on-delete', 'sts-partition']) {
      const report = diagnoseChanged(id, {
        each: object =>
          ['Deployment', 'DaemonSet', 'StatefulSet'].some(kind => isKind(object, kind))
            ? { ...object, status: { ...(object['status'] as object), ...current } }
            : object,
      })
      expect(report.problems, id).toEqual([])
    }
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

  it('says likely where the lease cannot be read and an object was never looked at', () => {
    const deployment = recorded('controller-manager-down', 'Deployment', 'bookings')
    const [problem] = diagnoseChanged('controller-manager-down', {
      unseen: ['Lease'],
      each: object =>
        object['kind'] === 'Deployment' && object === deployment
          ? object
          : isKind(object, 'Deployment')
            ? withField(object, ['status'], {})
            : object,
    }).problems
    expect(problem).toMatchObject({ cause: 'controller-manager-not-running', confidence: 'likely' })
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

  it('tells a missing request (wording: pkg/controller/podautoscaler/replica_calculator.go)', () => {
    const message =
      'the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container api of Pod api-7d7674c677-8gcqz'
    const [problem] = diagnoseChanged('hpa-metrics', {
      each: object =>
        isKind(object, 'HorizontalPodAutoscaler')
          ? withField(
              object,
              ['status', 'conditions'],
              (object['status'] as { conditions: { type: string }[] }).conditions.map(condition =>
                condition.type === 'ScalingActive' ? { ...condition, message } : condition,
              ),
            )
          : object,
    }).problems
    expect(problem).toMatchObject({
      cause: 'hpa-resource-request-missing',
      field: { path: 'spec.template.spec.containers[name=api].resources.requests.cpu' },
    })
  })
})

describe('pod-disruption-budget-blocking', () => {
  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'blog', namespace: 'blog' },
    spec: { minAvailable: 2, selector: { matchLabels: { app: 'blog' } } },
  }

  it('is no problem while nobody drains', () => {
    const report = diagnoseChanged('rollout-paused', { add: [budget] })
    expect(report.problems.map(({ cause }) => cause)).not.toContain('pod-disruption-budget-blocking')
  })
})
