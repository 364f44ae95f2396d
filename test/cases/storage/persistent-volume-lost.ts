import type { Cases } from '../../support/cases.ts'
import { borrowed, gone, notRead } from '../../support/variation.ts'

export default {
  'the phase of the claim decides where volumes were not read': {
    recording: 'pv-lost',
    varied: [notRead('PersistentVolume')],
    found: 1,
  },
  'the scheduler decides where claims were not read': {
    recording: 'pv-lost',
    varied: [notRead('PersistentVolumeClaim')],
    found: 1,
  },
  'a claim that was made anew is bound again': {
    recording: 'pv-lost',
    varied: [
      gone('PersistentVolumeClaim'),
      borrowed('csi-missing', 'PersistentVolumeClaim', 'data', 'vaults'),
      borrowed('csi-missing', 'PersistentVolume', 'lake-data'),
    ],
    found: 0,
  },
  'the volume of a claim is gone before its phase says so': {
    recording: 'csi-missing',
    varied: [gone('PersistentVolume')],
    found: 1,
  },
} satisfies Cases
