import type { Cluster } from '../../cluster/cluster.ts'
import { isEarly } from '../../freshness.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { autoscalerFaultOf } from '../../workloads/controllers/autoscaler.ts'
import { scaleTargetOf } from '../../workloads/controllers/scale-target.ts'
import { createdAt } from '../../workloads/pods.ts'
import { rolloutOf } from '../../workloads/rollouts.ts'

/** A metrics server takes its first samples within this time, in milliseconds, of a pod's start. */
const FIRST_SAMPLES = 180_000
const GRACE = 30_000

/** The aggregated API that a kind of metric is read from (`k8s.io/metrics`). */
const APIS: Readonly<Record<string, readonly string[]>> = {
  resource: ['v1beta1.metrics.k8s.io'],
  custom: ['v1beta2.custom.metrics.k8s.io', 'v1beta1.custom.metrics.k8s.io'],
  external: ['v1beta1.external.metrics.k8s.io'],
}

/** The kind of metric by the condition's reason, which is that of the first metric without a value. */
const KINDS: Readonly<Record<string, string>> = {
  FailedGetExternalMetric: 'external',
  FailedGetPodsMetric: 'custom',
  FailedGetObjectMetric: 'custom',
}

const GIVERS: Readonly<Record<string, string>> = {
  resource: 'metrics-server',
  custom: 'an adapter for custom metrics (such as prometheus-adapter)',
  external: 'an adapter for external metrics (such as KEDA)',
}

/** Pods that are not ready give no samples: then the rollout is what is to be looked at. */
function isRollingOut(workload: ObjectRef, cluster: Cluster): boolean {
  const target = cluster.get(workload)
  switch (target?.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return !rolloutOf(target, cluster).complete
    default:
      return false
  }
}

export default defineCause({
  id: 'hpa-metrics-unavailable',
  stage: 'rollout',
  owner: 'platform',
  patience: 'soon',
  text: {
    summary: 'The metrics API gives the autoscaler no value',
    shows:
      'The autoscaler has ScalingActive False with reason FailedGetResourceMetric (or FailedGetPodsMetric, FailedGetExternalMetric …); `kubectl get hpa` prints `<unknown>`.',
    happens:
      'No metrics server or adapter is installed, it does not run, or it has no sample of that metric for these pods.',
    fix: 'Install or repair what serves the metrics API; `kubectl top pods` shows whether resource metrics work.',
    docs: [
      'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-metrics-apis',
      'https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/',
    ],
  },
  on: ['HorizontalPodAutoscaler'],
  reads: ['APIService'],

  detect(autoscaler, cluster) {
    const fault = autoscalerFaultOf(autoscaler, cluster)
    if (fault?.kind !== 'metrics' && fault?.kind !== 'no-samples') return
    const { namespace, name } = autoscaler.metadata
    const hasNoSamples = fault.kind === 'no-samples'
    if (isEarly(fault.since ?? createdAt(autoscaler), hasNoSamples ? FIRST_SAMPLES : GRACE, cluster)) return
    const target = scaleTargetOf(autoscaler)
    const sampled = hasNoSamples && target !== undefined ? [target] : []
    if (sampled.some(workload => isRollingOut(workload, cluster))) return
    const api = KINDS[fault.reason] ?? 'resource'
    const services: readonly ObjectRef[] = (APIS[api] ?? []).map(service => ({ kind: 'APIService', name: service }))
    const installed = services.find(ref => cluster.get(ref) !== undefined)
    return {
      facts: {
        name,
        place: placeOf(namespace),
        api,
        isAbsent: installed === undefined && cluster.seen('APIService', undefined),
        message: fault.message,
        service: (installed ?? services[0])?.name ?? '',
      },
      subject: refOf(autoscaler),
      because: [...services, ...sampled],
      evidence: fault.evidence,
      since: fault.since,
      field: { object: refOf(autoscaler), path: 'spec.metrics' },
    }
  },

  explain({ name, place, api, isAbsent, message, service }) {
    const giver = GIVERS[api] ?? 'a metrics server'
    const last = message.split(': ').slice(-2).join(': ').slice(0, 200)
    return {
      title: `autoscaler ${name} gets no ${api} metrics: ${isAbsent ? `the cluster has no ${service}` : last}`,
      why: 'Without a value it keeps the number of replicas as it is, whatever the load.',
      fix: [
        isAbsent
          ? { text: `Install ${giver}.`, command: 'kubectl get apiservices' }
          : {
              text: `See whether ${giver} runs and serves this metric.`,
              command: sh`kubectl describe apiservice ${service}`,
            },
        { text: 'See what the autoscaler asks for.', command: sh`kubectl describe hpa ${name}${place}` },
      ],
    }
  },
})
