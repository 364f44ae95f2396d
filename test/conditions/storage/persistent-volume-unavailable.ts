import type { Conditions } from '../../support/conditions.ts'
import { added, gone, notRead, write } from '../../support/variation.ts'
import { manualClass, volume } from '../../support/written.ts'

const archive = (name: string) => volume(name, 'archive', '100Gi')

export default {
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
} satisfies Conditions
