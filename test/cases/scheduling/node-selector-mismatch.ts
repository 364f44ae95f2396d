import type { Cases } from '../../support/cases.ts'
import { refusedBy } from '../../support/refused.ts'
import { worded, write } from '../../support/variation.ts'

const recording = 'pending-node-selector'
const POD = /^indexer/
const selects = (nodeSelector: Readonly<Record<string, string>>) =>
  write('Pod', POD, ['spec', 'nodeSelector'], nodeSelector)
const labelled = (label: string, value: string) => write('Node', 'node-1', ['metadata', 'labels', label], value)
const wants = (...nodeSelectorTerms: readonly object[]) => [
  write('Pod', POD, ['spec', 'nodeSelector'], undefined),
  write('Pod', POD, ['spec', 'affinity'], {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  }),
]
const expression = (key: string, operator: string, ...values: readonly string[]) => ({
  matchExpressions: [{ key, operator, ...(values.length === 0 ? {} : { values }) }],
})

export default {
  'the scheduler speaks of rules that were not read': {
    recording,
    varied: [
      write('Pod', POD, ['spec', 'nodeSelector'], undefined),
      worded(
        /1 node\(s\) didn't match Pod's node affinity\/selector, 1 node\(s\) had untolerated taint\(s\)/g,
        "2 node(s) didn't match Pod's node affinity/selector",
        'kubernetes plugins/nodeaffinity/node_affinity.go, as the only reason',
      ),
    ],
    found: 1,
  },
  'a kubelet refuses a pod that came past the scheduler': {
    recording: 'node-disk-pressure',
    varied: [
      ...refusedBy('NodeAffinity', "node(s) didn't match Pod's node affinity/selector"),
      write('Pod', /^thumbs/, ['spec', 'nodeSelector'], { disk: 'ssd' }),
    ],
    found: 1,
  },
  'the nearest value that a node has is suggested': { recording, varied: [labelled('disktype', 'nvme2')], found: 1 },
  'a value of an affinity is corrected by hand, for its terms are a list': {
    recording,
    varied: [...wants(expression('disktype', 'In', 'nvme')), labelled('disktype', 'nvme2')],
    found: 1,
  },
  'a value that is like none is not replaced': { recording, varied: [labelled('disktype', 'hdd')], found: 1 },
  'a label that is nearly what nodes have is told, and is no value to set': {
    recording,
    varied: [selects({ 'kubernetes.io/hostnam': 'node-1' })],
    found: 1,
  },
  'a value that nodes must not have is not suggested': {
    recording,
    varied: wants(expression('kubernetes.io/os', 'NotIn', 'linux', 'linux2')),
    found: 1,
  },
  'a label that nodes must not have has no other value': {
    recording,
    varied: wants(expression('kubernetes.io/os', 'DoesNotExist')),
    found: 1,
  },
  'a single value that nodes must not have is no label to set': {
    recording,
    varied: wants(expression('kubernetes.io/os', 'NotIn', 'linux')),
    found: 1,
  },
  'of several values none is a label to set': {
    recording,
    varied: wants(expression('disktype', 'In', 'nvme', 'ssd')),
    found: 1,
  },
  'a label may be called like what every object has': {
    recording,
    varied: [selects({ constructor: 'yes' })],
    found: 1,
  },
  'an empty term matches no node': { recording, varied: wants({}), found: 1 },
  'demands that are each met, but on different nodes, are not to be corrected one by one': {
    recording: 'pending-taint',
    varied: [write('Pod', /^render/, ['spec', 'nodeSelector'], { pool: 'gpu', 'kubernetes.io/hostname': 'node-1' })],
    found: 1,
  },
  'of several nodes none is chosen to be labelled': {
    recording: 'pending-taint',
    varied: [write('Pod', /^render/, ['spec', 'nodeSelector'], { pool: 'gpus' })],
    found: 1,
  },
} satisfies Cases
