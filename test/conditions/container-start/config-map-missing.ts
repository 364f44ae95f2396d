import type { Conditions } from '../../support/conditions.ts'
import { later } from '../../support/variation.ts'

export default {
  'what is applied a moment after the pods is on its way': {
    recording: 'config-map-missing',
    varied: [later(-91)],
    found: 1,
  },
} satisfies Conditions
