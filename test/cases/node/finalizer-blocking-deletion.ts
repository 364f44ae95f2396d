import type { Cases } from '../../support/cases.ts'
import { CONTENT_FAILURE } from '../../support/namespace-failure.ts'
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

const going = (kind: string, name: string, since: string, ...finalizers: readonly string[]) => [
  write(kind, name, ['metadata', 'deletionTimestamp'], since),
  write(kind, name, ['metadata', 'finalizers'], finalizers),
]
const EXTERNAL = 'external-provisioner.volume.kubernetes.io/finalizer'

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
  'a claim that another finalizer holds is not kept for pods': {
    recording: 'pvc-too-large',
    varied: [...goingClaim(PROTECTION, 'backup.acme.io/export'), later(400), notRead('Pod')],
    found: 1,
  },
  'a claim that no pod uses is not kept for pods': {
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
  'the last finalizers of a namespace are removed through its finalize subresource': {
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
  'what has to be cleaned up outside the cluster takes minutes': {
    recording: 'lb-pending',
    varied: going('Service', 'public', '2026-11-23T21:38:00Z', 'service.kubernetes.io/load-balancer-cleanup'),
    found: 1,
  },
  'a volume stays as long as a claim is bound to it': {
    recording: 'csi-missing',
    varied: going('PersistentVolume', 'lake-data', '2026-11-23T21:30:00Z', EXTERNAL),
    found: 0,
    everywhere: true,
  },
  'a volume to which no claim is bound stays for its finalizer alone': {
    recording: 'pvc-too-large',
    varied: [
      ...going('PersistentVolume', 'media-pv', '2026-11-23T21:10:00Z', EXTERNAL),
      write('PersistentVolume', 'media-pv', ['spec', 'claimRef'], { namespace: 'media', name: 'gone' }),
    ],
    found: 1,
    everywhere: true,
  },
  'a pod that runs is not kept by its finalizer': {
    recording: 'slow-termination',
    varied: going('Pod', 'hub-6c5845d55-5rtrp', '2026-11-23T21:38:00Z', 'acme.io/drain'),
    found: 0,
  },
  'what waits for others to go is not taken off': {
    recording: 'finalizer-stuck',
    varied: [write('Pod', 'scan-0', ['metadata', 'finalizers'], ['foregroundDeletion', 'acme.io/upload-results'])],
    found: 1,
  },
  'a namespace that has content yet is not kept by its own finalizer alone': {
    recording: 'namespace-stuck',
    varied: [
      gone('ConfigMap', 'billing-export'),
      ...CONTENT_FAILURE,
      write('Namespace', 'old-tenant', ['metadata', 'finalizers'], ['platform.acme.io/tenant']),
    ],
    found: 0,
  },
  'what has finalizers and is not deleted keeps no namespace': {
    recording: 'namespace-stuck',
    varied: [write('ConfigMap', 'billing-export', ['metadata', 'deletionTimestamp'], undefined)],
    found: 1,
  },
  'what is deleted and has no finalizers keeps no namespace': {
    recording: 'namespace-stuck',
    varied: [write('ConfigMap', 'billing-export', ['metadata', 'finalizers'], [])],
    found: 1,
  },
  'the data of a claim that is still used may be kept with its volume': {
    recording: 'pvc-too-large',
    varied: [
      ...goingClaim(PROTECTION),
      ...usedBy(LAB),
      write('PersistentVolumeClaim', 'library', ['spec', 'volumeName'], 'media-pv'),
    ],
    found: 1,
  },
  'a claim that only a pod without a node wants is used by nobody': {
    recording: 'pvc-too-large',
    varied: going('PersistentVolumeClaim', 'library', '2026-11-23T21:10:00Z', PROTECTION),
    found: 1,
  },
} satisfies Cases
