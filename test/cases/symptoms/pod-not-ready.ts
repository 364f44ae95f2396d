import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import {
  added,
  borrowed,
  edit,
  gone,
  inContainers,
  joined,
  later,
  notRead,
  recorded,
  told,
  unsaid,
  withoutLogs,
  worded,
  write,
} from '../../support/variation.ts'

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
const { name, uid } = recorded('cron-forbid', 'Job', 'sync-29924499')['metadata'] as Record<string, string>
const ofJob = write(
  'Pod',
  /^ingest.*6xfbx/,
  ['metadata', 'ownerReferences'],
  [{ apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true }],
)
/** The pods of a request that would fit. */
const small = write('Pod', /^trainer/, ['spec', 'containers'], [{ name: 'trainer', image: 'nginx:1.27' }])

/** A pod without a controller that was made to run once. */
const onItsOwn = [gone('Job'), gone('CronJob'), write('Pod', /^sync/, ['metadata', 'ownerReferences'], undefined)]
/** Nothing says of a pod that it is ready, and ten minutes have passed. */
const unreadyFor10Minutes = [unsaid('Pod', /^sync/, ['status', 'conditions']), later(600)]
const SYNC = 'sync-29924499-wt7zx'
const besides = (pod: string) => joined(SYNC, 'healthy-job-retried', pod, 'containers')
const DONE = 'import-b97lz'
const FAILED = 'import-9xx64'

