import type { Cases } from '../../support/cases.ts'
import { write } from '../../support/variation.ts'

export default {
  'Helm takes back what kubectl edits': {
    recording: 'readiness-404',
    varied: [write('Deployment', 'profile', ['metadata', 'annotations'], { 'meta.helm.sh/release-name': 'profile' })],
    found: 1,
  },
} satisfies Cases
