import type { Cases } from '../../support/cases.ts'
import { added, gone, joined, later, mapped, stated, told, withSpec, worded, write } from '../../support/variation.ts'

const NOT_FOUND = /secret "gateway-tls" not found/
const SECRET = {
  kind: 'Secret',
  metadata: { namespace: 'tls-gateway', name: 'gateway-tls' },
  type: 'kubernetes.io/tls',
}
const EMPTY = { ...SECRET, data: { cert: 'eA==' } }
const volume = (more: object) =>
  withSpec('Pod', /^gateway-/, { volumes: [{ name: 'tls', secret: { secretName: 'gateway-tls', ...more } }] })

/** The same, reported so often that the client sends it less frequently. */
const often = [
  gone('Event'),
  told(
    'readiness-404',
    'profile-6b68cf4477-sfs95.18eac94d8855a9fb',
    { kind: 'Pod', namespace: 'tls-gateway', name: 'gateway-5877b6d949-4skhj' },
    {
      reason: 'FailedMount',
      message: 'MountVolume.SetUp failed for volume "tls" : secret "gateway-tls" not found',
      source: 'kubernetes pkg/kubelet/volumemanager/reconciler',
    },
  ),
]

const ofRevision = (hash: string | undefined) =>
  write('Pod', 'mailer-0', ['metadata', 'labels', 'controller-revision-hash'], hash)

/** The containers of pods as `kubectl describe` shows them: their states without messages. */
const untold = mapped(object => {
  const status = (object['status'] ?? {}) as { containerStatuses?: readonly { state?: { waiting?: object } }[] }
  const containerStatuses = status.containerStatuses?.map(each =>
    each.state?.waiting === undefined
      ? each
      : { ...each, state: { waiting: { ...each.state.waiting, message: undefined } } },
  )
  return containerStatuses === undefined ? object : { ...object, status: { ...status, containerStatuses } }
})

const ARGO_CD = 'argoproj/argo-cd resource_customizations'
/** The resource that creates the Secret, with a status that says why it has not. */
const maker = (apiVersion: string, kind: string, spec: object, condition: object, source: string) => [
  added({ kind, ...{ apiVersion, metadata: { namespace: 'tls-gateway', name: 'gateway-tls' }, spec } }),
  stated(kind, 'gateway-tls', { conditions: [condition] }, source),
]

const failingMaker = maker(
  'external-secrets.io/v1',
  'ExternalSecret',
  {},
  {
    ...{ type: 'Ready', status: 'False', reason: 'SecretSyncedError' },
    message: 'could not get secret data from provider: key "secret/sa/example" from ExternalSecret "test-degraded"',
  },
  `${ARGO_CD}/external-secrets.io/ExternalSecret/testdata/degraded.yaml`,
)

