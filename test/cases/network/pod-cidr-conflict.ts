import type { Cases } from '../../support/cases.ts'
import { borrowed, gone, onHosts, unsaid, write } from '../../support/variation.ts'

const range = (node: string, cidr: string) => write('Node', node, ['spec', 'podCIDR'], cidr)
const made = (node: string, time: string) => write('Node', node, ['metadata', 'creationTimestamp'], time)
const second = borrowed('pod-ips-exhausted', 'Node', 'node-2')
const third = borrowed('cni-bad-plugin', 'Node', 'node-2')
const named = (was: string, is: string) => write('Node', was, ['metadata', 'name'], is)
const AGE = '2026-11-23T21:09:26Z'
const EARLIER = '2026-11-23T20:09:26Z'

export default {
  'pods may not have addresses of nodes': {
    recording: 'readiness-500',
    varied: [write('Node', 'node-1', ['spec'], { podCIDR: '10.200.0.0/24', podCIDRs: ['10.200.0.0/24'] })],
    found: 1,
  },
  'pods may not have addresses of Services': {
    recording: 'readiness-500',
    varied: [write('Node', 'node-1', ['spec'], { podCIDR: '10.96.0.0/24', podCIDRs: ['10.96.0.0/24'] })],
    found: 1,
  },
  'ranges side by side are as they should be': {
    recording: 'readiness-500',
    varied: [second],
    found: 0,
  },
  'of two nodes with overlapping ranges the later one is at fault': {
    recording: 'readiness-500',
    varied: [second, range('node-2', '10.244.0.0/16'), made('node-2', EARLIER)],
    found: 1,
  },
  'the range of the older node may be the smaller one': {
    recording: 'readiness-500',
    varied: [second, range('node-2', '10.244.0.128/25'), made('node-2', EARLIER)],
    found: 1,
  },
  'the older one is not at fault': {
    recording: 'readiness-500',
    varied: [second, range('node-2', '10.244.0.0/16')],
    found: 0,
  },
  'of two nodes of one age the one whose name comes first is not at fault': {
    recording: 'readiness-500',
    varied: [second, range('node-2', '10.244.0.0/16'), made('node-2', AGE)],
    found: 0,
  },
  'of two nodes of one age the one whose name comes last is at fault': {
    recording: 'readiness-500',
    varied: [second, range('node-2', '10.244.0.0/16'), made('node-2', AGE), named('node-2', 'node-0')],
    found: 1,
  },
  'nodes of unknown age are of one age: the name comes first': {
    recording: 'readiness-500',
    varied: [second, range('node-2', '10.244.0.0/16'), unsaid('Node', /^node/, ['metadata', 'creationTimestamp'])],
    found: 0,
  },
  'nodes of unknown age are of one age: the name comes last': {
    recording: 'readiness-500',
    varied: [
      second,
      range('node-2', '10.244.0.0/16'),
      named('node-2', 'node-0'),
      unsaid('Node', /^node/, ['metadata', 'creationTimestamp']),
    ],
    found: 1,
  },
  'of several older nodes with the range the oldest is named': {
    recording: 'readiness-500',
    varied: [
      second,
      range('node-2', '10.244.0.0/16'),
      made('node-2', '2026-11-23T20:30:00Z'),
      named('node-2', 'node-8'),
      third,
      range('node-2', '10.244.0.0/16'),
      made('node-2', EARLIER),
      named('node-2', 'node-9'),
    ],
    found: 1,
  },
  'a network of the host holds the range of the pods': {
    recording: 'readiness-500',
    varied: [onHosts({ node: 'node-1', addresses: [{ dev: 'eth1', cidr: '10.244.0.7/16' }] })],
    found: 1,
  },
  'interfaces of the pods are in their range, others of the host beside it': {
    recording: 'readiness-500',
    varied: [
      onHosts({
        node: 'node-1',
        addresses: [
          { dev: 'cni0', cidr: '10.244.0.1/24' },
          { dev: 'eth0', cidr: '192.168.7.9/24' },
        ],
      }),
    ],
    found: 0,
  },
  'a pod cannot reach its dependency because of it': {
    recording: 'egress-denied',
    varied: [gone('NetworkPolicy'), second, range('node-2', '10.244.0.0/16'), made('node-2', EARLIER)],
    found: 1,
  },
  'a node that joins with the range of another takes the packets of its pods': {
    recording: 'egress-denied',
    varied: [gone('NetworkPolicy'), second, range('node-2', '10.244.0.0/24')],
    found: 1,
  },
  'the older node is not at fault, and its pods say nothing of lost packets': {
    recording: 'readiness-500',
    varied: [second, range('node-2', '10.244.0.0/24')],
    found: 0,
  },
  'all pods are healthy': {
    recording: 'healthy-rolled',
    varied: [onHosts({ node: 'node-1', addresses: [{ dev: 'eth1', cidr: '10.244.0.7/16' }] })],
    found: 0,
  },
  'diagnosis of the whole cluster, no pod affected': {
    recording: 'healthy-rolled',
    varied: [onHosts({ node: 'node-1', addresses: [{ dev: 'eth1', cidr: '10.244.0.7/16' }] })],
    everywhere: true,
    found: 0,
  },
  'diagnosis of the whole cluster, no packets lost': {
    recording: 'readiness-500',
    varied: [second, range('node-2', '10.244.0.0/24')],
    everywhere: true,
    found: 0,
  },
  'a pod of another node gets no answer from pods with such addresses': {
    recording: 'egress-denied',
    varied: [
      gone('NetworkPolicy'),
      write('Pod', /^db-/, ['spec', 'nodeName'], 'node-2'),
      range('node-2', '10.200.0.0/24'),
    ],
    found: 1,
  },
} satisfies Cases
