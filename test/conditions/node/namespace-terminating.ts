import type { Conditions } from '../../support/conditions.ts'
import type { Variation } from '../../support/variation.ts'
import { borrowed, gone, notRead, worded } from '../../support/variation.ts'

const refusedIn = (namespace: string): Variation =>
  worded(
    /exceeded quota: .*$/,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    'staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go',
  )

const DEPLOYED_INTO_IT = [
  borrowed('quota-exceeded', 'ReplicaSet', 'api-67745cdc7f', 'old-tenant'),
  refusedIn('old-tenant'),
]

export default {
  'a deploy goes on into a namespace that is being deleted': {
    recording: 'namespace-stuck',
    varied: [...DEPLOYED_INTO_IT, gone('ConfigMap', 'billing-export')],
    found: 1,
  },
  'what holds the namespace is named in its place': {
    recording: 'namespace-stuck',
    varied: DEPLOYED_INTO_IT,
    found: 0,
  },
  'a namespace that was made again takes pods': {
    recording: 'quota-exceeded',
    varied: [refusedIn('team-a')],
    found: 0,
  },
  'the refusal tells enough where the namespace was not read': {
    recording: 'quota-exceeded',
    varied: [refusedIn('team-a'), notRead('Namespace')],
    found: 1,
  },
  'events tell enough where the ReplicaSet was not read either': {
    recording: 'quota-exceeded',
    varied: [refusedIn('team-a'), notRead('Namespace', 'ReplicaSet')],
    found: 1,
  },
} satisfies Conditions
