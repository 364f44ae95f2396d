import type { Cases } from '../../support/cases.ts'
import { gone, onHosts, write } from '../../support/variation.ts'

const set = (sysctl: Readonly<Record<string, string>>) => onHosts({ node: 'node-1', sysctl })
const IPV4 = 'net.ipv4.ip_forward'
const IPV6 = 'net.ipv6.conf.all.forwarding'
const BRIDGE = 'net.bridge.bridge-nf-call-iptables'

export default {
  'a node that does not forward keeps its pods apart, whether they notice or not': {
    recording: 'healthy-rolled',
    varied: [set({ [IPV4]: '0\n', [BRIDGE]: '1' })],
    found: 1,
  },
  'a node without pods forwards for none': {
    recording: 'cni-missing',
    varied: [onHosts({ node: 'node-2', sysctl: { [IPV4]: '0' } })],
    found: 0,
  },
  'a node that forwards is fine': {
    recording: 'readiness-500',
    varied: [set({ [IPV4]: '1', [IPV6]: '1', [BRIDGE]: '1' })],
    found: 0,
  },
  'pods without IPv6 do without its forwarding': {
    recording: 'readiness-500',
    varied: [set({ [IPV4]: '1', [IPV6]: '0' })],
    found: 0,
  },
  'pods of both families need both': {
    recording: 'readiness-500',
    varied: [
      write('Node', 'node-1', ['spec', 'podCIDRs'], ['10.244.0.0/24', 'fd00:10:244::/64']),
      set({ [IPV4]: '1', [IPV6]: '0' }),
    ],
    found: 1,
  },
  'bridged packets that pass the rules of Services by may be why a pod is not well': {
    recording: 'readiness-500',
    varied: [set({ [IPV4]: '1', [BRIDGE]: '0' })],
    found: 1,
  },
  'where all pods are well bridged packets need no rules': {
    recording: 'healthy-rolled',
    varied: [set({ [IPV4]: '1', [BRIDGE]: '0' })],
    found: 0,
  },
  'a node that is gone has no kernel': {
    recording: 'readiness-500',
    varied: [gone('Node'), set({ [IPV4]: '0' })],
    found: 0,
  },
  'what a pod cannot reach for it follows from it': {
    recording: 'egress-denied',
    varied: [gone('NetworkPolicy'), onHosts({ node: 'node-1', sysctl: { 'net.ipv4.ip_forward': '0' } })],
    found: 1,
  },
  'nor is that any trouble of the cluster': {
    recording: 'cni-missing',
    varied: [onHosts({ node: 'node-2', sysctl: { [IPV4]: '0' } })],
    everywhere: true,
    found: 0,
  },
  'what a pod of another node cannot reach for it follows from it': {
    recording: 'egress-denied',
    varied: [
      gone('NetworkPolicy'),
      write('Pod', /^db-/, ['spec', 'nodeName'], 'node-2'),
      onHosts({ node: 'node-2', sysctl: { [IPV4]: '0' } }),
    ],
    found: 1,
  },
} satisfies Cases
