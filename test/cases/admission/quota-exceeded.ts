import type { Cases } from '../../support/cases.ts'
import { borrowed, gone, later, notRead, told, unsaid, worded, write } from '../../support/variation.ts'

const ENDING = borrowed('slow-termination', 'Pod', 'hub-6c5845d55-5rtrp', 'team-a')

const WORDS = /exceeded quota: .*$/
const SOURCE = 'plugin/pkg/admission/resourcequota/controller.go'
const asked = (requested: string, used: string, limited: string) =>
  worded(WORDS, `exceeded quota: team-a, requested: ${requested}, used: ${used}, limited: ${limited}`, SOURCE)

const UNCOVERED = worded(
  WORDS,
  'insufficient quota to match these scopes: [{PriorityClass In [high]}]',
  'plugin/pkg/admission/resourcequota admission_test.go',
)

/** A Job that is to run two pods at once; the quota refuses the second. */
const OF_JOB = [
  borrowed('quota-exceeded', 'ResourceQuota', 'team-a', 'sync-cron'),
  write('Job', 'sync-29924499', ['spec', 'parallelism'], 2),
  write('Job', 'sync-29924499', ['spec', 'completions'], 2),
  told(
    'cron-forbid',
    'sync.18eaca73c8de8140',
    { kind: 'Job', namespace: 'sync-cron', name: 'sync-29924499' },
    {
      reason: 'FailedCreate',
      message:
        'Error creating: pods "sync-29924499-x2x4k" is forbidden: exceeded quota: team-a, requested: requests.cpu=100m, used: requests.cpu=200m, limited: requests.cpu=200m',
      source: SOURCE,
    },
  ),
  borrowed('healthy-restarted', 'Pod', 'api-5dfbf559c4-hml42', 'sync-cron'),
]

export default {
  'a Deployment repeats of its ReplicaSet what is refused': {
    recording: 'quota-exceeded',
    varied: [notRead('ReplicaSet', 'Event')],
    found: 1,
  },
  'a Job gets the room of one that runs and ends': { recording: 'cron-forbid', varied: OF_JOB, found: 1 },
  'pods of a Deployment give it none': {
    recording: 'cron-forbid',
    varied: [...OF_JOB, gone('Pod', /^sync-/)],
    found: 1,
  },
  'a Deployment does not count on Jobs': {
    recording: 'quota-exceeded',
    varied: [
      borrowed('cron-forbid', 'Job', 'sync-29924499', 'team-a'),
      borrowed('cron-forbid', 'Pod', 'sync-29924499-wt7zx', 'team-a'),
    ],
    found: 1,
  },
  'a Deployment makes one ReplicaSet for all its pods': {
    recording: 'quota-exceeded',
    varied: [
      gone('ReplicaSet'),
      told(
        'quota-exceeded',
        'api-67745cdc7f.18eac94c3f2d15e0',
        { kind: 'Deployment', namespace: 'team-a', name: 'api' },
        {
          reason: 'ReplicaSetCreateError',
          message:
            'Failed to create new replica set "api-67745cdc7f": replicasets.apps "api-67745cdc7f" is forbidden: exceeded quota: team-a, requested: count/replicasets.apps=1, used: count/replicasets.apps=5, limited: count/replicasets.apps=5',
          source: 'pkg/controller/deployment/sync.go',
        },
      ),
    ],
    found: 1,
  },
  'a CronJob makes one Job at a time': {
    recording: 'cron-forbid',
    varied: [
      told(
        'cron-forbid',
        'sync.18eaca73c8de8140',
        { kind: 'CronJob', namespace: 'sync-cron', name: 'sync' },
        {
          reason: 'FailedCreate',
          message:
            'Error creating job: jobs.batch "sync-29924501" is forbidden: exceeded quota: team-a, requested: count/jobs.batch=1, used: count/jobs.batch=3, limited: count/jobs.batch=3',
          source: 'pkg/controller/cronjob/cronjob_controllerv2.go',
        },
      ),
    ],
    found: 1,
  },
  'a quota that was raised lets the next pod pass': {
    recording: 'quota-exceeded',
    varied: [write('ResourceQuota', 'team-a', ['spec', 'hard'], { 'requests.cpu': '1' })],
    found: 1,
  },
  'a pod that is ending leaves its room': {
    recording: 'quota-exceeded',
    varied: [ENDING],
    found: 1,
  },
  'nothing is expected of a pod that should long have ended': {
    recording: 'quota-exceeded',
    varied: [ENDING, later(32 * 60)],
    found: 1,
  },
  'no room that is left helps a pod that is larger than the quota': {
    recording: 'quota-exceeded',
    varied: [ENDING, asked('requests.cpu=300m', 'requests.cpu=200m', 'requests.cpu=200m')],
    found: 1,
  },
  'no room that is left helps a pod of which one resource exceeds the quota': {
    recording: 'quota-exceeded',
    varied: [ENDING, asked('pods=1,requests.cpu=300m', 'pods=10,requests.cpu=200m', 'pods=10,requests.cpu=200m')],
    found: 1,
  },
  'a quota that no longer counts the resource lets the next pod pass': {
    recording: 'quota-exceeded',
    varied: [unsaid('ResourceQuota', 'team-a', ['status', 'hard', 'requests.cpu'])],
    found: 1,
  },
  'a quota of which nothing is used lets the next pod pass': {
    recording: 'quota-exceeded',
    varied: [unsaid('ResourceQuota', 'team-a', ['status', 'used', 'requests.cpu'])],
    found: 1,
  },
  'room for one of two resources is none': {
    recording: 'quota-exceeded',
    varied: [asked('pods=1,requests.cpu=100m', 'pods=10,requests.cpu=200m', 'pods=10,requests.cpu=200m')],
    found: 1,
  },
  'a quota without an account has no room that is known': {
    recording: 'quota-exceeded',
    varied: [unsaid('ResourceQuota', 'team-a', ['status'])],
    found: 1,
  },
  'a quota for other resources than the one that lacks lets the next pod pass': {
    recording: 'quota-exceeded',
    varied: [
      write('ResourceQuota', 'team-a', ['spec', 'hard'], { pods: '50' }),
      unsaid('ResourceQuota', 'team-a', ['status', 'hard']),
    ],
    found: 1,
  },
  'running pods that are no Job’s do not leave': {
    recording: 'quota-exceeded',
    varied: [borrowed('healthy-restarted', 'Pod', 'api-5dfbf559c4-hml42', 'team-a')],
    found: 1,
  },
  'no quota covers the priority class': {
    recording: 'quota-exceeded',
    varied: [UNCOVERED, write('ReplicaSet', /^api-/, ['spec', 'template', 'spec', 'priorityClassName'], 'high')],
    found: 1,
  },
  'no quota covers the priority that the cluster gives by default': {
    recording: 'quota-exceeded',
    varied: [UNCOVERED],
    found: 1,
  },
  'claims of a StatefulSet are refused before its pods': {
    recording: 'quota-exceeded',
    varied: [
      worded(
        /Error creating: pods "[^"]+" is forbidden/,
        'create Pod api-0 in StatefulSet api failed error: failed to create PVC data-api-0: persistentvolumeclaims "data-api-0" is forbidden',
        'pkg/controller/statefulset/stateful_pod_control.go',
      ),
    ],
    found: 1,
  },
  'events alone tell of a ReplicaSet that was not read': {
    recording: 'quota-exceeded',
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
} satisfies Cases
