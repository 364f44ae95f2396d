import { describe, expect, test } from 'vitest'
import { Cluster } from '../../core/cluster/cluster.ts'
import type { Snapshot } from '../../core/index.ts'
import type { Kube } from '../../core/kube/index.ts'
import { clusterDns } from '../../core/workloads/network/cluster-dns.ts'
import { isInRange } from '../../core/workloads/network/ip-ranges.ts'
import { policiesBlockingEgress, policiesBlockingIngress } from '../../core/workloads/network/network-policies.ts'
import { parseServiceHost, podBehind, serviceBehind } from '../../core/workloads/network/service-hosts.ts'
import { withField } from '../support/changed.ts'
import { readRecording } from '../support/scenarios.ts'

const recording = readRecording('egress-denied')

/** The recording with its policy's spec replaced: what a policy says is an input, not a status. */
function withPolicy(spec: unknown): Snapshot {
  const objects = recording.objects.map(object =>
    (object as { kind: string }).kind === 'NetworkPolicy' ? { ...(object as object), spec } : object,
  )
  return { ...recording, objects }
}

function podOf(cluster: Cluster, app: string): Kube<'Pod'> {
  const pod = cluster.list('Pod', 'isolated').find(({ metadata }) => metadata.labels?.['app'] === app)
  if (pod === undefined) throw new Error(`no pod of ${app}`)
  return pod
}

const DB = '10.96.169.147'

function blocked(spec: unknown, address: string | undefined = DB, port: number | undefined = 6379) {
  const cluster = new Cluster(withPolicy(spec))
  return policiesBlockingEgress(podOf(cluster, 'app'), address, port, cluster).map(({ metadata }) => metadata.name)
}

describe('policies that block', () => {
  test('a default deny blocks both directions', () => {
    const cluster = new Cluster(recording)
    const app = podOf(cluster, 'app')
    expect(policiesBlockingEgress(app, DB, 6379, cluster)).toHaveLength(1)
    expect(policiesBlockingIngress(app, DB, 6379, cluster)).toHaveLength(1)
  })

  test.each([
    ['a rule without peers and ports', [{}]],
    ['the labels of the pods', [{ to: [{ podSelector: { matchLabels: { app: 'db' } } }] }]],
    ['any pod of the namespace, at the port of the pod', [{ to: [{ podSelector: {} }], ports: [{ port: 6379 }] }]],
    ['a range of ports', [{ ports: [{ port: 6000, endPort: 7000 }] }]],
    [
      'the name of the namespace',
      [{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'isolated' } } }] }],
    ],
    ['the range of the pod', [{ to: [{ ipBlock: { cidr: '10.244.0.0/16' } }] }]],
  ])('nothing is blocked by %s', (_, egress) => {
    expect(blocked({ podSelector: {}, policyTypes: ['Egress'], egress })).toEqual([])
  })

  test.each([
    ['another port', [{ ports: [{ port: 5432 }] }]],
    ['UDP only', [{ ports: [{ port: 6379, protocol: 'UDP' }] }]],
    ['other labels', [{ to: [{ podSelector: { matchLabels: { app: 'cache' } } }] }]],
    [
      'another namespace',
      [{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } } }] }],
    ],
    ['a range that leaves the pod out', [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.244.0.0/16'] } }] }]],
    ['DNS only', [{ ports: [{ port: 53, protocol: 'UDP' }] }]],
  ])('%s leaves the database blocked', (_, egress) => {
    expect(blocked({ podSelector: {}, policyTypes: ['Egress'], egress })).toEqual(['default-deny'])
  })

  test('a policy of the other direction or of other pods blocks nothing', () => {
    expect(blocked({ podSelector: {}, policyTypes: ['Ingress'] })).toEqual([])
    expect(blocked({ podSelector: {} })).toEqual([])
    expect(blocked({ podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Egress'] })).toEqual([])
  })

  test('labels of a namespace that were not read may allow it', () => {
    const egress = [{ to: [{ namespaceSelector: { matchLabels: { team: 'x' } } }] }]
    const all = withPolicy({ podSelector: {}, policyTypes: ['Egress'], egress })
    const count = (snapshot: Snapshot) => {
      const cluster = new Cluster(snapshot)
      return policiesBlockingEgress(podOf(cluster, 'app'), DB, 6379, cluster).length
    }
    expect(count(all)).toBe(1)
    expect(count({ ...all, objects: all.objects.filter(object => (object as Kube).kind !== 'Namespace') })).toBe(0)
  })

  test('what is not known counts as allowed, unless nothing is', () => {
    const dns = { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] }
    expect(blocked(dns, undefined, 53)).toEqual([])
    expect(blocked({ podSelector: {}, policyTypes: ['Egress'] }, undefined, 53)).toEqual(['default-deny'])
    expect(blocked({ podSelector: {}, policyTypes: ['Egress'] }, '127.0.0.1')).toEqual([])
  })
})

