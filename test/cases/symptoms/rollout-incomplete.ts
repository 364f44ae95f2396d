import type { Cases } from '../../support/cases.ts'
import { borrowed, gone, later, notRead, type Variation, write } from '../../support/variation.ts'

/** A pod whose claim is missing, made one of a ReplicaSet's. */
const stuck = (namespace: string, replicaSet: string): readonly Variation[] => [
  borrowed('pvc-claim-missing', 'Pod', 'media-8658f54f88-rd2jl', namespace),
  write(
    'Pod',
    'media-8658f54f88-rd2jl',
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: replicaSet, controller: true }],
  ),
]

const patience = (name: string, seconds: number): Variation =>
  write('Deployment', name, ['spec', 'progressDeadlineSeconds'], seconds)
/** The newest of the pods of a Deployment that wants two. */
const one = [
  patience('ingest', 60),
  write('Deployment', 'ingest', ['spec', 'replicas'], 2),
  gone('Pod', /^ingest-\w+-(?!r7zld)/),
]
const changed = [patience('web', 1), write('Deployment', 'web', ['metadata', 'generation'], 9)]

export default {
  'the older pods belong to the rollout until they are scaled down': {
    recording: 'readiness-404',
    varied: stuck('profile-eu', 'profile-9bd74c887'),
    found: 2,
  },
  'pods of a ReplicaSet that was scaled down are no part of the rollout': {
    recording: 'healthy-rolled',
    varied: stuck('healthy-shop', 'web-596556dd5f'),
    found: 1,
  },
  'what belongs to another is not overdue itself': {
    recording: 'healthy-rolled',
    varied: [
      write('Deployment', 'web', ['spec', 'replicas'], 3),
      write('ReplicaSet', 'web-dbb6fffff', ['spec', 'replicas'], 3),
      later(700),
    ],
    found: 1,
  },
  'a Deployment that was complete once moves when a pod is made anew': {
    recording: 'evicted-over-limit',
    varied: one,
    found: 0,
  },
  'a Deployment that was complete once does not move when its pod was made long ago': {
    recording: 'evicted-over-limit',
    varied: [...one, later(120)],
    found: 1,
  },
  'a Deployment moves when a pod is told to stop': {
    recording: 'slow-termination',
    varied: [patience('hub', 65)],
    found: 1,
  },
  'a newest spec is a moment old where the controller manager runs and has not seen it': {
    recording: 'healthy-rolled',
    varied: changed,
    found: 0,
  },
  'a newest spec may be of any age where the controller manager is not known to run': {
    recording: 'healthy-rolled',
    varied: [...changed, notRead('Lease')],
    found: 1,
  },
} satisfies Cases
