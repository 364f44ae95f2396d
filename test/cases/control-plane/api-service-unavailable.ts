import type { Cases } from '../../support/cases.ts'
import { added, borrowed, gone, later, notRead, unsaid, worded, write } from '../../support/variation.ts'

const API = 'v1beta1.metrics.k8s.io'
const behind = (service: unknown) => write('APIService', API, ['spec', 'service'], service)

const STALE = worded(
  /^Some content in the namespace has finalizers remaining: .*/,
  'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1',
  'kubernetes pkg/controller/namespace/deletion/status_condition_utils.go and client-go discovery',
)
/** The deletion of a namespace cannot discover what the namespace contains. */
const undiscovered = [
  gone('ConfigMap', 'billing-export'),
  worded(/^NamespaceFinalizersRemaining$/, 'NamespaceDeletionDiscoveryFailure', 'the same file'),
  STALE,
]

export default {
  'the deletion of a namespace waits for it': {
    recording: 'namespace-stuck',
    varied: [...undiscovered, borrowed('apiservice-down', 'APIService', 'v1beta1.metrics.k8s.io')],
    found: 1,
  },
  'a namespace that waits tells of it where it was not read': {
    recording: 'namespace-stuck',
    varied: [...undiscovered, notRead('APIService')],
    found: 1,
  },
  'a namespace tells of it as soon as it finds out': {
    recording: 'namespace-stuck',
    varied: [...undiscovered, notRead('APIService'), later(-10)],
    found: 1,
  },
  'an API that is there is not the one': {
    recording: 'namespace-stuck',
    varied: undiscovered,
    found: 0,
  },
  'nobody misses it': {
    recording: 'apiservice-down',
    varied: [gone('HorizontalPodAutoscaler')],
    everywhere: true,
    found: 0,
  },
  'an API of which nothing is said is not known to be down': {
    recording: 'apiservice-down',
    varied: [unsaid('APIService', API, ['status'])],
    found: 0,
  },
  'after half a minute its server is no longer starting': {
    recording: 'apiservice-down',
    varied: [later(-15)],
    found: 1,
  },
  'a Service without a namespace is none': {
    recording: 'apiservice-down',
    varied: [behind({ name: 'metrics-server' })],
    found: 1,
  },
  'a Service without a name is none': {
    recording: 'apiservice-down',
    varied: [behind({ namespace: 'kube-system' })],
    found: 1,
  },
  'the pods behind it crash, and that is the cause': {
    recording: 'apiservice-down',
    varied: [
      behind({ namespace: 'metrics-users', name: 'adapter' }),
      added({
        kind: 'Service',
        ...{
          apiVersion: 'v1',
          metadata: { namespace: 'metrics-users', name: 'adapter' },
          spec: { selector: { app: 'redis' }, ports: [{ port: 443 }] },
        },
      }),
      borrowed('crash-bad-flag', 'Pod', 'redis-5bf87c5859-cn2lr', 'metrics-users'),
    ],
    found: 0,
  },
} satisfies Cases
