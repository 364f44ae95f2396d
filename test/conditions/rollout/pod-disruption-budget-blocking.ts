import type { Conditions } from '../../support/conditions.ts'
import { write } from '../../support/variation.ts'

export default {
  'a budget that has room lets a node be emptied': {
    recording: 'healthy-full-house',
    varied: [
      write(
        'Node',
        /^/,
        ['spec', 'taints'],
        [{ key: 'ToBeDeletedByClusterAutoscaler', value: '1764018000', effect: 'NoSchedule' }],
      ),
    ],
    found: 0,
  },
} satisfies Conditions
