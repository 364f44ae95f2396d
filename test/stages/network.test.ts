import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../core/index.ts'
import { causesOf, problemsOf } from '../support/problems-of.ts'
import { readRecording } from '../support/scenarios.ts'
import { added, gone, notRead, withSpec } from '../support/variation.ts'

function object(kind: string, namespace: string | undefined, name: string, more: object = {}) {
  return { kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...more }
}

describe('service-selector-mismatch', () => {
  const recording = readRecording('service-selector-typo')
  const select = (selector: Record<string, string>) => withSpec('Service', 'storefront', { selector })(recording)

  test('suggests the label that the pods have, with the patch', () => {
    const [problem] = problemsOf(recording, 'store')
    expect(problem?.field).toEqual({
      object: { kind: 'Service', namespace: 'store', name: 'storefront' },
      path: 'spec.selector.app',
      value: 'store-front',
      suggestion: 'storefront',
    })
    expect(problem?.fix[0]?.patch).toEqual({ spec: { selector: { app: 'storefront' } } })
  })

  test('finds the wanted value under another key', () => {
    const [problem] = problemsOf(select({ name: 'storefront' }), 'store')
    expect(problem?.fix[0]?.patch).toEqual({ spec: { selector: { app: 'storefront', name: null } } })
  })

  test('suggests nothing where nothing is near', () => {
    const [problem] = problemsOf(select({ app: 'checkout' }), 'store')
    expect(problem).toMatchObject({ cause: 'service-selector-mismatch', confidence: 'likely' })
    expect(problem?.field?.suggestion).toBeUndefined()
  })

  test.each([
    ['a role that no pod has yet', { app: 'storefront', role: 'replica' }],
    ['one pod of a StatefulSet', { 'statefulset.kubernetes.io/pod-name': 'storefront-7' }],
  ])('leaves %s alone', (_, selector) => {
    expect(causesOf(select(selector), 'store')).toEqual([])
  })

  test('a Service without a selector, or of a workload scaled to zero, is fine', () => {
    expect(causesOf(select({}), 'store')).toEqual([])
    expect(causesOf(readRecording('healthy-scaled-zero'), 'healthy-zero')).toEqual([])
  })

  test('unread pods are not absent pods', () => {
    expect(causesOf(notRead('Pod')(recording), 'store')).toEqual([])
  })
})

describe('service-port-mismatch', () => {
  const named = readRecording('service-named-port')
  const numbered = readRecording('service-target-port')
  const port = (snapshot: Snapshot, ...ports: object[]) => withSpec('Service', 'storefront', { ports })(snapshot)

  test('suggests the only port that the pods declare', () => {
    const [problem] = problemsOf(named, 'store-us')
    expect(problem).toMatchObject({ cause: 'service-port-mismatch', confidence: 'certain' })
    expect(problem?.field).toMatchObject({ path: 'spec.ports[0].targetPort', value: 'http', suggestion: '80' })
    expect(problem?.fix[0]?.patch).toEqual([{ op: 'replace', path: '/spec/ports/0/targetPort', value: 80 }])
  })

  test('a number that is not declared is only likely wrong', () => {
    expect(causesOf(numbered, 'store-eu')).toEqual(['service-port-mismatch likely'])
  })

  test.each([
    ['the declared port', [{ port: 8080, targetPort: 80 }]],
    ['no target port, which is then the port', [{ port: 80 }]],
    [
      'a second port that is not declared',
      [
        { name: 'web', port: 80, targetPort: 80 },
        { name: 'metrics', port: 9102, targetPort: 9102 },
      ],
    ],
  ])('%s is fine', (_, ports) => {
    expect(causesOf(port(numbered, ...ports), 'store-eu')).toEqual([])
  })
})

describe('service-load-balancer-pending', () => {
  const recording = readRecording('lb-pending')

  test('nobody has touched the Service for a minute', () => {
    expect(causesOf(recording, 'public-api')).toEqual(['service-load-balancer-pending likely'])
  })

  test('where events were not read, a controller may be at work', () => {
    expect(causesOf(notRead('Event')(recording), 'public-api')).toEqual([])
  })

  test('an external address of its own is enough', () => {
    expect(causesOf(withSpec('Service', 'public', { externalIPs: ['192.0.2.1'] })(recording), 'public-api')).toEqual([])
  })
})

