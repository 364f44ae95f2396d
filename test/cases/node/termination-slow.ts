import type { Cases } from '../../support/cases.ts'
import { added, borrowed, gone, later, notRead, write } from '../../support/variation.ts'

const agent = (kind: string) => ({ kind, metadata: { name: 'agent', namespace: 'chat' } })
const ofAgent = (kind: string) =>
  write('Pod', /^hub/, ['metadata', 'ownerReferences'], [{ kind, name: 'agent', controller: true }])

const ROLLING = write('Deployment', 'hub', ['spec', 'strategy'], { type: 'RollingUpdate' })
const DELETED = '2026-11-23T21:39:25Z'

/** The node of the recorded StatefulSet responds again, just after its pods were evicted from it. */
const NODE_IS_BACK = [gone('Node', 'node-2'), borrowed('cni-bad-plugin', 'Node', 'node-2')]

export default {
  'a pod that takes longer than half a minute to stop is slow': {
    recording: 'slow-termination',
    varied: [later(-20)],
    found: 1,
  },
  'a pod has half a minute to stop': {
    recording: 'slow-termination',
    varied: [later(-40)],
    found: 0,
  },
  'a rolling update does not wait for the old pod': {
    recording: 'slow-termination',
    varied: [ROLLING],
    found: 0,
  },
  'long after its grace period the pod is reported whatever waits for it': {
    recording: 'slow-termination',
    varied: [ROLLING, later(660)],
    found: 1,
  },
  'a Deployment that is scaled down waits for no new pod': {
    recording: 'slow-termination',
    varied: [write('Deployment', 'hub', ['spec', 'replicas'], 0)],
    found: 0,
  },
  'a Deployment that is deleted waits for no new pod': {
    recording: 'slow-termination',
    varied: [write('Deployment', 'hub', ['metadata', 'deletionTimestamp'], DELETED)],
    found: 0,
  },
  'a workload that was not read is not known to wait': {
    recording: 'slow-termination',
    varied: [notRead('Deployment')],
    found: 0,
  },
  'who deletes a bare pod waits for it': {
    recording: 'slow-termination',
    varied: [
      write('Pod', /^hub/, ['metadata', 'ownerReferences'], undefined),
      write('Pod', /^hub/, ['spec', 'terminationGracePeriodSeconds'], undefined),
    ],
    found: 1,
  },
  'the preStop hook is named where there is one': {
    recording: 'slow-termination',
    varied: [
      write(
        'Pod',
        /^hub/,
        ['spec', 'containers'],
        [{ name: 'hub', image: 'busybox:1.36', lifecycle: { preStop: { exec: { command: ['/drain'] } } } }],
      ),
    ],
    found: 1,
  },
  'a StatefulSet waits for the old pod of a name': {
    recording: 'node-lost',
    varied: NODE_IS_BACK,
    found: 1,
  },
  'a StatefulSet that is scaled to nothing waits for none': {
    recording: 'node-lost',
    varied: [...NODE_IS_BACK, write('StatefulSet', 'ledger', ['spec', 'replicas'], 0)],
    found: 0,
  },
  'a DaemonSet waits for the old pod of a node': {
    recording: 'slow-termination',
    varied: [ofAgent('DaemonSet'), added(agent('DaemonSet'))],
    found: 1,
  },
  'a Job waits for nothing': {
    recording: 'slow-termination',
    varied: [ofAgent('Job'), added(agent('Job'))],
    found: 0,
  },
  'a pod that finds no node before it waits for it': {
    recording: 'pending-host-port',
    varied: [
      write('Pod', 'proxy-5f78cf9d96-mjtvz', ['metadata', 'deletionTimestamp'], '2026-11-23T21:28:00Z'),
      write('Pod', 'proxy-5f78cf9d96-mjtvz', ['metadata', 'deletionGracePeriodSeconds'], 600),
    ],
    found: 1,
  },
  'what it reserves is free for another pod when it has stopped': {
    recording: 'pending-cpu',
    varied: [
      write(
        'Pod',
        /^trainer-/,
        ['spec', 'containers'],
        [{ name: 'trainer', resources: { requests: { cpu: '1500m' } } }],
      ),
      borrowed('slow-termination', 'Pod', 'hub-6c5845d55-5rtrp', 'ml'),
      write('Pod', /^hub-/, ['spec', 'containers'], [{ name: 'hub', resources: { requests: { cpu: '1500m' } } }]),
      write('Pod', /^hub-/, ['metadata', 'deletionTimestamp'], '2026-11-23T21:28:00Z'),
    ],
    found: 1,
  },
  'too little of it is no help': {
    recording: 'pending-cpu',
    varied: [
      write(
        'Pod',
        /^trainer-/,
        ['spec', 'containers'],
        [{ name: 'trainer', resources: { requests: { cpu: '1500m' } } }],
      ),
      borrowed('slow-termination', 'Pod', 'hub-6c5845d55-5rtrp', 'ml'),
      write('Pod', /^hub-/, ['spec', 'containers'], [{ name: 'hub', resources: { requests: { cpu: '100m' } } }]),
      write('Pod', /^hub-/, ['metadata', 'deletionTimestamp'], '2026-11-23T21:28:00Z'),
      write('Pod', /^hub-/, ['metadata', 'ownerReferences'], [{ kind: 'ReplicaSet', name: 'other', controller: true }]),
    ],
    found: 0,
  },
  'half a minute is the grace period of who says nothing': {
    recording: 'slow-termination',
    varied: [
      write('Pod', /^hub/, ['spec', 'terminationGracePeriodSeconds'], undefined),
      write('Pod', /^hub/, ['metadata', 'deletionGracePeriodSeconds'], undefined),
      later(660),
    ],
    found: 1,
  },
} satisfies Cases
