import type { Cases } from '../../support/cases.ts'
import {
  added,
  borrowed,
  gone,
  inContainers,
  later,
  notRead,
  recorded,
  stated,
  unsaid,
  type Variation,
  withEmptyLogs,
  withField,
  withoutLogs,
  worded,
  write,
} from '../../support/variation.ts'

const replica = recorded('crash-missing-env', 'Pod', 'sender-79c47bb649-s6jgt')
/** The sender with another exit code, and nothing in its log. */
const endsWith = (exitCode: number, source: string) => ({
  recording: 'crash-missing-env',
  varied: [
    withEmptyLogs,
    stated(
      'Pod',
      /^sender/,
      JSON.parse(JSON.stringify(replica['status']).replaceAll('"exitCode":1,', `"exitCode":${exitCode},`)) as Readonly<
        Record<string, unknown>
      >,
      source,
    ),
  ],
  found: 1,
})

const job = 'healthy-job-retried'
/** A Job with one failed and one successful pod, with more to run. */
const goesOn = [unsaid('Job', 'import', ['status', 'conditions']), write('Job', 'import', ['spec', 'completions'], 3)]
const running = 'sync-29924499-wt7zx'
const takenOn = [
  ...goesOn,
  gone('Pod', 'import-b97lz'),
  borrowed('cron-forbid', 'Pod', running, 'healthy-etl'),
  write(
    'Pod',
    running,
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'batch/v1', kind: 'Job', name: 'import', controller: true }],
  ),
]
const madeAt = (time: string) => write('Pod', 'import-9xx64', ['metadata', 'creationTimestamp'], time)

/** The failed Job and its pods by one name, and a completed one with its containers by another. */
const anew = (name: string, next: string): readonly Variation[] => [
  borrowed(job, 'Job', 'import', 'etl'),
  write('Job', 'import', ['spec', 'template', 'spec', 'containers'], [{ name: 'load', image: 'load:2' }]),
  write('Job', 'import', ['metadata', 'name'], next),
  write(
    'Pod',
    /^nightly/,
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'batch/v1', kind: 'Job', name, controller: true }],
  ),
  write('Job', 'nightly', ['metadata', 'name'], name),
]
const alone = [
  gone('Job'),
  gone('Pod', 'import-b97lz'),
  write('Pod', 'import-9xx64', ['metadata', 'ownerReferences'], undefined),
]

const DRIVER = 'web-dbb6fffff-4fgpn'
/** A failed executor of a running driver, next to another that works. */
const driven = (...more: readonly Variation[]): readonly Variation[] => [
  gone('Job'),
  gone('Pod', 'import-b97lz'),
  borrowed('healthy-rolled', 'Pod', DRIVER, 'healthy-etl'),
  borrowed('cron-forbid', 'Pod', running, 'healthy-etl'),
  ...['import-9xx64', running].map(name =>
    write('Pod', name, ['metadata', 'ownerReferences'], [{ kind: 'Pod', name: DRIVER, controller: true }]),
  ),
  madeAt('2026-11-23T21:20:00Z'),
  ...more,
]

const ofJob = (pod: string, name: string): Variation =>
  write('Pod', pod, ['metadata', 'ownerReferences'], [{ apiVersion: 'batch/v1', kind: 'Job', name, controller: true }])

/** Pods of two runs whose Jobs were not read: one failed, one succeeded. */
const runs = (failed: string, succeeded: string): readonly Variation[] => [
  notRead('Job'),
  ofJob('import-9xx64', failed),
  ofJob('import-b97lz', succeeded),
]

/** The failed Job as a run of a CronJob that was made then, and a later run that has been at work for some seconds. */
const ofCronJob = (cronJobMade: string, ...more: readonly Variation[]): readonly Variation[] => [
  borrowed('cron-forbid', 'CronJob', 'sync', 'etl'),
  borrowed('cron-forbid', 'Job', 'sync-29924499', 'etl'),
  borrowed('cron-forbid', 'Pod', running, 'etl'),
  write('CronJob', 'sync', ['metadata', 'creationTimestamp'], cronJobMade),
  write('CronJob', 'sync', ['spec', 'concurrencyPolicy'], 'Allow'),
  write(
    'Job',
    'nightly',
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'sync', controller: true }],
  ),
  later(1145),
  ...more,
]

