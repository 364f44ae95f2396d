import type { Cases } from '../../support/cases.ts'
import { CONTENT_FAILURE } from '../../support/namespace-failure.ts'
import { gone } from '../../support/variation.ts'

export default {
  'what cannot be deleted in a namespace keeps it, and nothing else tells why': {
    recording: 'namespace-stuck',
    varied: [gone('ConfigMap', 'billing-export'), ...CONTENT_FAILURE],
    found: 1,
  },
} satisfies Cases
