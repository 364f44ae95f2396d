import { describe, expect, it } from 'vitest'
import type { HostFacts, Problem, Snapshot } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { readRecording, readScenario } from '../support/scenarios.ts'

function problemsOf(id: string, change: (snapshot: Snapshot) => Snapshot = snapshot => snapshot): readonly Problem[] {
  const { problems, broken } = diagnose(change(readRecording(id)), { namespace: readScenario(id).namespace })
  expect(broken).toEqual([])
  return problems
}

function without(kind: string): (snapshot: Snapshot) => Snapshot {
  return snapshot => ({
    ...snapshot,
    objects: snapshot.objects.filter(object => (object as { kind: string }).kind !== kind),
    lists: (snapshot.lists ?? []).filter(list => list.kind !== kind),
  })
}

const at = (takenAt: string) => (snapshot: Snapshot) => ({ ...snapshot, takenAt })
const withHosts =
  (...hosts: HostFacts[]) =>
  (snapshot: Snapshot) => ({ ...snapshot, hosts })

describe('a lost node', () => {
  it('warns against force-deleting the pods of a StatefulSet', () => {
    const [problem] = problemsOf('node-lost')
    expect(problem).toMatchObject({ cause: 'node-not-ready', subject: { kind: 'Node', name: 'node-2' } })
    expect(problem?.fix.map(({ text }) => text).join(' ')).toMatch(/split brain and loss of data/)
  })

  it('is taken from the taint manager’s mark where the node cannot be read, and not for a slow process', () => {
    expect(problemsOf('node-lost', without('Node'))).toMatchObject([
      { cause: 'node-not-ready', subject: { kind: 'Node', name: 'node-2' }, confidence: 'likely' },
    ])
  })
})

describe('pressure', () => {
  it.each([
    ['node-memory-pressure', 'node node-2 is short of memory'],
    ['node-disk-pressure', 'node node-2 is short of disk space'],
  ])('%s is one problem for evicted and waiting pods', (id, title) => {
    expect(problemsOf(id)).toMatchObject([{ cause: id, title }])
  })

  it('is proved by the evicted pods where the node cannot be read', () => {
    expect(problemsOf('node-disk-pressure', without('Node'))[0]).toMatchObject({ cause: 'node-disk-pressure' })
  })
})

describe('eviction over the pod’s own limit', () => {
  it('is seen between two evictions, while the replacement is ready', () => {
    expect(problemsOf('evicted-over-limit')).toMatchObject([
      {
        cause: 'pod-evicted-over-limit',
        field: {
          path: 'spec.template.spec.containers[name=ingest].resources.limits.ephemeral-storage',
          value: '20Mi',
        },
      },
    ])
  })

  it('is history when the last one was long ago', () => {
    expect(problemsOf('evicted-over-limit', at('2026-11-23T22:40:00Z'))).toEqual([])
  })
})

describe('deletion', () => {
  it('names the object that a finalizer keeps, and lets the namespace’s trouble follow from it', () => {
    expect(problemsOf('namespace-stuck')).toMatchObject([
      { cause: 'finalizer-blocking-deletion', subject: { kind: 'ConfigMap', name: 'billing-export' } },
    ])
  })

  it('names the namespace where what is left in it was not read', () => {
    const [problem] = problemsOf('namespace-stuck', without('ConfigMap'))
    expect(problem).toMatchObject({ cause: 'finalizer-blocking-deletion', subject: { kind: 'Namespace' } })
    expect(problem?.title).toContain('billing.acme.io/export in 1 resource instances')
  })

  it('gives a finalizer time', () => {
    expect(problemsOf('finalizer-stuck', at('2026-11-23T21:18:10Z'))).toEqual([])
  })

  it('promises that a slow end comes, until the grace period is over', () => {
    expect(problemsOf('slow-termination')).toMatchObject([{ cause: 'termination-slow', outlook: 'self-healing' }])
    expect(problemsOf('slow-termination', at('2026-11-23T21:39:40Z'))).toEqual([])
    expect(problemsOf('slow-termination', at('2026-11-23T21:52:00Z'))[0]).toMatchObject({
      cause: 'termination-slow',
      outlook: 'unknown',
    })
  })
})

describe('the network of a node', () => {
  it.each([
    ['cni-missing', 'the network plugin of node node-2 is not ready'],
    ['cni-bad-plugin', 'network plugin calico is not installed on node node-2'],
    ['pod-ips-exhausted', 'node node-2 has no address left for pods'],
  ])('%s: %s', (id, title) => {
    expect(problemsOf(id)).toMatchObject([{ title, subject: { kind: 'Node', name: 'node-2' } }])
  })

  it('is off where a host says that it does not forward', () => {
    const off = withHosts({ node: 'node-1', sysctl: { 'net.ipv4.ip_forward': '0' } })
    const on = withHosts({ node: 'node-1', sysctl: { 'net.ipv4.ip_forward': '1' } })
    const known = problemsOf('readiness-500').map(({ cause }) => cause)
    expect(problemsOf('readiness-500', off).map(({ cause }) => cause)).toContain('ip-forwarding-disabled')
    expect(problemsOf('readiness-500', on).map(({ cause }) => cause)).toEqual(known)
  })

  it('conflicts where the pod range lies in the network of an interface, unless the plugin made it', () => {
    const eth = withHosts({ node: 'node-1', addresses: [{ dev: 'eth1', cidr: '10.244.0.7/16' }] })
    const bridge = withHosts({ node: 'node-1', addresses: [{ dev: 'cni0', cidr: '10.244.0.1/24' }] })
    expect(problemsOf('readiness-500', eth).map(({ cause }) => cause)).toContain('pod-cidr-conflict')
    expect(problemsOf('readiness-500', bridge).map(({ cause }) => cause)).not.toContain('pod-cidr-conflict')
  })

  it('is blocked where a rule of the host’s own drops forwarded packets while pods are not well', () => {
    const firewalld = { rule: '-A FORWARD -j REJECT --reject-with icmp-host-prohibited', packets: 411 }
    const kubernetes = { rule: '-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP', packets: 12 }
    const blocked = problemsOf('readiness-500', withHosts({ node: 'node-1', drops: [kubernetes, firewalld] }))
    const fine = problemsOf('readiness-500', withHosts({ node: 'node-1', drops: [kubernetes] }))
    expect(blocked.map(({ cause }) => cause)).toContain('host-firewall-blocking')
    expect(fine.map(({ cause }) => cause)).not.toContain('host-firewall-blocking')
    expect(problemsOf('healthy-rolled', withHosts({ node: 'node-1', drops: [firewalld] }))).toEqual([])
  })
})
