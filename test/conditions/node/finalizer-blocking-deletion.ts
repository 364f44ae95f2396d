import type { Conditions } from '../../support/conditions.ts'
import { later, notRead, unsaid, write } from '../../support/variation.ts'

export default {
  'every finalizer that holds an object is named': {
    recording: 'namespace-stuck',
    varied: [
      write('ConfigMap', 'billing-export', ['metadata', 'finalizers'], ['billing.acme.io/export', 'audit.acme.io/log']),
    ],
    found: 1,
  },
  'a finalizer has half a minute to be removed': {
    recording: 'finalizer-stuck',
    varied: [later(-74)],
    found: 0,
  },
  'a namespace tells of finalizers on what was not read in it': {
    recording: 'namespace-stuck',
    varied: [notRead('ConfigMap')],
    found: 1,
  },
  'a namespace has a minute to empty itself': {
    recording: 'namespace-stuck',
    varied: [notRead('ConfigMap'), later(-10)],
    found: 0,
  },
  'a namespace that says nothing of finalizers may wait for something else': {
    recording: 'namespace-stuck',
    varied: [notRead('ConfigMap'), unsaid('Namespace', 'old-tenant', ['status', 'conditions'])],
    found: 0,
  },
  'a namespace whose deletion has no time is given it': {
    recording: 'namespace-stuck',
    varied: [notRead('ConfigMap'), unsaid('Namespace', 'old-tenant', ['metadata', 'deletionTimestamp'])],
    found: 0,
  },
} satisfies Conditions
