import type { Conditions } from '../../support/conditions.ts'
import { borrowed, gone, later, notRead, unsaid, worded, write } from '../../support/variation.ts'

/** The recorded namespace when its content has gone. */
const EMPTY = [gone('ConfigMap', 'billing-export'), unsaid('Namespace', 'old-tenant', ['status', 'conditions'])]

/** A pod waits for a claim that is being deleted. */
const goingClaim = (...finalizers: readonly string[]) => [
  write('PersistentVolumeClaim', 'library', ['metadata', 'deletionTimestamp'], '2026-11-23T21:19:05Z'),
  write('PersistentVolumeClaim', 'library', ['metadata', 'finalizers'], finalizers),
  worded(
    /pod has unbound immediate PersistentVolumeClaims/,
    'persistentvolumeclaim "library" is being deleted',
    'kubernetes pkg/scheduler/framework/plugins/volumebinding/volume_binding.go',
  ),
]
/** A pod that runs, of some name, uses the claim. */
const usedBy = (name: string) => [
  borrowed('healthy-claim-waiting', 'Pod', LAB, 'media'),
  write('Pod', LAB, ['spec', 'volumes'], [{ name: 'data', persistentVolumeClaim: { claimName: 'library' } }]),
  write('Pod', LAB, ['metadata', 'name'], name),
]
const LAB = 'lab-56bcf56756-7xwsc'
const PROTECTION = 'kubernetes.io/pvc-protection'

export default {
  'every finalizer that holds an object is named': {
    recording: 'namespace-stuck',
    varied: [
      write('ConfigMap', 'billing-export', ['metadata', 'finalizers'], ['billing.acme.io/export', 'audit.acme.io/log']),
    ],
    found: 1,
  },
  'a finalizer that is not removed within half a minute may still be': {
    recording: 'finalizer-stuck',
    varied: [later(-74)],
    found: 1,
  },
  'a namespace tells of finalizers on what was not read in it': {
    recording: 'namespace-stuck',
    varied: [notRead('ConfigMap')],
    found: 1,
  },
  'what finalizers hold in a namespace is told before its minute is over': {
    recording: 'namespace-stuck',
    varied: [notRead('ConfigMap'), later(-10)],
    found: 1,
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
  'a claim on which no pod can be placed is kept by whoever backs it up': {
    recording: 'pvc-too-large',
    varied: goingClaim('backup.acme.io/snapshot', PROTECTION),
    found: 1,
  },
  'a claim that was deleted in use is kept by the pod that still uses it': {
    recording: 'pvc-too-large',
    varied: [...goingClaim(PROTECTION), ...usedBy(LAB)],
    found: 1,
  },
  'where no pod waits for it a claim in use may go when its pods do': {
    recording: 'pvc-too-large',
    varied: [...goingClaim(PROTECTION), gone('Pod', /^media-/), ...usedBy(LAB)],
    found: 0,
  },
  'a claim that pods may use is kept for them': {
    recording: 'pvc-too-large',
    varied: [...goingClaim(PROTECTION), later(400), notRead('Pod')],
    found: 0,
  },
  'one that something else holds is not': {
    recording: 'pvc-too-large',
    varied: [...goingClaim(PROTECTION, 'backup.acme.io/export'), later(400), notRead('Pod')],
    found: 1,
  },
  'nor is one that no pod uses': {
    recording: 'pvc-too-large',
    varied: [...goingClaim(PROTECTION), later(400), gone('Pod')],
    found: 1,
  },
  'a claim that is going may still go, whoever waits for it': {
    recording: 'pvc-too-large',
    varied: [...goingClaim(PROTECTION), ...usedBy(LAB), later(-35)],
    found: 1,
  },
  'a claim whose finalizers are gone is as good as gone': {
    recording: 'pvc-too-large',
    varied: [...goingClaim(), ...usedBy(LAB)],
    found: 0,
  },
  'several pods may still use a claim': {
    recording: 'pvc-too-large',
    varied: [...goingClaim(PROTECTION), ...['lab-2', 'lab-3', 'lab-4', 'lab-5', LAB].flatMap(usedBy)],
    found: 1,
  },
  'what is not being deleted is kept by nobody': {
    recording: 'finalizer-stuck',
    varied: [write('Pod', 'scan-0', ['metadata', 'deletionTimestamp'], undefined)],
    found: 0,
  },
  'a namespace without content is kept by finalizers of its own': {
    recording: 'namespace-stuck',
    varied: [...EMPTY, write('Namespace', 'old-tenant', ['metadata', 'finalizers'], ['platform.acme.io/tenant'])],
    found: 1,
  },
  'its last finalizers are taken away through another address': {
    recording: 'namespace-stuck',
    varied: [...EMPTY, write('Namespace', 'old-tenant', ['spec', 'finalizers'], ['acme.io/hold'])],
    found: 1,
  },
  'a namespace that keeps nobody but its content is not kept by a finalizer': {
    recording: 'namespace-stuck',
    varied: EMPTY,
    found: 0,
  },
  'whoever owns its finalizers is told before the minute is over': {
    recording: 'namespace-stuck',
    varied: [
      ...EMPTY,
      write('Namespace', 'old-tenant', ['metadata', 'finalizers'], ['platform.acme.io/tenant']),
      later(-20),
    ],
    found: 1,
  },
} satisfies Conditions