/** A pod that failed and one made later, of an operator's resources that were not read. */
const ofOperator = (
  kind: string,
  failed: string,
  next: string,
  ...more: readonly Variation[]
): readonly Variation[] => [
  gone('Job'),
  ...[
    ['import-9xx64', failed],
    ['import-b97lz', next],
  ].map(([pod = '', name]) => write('Pod', pod, ['metadata', 'ownerReferences'], [{ kind, name, controller: true }])),
  ...more,
]
const NODE = 'workflows.argoproj.io/node-name'
const steps = (first: string, second: string): readonly Variation[] => [
  write('Pod', 'import-9xx64', ['metadata', 'annotations'], { [NODE]: first }),
  write('Pod', 'import-b97lz', ['metadata', 'annotations'], { [NODE]: second }),
]

/** A server that crashes, and its Service. */
const catalog = (
  [
    ['Pod', 'catalog-59f57bf7ff-m8mks'],
    ['ReplicaSet', 'catalog-59f57bf7ff'],
    ['Deployment', 'catalog'],
    ['Service', 'catalog'],
  ] as const
).map(([kind, name]) => borrowed('ready-dependency-crashing', kind, name, 'valley'))
const failedRequests = [worded(/HTTP\/1\.1" \d{3}/g, 'HTTP/1.1" 500', 'nginx’s combined log format')]

export default {
  'a replica whose log was not read ends as the others do': {
    recording: 'crash-missing-env',
    varied: [added({ kind: 'Pod', ...withField(replica, ['metadata', 'name'], 'sender-79c47bb649-zx2bw') })],
    found: 0,
  },
  'a process that a signal ends is told by it': { recording: 'node-heap', varied: [withoutLogs], found: 1 },
  'a process that is killed from outside is told where to look': {
    recording: 'startup-slow',
    varied: [
      gone('Event', 'erp-7f86f5f4fb-6wlxp.18eac9ee8aaecded'),
      inContainers(/^erp/, { startupProbe: { tcpSocket: { port: 8080 }, failureThreshold: 30 } }),
    ],
    found: 1,
  },
  'Windows: a DLL is missing': endsWith(-1073741515, 'ntstatus.h, STATUS_DLL_NOT_FOUND'),
  'Windows: a DLL fails to initialize': endsWith(-1073741502, 'ntstatus.h, STATUS_DLL_INIT_FAILED'),
  'Windows: a DLL of another architecture': endsWith(-1073741701, 'ntstatus.h, STATUS_INVALID_IMAGE_FORMAT'),
  'Windows: an access violation': endsWith(-1073741819, 'ntstatus.h, STATUS_ACCESS_VIOLATION'),
  'Windows: an unhandled .NET exception': endsWith(
    -532462766,
    'dotnet/runtime src/coreclr/inc/corexcep.h, EXCEPTION_COMPLUS',
  ),
  'an app that prints nothing': { recording: 'crash-missing-env', varied: [withEmptyLogs], found: 1 },
  'a Job makes up for a failed pod with one that succeeds': { recording: job, varied: goesOn, found: 0 },
  'the first failure of a Job may recover': {
    recording: job,
    varied: [...goesOn, gone('Pod', 'import-b97lz'), later(-70)],
    found: 1,
  },
  'the first failure of a Job heals while another of its pods is at work': {
    recording: job,
    varied: [...takenOn, madeAt('2026-11-23T21:38:00Z'), later(-600)],
    found: 1,
  },
  'a Job that may not retry does not heal while another of its pods is at work': {
    recording: job,
    varied: [
      ...takenOn,
      madeAt('2026-11-23T21:38:00Z'),
      write('Job', 'import', ['spec', 'backoffLimit'], 0),
      later(-600),
    ],
    found: 1,
  },
  'an index that may not be retried does not heal while another pod is at work': {
    recording: job,
    varied: [
      ...takenOn,
      madeAt('2026-11-23T21:38:00Z'),
      write('Job', 'import', ['spec', 'backoffLimitPerIndex'], 0),
      later(-600),
    ],
    found: 1,
  },
  'the first failure of a Job needs a change where no other pod is made': {
    recording: job,
    varied: [...goesOn, gone('Pod', 'import-b97lz')],
    found: 1,
  },
  'a pod of another index makes up for nothing': {
    recording: job,
    varied: [
      ...goesOn,
      write('Pod', 'import-b97lz', ['metadata', 'annotations'], { 'batch.kubernetes.io/job-completion-index': '1' }),
    ],
    found: 1,
  },
  'a pod that has run for longer than the failed one makes up for it': {
    recording: job,
    varied: [...takenOn, madeAt('2026-11-23T21:20:00Z')],
    found: 0,
  },
  'a pod that was made before makes up for nothing': { recording: job, varied: takenOn, found: 1 },
  'the second failure of a Job that goes on is none': {
    recording: 'job-failing',
    varied: [unsaid('Job', 'nightly', ['status', 'conditions'])],
    found: 1,
  },
  'a failed Job that was made anew under the next number and completed is over': {
    recording: 'job-failing',
    varied: anew('nightly-7', 'nightly-8'),
    found: 0,
  },
  'a failed Job that was made anew by the same generateName and completed is over': {
    recording: 'job-failing',
    varied: [...anew('nightly-x7k', 'nightly-p2q'), write('Job', /^nightly/, ['metadata', 'generateName'], 'nightly-')],
    found: 0,
  },
  'a Job of other containers is another': {
    recording: 'job-failing',
    varied: [
      ...anew('nightly-7', 'nightly-8'),
      write('Job', 'nightly-8', ['spec', 'template', 'spec', 'containers'], [{ name: 'other', image: 'other:1' }]),
    ],
    found: 1,
  },
  'a Job that was made before makes up for nothing': {
    recording: 'job-failing',
    varied: [
      ...anew('nightly-7', 'nightly-8'),
      write('Job', 'nightly-8', ['metadata', 'creationTimestamp'], '2026-11-23T21:10:00Z'),
    ],
    found: 1,
  },
  'a pod in which a person had a shell ends as they left it': {
    recording: job,
    varied: [...alone, inContainers('import-9xx64', { stdin: true, tty: true })],
    found: 0,
  },
  'a pod with stdin in which nobody had a terminal fails by itself': {
    recording: job,
    varied: [...alone, inContainers('import-9xx64', { stdin: true })],
    found: 1,
  },
  'what a driver has replaced long ago is over': { recording: job, varied: driven(), found: 0 },
  'what it has replaced a moment ago may fail again': { recording: job, varied: driven(later(-300)), found: 1 },
  'what a driver has finished with is over': {
    recording: job,
    varied: [
      gone('Job'),
      write(
        'Pod',
        'import-9xx64',
        ['metadata', 'ownerReferences'],
        [{ kind: 'Pod', name: 'import-b97lz', controller: true }],
      ),
    ],
    found: 0,
  },
  'the pods of Jobs that were not read tell by the names of those that a later run has succeeded': {
    recording: job,
    varied: runs('report-29924400', 'report-29924460'),
    found: 0,
  },
  'an earlier run tells nothing': { recording: job, varied: runs('report-29924460', 'report-29924400'), found: 1 },
  'the run of another CronJob tells nothing': {
    recording: job,
    varied: runs('report-29924400', 'other-29924460'),
    found: 1,
  },
  'the pods of a Job that was not read tell that it goes on with another': {
    recording: job,
    varied: [...takenOn, notRead('Job'), madeAt('2026-11-23T21:20:00Z')],
    found: 0,
  },
  "a CronJob's first failed run is over while the next is at work": {
    recording: 'job-failing',
    varied: ofCronJob('2026-11-23T21:18:00Z'),
    found: 0,
  },
  'one of several failed runs is not over while the next has run no longer': {
    recording: 'job-failing',
    varied: ofCronJob('2026-11-23T21:08:00Z'),
    found: 1,
  },
  'one of several failed runs is over as soon as the next has run for longer': {
    recording: 'job-failing',
    varied: ofCronJob('2026-11-23T21:08:00Z', later(60)),
    found: 0,
  },
  'a step of a workflow that was tried again with success is over': {
    recording: job,
    varied: ofOperator('Workflow', 'release', 'release', ...steps('release.load(0)', 'release.load(1)')),
    found: 0,
  },
  'another step makes up for nothing': {
    recording: job,
    varied: ofOperator('Workflow', 'release', 'release', ...steps('release.load(0)', 'release.onExit')),
    found: 1,
  },
  'a failed Build is over after the next has succeeded': {
    recording: job,
    varied: ofOperator('Build', 'web-3', 'web-4'),
    found: 0,
  },
  'the Build of another program makes up for nothing': {
    recording: job,
    varied: ofOperator('Build', 'web-3', 'api-4'),
    found: 1,
  },
  'a front that answers every request with 500 has a reason of its own beside a server that crashes': {
    recording: 'noisy-access-log',
    varied: [...catalog, ...failedRequests],
    found: 2,
  },
  'a front that is told of the Service that crashes has no reason of its own': {
    recording: 'noisy-access-log',
    varied: [
      ...catalog,
      ...failedRequests,
      inContainers(/^shopfront/, { env: [{ name: 'CATALOG', value: 'http://catalog:80' }] }),
    ],
    found: 1,
  },
} satisfies Cases
