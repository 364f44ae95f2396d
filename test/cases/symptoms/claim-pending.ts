import type { Cases } from '../../support/cases.ts'
import { gone, later, write } from '../../support/variation.ts'

export default {
  'a claim that is bound waits for nothing': {
    recording: 'volume-other-node',
    varied: [
      gone('Pod'),
      write('PersistentVolumeClaim', 'tsdb', ['metadata', 'deletionTimestamp'], '2026-11-23T21:40:30Z'),
      write('PersistentVolumeClaim', 'tsdb', ['metadata', 'finalizers'], ['example.com/backup']),
      later(60),
    ],
    found: 1,
  },
  'a claim is not bound': {
    recording: 'pvc-too-large',
    varied: [gone('Pod'), gone('Deployment'), gone('ReplicaSet')],
    found: 1,
  },
} satisfies Cases
