import type { Cases } from '../../support/cases.ts'
import { notRead, worded, write } from '../../support/variation.ts'

export default {
  'two full nodes are both named': {
    recording: 'node-pod-limit',
    varied: [
      write('Pod', /^runner/, ['spec', 'nodeSelector'], undefined),
      worded(
        /1 Too many pods, 1 node\(s\) didn't match Pod's node affinity\/selector/,
        '2 Too many pods',
        'numbers only',
      ),
    ],
    found: 1,
  },
  'a pod that is about to stop makes room': {
    recording: 'node-pod-limit',
    varied: [
      write('Pod', /^runner-6fd97fbc6b-cg9rj$/, ['metadata', 'deletionTimestamp'], '2026-11-23T21:39:30Z'),
      write('Pod', /^runner-6fd97fbc6b-cg9rj$/, ['metadata', 'deletionGracePeriodSeconds'], 30),
    ],
    found: 1,
  },
  'the pod of a DaemonSet names its node where nodes were not read': {
    recording: 'node-pod-limit',
    varied: [
      notRead('Node'),
      write('Pod', /^runner/, ['spec', 'nodeSelector'], undefined),
      write('Pod', /^runner/, ['spec', 'affinity'], {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-2'] }] }],
          },
        },
      }),
    ],
    found: 1,
  },
} satisfies Cases
