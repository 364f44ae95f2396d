import type { Conditions } from '../../support/conditions.ts'
import { notRead } from '../../support/variation.ts'

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
} satisfies Conditions
