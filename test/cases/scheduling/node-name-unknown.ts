import type { Cases } from '../../support/cases.ts'
import { gone, notRead, write } from '../../support/variation.ts'

const recording = 'node-name-unknown'
const NAME = ['spec', 'template', 'spec', 'nodeName']
const named = (value: string | undefined) => [
  write('Deployment', 'printer', NAME, value),
  write('ReplicaSet', /^printer/, NAME, value),
  write('Pod', /^printer/, ['spec', 'nodeName'], value),
]

export default {
  'an empty name names no node': { recording, varied: named(''), found: 0 },
  'the nearest name that exists is suggested': { recording, varied: named('nodes-1'), found: 1 },
  'a template that has been corrected leaves a pod that goes': {
    recording,
    varied: [write('Deployment', 'printer', NAME, 'node-1')],
    found: 0,
  },
  'a Deployment is told before it has a pod, or after the garbage collector took it': {
    recording,
    varied: [gone('Pod', /^printer/), gone('ReplicaSet', /^printer/)],
    found: 1,
  },
  'a Deployment that wants no pod wants no node': {
    recording,
    varied: [write('Deployment', 'printer', ['spec', 'replicas'], 0), gone('Pod', /^printer/)],
    found: 0,
  },
  'a pod tells it alone': {
    recording,
    varied: [
      write('Pod', /^printer/, ['metadata', 'ownerReferences'], undefined),
      gone('Deployment', 'printer'),
      gone('ReplicaSet', /^printer/),
    ],
    found: 1,
  },
  'a pod tells it of a Deployment that was not read': {
    recording,
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
  'a pod that ran on a node that is gone since was once placed well': {
    recording: 'pending-host-port',
    varied: [gone('Node', 'node-1')],
    found: 0,
  },
  'a StatefulSet tells it as a Deployment does': {
    recording: 'pending-anti-affinity',
    varied: [write('StatefulSet', 'redis', NAME, 'rack-12'), gone('Pod', /^redis/)],
    found: 1,
  },
  'a Job tells it, and its template cannot be patched': {
    recording: 'gated',
    varied: [write('Job', 'resize', NAME, 'rack-12')],
    found: 1,
  },
  'a suspended Job wants no pod': {
    recording: 'gated',
    varied: [write('Job', 'resize', NAME, 'rack-12'), write('Job', 'resize', ['spec', 'suspend'], true)],
    found: 0,
  },
  'a suspended CronJob wants no pod': {
    recording: 'healthy-cron-suspended',
    varied: [write('CronJob', /^/, ['spec', 'jobTemplate', ...NAME], 'rack-12')],
    found: 0,
  },
  'a CronJob tells it before its first run': {
    recording: 'healthy-cron-suspended',
    varied: [
      write('CronJob', /^/, ['spec', 'jobTemplate', ...NAME], 'rack-12'),
      write('CronJob', /^/, ['spec', 'suspend'], false),
    ],
    found: 1,
  },
} satisfies Cases
