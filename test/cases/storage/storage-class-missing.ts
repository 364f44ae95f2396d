import type { Cases } from '../../support/cases.ts'
import { added, gone, notRead, write } from '../../support/variation.ts'
import { storageClass } from '../../support/written.ts'

/** The volumes of the pod, as those of its template. */
const inVolumes = (volumes: readonly unknown[]) => write('Pod', /^db-/, ['spec', 'volumes'], volumes)

export default {
  'a class of nearly that name may be the one meant': {
    recording: 'pvc-class-missing',
    varied: [added(storageClass('fast-sdd'), storageClass('slow', true))],
    found: 1,
  },
  'where no name is near there is the default class': {
    recording: 'pvc-class-missing',
    varied: [added(storageClass('premium'), storageClass('standard', true))],
    found: 1,
  },
  'of many classes ten are named': {
    recording: 'pvc-class-missing',
    varied: [added(...Array.from({ length: 12 }, (_, index) => storageClass(`tier-${index}`)))],
    found: 1,
  },
  'the class is there now': {
    recording: 'pvc-class-missing',
    varied: [added(storageClass('fast-ssd'))],
    found: 0,
  },
  'the event decides where classes were not read, and volumes of that name cannot be excluded where those were not': {
    recording: 'pvc-class-missing',
    varied: [notRead('StorageClass', 'PersistentVolume')],
    found: 1,
  },
  'a claim that waits for its first pod needs its class all the same': {
    recording: 'healthy-claim-waiting',
    varied: [gone('StorageClass')],
    found: 1,
  },
  'the claim of an ephemeral volume is written in the pod template': {
    recording: 'young-class-missing',
    varied: [
      write('PersistentVolumeClaim', 'data', ['metadata', 'name'], 'db-696f888fcb-lzgd2-scratch'),
      inVolumes([
        { name: 'cache', ephemeral: { volumeClaimTemplate: {} } },
        { name: 'scratch', ephemeral: { volumeClaimTemplate: {} } },
      ]),
    ],
    found: 1,
  },
  'a claim may happen to be named like that of an ephemeral volume': {
    recording: 'young-class-missing',
    varied: [
      write('PersistentVolumeClaim', 'data', ['metadata', 'name'], 'db-696f888fcb-lzgd2-scratch'),
      inVolumes([{ name: 'scratch', persistentVolumeClaim: { claimName: 'db-696f888fcb-lzgd2-scratch' } }]),
    ],
    found: 1,
  },
} satisfies Cases