describe('ingresses', () => {
  const backend = readRecording('ingress-backend')
  const route = (service: object) => ({
    rules: [{ host: 'shop.example.com', http: { paths: [{ path: '/', backend: { service } }] } }],
  })
  const routed = (service: object) => withSpec('Ingress', 'storefront', route(service))(backend)
  const missing = (snapshot: Snapshot) =>
    problemsOf(snapshot, 'store-apac').filter(({ cause }) => cause === 'ingress-backend-missing')

  test('the nearest Service', () => {
    expect(missing(backend)[0]?.field).toEqual({
      object: { kind: 'Ingress', namespace: 'store-apac', name: 'storefront' },
      path: 'spec.rules[0].http.paths[0].backend.service.name',
      value: 'storefont',
      suggestion: 'storefront',
    })
  })

  test('a port that the Service does not have', () => {
    const [problem] = missing(routed({ name: 'storefront', port: { number: 8080 } }))
    expect(problem?.field).toMatchObject({ value: '8080', suggestion: '80' })
    expect(problem?.fix[0]?.patch).toEqual([
      { op: 'replace', path: '/spec/rules/0/http/paths/0/backend/service/port/number', value: 80 },
    ])
  })

  test.each([
    { name: 'storefront', port: { number: 80 } },
    { name: 'anything', port: { name: 'use-annotation' } },
  ])('%o is fine', service => {
    expect(missing(routed(service))).toEqual([])
  })

  test('unread Services are not absent', () => {
    expect(missing(notRead('Service')(backend))).toEqual([])
  })

  test('a class that does not exist, with the nearest', () => {
    const recording = readRecording('ingress-class')
    const [problem] = problemsOf(added(object('IngressClass', undefined, 'nginx-intern'))(recording), 'sites')
    expect(problem?.field).toMatchObject({ path: 'spec.ingressClassName', suggestion: 'nginx-intern' })
    expect(causesOf(added(object('IngressClass', undefined, 'nginx-internal'))(recording), 'sites')).toEqual([])
    expect(causesOf(notRead('IngressClass')(recording), 'sites')).toEqual([])
  })

  test('no class is fine where one is the default', () => {
    const annotations = { 'ingressclass.kubernetes.io/is-default-class': 'true' }
    const some = { kind: 'IngressClass', metadata: { name: 'edge', annotations } }
    const found = (more: { kind: string }) => causesOf(added(more)(backend), 'store-apac')
    expect(found(some)).toEqual(['ingress-backend-missing certain'])
    expect(found(object('IngressClass', undefined, 'edge'))).toContain('ingress-class-missing likely')
  })

  test('a TLS Secret that was not read is not absent', () => {
    const recording = readRecording('ingress-tls')
    expect(causesOf(recording, 'sites-eu')).toEqual(['ingress-tls-secret-missing certain'])
    expect(causesOf(notRead('Secret')(recording), 'sites-eu')).toEqual([])
    const secret = object('Secret', 'sites-eu', 'site-tls', { type: 'kubernetes.io/tls' })
    expect(causesOf(added(secret)(recording), 'sites-eu')).toEqual([])
  })

  test('a certificate that a manager is asked for may be on its way', () => {
    const recording = readRecording('ingress-tls')
    const objects = recording.objects.map(item => {
      const raw = item as { kind: string; metadata: { annotations?: object } }
      const annotations = { ...raw.metadata.annotations, 'cert-manager.io/cluster-issuer': 'letsencrypt' }
      return raw.kind === 'Ingress' ? { ...raw, metadata: { ...raw.metadata, annotations } } : item
    })
    expect(problemsOf({ ...recording, objects }, 'sites-eu')[0]).toMatchObject({ outlook: 'may-recover' })
  })
})

