import { describe, expect, it } from 'vitest'
import { diagnose } from '../../core/index.ts'
import { diagnoseChanged, withField } from '../support/changed.ts'

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

describe('what could not be read', () => {
  const why = (kinds: readonly string[]) => {
    const unseen = kinds.map(kind => ({ kind, why: 'forbidden' }))
    return diagnose({ objects: [], unseen, controlPlane: { failure: failure('forbidden') } }).problems[0]?.why
  }
  const kinds = ['Pod', 'Event', 'Node', 'Service', 'Secret', 'Job', 'Lease', 'Ingress', 'CronJob', 'ReplicaSet']

  it.each([
    [0, 'so was what is asked about.'],
    [1, 'so was Pod.'],
    [8, 'Lease, Ingress.'],
    [9, 'Lease, Ingress and 1 more.'],
    [10, 'Lease, Ingress and 2 more.'],
  ])('%i kinds: %s', (count, end) => {
    expect(why(kinds.slice(0, count))).toMatch(new RegExp(`${end.replace('.', '\\.')}$`))
  })

  it('names each kind once, and nothing that is missing for another reason', () => {
    expect(why(['Pod', 'Pod'])).toMatch(/so was Pod\.$/)
    const unseen = [{ kind: 'Pod', why: 'timed out' }]
    const report = diagnose({ objects: [], unseen, controlPlane: { failure: failure('forbidden') } })
    expect(report.problems[0]?.why).toMatch(/what is asked about\.$/)
  })

  it('leaves what was read before the API server went away', () => {
    const [none, some] = [[], [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }]].map(
      objects => diagnose({ objects, controlPlane: { failure: failure('timeout') } }).problems[0]?.why,
    )
    expect(none).toMatch(/^Nothing can be said/)
    expect(some).toMatch(/^What was read is incomplete/)
  })

  it('is said with 300 characters of the failure', () => {
    const message = `${'x'.repeat(300)}yz`
    const { problems } = diagnose({ objects: [], controlPlane: { failure: { ...failure('other'), message } } })
    expect(problems[0]?.why).toMatch(/[^x]x{300}\.$/)
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
    const [problem, ...rest] = diagnoseChanged('apiservice-down').problems
    expect(problem).toMatchObject({ cause: 'api-service-unavailable', field: { value: 'kube-system/metrics-server' } })
    expect(problem?.chain.map(({ symptom }) => symptom)).toContain('hpa-metrics-unavailable')
    expect(rest).toEqual([])
  })

  it('is no problem while nobody needs it', () => {
    expect(diagnoseChanged('apiservice-down', { without: ['HorizontalPodAutoscaler'] }).problems).toEqual([])
  })

  it.each([[{ name: 'metrics-server' }], [{ namespace: 'kube-system' }], [undefined]])(
    'names no Service where the APIService names it as %j',
    service => {
      const problem = diagnoseChanged('apiservice-down', {
        each: object => (object['kind'] === 'APIService' ? withField(object, ['spec', 'service'], service) : object),
      }).problems.find(({ cause }) => cause === 'api-service-unavailable')
      expect(problem?.field).not.toHaveProperty('value')
      expect(problem?.fix.map(({ text }) => text)).toEqual([expect.stringMatching(/delete/)])
    },
  )
})
