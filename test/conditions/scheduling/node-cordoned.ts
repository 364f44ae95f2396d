import type { Conditions } from '../../support/conditions.ts'
import { worded, write } from '../../support/variation.ts'

export default {
  'two cordoned nodes are both named': {
    recording: 'node-cordoned',
    varied: [
      write('Pod', /^crunch/, ['spec', 'nodeSelector'], undefined),
      write('Node', 'node-1', ['spec', 'unschedulable'], true),
      worded(
        /1 node\(s\) didn't match Pod's node affinity\/selector, 1 node\(s\) were unschedulable/,
        '2 node(s) were unschedulable',
        'kubernetes plugins/nodeunschedulable/node_unschedulable.go',
      ),
    ],
    found: 1,
  },
} satisfies Conditions
