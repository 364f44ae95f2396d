import type { Cases } from '../../support/cases.ts'
import { borrowed, notRead, write } from '../../support/variation.ts'

const recording = 'volume-other-node'
const claimed = (...names: readonly string[]) =>
  write(
    'Pod',
    /^tsdb/,
    ['spec', 'volumes'],
    names.map(claimName => ({ name: claimName, persistentVolumeClaim: { claimName } })),
  )
const only = (...hosts: readonly string[]) => ({
  required: {
    nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: hosts }] }],
  },
})
const reach = (volume: string, affinity: object | undefined) =>
  write('PersistentVolume', volume, ['spec', 'nodeAffinity'], affinity)

/** Another claim of the pod, before the one whose volume is elsewhere. */
const two = [
  borrowed('rwop-rolling', 'PersistentVolumeClaim', 'data', 'timeseries'),
  borrowed('rwop-rolling', 'PersistentVolume', 'jira-data'),
  claimed('data', 'tsdb'),
]

const open = [write('Node', 'node-2', ['spec', 'taints'], undefined)]

export default {
  'a volume that can be reached from everywhere is not the one': { recording, varied: two, found: 1 },
  'a volume that can be reached from the fitting nodes is not the one': {
    recording,
    varied: [...two, reach('jira-data', only('node-1'))],
    found: 1,
  },
  'a volume that does not say from where it is reached is not the one, where nodes were not read': {
    recording,
    varied: [...two, notRead('Node')],
    found: 1,
  },
  'volumes that are each reached, but from different nodes, are both named': {
    recording,
    varied: [...open, ...two, reach('jira-data', only('node-1')), reach('tsdb-data', only('node-2'))],
    found: 1,
  },
  'volumes that are both reached from a node that is not for the pod are not far from each other': {
    recording,
    varied: [
      ...open,
      borrowed('pending-taint', 'Node', 'gpu-1'),
      ...two,
      reach('jira-data', only('node-1', 'gpu-1')),
      reach('tsdb-data', only('node-2', 'gpu-1')),
    ],
    found: 1,
  },
  'a volume whose nodes are not for the pod is named alone': {
    recording,
    varied: [...two, reach('tsdb-data', only('node-2'))],
    found: 1,
  },
  'where no volume says from where it is reached the claim is named': {
    recording,
    varied: [reach('tsdb-data', undefined)],
    found: 1,
  },
} satisfies Cases
