import type { Cases } from '../../support/cases.ts'
import { worded } from '../../support/variation.ts'

const refuses = (error: string) =>
  worded(
    /(Error creating: )?pods "[^"]+" is forbidden: exceeded quota.*$/,
    `$1${error}`,
    'etcd api/v3rpc/rpctypes/error.go',
  )

export default {
  'an etcd whose database is full stores no pods': {
    recording: 'quota-exceeded',
    varied: [refuses('etcdserver: mvcc: database space exceeded')],
    found: 1,
  },
  'an etcd without a leader stores no pods': {
    recording: 'quota-exceeded',
    varied: [refuses('etcdserver: no leader')],
    found: 1,
  },
} satisfies Cases
