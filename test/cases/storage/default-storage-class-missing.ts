import type { Cases } from '../../support/cases.ts'
import { added, borrowed, notRead, write } from '../../support/variation.ts'
import { storageClass } from '../../support/written.ts'

export default {
  'any class there is could be the default': {
    recording: 'pvc-no-default-class',
    varied: [added(storageClass('standard'), storageClass('fast'))],
    found: 1,
  },
  'of many classes ten are named': {
    recording: 'pvc-no-default-class',
    varied: [added(...Array.from({ length: 12 }, (_, index) => storageClass(`tier-${index}`)))],
    found: 1,
  },
  'there is a default class': {
    recording: 'pvc-no-default-class',
    varied: [added(storageClass('standard', true))],
    found: 0,
  },
  'the event decides where classes were not read': {
    recording: 'pvc-no-default-class',
    varied: [notRead('StorageClass')],
    found: 1,
  },
  'volumes without a class that others have, and free ones of a class, do not help': {
    recording: 'pvc-no-default-class',
    varied: [
      borrowed('csi-missing', 'PersistentVolume', 'lake-data'),
      write('PersistentVolume', 'lake-data', ['spec', 'storageClassName'], ''),
      borrowed('pvc-too-large', 'PersistentVolume', 'media-pv'),
    ],
    found: 1,
  },
  'classes and events were not read': {
    recording: 'pvc-no-default-class',
    varied: [notRead('StorageClass', 'Event')],
    found: 0,
  },
} satisfies Cases
