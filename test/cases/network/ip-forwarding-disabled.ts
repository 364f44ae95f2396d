import type { Cases } from '../../support/cases.ts'
import { gone, onHosts, write } from '../../support/variation.ts'

const set = (sysctl: Readonly<Record<string, string>>) => onHosts({ node: 'node-1', sysctl })
const IPV4 = 'net.ipv4.ip_forward'
const IPV6 = 'net.ipv6.conf.all.forwarding'
const BRIDGE = 'net.bridge.bridge-nf-call-iptables'

export default {
  'IP forwarding is off, and its pods are healthy': {
    recording: 'healthy-rolled',
    varied: [set({ [IPV4]: '0\n', [BRIDGE]: '1' })],
    found: 1,
  },
  'the node runs no pods': {
    recording: 'cni-missing',
    varied: [onHosts({ node: 'node-2', sysctl: { [IPV4]: '0' } })],
    found: 0,
  },
  'IP forwarding is on': {
    recording: 'readiness-500',
    varied: [set({ [IPV4]: '1', [IPV6]: '1', [BRIDGE]: '1' })],
    found: 0,
  },
  'IPv6 forwarding is off, and the pods have only IPv4': {
    recording: 'readiness-500',
    varied: [set({ [IPV4]: '1', [IPV6]: '0' })],
    found: 0,
  },
  'IPv6 forwarding is off, and the pods have both families': {
    recording: 'readiness-500',
    varied: [
      write('Node', 'node-1', ['spec', 'podCIDRs'], ['10.244.0.0/24', 'fd00:10:244::/64']),
      set({ [IPV4]: '1', [IPV6]: '0' }),
    ],
    found: 1,
  },
  'bridge-nf-call-iptables is off, and a pod fails': {
    recording: 'readiness-500',
    varied: [set({ [IPV4]: '1', [BRIDGE]: '0' })],
    found: 1,
  },
  'bridge-nf-call-iptables is off, and all pods are healthy': {
    recording: 'healthy-rolled',
    varied: [set({ [IPV4]: '1', [BRIDGE]: '0' })],
    found: 0,
  },
  'the node no longer exists': {
    recording: 'readiness-500',
    varied: [gone('Node'), set({ [IPV4]: '0' })],
    found: 0,
  },
  'a pod cannot reach its dependency because of it': {
    recording: 'egress-denied',
    varied: [gone('NetworkPolicy'), onHosts({ node: 'node-1', sysctl: { 'net.ipv4.ip_forward': '0' } })],
    found: 1,
  },
  'diagnosis of the whole cluster, a node without pods': {
    recording: 'cni-missing',
    varied: [onHosts({ node: 'node-2', sysctl: { [IPV4]: '0' } })],
    everywhere: true,
    found: 0,
  },
  'a pod of another node cannot reach its dependency because of it': {
    recording: 'egress-denied',
    varied: [
      gone('NetworkPolicy'),
      write('Pod', /^db-/, ['spec', 'nodeName'], 'node-2'),
      onHosts({ node: 'node-2', sysctl: { [IPV4]: '0' } }),
    ],
    found: 1,
  },
} satisfies Cases
