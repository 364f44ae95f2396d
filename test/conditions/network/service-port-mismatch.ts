import type { Conditions } from '../../support/conditions.ts'
import { notRead, write } from '../../support/variation.ts'

export default {
  'a Service that stands for a name outside leads to no pod': {
    recording: 'service-named-port',
    varied: [write('Service', 'storefront', ['spec', 'type'], 'ExternalName')],
    found: 0,
  },
  'a headless Service may lead to a port that no container declares': {
    recording: 'service-target-port',
    varied: [write('Service', 'storefront', ['spec', 'clusterIP'], 'None')],
    found: 0,
  },
  'pods that were not read declare nothing': {
    recording: 'service-named-port',
    varied: [notRead('Pod')],
    found: 0,
  },
} satisfies Conditions
