import type { Cases } from '../../support/cases.ts'
import { added, borrowed, gone, notRead, told, worded, write } from '../../support/variation.ts'
import { localClass, manualClass, storageClass, volume } from '../../support/written.ts'

const archive = (name: string) => volume(name, 'archive', '100Gi')

const manual = (name: string, spec: Readonly<Record<string, unknown>>) => volume(name, 'manual', '50Gi', spec)
const library = (namespace: string, uid?: string) => ({ claimRef: { name: 'library', namespace, uid } })
const NAMES_IT = write('PersistentVolumeClaim', 'library', ['spec', 'volumeName'], 'media-pv')
const MISMATCH = told(
  'pvc-no-default-class',
  'uploads.18eac94be2a6ceca',
  { kind: 'PersistentVolumeClaim', namespace: 'media', name: 'library' },
  {
    reason: 'VolumeMismatch',
    message: 'Cannot bind to requested volume "media-pv": requested PV is too small',
    source: 'pkg/controller/volume/persistentvolume/pv_controller.go, syncUnboundClaim',
  },
)
const NO_VOLUME = worded(
  'pod has unbound immediate PersistentVolumeClaims. not found',
  "1 node(s) didn't find available persistent volumes to bind.",
  'pkg/scheduler/framework/plugins/volumebinding/binder.go, ErrReasonBindConflict',
)

/** The one volume fits the claim, and the controller goes on to find none. */
const refused = [
  write('PersistentVolumeClaim', 'library', ['spec', 'resources', 'requests', 'storage'], '1Gi'),
  write('PersistentVolumeClaim', 'library', ['spec', 'storageClassName'], ''),
  write('PersistentVolume', 'media-pv', ['spec', 'storageClassName'], ''),
  gone('Event'),
  told(
    'pvc-no-default-class',
    'uploads.18eac94be2a6ceca',
    { kind: 'PersistentVolumeClaim', namespace: 'media', name: 'library' },
    {
      reason: 'FailedBinding',
      message: 'no persistent volumes available for this claim and no storage class is set',
      source: 'pkg/controller/volume/persistentvolume/pv_controller.go, syncUnboundClaim',
    },
  ),
]