export default {
  'an ExternalSecret is to make it': {
    recording: 'secret-volume-missing',
    varied: failingMaker,
    found: 1,
  },
  'what is to make it does not matter once it has come': {
    recording: 'secret-volume-missing',
    varied: [...failingMaker, added(SECRET)],
    found: 1,
  },
  'a SealedSecret is to make it': {
    recording: 'secret-volume-missing',
    varied: maker(
      'bitnami.com/v1alpha1',
      'SealedSecret',
      { template: { metadata: { name: 'gateway-tls' } } },
      { type: 'Synced', status: 'False', message: 'no key could decrypt secret (.dockerconfigjson)' },
      `${ARGO_CD}/bitnami.com/SealedSecret/testdata/degraded.yaml`,
    ),
    found: 1,
  },
  'a Certificate of another project makes none': {
    recording: 'secret-volume-missing',
    varied: maker(
      'networking.internal.knative.dev/v1alpha1',
      'Certificate',
      { secretName: 'gateway-tls' },
      { type: 'Ready', status: 'False', reason: 'ConfigError' },
      `${ARGO_CD}/cert-manager.io/Certificate/testdata/degraded_configError.yaml`,
    ),
    found: 1,
  },
  'an event tells it where the state of the container does not': {
    recording: 'secret-env-missing',
    varied: [untold],
    found: 1,
  },
  'a StatefulSet does not replace a pod of an older revision that is not ready': {
    recording: 'secret-env-missing',
    varied: [ofRevision('mailer-5f4c8d')],
    found: 1,
  },
  'a StatefulSet with parallel pod management replaces a pod of an older revision': {
    recording: 'secret-env-missing',
    varied: [ofRevision('mailer-5f4c8d'), withSpec('StatefulSet', 'mailer', { podManagementPolicy: 'Parallel' })],
    found: 1,
  },
  'a pod that names no revision may be of the newest': {
    recording: 'secret-env-missing',
    varied: [ofRevision(undefined)],
    found: 1,
  },
  'kubelets before 1.20 speak of secrets': {
    recording: 'secret-volume-missing',
    varied: [worded(NOT_FOUND, 'secrets "gateway-tls" not found', 'kubernetes 1.19 pkg/kubelet/secret')],
    found: 1,
  },
  'kubelets that could not fetch it name it with its namespace': {
    recording: 'secret-volume-missing',
    varied: [
      worded(
        NOT_FOUND,
        'couldn\'t get secret tls-gateway/gateway-tls: secret "gateway-tls" not found',
        'kubernetes pkg/volume/secret/secret.go',
      ),
    ],
    found: 1,
  },
  'a Secret that was created since ends it when the kubelet looks again': {
    recording: 'secret-volume-missing',
    varied: [added(SECRET)],
    found: 1,
  },
  'where the kubelet has not looked for long it is not what it waits for': {
    recording: 'secret-volume-missing',
    varied: [added(EMPTY), later(200)],
    found: 0,
  },
  'a client that has sent many events about a pod sends no more for minutes': {
    recording: 'secret-volume-missing',
    varied: [added(SECRET), ...often, later(400)],
    found: 1,
  },
  'events that are sent rarely keep it no longer than that': {
    recording: 'secret-volume-missing',
    varied: [added(SECRET), ...often, later(500)],
    found: 0,
  },
  'where no event is left, its absence says so': {
    recording: 'secret-volume-missing',
    varied: [gone('Event')],
    found: 1,
  },
  'where no event is left, its absence says so in a pod with init containers too': {
    recording: 'secret-volume-missing',
    varied: [
      gone('Event'),
      worded(/^ContainerCreating$/, 'PodInitializing', 'kubernetes pkg/kubelet/kubelet_pods.go'),
      later(-76),
    ],
    found: 1,
  },
  'a pod whose init container runs has its volumes': {
    recording: 'secret-volume-missing',
    varied: [joined('gateway-5877b6d949-4skhj', 'healthy-rolled', 'web-dbb6fffff-4fgpn', 'initContainers')],
    found: 0,
  },
  'a pod whose container pulls its image has its volumes': {
    recording: 'secret-volume-missing',
    varied: [
      told(
        'image-registry-refused',
        'ledger-sync-29924479-th5kw.18eac94e9c2be1b5',
        { kind: 'Pod', namespace: 'tls-gateway', name: 'gateway-5877b6d949-4skhj' },
        { reason: 'Pulling', message: 'Pulling image "nginx:1.27"', source: 'pkg/kubelet/images/image_manager.go' },
      ),
    ],
    found: 0,
  },
  'a pod waits for its mounts at every start': {
    recording: 'secret-volume-missing',
    varied: [gone('Event'), later(-85)],
    found: 0,
  },
  'an optional one is not waited for': {
    recording: 'secret-volume-missing',
    varied: [gone('Event'), volume({ optional: true })],
    found: 0,
  },
  'a Secret volume with selected keys may lack them': {
    recording: 'secret-volume-missing',
    varied: [gone('Event'), volume({ items: [{ key: 'tls.crt', path: 'tls.crt' }] }), added(EMPTY)],
    found: 0,
  },
} satisfies Cases
