import { describe, expect, it } from 'vitest'
import { diagnose } from '../../core/index.ts'
import { diagnoseVaried } from '../support/variation.ts'

const failure = (kind: 'name' | 'refused' | 'timeout' | 'tls' | 'unauthorized' | 'forbidden' | 'other') => ({
  kind,
  request: 'GET /version',
  message: 'no answer',
})

describe('an API server that cannot be used', () => {
  it.each([
    ['name', 'api-server-unreachable'],
    ['refused', 'api-server-unreachable'],
    ['timeout', 'api-server-unreachable'],
    ['tls', 'api-server-unreachable'],
    ['other', 'api-server-unreachable'],
    ['unauthorized', 'api-server-unauthorized'],
    ['forbidden', 'api-server-forbidden'],
  ] as const)('%s is %s and leaves the verdict open', (kind, cause) => {
    const scope = { namespace: 'shop', workload: { kind: 'Deployment', name: 'web' } }
    const report = diagnose({ objects: [], controlPlane: { failure: failure(kind) } }, scope)
    expect(report.problems).toMatchObject([{ cause, subject: { kind: 'Cluster', name: 'cluster' } }])
    expect(report.verdict).toBe('unknown')
    expect(report.broken).toEqual([])
  })

  it('words each way of not being reached differently', () => {
    const titles = (['name', 'refused', 'timeout', 'tls'] as const).map(
      kind => diagnose({ objects: [], controlPlane: { failure: failure(kind) } }).problems[0]?.title,
    )
    expect(new Set(titles).size).toBe(4)
  })
})

describe('etcd-unhealthy', () => {
  it('is read from the failed checks', () => {
    const { problems } = diagnose({ objects: [], controlPlane: { failedChecks: ['etcd', 'etcd-readiness'] } })
    expect(problems.map(({ cause }) => cause)).toEqual(['etcd-unhealthy'])
  })

  it('is none when other checks fail', () => {
    expect(diagnose({ objects: [], controlPlane: { failedChecks: ['poststarthook/rbac'] } }).problems).toEqual([])
  })
})

describe('api-service-unavailable', () => {
  it('takes the autoscaler’s trouble on itself', () => {
    const [problem, ...rest] = diagnoseVaried('apiservice-down').problems
    expect(problem).toMatchObject({ cause: 'api-service-unavailable', field: { value: 'kube-system/metrics-server' } })
    expect(problem?.chain.map(({ symptom }) => symptom)).toContain('hpa-metrics-unavailable')
    expect(rest).toEqual([])
  })
})