export default {
  'the controller still finds none long after the one that seems to fit was made': {
    recording: 'pvc-too-large',
    varied: refused,
    found: 1,
  },
  'a volume that has just been made may be bound in a moment': {
    recording: 'pvc-too-large',
    varied: [
      ...refused,
      write('PersistentVolume', 'media-pv', ['metadata', 'creationTimestamp'], '2026-11-23T21:19:55Z'),
    ],
    found: 0,
  },
  'a free volume of nearly the name that the claim gives may be the one meant': {
    recording: 'pvc-too-large',
    varied: [
      write('PersistentVolumeClaim', 'library', ['spec', 'volumeName'], 'media-pv1'),
      write('PersistentVolumeClaim', 'library', ['spec', 'resources', 'requests', 'storage'], '1Gi'),
    ],
    found: 1,
  },
  'a volume of the class that is too small comes before those of other classes': {
    recording: 'pvc-too-large',
    varied: [added(archive('archive-1'))],
    found: 1,
  },
  'three volumes are named at most': {
    recording: 'pvc-too-large',
    varied: [added(...[1, 2, 3, 4].map(index => volume(`media-${index}`, 'manual', '10Gi')))],
    found: 1,
  },
  'volumes of other classes are named where there are no others': {
    recording: 'pvc-too-large',
    varied: [gone('PersistentVolume'), added(archive('archive-1'), archive('archive-2'), manualClass('manual'))],
    found: 1,
  },
  'a volume without a class names none that the claim could ask for': {
    recording: 'pvc-too-large',
    varied: [write('PersistentVolume', 'media-pv', ['spec', 'storageClassName'], ''), added(manualClass('manual'))],
    found: 1,
  },
  'without any volume there is nothing to ask for': {
    recording: 'pvc-too-large',
    varied: [gone('PersistentVolume'), added(manualClass('manual'))],
    found: 1,
  },
  'a claim without a class on purpose waits for a volume without one': {
    recording: 'pvc-no-default-class',
    varied: [
      write('PersistentVolumeClaim', 'uploads', ['spec', 'storageClassName'], ''),
      added(volume('disk', 'manual', '5Gi')),
    ],
    found: 1,
  },
  'a claim that names its volume waits for that one alone': {
    recording: 'pvc-too-large',
    varied: [
      notRead('Event'),
      write('PersistentVolumeClaim', 'library', ['spec', 'volumeName'], 'archive-1'),
      added(archive('archive-1'), archive('archive-2')),
    ],
    found: 1,
  },
  'a claim may name a volume that does not exist': {
    recording: 'pvc-too-large',
    varied: [notRead('Event'), write('PersistentVolumeClaim', 'library', ['spec', 'volumeName'], 'media-vp')],
    found: 1,
  },
  'a volume that fits is about to be bound': {
    recording: 'pvc-too-large',
    varied: [write('PersistentVolume', 'media-pv', ['spec', 'capacity', 'storage'], '50Gi')],
    found: 0,
  },
  'volumes of the class differ in what they are': {
    recording: 'pvc-too-large',
    varied: [
      gone('PersistentVolume'),
      write('PersistentVolumeClaim', 'library', ['spec', 'selector'], { matchLabels: { tier: 'fast' } }),
      added(
        manual('labelled-otherwise', {}),
        manual('raw', { volumeMode: 'Block' }),
        manual('read-only', { accessModes: ['ReadOnlyMany', 'ReadWriteMany'] }),
      ),
    ],
    found: 1,
  },
  'volumes of the class belong to others': {
    recording: 'pvc-too-large',
    varied: [
      gone('PersistentVolume'),
      borrowed('csi-missing', 'PersistentVolume', 'lake-data'),
      write('PersistentVolume', 'lake-data', ['spec', 'storageClassName'], 'manual'),
      added(manual('reserved', library('media-eu')), manual('earlier', library('media', 'of-an-earlier-claim'))),
    ],
    found: 1,
  },
  'a volume that is being deleted is none to come': {
    recording: 'pvc-too-large',
    varied: [
      write('PersistentVolume', 'media-pv', ['spec', 'capacity', 'storage'], '50Gi'),
      write('PersistentVolume', 'media-pv', ['metadata', 'deletionTimestamp'], '2026-11-23T21:19:00Z'),
    ],
    found: 1,
  },
  'a volume may be reserved for the claim, whether by its name alone': {
    recording: 'pvc-too-large',
    varied: [gone('PersistentVolume'), added(manual('reserved', library('media')))],
    found: 0,
  },
  'a volume may be reserved for the claim with an empty uid': {
    recording: 'pvc-too-large',
    varied: [gone('PersistentVolume'), added(manual('reserved', library('media', '')))],
    found: 0,
  },
  'a volume may be reserved for the claim by its uid': {
    recording: 'pvc-too-large',
    varied: [
      gone('PersistentVolume'),
      added(manual('reserved', library('media', 'the-claim'))),
      write('PersistentVolumeClaim', 'library', ['metadata', 'uid'], 'the-claim'),
    ],
    found: 0,
  },
  'a volume may match the selector of the claim': {
    recording: 'pvc-too-large',
    varied: [
      added(manual('media-1', {}), manual('media-2', {})),
      write('PersistentVolume', 'media-2', ['metadata', 'labels'], { tier: 'fast' }),
      write('PersistentVolumeClaim', 'library', ['spec', 'selector'], { matchLabels: { tier: 'fast' } }),
    ],
    found: 0,
  },
  'a volume of unknown size may be large enough': {
    recording: 'pvc-too-large',
    varied: [write('PersistentVolume', 'media-pv', ['spec', 'capacity'], {})],
    found: 0,
  },
  'a claim that names a volume that fits is about to be bound': {
    recording: 'pvc-too-large',
    varied: [NAMES_IT, write('PersistentVolume', 'media-pv', ['spec', 'capacity', 'storage'], '50Gi')],
    found: 0,
  },
  'the controller knows why the volume that a claim names does not fit, where volumes were not read': {
    recording: 'pvc-too-large',
    varied: [NAMES_IT, MISMATCH, notRead('PersistentVolume')],
    found: 1,
  },
  'where nothing was read or said the volume that a claim names may be on its way': {
    recording: 'pvc-too-large',
    varied: [NAMES_IT, notRead('PersistentVolume', 'Event')],
    found: 0,
  },
  'a volume that a claim names may belong to another': {
    recording: 'pvc-too-large',
    varied: [
      NAMES_IT,
      write('PersistentVolume', 'media-pv', ['spec', 'claimRef'], { name: 'films', namespace: 'media' }),
      added(archive('media-pvc')),
    ],
    found: 1,
  },
  'no disk of a node suits the pod of a claim that waits for it': {
    recording: 'pvc-too-large',
    varied: [
      added(localClass('manual')),
      NO_VOLUME,
      notRead('Event'),
      write('PersistentVolumeClaim', 'library', ['metadata', 'creationTimestamp'], '2026-11-23T21:00:00Z'),
    ],
    found: 1,
  },
  'the scheduler says that no disk suits, where classes and volumes were not read': {
    recording: 'pvc-too-large',
    varied: [NO_VOLUME, notRead('StorageClass', 'PersistentVolume', 'Event')],
    found: 1,
  },
  'what the scheduler said may be over, since a volume came that fits': {
    recording: 'pvc-too-large',
    varied: [added(localClass('manual'), manual('media-2', {})), NO_VOLUME],
    found: 0,
  },
  'a claim that waits for its pod is not told of volumes yet': {
    recording: 'pvc-too-large',
    varied: [added(localClass('manual'))],
    found: 0,
  },
  'a class whose volumes a driver makes may have none where the pod may run': {
    recording: 'pvc-class-missing',
    varied: [added(storageClass('fast-ssd')), NO_VOLUME],
    found: 1,
  },
  'volumes made by hand that were not read may fit': {
    recording: 'pvc-too-large',
    varied: [added(manualClass('manual')), notRead('PersistentVolume')],
    found: 0,
  },
  'a claim without a class waits for volumes without one, where there are any': {
    recording: 'pvc-no-default-class',
    varied: [
      borrowed('pvc-too-large', 'PersistentVolume', 'media-pv'),
      write('PersistentVolume', 'media-pv', ['spec', 'storageClassName'], undefined),
      write('PersistentVolume', 'media-pv', ['spec', 'capacity', 'storage'], '1Gi'),
      added(archive('archive-1')),
    ],
    found: 1,
  },
  'a claim without a class on purpose, by what its event says': {
    recording: 'pvc-no-default-class',
    varied: [write('PersistentVolumeClaim', 'uploads', ['spec', 'storageClassName'], ''), notRead('PersistentVolume')],
    found: 1,
  },
  'without that event it is not known what volumes there are': {
    recording: 'pvc-no-default-class',
    varied: [
      write('PersistentVolumeClaim', 'uploads', ['spec', 'storageClassName'], ''),
      notRead('PersistentVolume', 'Event'),
    ],
    found: 0,
  },
  'without that event it is plain what volumes there are': {
    recording: 'pvc-no-default-class',
    varied: [
      write('PersistentVolumeClaim', 'uploads', ['spec', 'storageClassName'], ''),
      notRead('Event'),
      added(archive('archive-1')),
    ],
    found: 1,
  },
  'a claim that is being deleted needs no volume': {
    recording: 'pvc-no-default-class',
    varied: [
      write('PersistentVolumeClaim', 'uploads', ['spec', 'storageClassName'], ''),
      write('PersistentVolumeClaim', 'uploads', ['metadata', 'deletionTimestamp'], '2026-11-23T21:19:00Z'),
    ],
    found: 0,
  },
} satisfies Cases
