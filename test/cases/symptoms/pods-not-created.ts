import type { Cases } from '../../support/cases.ts'
import { borrowed, gone, later, notRead, unsaid, worded, write } from '../../support/variation.ts'

/** A refusal that no rule knows. */
const timedOut = worded(
  /admission webhook .+/,
  'Timeout: request did not complete within requested timeout - context deadline exceeded',
  'apiserver pkg/endpoints/handlers/finisher/finisher.go',
)
/** A controller manager that does not run explains what it has not made. */
const recording = 'controller-manager-down'
const silent = [gone('Lease', 'kube-controller-manager'), borrowed(recording, 'Lease', 'kube-controller-manager')]
const onlyReplicaSet = [gone('Deployment'), gone('Pod')]
const replicas = (kind: string, name: string | RegExp, count: number | undefined) =>
  write(kind, name, ['spec', 'replicas'], count)

export default {
  'a refusal that no rule knows is reported after a minute': {
    recording: 'webhook-denied',
    varied: [timedOut, later(30)],
    found: 1,
  },
  'a refusal that no rule knows may pass': { recording: 'webhook-denied', varied: [timedOut, later(-40)], found: 1 },
  'a ReplicaSet lacks pods that nobody has refused': {
    recording,
    varied: [...onlyReplicaSet, replicas('ReplicaSet', /^/, 4)],
    found: 1,
  },
  'a ReplicaSet wants one pod unless it says how many, and has made none unless it says so': {
    recording,
    varied: [
      ...onlyReplicaSet,
      replicas('ReplicaSet', /^/, undefined),
      unsaid('ReplicaSet', /^/, ['status', 'replicas']),
    ],
    found: 1,
  },
  'a ReplicaSet that has all its pods lacks none': {
    recording,
    varied: [...onlyReplicaSet, write('ReplicaSet', /^/, ['metadata', 'generation'], 2)],
    found: 1,
  },
  'an older ReplicaSet need not get pods any more': {
    recording: 'rwop-rolling',
    varied: [...silent, replicas('ReplicaSet', 'jira-d79cb75b6', 2)],
    found: 2,
  },
  'the pods of a StatefulSet come one after the other': {
    recording: 'sts-partition',
    varied: [...silent, replicas('StatefulSet', 'kafka', 3)],
    found: 2,
  },
  'events alone tell of a ReplicaSet that was not read': {
    recording: 'quota-exceeded',
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
} satisfies Cases
