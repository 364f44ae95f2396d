import type { Cases } from '../../support/cases.ts'
import { write } from '../../support/variation.ts'

export default {
  'the memory limit of the container is named beside the heap limit': {
    recording: 'node-heap',
    varied: [
      write(
        'Pod',
        /^render/,
        ['spec', 'containers'],
        [{ name: 'render', image: 'node:22-alpine', resources: { limits: { memory: '64Mi' } } }],
      ),
    ],
    found: 1,
  },
} satisfies Cases
