import type { Conditions } from '../../support/conditions.ts'
import { gone, later, notRead, unsaid, withoutLogs, worded, write } from '../../support/variation.ts'

const FIT = 'pkg/scheduler/framework/types.go (FitError), with the reason of a plugin that no rule knows'
/** A reason of a scheduler's plugin that is not Kubernetes' own. */
const foreign = worded('1 Insufficient cpu', "1 node(s) didn't have a free licence", FIT)
const withVolumes = worded(
  '1 node(s) had untolerated taint(s)',
  "1 node(s) didn't find available persistent volumes to bind",
  FIT,
)

const unknownFailure = worded(/secret .+ not found/, 'context deadline exceeded', 'Go, context.DeadlineExceeded')
/** What the kubelet says of a pod that it does not admit, in place of an eviction. */
const refused = [
  worded('Evicted', 'UnexpectedAdmissionError', 'pkg/kubelet/lifecycle/predicate.go'),
  ...['Deployment', 'ReplicaSet'].map(kind => write(kind, /^ingest/, ['spec', 'replicas'], 2)),
  later(900),
]
/** The pods of a request that would fit. */
const small = write('Pod', /^trainer/, ['spec', 'containers'], [{ name: 'trainer', image: 'nginx:1.27' }])

/** What runs, of which ten minutes later nothing says that it is ready. */
const alone = [
  unsaid('Pod', /^sync/, ['status', 'conditions']),
  later(600),
  gone('Job'),
  gone('CronJob'),
  write('Pod', /^sync/, ['metadata', 'ownerReferences'], undefined),
]

export default {
  'a pod that no node takes for a reason that no rule knows is wrong after a minute': {
    recording: 'pending-cpu',
    varied: [small, foreign],
    found: 1,
  },
  'nodes that are turned down for volumes may be taken when those are there': {
    recording: 'pending-cpu',
    varied: [small, foreign, withVolumes],
    found: 0,
  },
  'volumes are given five minutes': {
    recording: 'pending-cpu',
    varied: [small, foreign, withVolumes, later(300)],
    found: 1,
  },
  'without its claims nothing is known of the volumes': {
    recording: 'pending-cpu',
    varied: [small, foreign, withVolumes, notRead('PersistentVolumeClaim')],
    found: 1,
  },
  'where there is no node at all some may be made': {
    recording: 'pending-cpu',
    varied: [
      worded(/0\/2 nodes are available: .+/, 'no nodes available to schedule pods', 'pkg/scheduler/schedule_one.go'),
    ],
    found: 0,
  },
  'a failed pod is replaced by its controller': {
    recording: 'evicted-over-limit',
    varied: refused,
    found: 1,
  },
  'a pod that nothing replaces has failed': {
    recording: 'evicted-over-limit',
    varied: [...refused, write('Pod', /^ingest/, ['metadata', 'ownerReferences'], undefined)],
    found: 5,
  },
  'a pod that is ready again is not wrong': { recording: 'healthy-restarted', varied: [later(521)], found: 0 },
  'a pod that is to end is not wrong': {
    recording: 'secret-env-missing',
    varied: [unknownFailure, write('Pod', 'mailer-0', ['metadata', 'deletionTimestamp'], '2026-11-23T21:40:30Z')],
    found: 0,
  },
  'a container that cannot be made is stuck': {
    recording: 'secret-env-missing',
    varied: [unknownFailure],
    found: 1,
  },
  'a pod that is not ready after ten minutes is wrong': {
    recording: 'progressing-slow-start',
    varied: [gone('Event'), withoutLogs, later(600)],
    found: 1,
  },
  'a pod that runs once is at work for as long as it likes': {
    recording: 'cron-forbid',
    varied: alone,
    found: 0,
  },
  'one that runs always is not': {
    recording: 'cron-forbid',
    varied: [...alone, write('Pod', /^sync/, ['spec', 'restartPolicy'], 'Always')],
    found: 1,
  },
} satisfies Conditions
