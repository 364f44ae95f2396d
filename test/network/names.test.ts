import { describe, expect, test } from 'vitest'
import { Cluster } from '../../core/cluster/cluster.ts'
import type { Kube } from '../../core/kube/index.ts'
import { refOf } from '../../core/ref.ts'
import { clusterDns } from '../../core/workloads/network/cluster-dns.ts'
import type { End } from '../../core/workloads/network/ends.ts'
import { endOfPod } from '../../core/workloads/network/ends.ts'
import { isInRange } from '../../core/workloads/network/ip-ranges.ts'
import { resolve } from '../../core/workloads/network/names.ts'
import { readRecording } from '../support/scenarios.ts'
import { added, notRead, withSpec } from '../support/variation.ts'

const recording = readRecording('egress-denied')
const cluster = new Cluster(recording)

function podOf(app: string, of: Cluster = cluster): Kube<'Pod'> {
  const pod = of.list('Pod', 'isolated').find(({ metadata }) => metadata.labels?.['app'] === app)
  if (pod === undefined) throw new Error(`no pod of ${app}`)
  return pod
}

/** Where a host leads, in short. */
function leadsTo(host: string, of: Cluster = cluster, client: End = endOfPod(podOf('app', of))): string {
  const { destination, aliases } = resolve(host, client, of)
  const via = aliases.map(({ metadata }) => `${metadata.name} > `).join('')
  switch (destination.kind) {
    case 'service':
      return `${via}Service ${refOf(destination.service).name}${destination.instance === undefined ? '' : ` pod ${destination.instance}`}`
    case 'missing':
      return `${via}no ${destination.missing.why}, ${destination.missing.suggestion ?? 'nothing near'}${destination.missing.isOwnResolver === true ? ', with a resolver of its own' : ''}`
    case 'end':
      return `${via}${destination.end.ref?.kind ?? 'outside'}`
    default:
      return `${via}${destination.kind}`
  }
}

const service = (name: string, namespace: string, spec: object) => ({
  kind: 'Service',
  apiVersion: 'v1',
  metadata: { name, namespace },
  spec,
})
const namespace = (name: string) => ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name } })

test('musl completes no name of as many dots as ndots', () => {
  const client = endOfPod(podOf('app'))
  const options = [{ name: 'ndots', value: '1' }]
  const on = (image: string): End => ({
    ...client,
    spec: { dnsConfig: { options }, containers: [{ name: 'app', image }] },
  })
  expect(leadsTo('db.isolated', cluster, on('node:20'))).toBe('Service db')
  expect(leadsTo('db.isolated', cluster, on('node:20-alpine'))).toBe('no not-completed, db.isolated.svc.cluster.local')
  expect(leadsTo('db', cluster, on('node:20-alpine'))).toBe('Service db')
})

