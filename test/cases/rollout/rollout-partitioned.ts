import type { Cases } from '../../support/cases.ts'
import { gone, later, notRead, write } from '../../support/variation.ts'

const recording = 'sts-partition'
const partitioned = (partition: number | undefined) =>
  write('StatefulSet', /^/, ['spec', 'updateStrategy', 'rollingUpdate', 'partition'], partition)

const controlled = write(
  'StatefulSet',
  'kafka',
  ['metadata', 'ownerReferences'],
  [{ apiVersion: 'pingcap.com/v1alpha1', kind: 'TidbCluster', name: 'basic', controller: true }],
)

export default {
  'a pod above the partition is still to be updated': {
    recording,
    varied: [partitioned(1), gone('Pod', 'kafka-0')],
    found: 0,
  },
  'a partition holds back the pods below it': { recording, varied: [partitioned(1), gone('Pod', 'kafka-1')], found: 1 },
  'without a partition nothing is held back': {
    recording,
    varied: [partitioned(undefined), gone('Pod', 'kafka-1')],
    found: 0,
  },
  'ordinals count from their start': {
    recording,
    varied: [partitioned(1), gone('Pod', 'kafka-0'), write('StatefulSet', 'kafka', ['spec', 'ordinals'], { start: 1 })],
    found: 1,
  },
  'of pods that were not read more are outdated than the partition holds back': {
    recording,
    varied: [partitioned(1), notRead('Pod')],
    found: 0,
  },
  'of pods that were not read the partition holds back all that are outdated': {
    recording,
    varied: [notRead('Pod')],
    found: 1,
  },
  'with OnDelete the partition decides nothing': {
    recording,
    varied: [write('StatefulSet', 'kafka', ['spec', 'updateStrategy', 'type'], 'OnDelete')],
    found: 0,
  },
  'a StatefulSet that does not say how many pods it wants wants one': {
    recording,
    varied: [write('StatefulSet', 'kafka', ['spec', 'replicas'], undefined)],
    found: 1,
  },
  'pods of one template are all up to date': {
    recording: 'pending-anti-affinity',
    varied: [partitioned(2)],
    found: 0,
  },
  'an operator lowers the partition of its set step by step': { recording, varied: [controlled], found: 0 },
  'how far it is cannot be seen where its pods were not read': {
    recording,
    varied: [controlled, notRead('Pod'), later(600)],
    found: 0,
  },
  'pods that are about to end make room for new ones': {
    recording,
    varied: [write('Pod', /^kafka-/, ['metadata', 'deletionTimestamp'], '2026-11-23T21:44:50Z')],
    found: 0,
  },
  'an operator that has updated no pod for ten minutes is not waited for': {
    recording,
    varied: [controlled, later(600)],
    found: 1,
  },
} satisfies Cases
