import type { Cases } from '../../support/cases.ts'
import { edit, gone, later, notRead, write } from '../../support/variation.ts'

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
  'the scheduler waits for a claim that was not read': {
    recording: 'pvc-class-missing',
    varied: [notRead('PersistentVolumeClaim')],
    found: 1,
  },
  'the scheduler waits for one of several claims that were not read': {
    recording: 'pvc-class-missing',
    varied: [
      notRead('PersistentVolumeClaim'),
      edit('Pod', 'wiki-0', pod => {
        const spec = pod['spec'] as { readonly volumes: readonly unknown[] }
        const other = { name: 'index', persistentVolumeClaim: { claimName: 'index-wiki-0' } }
        return { ...pod, spec: { ...spec, volumes: [...spec.volumes, other] } }
      }),
    ],
    found: 1,
  },
  'a claim is not bound, and nothing shows why': {
    recording: 'provisioner-absent',
    varied: [notRead('StorageClass', 'PersistentVolume', 'Event'), later(900)],
    found: 1,
  },
} satisfies Cases
