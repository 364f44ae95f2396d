import type { Cases } from '../../support/cases.ts'
import { gone, onHosts, write } from '../../support/variation.ts'

const dropping = (rule: string, packets = 411) => onHosts({ node: 'node-1', drops: [{ rule, packets }] })
const dualStack = write('Node', 'node-1', ['spec', 'podCIDRs'], ['10.244.0.0/24', 'fd00:10:244::/64'])

export default {
  'a rule that drops all that is forwarded drops what pods send': {
    recording: 'readiness-500',
    varied: [dropping('-A FORWARD -j REJECT --reject-with icmp-host-prohibited', 1)],
    found: 1,
  },
  'a rule that has met no packet has dropped nothing': {
    recording: 'readiness-500',
    varied: [dropping('-t filter -P FORWARD DROP', 0)],
    found: 0,
  },
  'a rule of kube-proxy drops broken packets': {
    recording: 'readiness-500',
    varied: [dropping('-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP')],
    found: 0,
  },
  'a rule for the range of the pods is about them in every chain': {
    recording: 'readiness-500',
    varied: [dropping('-A INPUT -s 192.168.0.0/16 -d 10.244.0.0/16 -j DROP')],
    found: 1,
  },
  'a rule may be about one of the ranges of a node': {
    recording: 'readiness-500',
    varied: [dualStack, dropping('inet firewalld filter_FORWARD ip6 saddr fd00:10:244::/56 drop')],
    found: 1,
  },
  'a rule for addresses that no pod has is not about pods': {
    recording: 'readiness-500',
    varied: [dropping('-A FORWARD -s 192.168.7.0/24 -j DROP')],
    found: 0,
  },
  'nor is a rule for one address, or for addresses of the other family': {
    recording: 'readiness-500',
    varied: [
      onHosts({
        node: 'node-1',
        drops: [
          { rule: 'inet firewalld filter_FORWARD ip saddr 192.168.7.9 drop', packets: 7 },
          { rule: '-t filter -A FORWARD -d fe80::/10 -j DROP', packets: 7 },
        ],
      }),
    ],
    found: 0,
  },
  'pods of other nodes need the port of the overlay': {
    recording: 'readiness-500',
    varied: [dropping('-A INPUT -p udp -m udp --dport 8472 -j DROP')],
    found: 1,
  },
  'a rule for the interface of the pods is about them': {
    recording: 'readiness-500',
    varied: [dropping('-A INPUT -i cni0 -j REJECT --reject-with icmp-port-unreachable')],
    found: 1,
  },
  'a rule for another host port': {
    recording: 'readiness-500',
    varied: [dropping('-A INPUT -p tcp -m tcp --dport 23 -j DROP')],
    found: 0,
  },
  'all pods are healthy': {
    recording: 'healthy-rolled',
    varied: [dropping('-A FORWARD -j REJECT --reject-with icmp-host-prohibited')],
    found: 0,
  },
  'of a rule for a long list of addresses the first thousand characters are read': {
    recording: 'readiness-500',
    varied: [
      dropping(
        `inet firewalld filter_FORWARD ip saddr { ${Array.from({ length: 80 }, (_, index) => `192.168.7.${index}`).join(', ')}, 10.244.0.7 } drop`,
      ),
    ],
    found: 0,
  },
  'where a rule is long its beginning is shown': {
    recording: 'readiness-500',
    varied: [
      dropping(
        `-A FORWARD -m comment --comment "${'no traffic between zones; '.repeat(9)}" -j REJECT --reject-with icmp-host-prohibited`,
      ),
    ],
    found: 1,
  },
  'a pod cannot reach its dependency because of it': {
    recording: 'egress-denied',
    varied: [
      gone('NetworkPolicy'),
      onHosts({ node: 'node-1', drops: [{ rule: '-A FORWARD -s 10.244.0.0/16 -j DROP', packets: 44 }] }),
    ],
    found: 1,
  },
  'diagnosis of the whole cluster, no pod affected': {
    recording: 'healthy-rolled',
    varied: [dropping('-A FORWARD -j REJECT --reject-with icmp-host-prohibited')],
    everywhere: true,
    found: 0,
  },
  'a pod of another node gets no answer from pods behind it': {
    recording: 'egress-denied',
    varied: [
      gone('NetworkPolicy'),
      write('Pod', /^db-/, ['spec', 'nodeName'], 'node-2'),
      onHosts({ node: 'node-2', drops: [{ rule: '-t filter -P FORWARD DROP', packets: 44 }] }),
    ],
    found: 1,
  },
  'no client connects to pods on the node': {
    recording: 'egress-denied',
    varied: [
      gone('NetworkPolicy'),
      onHosts({ node: 'node-2', drops: [{ rule: '-t filter -P FORWARD DROP', packets: 44 }] }),
    ],
    found: 0,
  },
} satisfies Cases
