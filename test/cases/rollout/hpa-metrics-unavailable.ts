import type { Cases } from '../../support/cases.ts'
import { added, borrowed, later, notRead, worded, write } from '../../support/variation.ts'

const recording = 'hpa-metrics'
const CLIENT = 'pkg/controller/podautoscaler/metrics/client.go'
const AUTOSCALER = 'pkg/controller/podautoscaler/horizontal.go'
const noSamples = worded(
  /unable to fetch metrics from resource metrics API: .+/,
  'no metrics returned from resource metrics API',
  CLIENT,
)
const longAgo = later(200)
const custom = [
  worded('FailedGetResourceMetric', 'FailedGetPodsMetric', AUTOSCALER),
  worded(
    /failed to get cpu utilization: .+/,
    'unable to get metric requests-per-second: unable to fetch metrics from custom metrics API: the server could not find the metric requests-per-second for pods',
    CLIENT,
  ),
]
const service = (name: string) => added({ kind: 'APIService', metadata: { name }, spec: {} } as { kind: string })
const target = (kind: string | undefined, name: string) => [
  write('HorizontalPodAutoscaler', 'api', ['spec', 'scaleTargetRef', 'kind'], kind),
  write('HorizontalPodAutoscaler', 'api', ['spec', 'scaleTargetRef', 'name'], name),
]

export default {
  'an API that fails for a moment may recover': { recording, varied: [later(-70)], found: 1 },
  'the first samples take some time': { recording, varied: [noSamples, later(-35)], found: 0 },
  'no samples after a minute may still come': { recording, varied: [noSamples], found: 1 },
  'no samples for minutes are a fault': { recording, varied: [noSamples, longAgo], found: 1 },
  'pods that are rolled out give no samples': {
    recording,
    varied: [noSamples, longAgo, write('Deployment', 'api', ['spec', 'replicas'], 3)],
    found: 0,
  },
  'a rollout does not keep an API from being there': {
    recording,
    varied: [write('Deployment', 'api', ['spec', 'replicas'], 3)],
    found: 1,
  },
  'the pods of a StatefulSet that is rolled out give no samples': {
    recording,
    varied: [
      noSamples,
      longAgo,
      borrowed('sts-partition', 'StatefulSet', 'kafka', 'autoscale-eu'),
      write('StatefulSet', 'kafka', ['spec', 'replicas'], 3),
      ...target('StatefulSet', 'kafka'),
    ],
    found: 0,
  },
  'of other targets nothing is known': {
    recording,
    varied: [noSamples, longAgo, ...target('Rollout', 'api')],
    found: 1,
  },
  'an autoscaler may name no target': {
    recording,
    varied: [noSamples, longAgo, ...target(undefined, 'api')],
    found: 1,
  },
  'pods have custom metrics': { recording, varied: custom, found: 1 },
  'an adapter may serve an older version of custom metrics': {
    recording,
    varied: [...custom, service('v1beta1.custom.metrics.k8s.io')],
    found: 1,
  },
  'external metrics have an API of their own': {
    recording,
    varied: [
      worded('FailedGetResourceMetric', 'FailedGetExternalMetric', AUTOSCALER),
      worded(
        /failed to get cpu utilization: .+/,
        'unable to get external metric autoscale-eu/queue/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get queue.external.metrics.k8s.io)',
        CLIENT,
      ),
    ],
    found: 1,
  },
  'APIs that were not read may be there': {
    recording,
    varied: [notRead('APIService'), worded('pods.metrics', `${'p'.repeat(253)}.metrics`, 'names only')],
    found: 1,
  },
} satisfies Cases
