import type { Conditions } from '../../support/conditions.ts'
import { added, borrowed, gone, later, unsaid, write } from '../../support/variation.ts'

const API = 'v1beta1.metrics.k8s.io'
const behind = (service: unknown) => write('APIService', API, ['spec', 'service'], service)

export default {
  'nobody misses it': {
    recording: 'apiservice-down',
    varied: [gone('HorizontalPodAutoscaler')],
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
} satisfies Conditions
