import type { Raw } from '../raw.ts'
import { readRecording, readScenario } from '../scenarios.ts'
import { iso, shifted } from '../times.ts'
import type { Variation } from '../variation.ts'

type Json = Readonly<Record<string, unknown>>

/** Objects that lie about in a namespace at a time, milliseconds since 1970. */
type Litter = (namespace: string, now: number) => readonly Json[]

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** All objects that people and controllers made in a recording's own namespace, moved to another, the recording ending `ago`. */
function moved(id: string, kinds: readonly string[], ago: number): Litter {
  const recording = readRecording(id)
  const { namespace: from } = readScenario(id)
  const taken = Date.parse(recording.takenAt ?? '')
  return (namespace, now) =>
    (recording.objects as readonly Raw[])
      .filter(({ kind, metadata }) => metadata.namespace === from && kinds.includes(kind))
      .map(object => {
        const about =
          object.involvedObject === undefined ? {} : { involvedObject: { ...object.involvedObject, namespace } }
        return shifted({ ...object, ...about, metadata: { ...object.metadata, namespace } }, now - ago - taken)
      })
}

function made(kind: string, apiVersion: string, name: string, rest: Json): Litter {
  return (namespace, now) => [
    {
      kind,
      apiVersion,
      metadata: { name, namespace, uid: `noise-${name}`, creationTimestamp: iso(now - 5 * HOUR) },
      ...rest,
    },
  ]
}

const WORKLOADS = [
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'Job',
  'CronJob',
  'Pod',
  'Service',
  'PersistentVolumeClaim',
  'Event',
]

const HPA_CONDITIONS = [
  { type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale', message: 'recommended size matches current size' },
  {
    type: 'ScalingActive',
    status: 'True',
    reason: 'ValidMetricFound',
    message:
      'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
  },
  {
    type: 'ScalingLimited',
    status: 'True',
    reason: 'TooFewReplicas',
    message: 'the desired replica count is less than the minimum replica count',
  },
]

/** Litter beside a workload. Conditions as `pkg/controller/podautoscaler` and `pkg/controller/disruption` word them. */
const LITTER: Readonly<Record<string, Litter>> = {
  'a Job that was retried and completed': moved('healthy-job-retried', WORKLOADS, HOUR),
  'a suspended CronJob': moved('healthy-cron-suspended', WORKLOADS, HOUR),
  'a Deployment scaled to zero with its Service': moved('healthy-scaled-zero', WORKLOADS, HOUR),
  'warnings of pods that are gone': moved('crash-oom', ['Event'], 10 * MINUTE),
  'refused pods of a ReplicaSet that is gone': moved('quota-exceeded', ['Event'], 10 * MINUTE),
  "a Job of another project's API": made('Job', 'batch.volcano.sh/v1alpha1', 'noise-train', {
    spec: { minAvailable: 1, tasks: [{ name: 'worker', replicas: 1 }] },
  }),
  "an Ingress of another project's API": made('Ingress', 'networking.internal.knative.dev/v1alpha1', 'noise-route', {
    spec: { httpOption: 'Enabled', rules: [{ hosts: ['noise.example.com'], visibility: 'ExternalIP' }] },
  }),
  "a StatefulSet of another project's API": made('StatefulSet', 'apps.kruise.io/v1beta1', 'noise-set', {
    spec: { replicas: 2, serviceName: 'noise-set', template: { spec: { containers: [{ name: 'app' }] } } },
  }),
  'a budget that allows no disruption': made('PodDisruptionBudget', 'policy/v1', 'all', {
    spec: { minAvailable: 1, selector: { matchLabels: { tier: 'noise' } } },
    status: { currentHealthy: 1, desiredHealthy: 1, disruptionsAllowed: 0, expectedPods: 1, observedGeneration: 1 },
  }),
  'an Ingress without a class that has an address': made('Ingress', 'networking.k8s.io/v1', 'front', {
    spec: { rules: [{ host: 'shop.example' }] },
    status: { loadBalancer: { ingress: [{ hostname: 'lb-1.elb.example' }] } },
  }),
  'a Service without a selector': made('Service', 'v1', 'outside', {
    spec: { type: 'ClusterIP', ports: [{ port: 5432 }] },
  }),
  'an ExternalName Service': made('Service', 'v1', 'db', {
    spec: { type: 'ExternalName', externalName: 'db.example' },
  }),
  'the lease of an app that is gone': made('Lease', 'coordination.k8s.io/v1', 'leader', {
    spec: { holderIdentity: 'app-0', leaseDurationSeconds: 15, renewTime: '2026-01-02T03:04:05.000000Z' },
  }),
  'a quota that is used up': made('ResourceQuota', 'v1', 'full', {
    spec: { hard: { pods: '2' } },
    status: { hard: { pods: '2' }, used: { pods: '2' } },
  }),
  'a policy that denies all': made('NetworkPolicy', 'networking.k8s.io/v1', 'deny', {
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  }),
  'an empty DaemonSet': made('DaemonSet', 'apps/v1', 'gpu-agent', {
    spec: { selector: { matchLabels: { app: 'gpu-agent' } }, template: { metadata: { labels: { app: 'gpu-agent' } } } },
    status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  }),
  'a ServiceAccount whose pull secret is gone': made('ServiceAccount', 'v1', 'builder', {
    imagePullSecrets: [{ name: 'old-registry' }],
  }),
  'a released volume': (_, now) => [
    {
      kind: 'PersistentVolume',
      apiVersion: 'v1',
      metadata: { name: 'pv-old', creationTimestamp: iso(now - 9 * HOUR) },
      spec: {
        storageClassName: 'standard',
        claimRef: { kind: 'PersistentVolumeClaim', namespace: 'gone', name: 'data' },
      },
      status: { phase: 'Released' },
    },
  ],
  'an autoscaler at its least': (namespace, now) => [
    ...moved('healthy-rolled', ['Deployment', 'ReplicaSet', 'Pod'], MINUTE)(namespace, now),
    {
      kind: 'HorizontalPodAutoscaler',
      apiVersion: 'autoscaling/v2',
      metadata: { name: 'web', namespace, creationTimestamp: iso(now - HOUR) },
      spec: {
        minReplicas: 2,
        maxReplicas: 9,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      },
      status: { currentReplicas: 2, desiredReplicas: 2, conditions: HPA_CONDITIONS },
    },
  ],
}

/** What lies about in a namespace and has nothing to do with its workloads, by what it is. */
export const NOISE: Readonly<Record<string, (namespace: string) => Variation>> = Object.fromEntries(
  Object.entries(LITTER).map(([name, litter]) => [name, namespace => withLitter(namespace, litter)]),
)

/** What is there already keeps its place. */
function withLitter(namespace: string, litter: Litter): Variation {
  const key = (object: unknown) => {
    const { kind, metadata } = object as Raw
    return `${kind}/${metadata.namespace}/${metadata.name}`
  }
  return snapshot => {
    const known = new Set(snapshot.objects.map(key))
    const added = litter(namespace, Date.parse(snapshot.takenAt ?? '')).filter(object => !known.has(key(object)))
    return { ...snapshot, objects: [...snapshot.objects, ...added] }
  }
}