describe('a host as a program writes it', () => {
  test.each([
    'db',
    'db.isolated',
    'db.isolated.svc',
    'db.isolated.svc.cluster.local',
    'db.isolated.svc.corp.test.',
    '10.96.169.147',
    '[10.96.169.147]',
  ])('%s is the Service', host => expect(leadsTo(host)).toBe('Service db'))

  test.each([
    ['cache', 'no service, nothing near'],
    ['cache.isolated.svc.cluster.local', 'no service, nothing near'],
    ['db-0.db.isolated.svc.cluster.local', 'no not-headless, nothing near'],
    ['db.example.com', 'world'],
    ['db.', 'no absolute, db.isolated.svc.cluster.local'],
    ['db.isolated.', 'world'],
    ['db.isolated.svc.cluster.locl', 'world'],
    ['example.com', 'world'],
    ['localhost', 'self'],
    ['127.0.0.1', 'self'],
    ['203.0.113.9', 'outside'],
    ['', 'world'],
    ['..', 'world'],
    ['a'.repeat(500), 'world'],
  ])('%s: %s', (host, expected) => expect(leadsTo(host)).toBe(expected))

  test('a pod is found by its address, and is itself', () => {
    const [own, other] = [podOf('app').status?.podIP ?? '', podOf('db').status?.podIP ?? '']
    expect(leadsTo(own)).toBe('self')
    expect(leadsTo(other)).toBe('Pod')
    expect(leadsTo(`${other.replaceAll('.', '-')}.isolated.pod.cluster.local`)).toBe('Pod')
  })

  test('the same name in another namespace is what may have been meant', () => {
    const more = new Cluster(added(service('cache', 'shared', {}), namespace('shared'))(recording))
    expect(leadsTo('cache', more)).toBe('no service, cache.shared')
    expect(leadsTo('cache.shared', more)).toBe('Service cache')
    expect(leadsTo('cahce.shared', more)).toBe('no service, cache.shared')
    expect(leadsTo('cache.sharde.svc', more)).toBe('no namespace, cache.shared')
  })

  test('Services that were not read are not absent', () => {
    expect(leadsTo('cache', new Cluster(notRead('Service')(recording)))).toBe('unseen')
    expect(leadsTo('cache.elsewhere.svc')).toBe('unseen')
  })

  test('pods of a headless Service have names of their own where it is their subdomain', () => {
    const headless = new Cluster(withSpec('Service', 'db', { clusterIP: 'None', clusterIPs: ['None'] })(recording))
    const name = podOf('db').metadata.name
    expect(leadsTo(`${name}.db`, headless)).toBe(`Service db pod ${name}`)
    expect(leadsTo(`${name}.db.isolated.svc.cluster.local`, headless)).toBe(`Service db pod ${name}`)
    expect(leadsTo('db-0.db', headless)).toBe('no pod, nothing near')
    expect(leadsTo('db-0.db.isolated.example.com', headless)).toBe('world')
  })

  test('an ExternalName is followed, however it is chained', () => {
    const alias = (name: string, externalName: string) =>
      service(name, 'isolated', { type: 'ExternalName', externalName })
    const more = new Cluster(
      added(
        alias('store', 'db.isolated.svc.cluster.local'),
        alias('outer', 'store.isolated.svc.cluster.local'),
        alias('world', 'db.example.com'),
        alias('short', 'db'),
        alias('address', '203.0.113.9'),
        alias('ring', 'ring.isolated.svc.cluster.local'),
      )(recording),
    )
    expect(leadsTo('outer', more)).toBe('outer > store > Service db')
    expect(leadsTo('world', more)).toBe('world > world')
    expect(leadsTo('short', more)).toBe('short > no alias-short, db.isolated.svc.cluster.local')
    expect(leadsTo('address', more)).toBe('address > no alias-address, nothing near')
    expect(leadsTo('ring', more)).toContain('ring > ring')
  })

  test("who asks the node's resolver knows no name of the cluster", () => {
    const client = endOfPod(podOf('app'))
    const asks = (spec: object): End => ({ ...client, spec: { ...client.spec, ...spec } })
    expect(leadsTo('db', cluster, asks({ dnsPolicy: 'Default' }))).toBe('no node-resolver, nothing near')
    expect(leadsTo('db', cluster, { ...asks({ hostNetwork: true }), kind: 'host' })).toBe(
      'no node-resolver, nothing near',
    )
    expect(leadsTo('db', cluster, { ...asks({ dnsPolicy: 'ClusterFirstWithHostNet' }), kind: 'host' })).toBe(
      'Service db',
    )
    const none = (nameservers: string[], searches: string[] = []) =>
      asks({ dnsPolicy: 'None', dnsConfig: { nameservers, searches } })
    const address = (cluster.find('Service', 'kube-system', 'kube-dns') as { object?: Kube<'Service'> }).object
    const own = address?.spec?.clusterIP ?? '169.254.20.10'
    expect(leadsTo('db', cluster, none([own]))).toBe(
      'no not-completed, db.isolated.svc.cluster.local, with a resolver of its own',
    )
    expect(leadsTo('db', cluster, none([own], ['isolated.svc.cluster.local']))).toBe('Service db')
    expect(leadsTo('db.isolated.svc.cluster.local', cluster, none([own]))).toBe('Service db')
    expect(leadsTo('db', cluster, asks({ hostAliases: [{ ip: '203.0.113.9', hostnames: ['db'] }] }))).toBe('outside')
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
