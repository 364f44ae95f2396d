import type { Conditions } from '../../support/conditions.ts'
import { borrowed, later, type Variation, write } from '../../support/variation.ts'

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
} satisfies Conditions
