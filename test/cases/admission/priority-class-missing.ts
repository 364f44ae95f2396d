import type { Cases } from '../../support/cases.ts'
import { added, notRead } from '../../support/variation.ts'

const classes = (...names: readonly string[]) =>
  added(
    ...names.map(name => ({
      kind: 'PriorityClass',
      ...{ apiVersion: 'scheduling.k8s.io/v1', metadata: { name }, value: 1000 },
    })),
  )

export default {
  'a class of nearly that name was meant': {
    recording: 'priority-class',
    varied: [classes('business-critcal')],
    found: 1,
  },
  'five of the classes are offered, none that is the system’s': {
    recording: 'priority-class',
    varied: [classes('batch', 'bronze', 'silver', 'gold', 'daily', 'nightly')],
    found: 1,
  },
  'a class that has come into being lets the next pod pass, whatever else has nearly its name': {
    recording: 'priority-class',
    varied: [classes('business-critical', 'business-critcal')],
    found: 1,
  },
  'events alone tell of a ReplicaSet that was not read': {
    recording: 'priority-class',
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
} satisfies Cases
