import type { Conditions } from '../../support/conditions.ts'
import { gone, readOnlyIn, worded, write } from '../../support/variation.ts'

/** The database of which no pod was ever made. */
const noDatabase = [gone('NetworkPolicy'), gone('Pod', /^db-/), gone('ReplicaSet', /^db-/)]
const stopped = write('Deployment', 'db', ['spec', 'replicas'], 0)

export default {
  'what a crashing program depends on was stopped': {
    recording: 'egress-denied',
    varied: [...noDatabase, stopped],
    found: 1,
  },
  'it is stopped behind the name of one of its pods': {
    recording: 'egress-denied',
    varied: [
      ...noDatabase,
      stopped,
      write('Service', 'db', ['spec', 'clusterIP'], 'None'),
      worded(/10\.96\.169\.147/g, 'db-0.db', 'a name for an address only'),
    ],
    found: 1,
  },
  'it has replicas that are not made': {
    recording: 'egress-denied',
    varied: noDatabase,
    found: 0,
  },
  'its pods were not read': {
    recording: 'egress-denied',
    varied: [...noDatabase, stopped, readOnlyIn('default', 'Pod')],
    found: 0,
  },
  'nobody asks for it': {
    recording: 'healthy-scaled-zero',
    varied: [],
    found: 0,
  },
} satisfies Conditions
