import type { Cases } from '../../support/cases.ts'
import { borrowed, worded, write } from '../../support/variation.ts'

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
  'where no other node could ever take the pod the cordon is what to lift': {
    recording: 'pending-cpu',
    varied: [
      borrowed('pending-taint', 'Node', 'gpu-1'),
      write('Node', 'gpu-1', ['spec'], { unschedulable: true }),
      worded(
        /1 Insufficient cpu/g,
        '1 Insufficient cpu, 1 node(s) were unschedulable',
        'kubernetes plugins/nodeunschedulable/node_unschedulable.go',
      ),
    ],
    found: 1,
  },
} satisfies Cases
