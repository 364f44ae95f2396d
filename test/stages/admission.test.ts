import { describe, expect, it } from 'vitest'
import { added, diagnoseVaried, gone, recorded, unseen, withField } from '../support/variation.ts'

const causesOf = (report: ReturnType<typeof diagnoseVaried>) => report.problems.map(({ cause }) => cause)

describe('quota', () => {
  it('does the sum that the quota needs for all missing pods', () => {
    const [problem] = diagnoseVaried('quota-exceeded').problems
    expect(problem).toMatchObject({
      cause: 'quota-exceeded',
      confidence: 'certain',
      outlook: 'needs-change',
      field: { path: "spec.hard['requests.cpu']", value: '200m', suggestion: '400m' },
    })
    expect(problem?.fix[0]?.patch).toEqual({ spec: { hard: { 'requests.cpu': '400m' } } })
    expect(problem?.evidence.map(({ path }) => path)).toContain("status.used['requests.cpu']")
    expect(problem?.chain.map(({ kind }) => kind)).toEqual(['Deployment', 'ReplicaSet', 'ResourceQuota'])
  })

  it('expects recovery once the quota is gone', () => {
    const report = diagnoseVaried('quota-exceeded', gone('ResourceQuota'))
    expect(report.problems[0]).toMatchObject({ cause: 'quota-exceeded', outlook: 'self-healing' })
    expect(report.verdict).toBe('progressing')
  })

  it('names the quota from the message when quotas may not be read', () => {
    const [problem] = diagnoseVaried('quota-exceeded', unseen('forbidden', 'ResourceQuota')).problems
    expect(problem).toMatchObject({ subject: { kind: 'ResourceQuota', name: 'team-a' }, outlook: 'needs-change' })
  })

  it('says which container lacks what the quota demands', () => {
    const [problem] = diagnoseVaried('quota-needs-limits').problems
    expect(problem).toMatchObject({
      cause: 'quota-requires-resources',
      field: { path: 'spec.template.spec.containers[name=api].resources.limits.memory' },
    })
    expect(problem?.fix[0]?.command).toBe(
      'kubectl set resources deployment/api -n team-b -c api --limits=memory=<value>',
    )
  })

  it.each(['quota-exceeded', 'quota-needs-limits', 'limit-range', 'pod-security', 'policy-denied'])(
    '%s is told from conditions alone',
    id => {
      expect(causesOf(diagnoseVaried(id, gone('Event')))).toEqual(causesOf(diagnoseVaried(id)))
    },
  )
})

describe('limit range', () => {
  it('pins the quantity and gives the patch', () => {
    const [problem] = diagnoseVaried('limit-range').problems
    expect(problem).toMatchObject({
      subject: { kind: 'LimitRange', namespace: 'team-c', name: 'bounds' },
      field: {
        path: 'spec.template.spec.containers[name=api].resources.limits.memory',
        value: '1Gi',
        suggestion: '256Mi',
      },
    })
    expect(problem?.fix[0]?.patch).toEqual({
      spec: {
        template: {
          spec: {
            containers: [{ name: 'api', resources: { limits: { memory: '256Mi' }, requests: { memory: '256Mi' } } }],
          },
        },
      },
    })
  })

  it('blames the workload when no LimitRange can be seen', () => {
    const [problem] = diagnoseVaried('limit-range', unseen('forbidden', 'LimitRange')).problems
    expect(problem).toMatchObject({ cause: 'limit-range-violation', subject: { kind: 'Deployment', name: 'api' } })
    expect(problem?.outlook).toBe('needs-change')
  })
})

describe('pod security', () => {
  it('gives the security context that the level demands', () => {
    const [problem] = diagnoseVaried('pod-security').problems
    expect(problem).toMatchObject({ cause: 'pod-security-violation', subject: { kind: 'Namespace', name: 'team-d' } })
    expect(problem?.fix[0]?.patch).toMatchObject({
      spec: {
        template: {
          spec: {
            hostNetwork: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [{ name: 'node-tuner', securityContext: { privileged: false } }],
          },
        },
      },
    })
    expect(problem?.fix.filter(({ command }) => command?.includes('label'))).toEqual([])
  })
})

describe('service account and priority class', () => {
  it('names the account, and recovery once it is there', () => {
    const [problem] = diagnoseVaried('service-account-missing').problems
    expect(problem).toMatchObject({
      subject: { kind: 'ServiceAccount', namespace: 'team-e', name: 'deployer' },
      field: { path: 'spec.template.spec.serviceAccountName', value: 'deployer' },
    })
    const made = withField(
      withField(recorded('service-account-missing', 'ServiceAccount', 'default'), ['metadata', 'name'], 'deployer'),
      ['metadata', 'creationTimestamp'],
      '2026-11-23T21:20:01Z',
    )
    const [after] = diagnoseVaried('service-account-missing', added({ ...made, kind: 'ServiceAccount' })).problems
    expect(after).toMatchObject({ cause: 'service-account-missing', outlook: 'self-healing' })
  })

  it('names the class', () => {
    const [problem] = diagnoseVaried('priority-class').problems
    expect(problem).toMatchObject({
      subject: { kind: 'Deployment', name: 'core' },
      field: { path: 'spec.template.spec.priorityClassName', value: 'business-critical' },
    })
  })
})

describe('webhooks and policies', () => {
  it.each(['webhook-denied', 'webhook-unavailable'])('%s falls back on the webhook’s name', id => {
    const kinds = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']
    const [problem] = diagnoseVaried(id, unseen('forbidden', ...kinds)).problems
    expect(problem?.subject.kind).toBe('ValidatingWebhookConfiguration')
    expect(problem?.subject.name).toMatch(/\.acme\.io$/)
    expect(problem?.confidence).toBe('likely')
  })

  it('points at the Service that the call missed', () => {
    const [problem] = diagnoseVaried('webhook-unavailable').problems
    expect(problem?.field).toEqual({
      object: { kind: 'ValidatingWebhookConfiguration', name: 'image-policy' },
      path: 'webhooks[name=image-policy.acme.io].clientConfig.service.name',
      value: 'image-policy',
    })
    expect(problem?.owner).toBe('platform')
  })

  it('quotes the expression that does not hold', () => {
    const [problem] = diagnoseVaried('policy-denied').problems
    expect(problem?.evidence[1]?.path).toBe('spec.validations[0].expression')
    expect(problem?.fix[0]?.text).toContain("'team' in object.metadata.labels")
  })

  it('expects recovery when the binding no longer denies', () => {
    const report = diagnoseVaried('policy-denied', gone('ValidatingAdmissionPolicyBinding'))
    expect(report.problems[0]).toMatchObject({ cause: 'admission-policy-denied', outlook: 'self-healing' })
  })
})

describe('history', () => {
  it('leaves a refusal alone after which the pods were made', () => {
    expect(causesOf(diagnoseVaried('crash-rbac'))).not.toContain('service-account-missing')
  })
})
