import type { Cases } from '../../support/cases.ts'
import { CONTENT_FAILURE } from '../../support/namespace-failure.ts'
import type { Variation } from '../../support/variation.ts'
import { borrowed, gone, later, notRead, unsaid, worded, write } from '../../support/variation.ts'

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

/** The recorded namespace when its content has gone. */
const EMPTY = [gone('ConfigMap', 'billing-export'), unsaid('Namespace', 'old-tenant', ['status', 'conditions'])]

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
  'a namespace that does not go takes nothing new': {
    recording: 'namespace-stuck',
    varied: EMPTY,
    found: 1,
  },
  'a pod in its grace period keeps it for a while': {
    recording: 'namespace-stuck',
    varied: [...EMPTY, borrowed('slow-termination', 'Pod', 'hub-6c5845d55-5rtrp', 'old-tenant')],
    found: 1,
  },
  'content has a minute to go': { recording: 'namespace-stuck', varied: [...EMPTY, later(-20)], found: 0 },
  'a finalizer of the namespace itself is another cause': {
    recording: 'namespace-stuck',
    varied: [...EMPTY, write('Namespace', 'old-tenant', ['metadata', 'finalizers'], ['platform.acme.io/tenant'])],
    found: 0,
  },
  'what the control plane cannot delete is quoted': {
    recording: 'namespace-stuck',
    varied: [gone('ConfigMap', 'billing-export'), ...CONTENT_FAILURE],
    found: 1,
  },
  'pods that run or do not stop in time keep a namespace': {
    recording: 'namespace-stuck',
    varied: [
      ...EMPTY,
      borrowed('healthy-claim-waiting', 'Pod', 'lab-56bcf56756-7xwsc', 'old-tenant'),
      borrowed('slow-termination', 'Pod', 'hub-6c5845d55-5rtrp', 'old-tenant'),
      write('Pod', /^hub-/, ['metadata', 'deletionTimestamp'], '2026-11-23T21:30:00Z'),
    ],
    found: 1,
  },
  'a pod in its grace period does not help where deletion fails': {
    recording: 'namespace-stuck',
    varied: [
      gone('ConfigMap', 'billing-export'),
      ...CONTENT_FAILURE,
      borrowed('slow-termination', 'Pod', 'hub-6c5845d55-5rtrp', 'old-tenant'),
    ],
    found: 1,
  },
} satisfies Cases
