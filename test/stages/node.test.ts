import { describe, expect, it } from 'vitest'
import type { HostFacts, Problem, Snapshot } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { readRecording, readScenario } from '../support/scenarios.ts'

function problemsOf(id: string, change: (snapshot: Snapshot) => Snapshot = snapshot => snapshot): readonly Problem[] {
  const { problems, broken } = diagnose(change(readRecording(id)), { namespace: readScenario(id).namespace })
  expect(broken).toEqual([])
  return problems
}

const withHosts =
  (...hosts: HostFacts[]) =>
  (snapshot: Snapshot) => ({ ...snapshot, hosts })

describe('the network of a node', () => {
  it.each([
    ['cni-missing', 'the network plugin of node node-2 is not ready'],
    ['cni-bad-plugin', 'network plugin calico is not installed on node node-2'],
    ['pod-ips-exhausted', 'node node-2 has no IP addresses left for pods'],
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