/** A sandbox that could not be made, and nothing said why. */
const noSandbox = worded(
  /Failed to create pod sandbox: .+/,
  'Failed to create pod sandbox: rpc error: code = DeadlineExceeded desc = context deadline exceeded',
  'kubernetes pkg/kubelet/kuberuntime/kuberuntime_manager.go, with the error of a containerd that does not answer',
)
/** The first times that it failed. */
const [first, second, third, fourth] = ['a718bb7d', '34cc09ef', 'fd8f0c2a', '413e7725'].map(end =>
  gone('Event', new RegExp(`^untrusted.*${end}$`)),
) as [Variation, Variation, Variation, Variation]
const withoutClass = ['Pod', 'ReplicaSet', 'Deployment'].map(kind =>
  edit(
    kind,
    /^untrusted/,
    object => JSON.parse(JSON.stringify(object).replace(/"runtimeClassName":"[^"]+",?/, '')) as typeof object,
  ),
)

/** What runs, of which ten minutes later nothing says that it is ready. */
const alone = [
  unsaid('Pod', /^sync/, ['status', 'conditions']),
  later(600),
  gone('Job'),
  gone('CronJob'),
  write('Pod', /^sync/, ['metadata', 'ownerReferences'], undefined),
]

/** Failures to start the pod of `progressing-slow-start`, eight of each, before it was started. */
const stumbled = (
  [
    [
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    ],
    ['FailedMount', 'MountVolume.SetUp failed for volume "kube-api-access-x" : context deadline exceeded'],
  ] as const
).map(([reason, message]) =>
  told(
    'secret-volume-missing',
    'gateway-5877b6d949-4skhj.18eac94f95e4720c',
    { kind: 'Pod', namespace: 'warmup', name: 'jvm-6bcb4bc5f8-hzpm2' },
    { reason, message, source: 'pkg/kubelet/events/event.go; Go, context.DeadlineExceeded' },
  ),
)

const unprobed = inContainers(/^jvm/, { startupProbe: undefined, readinessProbe: undefined })

/** Pods that the kubelet refused, and one of the same controller that runs. */
const refusedBeside = [
  worded(/^Evicted$/, 'SysctlForbidden', 'kubernetes pkg/kubelet/sysctl/allowlist.go'),
  worded(
    /^Pod ephemeral local storage usage exceeds .*/,
    'Pod was rejected: forbidden sysctl: "net.core.somaxconn" not allowlisted',
    'kubernetes pkg/kubelet/sysctl/allowlist.go, pkg/kubelet/kubelet.go',
  ),
  unsaid('Pod', /-(?:6xfbx|gh5rg|nfhhh|zhd8j)$/, ['status', 'containerStatuses']),
  ...['Deployment', 'ReplicaSet'].map(kind => write(kind, /^ingest/, ['spec', 'replicas'], 2)),
  later(900),
]

export default {
  'a pod of the controller that was made later and runs shows that it is over': {
    recording: 'evicted-over-limit',
    varied: refusedBeside,
    found: 1,
  },
  'a pod of the controller that was made before shows nothing': {
    recording: 'evicted-over-limit',
    varied: [...refusedBeside, write('Pod', /-r7zld$/, ['metadata', 'creationTimestamp'], '2026-11-23T21:41:00Z')],
    found: 1,
  },
  'what failed before a pod was started is over': {
    recording: 'progressing-slow-start',
    varied: [...stumbled, unprobed, later(60)],
    found: 0,
  },
  'a kubelet that fails again and again to mount what is no storage is not overcome': {
    recording: 'secret-volume-missing',
    varied: [
      unknownFailure,
      added({ kind: 'Secret', metadata: { namespace: 'tls-gateway', name: 'gateway-tls' } } as {
        readonly kind: string
      }),
    ],
    found: 1,
  },
  'of a pod that does not say when it was made nothing is known to last': {
    recording: 'progressing-slow-start',
    varied: [
      gone('Event'),
      withoutLogs,
      unprobed,
      unsaid('Pod', /^jvm/, ['status', 'conditions']),
      write('Pod', /^jvm/, ['metadata', 'creationTimestamp'], undefined),
      later(600),
    ],
    found: 1,
  },
  'a kubelet that refuses every pod that the controller makes says why': {
    recording: 'node-disk-pressure',
    varied: [
      gone('Pod', /-(?:jzdcj|xv8gl)$/),
      worded(/^Evicted$/, 'SysctlForbidden', 'kubernetes pkg/kubelet/sysctl/allowlist.go'),
      worded(
        /^The node was low on resource: .*/,
        'Pod was rejected: forbidden sysctl: "net.core.somaxconn" not allowlisted',
        'kubernetes pkg/kubelet/sysctl/allowlist.go, pkg/kubelet/kubelet.go',
      ),
      unsaid('Pod', /./, ['status', 'containerStatuses']),
      gone('Node'),
      later(60),
    ],
    found: 1,
  },
  'the node lacks what the runtime needs: no cause stands for that, and what the runtime says tells what helps': {
    recording: 'crash-command-not-found',
    varied: [
      worded(
        /error during container init: .*/,
        'unable to retrieve OCI runtime error (open /run/containerd/log.json: no such file or directory): fork/exec /usr/bin/nvidia-container-runtime: no such file or directory: unknown',
        'NVIDIA/nvidia-docker#686',
      ),
    ],
    found: 1,
  },
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
  'where there is no node at all somebody has to add one': {
    recording: 'pending-cpu',
    varied: [
      worded(/0\/2 nodes are available: .+/, 'no nodes available to schedule pods', 'pkg/scheduler/schedule_one.go'),
    ],
    found: 1,
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
  'a Job makes another pod too': {
    recording: 'evicted-over-limit',
    varied: [...refused, ofJob, borrowed('cron-forbid', 'Job', 'sync-29924499', 'uploads')],
    found: 1,
  },
  'a Job that was not read may have given up': {
    recording: 'evicted-over-limit',
    varied: [...refused, ofJob],
    found: 2,
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
  'a pod that is always restarted is not at work for as long as it likes': {
    recording: 'cron-forbid',
    varied: [...alone, write('Pod', /^sync/, ['spec', 'restartPolicy'], 'Always')],
    found: 1,
  },
  'an operator that runs once and of which one container has done its work is at it still': {
    recording: 'cron-forbid',
    varied: [...onItsOwn, besides(DONE), ...unreadyFor10Minutes],
    found: 0,
  },
  'an operator’s pod of which a container has failed is not at it still': {
    recording: 'cron-forbid',
    varied: [...onItsOwn, besides(FAILED), ...unreadyFor10Minutes],
    found: 1,
  },
  'what is left in the pod of a Job may never end': {
    recording: 'cron-forbid',
    varied: [besides(DONE), ...unreadyFor10Minutes],
    found: 1,
  },
  'a pod that was placed has not begun with its init containers': {
    recording: 'node-name-unknown',
    varied: [write('Pod', /^printer/, ['spec', 'initContainers'], [{ name: 'fonts', image: 'fonts:1' }])],
    found: 1,
  },
  'an init container that does not end is waited for': {
    recording: 'init-crash',
    varied: [
      write('Pod', 'api-89778cf7c-qmnkx', ['spec', 'initContainers'], []),
      joined('api-89778cf7c-qmnkx', 'cron-forbid', SYNC, 'initContainers'),
      withoutLogs,
      later(1200),
    ],
    found: 1,
  },
  'a pod whose init containers have ended waits for its containers': {
    recording: 'init-crash',
    varied: [
      write('Pod', 'api-89778cf7c-qmnkx', ['spec', 'initContainers'], []),
      joined('api-89778cf7c-qmnkx', 'healthy-job-retried', DONE, 'initContainers'),
      withoutLogs,
      later(1200),
    ],
    found: 1,
  },
  'a runtime that fails again and again to make a sandbox is not overcome': {
    recording: 'runtime-class',
    varied: [noSandbox, ...withoutClass, first, second, third],
    found: 1,
  },
  'a runtime that has failed twice to make a sandbox may be overcome': {
    recording: 'runtime-class',
    varied: [noSandbox, ...withoutClass, first, second, third, fourth],
    found: 0,
  },
} satisfies Cases