describe('hosts', () => {
  const cluster = new Cluster(recording)
  const app = podOf(cluster, 'app')
  const db = { kind: 'Service', namespace: 'isolated', name: 'db' }

  test.each([
    'db',
    'db.isolated',
    'db.isolated.svc',
    'db.isolated.svc.cluster.local',
    'db.isolated.svc.corp.test.',
    'db-0.db.isolated.svc.cluster.local',
    DB,
  ])('%s is the Service', host => {
    expect(serviceBehind(host, app, cluster)).toEqual(db)
  })

  test.each(['cache', 'db.example.com', 'db.other', '10.96.0.99', 'localhost', '', '..', 'a'.repeat(500)])(
    '%s is not',
    host => {
      expect(serviceBehind(host, app, cluster)).toBeUndefined()
    },
  )

  test('a pod of a headless Service has a name of its own', () => {
    const objects = recording.objects.map(object =>
      (object as { kind: string }).kind === 'Service'
        ? withField(object as Readonly<Record<string, unknown>>, ['spec', 'clusterIP'], 'None')
        : object,
    )
    const headless = new Cluster({ ...recording, objects })
    for (const host of ['db-0.db', 'db-0.db.isolated', 'db-0.db.isolated.svc.cluster.local']) {
      expect(serviceBehind(host, app, headless)).toEqual(db)
      expect(podBehind(host, app, headless)).toEqual({ kind: 'Pod', namespace: 'isolated', name: 'db-0' })
    }
    for (const host of ['db', 'db-0.db.other', 'db-0.db.isolated.example.com', 'db.isolated.svc.cluster.local'])
      expect(podBehind(host, app, headless)).toBeUndefined()
    expect(podBehind('db-0.db', app, cluster)).toBeUndefined()
  })

  test('a name of two labels may lie outside', () => {
    expect(parseServiceHost('github.com', 'isolated')).toEqual({ name: 'github', namespace: 'com', sure: false })
    expect(parseServiceHost('db', 'isolated')).toEqual({ name: 'db', namespace: 'isolated', sure: true })
  })
})

test('the cluster DNS is the Deployment behind its Service', () => {
  const dns = { kind: 'Deployment', namespace: 'kube-system', name: 'coredns' }
  expect(clusterDns(new Cluster(readRecording('cluster-dns-down')))).toEqual(dns)
  expect(clusterDns(new Cluster(readRecording('crash-dns')))).toBeUndefined()
})

test.each([
  ['10.1.2.3', '10.0.0.0/8', true],
  ['11.1.2.3', '10.0.0.0/8', false],
  ['10.1.2.3', '0.0.0.0/0', true],
  ['10.1.2.3', '10.1.2.3/32', true],
  ['10.1.2.3', '10.1.2.2/31', true],
  ['fd00::12', 'fd00::/8', true],
  ['fd00::12', '::/0', true],
  ['fd00::12', 'fe80::/10', false],
  ['10.1.2.3', '::/0', false],
  ['10.1.2.300', '10.0.0.0/8', false],
  ['10.1.2.3', '10.0.0.0', false],
])('%s in %s: %s', (address, range, expected) => {
  expect(isInRange(address, range)).toBe(expected)
})
