import type { Conditions } from '../../support/conditions.ts'
import { edit } from '../../support/variation.ts'

export default {
  'a Secret that was read without its data may hold the key': {
    recording: 'secret-key-missing',
    varied: [edit('Secret', 'payments-db', ({ data: _, ...object }) => object)],
    found: 1,
  },
  'a key that has come since ends it when the kubelet looks again': {
    recording: 'secret-key-missing',
    varied: [edit('Secret', 'payments-db', object => ({ ...object, data: { passwrd: 'eA==' } }))],
    found: 1,
  },
} satisfies Conditions