describe('network-policy-blocking', () => {
  const recording = readRecording('egress-denied')

  test('swallows the crash and leads from the workload to the policy', () => {
    const [problem, ...more] = problemsOf(recording, 'isolated')
    expect(more).toEqual([])
    expect(problem).toMatchObject({
      cause: 'network-policy-blocking',
      subject: { kind: 'NetworkPolicy', name: 'default-deny' },
    })
    expect(problem?.chain[0]).toMatchObject({ kind: 'Deployment', name: 'app' })
    expect(problem?.chain.some(({ symptom }) => symptom === 'app-dependency-unreachable')).toBe(true)
    expect(problem?.evidence.some(({ value }) => value.includes('ETIMEDOUT'))).toBe(true)
  })

  test('a server that does not let the client in', () => {
    const spec = { policyTypes: ['Ingress'], podSelector: { matchLabels: { app: 'db' } } }
    const [problem] = problemsOf(withSpec('NetworkPolicy', 'default-deny', spec)(recording), 'isolated')
    expect(problem).toMatchObject({ cause: 'network-policy-blocking', field: { path: 'spec.ingress' } })
  })

  test('a policy that allows the connection is not to blame', () => {
    const spec = { policyTypes: ['Egress'], egress: [{ ports: [{ port: 6379 }] }] }
    expect(causesOf(withSpec('NetworkPolicy', 'default-deny', spec)(recording), 'isolated')).toEqual([
      'app-dependency-unreachable certain',
    ])
  })

  test('the port of the Service does not do where the pod’s is another one', () => {
    const ports = [{ port: 6379, targetPort: 16379 }]
    const spec = { policyTypes: ['Egress'], egress: [{ ports: [{ port: 6379 }] }] }
    const other = withSpec('NetworkPolicy', 'default-deny', spec)(withSpec('Service', 'db', { ports })(recording))
    expect(causesOf(other, 'isolated')[0]).toBe('network-policy-blocking likely')
  })

  test('DNS that is not allowed explains names that are not resolved', () => {
    const dns = readRecording('crash-dns')
    const deny = object('NetworkPolicy', 'crm-eu', 'no-egress', { spec: { podSelector: {}, policyTypes: ['Egress'] } })
    const open = { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] }
    const allow = object('NetworkPolicy', 'crm-eu', 'dns-only', { spec: open })
    expect(causesOf(added(deny)(dns), 'crm-eu')).toEqual(['network-policy-blocking likely'])
    expect(causesOf(added(allow)(dns), 'crm-eu')).toEqual(['app-name-resolution-failed certain'])
  })

  test('a policy in a healthy namespace is no problem', () => {
    const house = readRecording('healthy-full-house')
    expect(
      causesOf(withSpec('NetworkPolicy', 'web', { policyTypes: ['Ingress', 'Egress'] })(house), 'healthy-suite'),
    ).toEqual([])
  })
})

describe('cluster-dns-not-running', () => {
  const recording = readRecording('cluster-dns-down')

  test('explains the crash of who cannot resolve a name', () => {
    const [problem, ...more] = problemsOf(recording, 'frontends')
    expect(more).toEqual([])
    expect(problem).toMatchObject({
      cause: 'cluster-dns-not-running',
      subject: { kind: 'Deployment', namespace: 'kube-system', name: 'coredns' },
      owner: 'platform',
    })
    expect(problem?.fix[0]?.command).toBe('kubectl scale deployment/coredns -n kube-system --replicas=2')
    expect(problem?.affects).toContainEqual({ kind: 'Deployment', namespace: 'frontends', name: 'front' })
  })

  test('is no problem of a namespace where nothing suffers from it', () => {
    const quiet = gone('Deployment', 'front')(recording)
    const pods = notRead('ReplicaSet')(quiet)
    const objects = pods.objects.filter(item => (item as { kind: string }).kind !== 'Pod')
    expect(causesOf({ ...pods, objects }, 'frontends')).toEqual([])
  })

  test('unread DNS is not absent DNS', () => {
    expect(causesOf(notRead('Service')(recording), 'frontends')).toEqual(['app-name-resolution-failed certain'])
  })
})
