import type { Cases } from '../../support/cases.ts'
import { added, borrowed, edit, gone, later, notRead, unsaid, untimed, worded, write } from '../../support/variation.ts'

const NAMESPACE = 'bookings-eu'
const recording = 'controller-manager-down'
const onlyReplicaSet = [gone('Deployment'), gone('Pod')]
const seen = write('Deployment', 'bookings', ['metadata', 'generation'], 1)
const withoutReplicaSet = [seen, gone('ReplicaSet'), gone('Pod')]

/** An object as the API server stores it before any controller has handled it. */
function applied(kind: string, creationTimestamp: string, spec = {}, namespace = NAMESPACE) {
  return added({
    kind,
    metadata: { name: 'export', namespace, generation: 1, creationTimestamp },
    spec: { template: { spec: { containers: [{ name: 'export', image: 'export:1' }] } }, ...spec },
    status: {},
  } as { readonly kind: string })
}
const JOB_AGES = { old: '2026-11-23T21:28:40Z', fresh: '2026-11-23T21:29:00Z' }
/** The silent controller manager of this recording in the cluster of another. */
const silent = [gone('Lease', 'kube-controller-manager'), borrowed(recording, 'Lease', 'kube-controller-manager')]
const unseenLease = [gone('Deployment'), gone('ReplicaSet'), gone('Pod'), notRead('Lease')]

export default {
  'a controller that has nothing left to do leaves nothing undone': { recording, varied: [seen], found: 0 },
  'a clock that is ahead is no silence': { recording: 'rollout-paused', varied: [later(3600)], found: 0 },
  'an object without a generation has none that was not seen': {
    recording,
    varied: [
      write('Deployment', 'bookings', ['metadata', 'generation'], undefined),
      unsaid('Deployment', 'bookings', ['status', 'observedGeneration']),
    ],
    found: 0,
  },
  'a Job for which no pod is made waits for the controller': {
    recording,
    varied: [gone('Deployment'), applied('Job', JOB_AGES.old)],
    found: 1,
  },
  'a suspended Job waits for no controller': {
    recording,
    varied: [gone('Deployment'), applied('Job', JOB_AGES.old, { suspend: true })],
    found: 0,
  },
  'a fresh Job may be started yet': {
    recording,
    varied: [gone('Deployment'), applied('Job', JOB_AGES.fresh)],
    found: 0,
  },
  'a Job that was started has been looked at': {
    recording,
    varied: [gone('Deployment'), borrowed('pending-memory', 'Job', 'features', NAMESPACE)],
    found: 0,
  },
  'a DaemonSet says how many pods it wants in its status': {
    recording,
    varied: [gone('Deployment'), borrowed('image-never', 'DaemonSet', 'agent', NAMESPACE)],
    found: 0,
  },
  'a Deployment without a ReplicaSet has been left alone': {
    recording,
    varied: [...withoutReplicaSet, write('Deployment', 'bookings', ['spec', 'replicas'], 1)],
    found: 1,
  },
  'a paused Deployment needs no ReplicaSet': {
    recording,
    varied: [
      ...withoutReplicaSet,
      write('Deployment', 'bookings', ['spec', 'paused'], true),
      write('Deployment', 'bookings', ['spec', 'replicas'], 4),
    ],
    found: 0,
  },
  'ReplicaSets that were not read may be there': {
    recording,
    varied: [seen, notRead('ReplicaSet'), write('Deployment', 'bookings', ['spec', 'replicas'], 4)],
    found: 0,
  },
  'a Deployment that wants no pod misses none': {
    recording,
    varied: [...withoutReplicaSet, write('Deployment', 'bookings', ['spec', 'replicas'], 0)],
    found: 0,
  },
  'a fresh Deployment may get its ReplicaSet yet': {
    recording,
    varied: [...withoutReplicaSet, later(-40)],
    found: 0,
  },
  'a ReplicaSet that has made fewer pods than it wants has been left alone': {
    recording,
    varied: [...onlyReplicaSet, write('ReplicaSet', /^/, ['spec', 'replicas'], 4)],
    found: 1,
  },
  'a ReplicaSet that does not say how many pods it has made has made none': {
    recording,
    varied: [...onlyReplicaSet, unsaid('ReplicaSet', /^/, ['status', 'replicas'])],
    found: 1,
  },
  'only a Deployment can be paused': {
    recording,
    varied: [...onlyReplicaSet, edit('ReplicaSet', /^/, set => ({ ...set, spec: { replicas: 4, paused: true } }))],
    found: 1,
  },
  'a controller whose pods were refused has acted': {
    recording: 'webhook-denied',
    varied: [
      ...silent,
      worded(
        /admission webhook .+/,
        'Timeout: request did not complete within requested timeout - context deadline exceeded',
        'apiserver pkg/endpoints/handlers/finisher/finisher.go',
      ),
    ],
    found: 0,
  },
  'a StatefulSet that does not say how many pods it wants wants one': {
    recording: 'sts-partition',
    varied: [...silent, write('StatefulSet', 'kafka', ['spec', 'replicas'], undefined)],
    found: 0,
  },
  'without the Lease an object that no controller has handled tells': {
    recording,
    varied: [...unseenLease, applied('Deployment', '2026-11-23T21:28:00Z')],
    found: 1,
  },
  'without the Lease a young object tells nothing': {
    recording,
    varied: [...unseenLease, applied('Deployment', '2026-11-23T21:29:00Z')],
    found: 0,
  },
  'in a snapshot without its time, what is newest in it may be a moment old': {
    recording,
    varied: [...unseenLease, applied('Deployment', '2026-11-23T21:35:00Z'), untimed],
    found: 0,
  },
  'in a snapshot without its time, later times tell that an object has waited': {
    recording,
    varied: [...unseenLease, applied('Deployment', '2026-11-23T21:20:00Z'), untimed],
    found: 1,
  },
  'without the Lease an object that a controller has looked at tells nothing': {
    recording,
    varied: [notRead('Lease')],
    found: 0,
  },
  'without the Lease a Job tells nothing, which another controller may manage': {
    recording,
    varied: [...unseenLease, applied('Job', '2026-11-23T21:28:00Z')],
    found: 0,
  },
  'where the Lease is renewed an object that no controller has handled tells nothing': {
    recording: 'healthy-rolled',
    varied: [applied('Deployment', '2026-11-23T21:18:30Z', {}, 'healthy-shop')],
    found: 0,
  },
  'a Lease of that name elsewhere is that of another': {
    recording,
    varied: [borrowed('rollout-paused', 'Lease', 'kube-controller-manager', NAMESPACE)],
    found: 1,
  },
  'a manifest without a status was never in a cluster': {
    recording,
    varied: [...unseenLease, applied('Deployment', '2026-11-23T21:28:00Z'), unsaid('Deployment', 'export', ['status'])],
    found: 0,
  },
} satisfies Cases
