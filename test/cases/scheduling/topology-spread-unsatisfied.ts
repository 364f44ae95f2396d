import type { Cases } from '../../support/cases.ts'
import { notRead, worded, write } from '../../support/variation.ts'

const recording = 'pending-spread'
const ZONE = 'topology.kubernetes.io/zone'
const SPREAD = ['spec', 'topologySpreadConstraints']
const over = (topologyKey: string, more: object = {}) => ({
  labelSelector: { matchLabels: { app: 'api' } },
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: 'DoNotSchedule',
  ...more,
})
const open = [
  write('Node', 'node-2', ['spec', 'taints'], undefined),
  write('Node', 'node-2', ['spec', 'unschedulable'], undefined),
]
const inZone = (node: string, zone: string) => write('Node', node, ['metadata', 'labels', ZONE], zone)
const skewed = worded(/ \(missing required label\)/g, '', 'kubernetes plugins/podtopologyspread/common.go')

export default {
  'nodes that were not read are not said to lack the label': {
    recording,
    varied: [notRead('Node'), skewed],
    found: 1,
  },
  'the scheduler says that the label is missing where nodes were not read': {
    recording,
    varied: [notRead('Node')],
    found: 1,
  },
  'a label that one of the fitting nodes has is not missing': {
    recording,
    varied: [...open, inZone('node-2', 'eu-1b')],
    found: 1,
  },
  'a label that all fitting nodes have is not missing': {
    recording,
    varied: [...open, inZone('node-1', 'eu-1a'), inZone('node-2', 'eu-1b'), skewed],
    found: 1,
  },
  'minDomains may want more zones than there are': {
    recording,
    varied: [
      ...open,
      inZone('node-1', 'eu-1a'),
      inZone('node-2', 'eu-1b'),
      skewed,
      write('Pod', /^api/, SPREAD, [over(ZONE, { minDomains: 3 })]),
    ],
    found: 1,
  },
  'minDomains wants two zones, and the only node is one': {
    recording,
    varied: [inZone('node-1', 'eu-1a'), skewed, write('Pod', /^api/, SPREAD, [over(ZONE, { minDomains: 2 })])],
    found: 1,
  },
  'as many zones as it wants are enough': {
    recording,
    varied: [
      ...open,
      inZone('node-1', 'eu-1a'),
      inZone('node-2', 'eu-1b'),
      skewed,
      write('Pod', /^api/, SPREAD, [over(ZONE, { minDomains: 2 })]),
    ],
    found: 1,
  },
  'the constraint whose label is missing is named before others': {
    recording,
    varied: [write('Pod', /^api/, SPREAD, [over('kubernetes.io/hostname'), over(ZONE, { maxSkew: 2 })])],
    found: 1,
  },
  'a constraint that is only wished for leaves no pod pending': {
    recording,
    varied: [write('Pod', /^api/, SPREAD, [over('rack', { whenUnsatisfiable: 'ScheduleAnyway' }), over(ZONE)])],
    found: 1,
  },
  "a pod without constraints is spread by the scheduler's own": {
    recording,
    varied: [write('Pod', /^api/, SPREAD, undefined)],
    found: 1,
  },
} satisfies Cases
