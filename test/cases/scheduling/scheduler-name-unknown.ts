import type { Cases } from '../../support/cases.ts'
import { borrowed, onlyPods, unsaid, untimed, worded, write } from '../../support/variation.ts'

const recording = 'scheduler-unknown'
const POD = /^app-5dff75b97c/
const owned = (kind: string) =>
  write('Pod', POD, ['metadata', 'ownerReferences'], [{ apiVersion: 'apps/v1', kind, name: 'app', controller: true }])

/** A pod that runs on a node, as another recording has it, placed by the same scheduler or another. */
const placed = (id: string, name: string, scheduler: string) => [
  borrowed(id, 'Pod', name),
  write('Pod', name, ['spec', 'schedulerName'], scheduler),
]

const YUNIKORN = 'apache/yunikorn-k8shim pkg/cache/task.go, its event Scheduling'
/** A pod about which the scheduler only reports that it waits in a queue. */
const queued = [
  unsaid('Pod', /^/, ['status', 'conditions']),
  worded('FailedScheduling', 'Scheduling', YUNIKORN),
  worded('default-scheduler', 'yunikorn', YUNIKORN),
]

export default {
  'a scheduler that has placed a newer pod runs': {
    recording,
    varied: placed('working-dir', 'builder-544f775c97-ncw7l', 'stork'),
    found: 0,
  },
  'a scheduler that has placed an older pod may have stopped since': {
    recording,
    varied: placed('pending-host-port', 'proxy-5f78cf9d96-mjtvz', 'stork'),
    found: 1,
  },
  'a newer pod that it has not placed either tells nothing': {
    recording,
    varied: placed('node-cordoned', 'crunch-7696d4dcb4-b9z2m', 'stork'),
    found: 1,
  },
  'a static pod is placed by its kubelet': {
    recording,
    varied: [
      ...placed('working-dir', 'builder-544f775c97-ncw7l', 'stork'),
      write(
        'Pod',
        'builder-544f775c97-ncw7l',
        ['metadata', 'ownerReferences'],
        [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', controller: true }],
      ),
    ],
    found: 1,
  },
  'a newer pod that another scheduler has placed tells nothing': {
    recording,
    varied: placed('working-dir', 'builder-544f775c97-ncw7l', 'default-scheduler'),
    found: 1,
  },
  'a pod that names no scheduler has the default one': {
    recording: 'scheduler-down',
    varied: [write('Pod', /^bookings/, ['spec', 'schedulerName'], undefined)],
    found: 0,
  },
  'of pods that were just made nothing can be told, whenever they were read': {
    recording,
    varied: [onlyPods, untimed],
    found: 0,
  },
  'a StatefulSet can be patched': { recording, varied: [owned('StatefulSet')], found: 1 },
  'a DaemonSet can be patched': { recording, varied: [owned('DaemonSet')], found: 1 },
  'a Job cannot be patched': { recording, varied: [owned('Job')], found: 1 },
  'a cloud runs its scheduler outside the cluster': {
    recording,
    varied: [write('Pod', POD, ['spec', 'schedulerName'], 'fargate-scheduler')],
    found: 0,
  },
  'a scheduler that says of the pod that it is queued runs': {
    recording: 'pending-cpu',
    varied: [...queued, write('Pod', /^/, ['spec', 'schedulerName'], 'yunikorn')],
    found: 0,
  },
  'a scheduler that has refused the pod runs': {
    recording: 'pending-cpu',
    varied: [write('Pod', /^/, ['spec', 'schedulerName'], 'volcano')],
    found: 0,
  },
  'what another says of the pod tells nothing': {
    recording: 'pending-cpu',
    varied: [...queued, write('Pod', /^/, ['spec', 'schedulerName'], 'volcano')],
    found: 1,
  },
} satisfies Cases
