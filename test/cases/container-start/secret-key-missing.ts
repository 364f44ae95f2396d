import type { Cases } from '../../support/cases.ts'
import { edit, gone, mapped } from '../../support/variation.ts'

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
  'a volume may find the key in a Secret whose data was not read': {
    recording: 'secret-item-missing',
    varied: [gone('Event'), edit('Secret', 'edge-cert', ({ data: _, ...object }) => object)],
    found: 0,
  },
  'where no event is left, the keys of the Secret say so': {
    recording: 'secret-item-missing',
    varied: [gone('Event')],
    found: 1,
  },
  'what has to be filled in is no secret, whatever the key is called': {
    recording: 'secret-key-missing',
    varied: [mapped(object => JSON.parse(JSON.stringify(object).replaceAll('passwrd', 'DB_PASSWORD')))],
    found: 1,
  },
} satisfies Cases
