import type { Snapshot } from '../../../core/index.ts'
import { iso } from '../times.ts'
import type { Variation } from '../variation.ts'

interface Workload {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string }
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly ports?: readonly { readonly containerPort: number }[] }[]
      }
    }
  }
}
interface Pod {
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly uid: string
    readonly ownerReferences?: readonly { readonly kind: string }[]
  }
}
interface Event {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly involvedObject: { readonly uid?: string }
}

/** The first Deployment or StatefulSet of a namespace. */
export function workloadIn({ objects }: Snapshot, namespace: string): Workload | undefined {
  return (objects as readonly Workload[]).find(
    ({ kind, metadata }) => ['Deployment', 'StatefulSet'].includes(kind) && metadata.namespace === namespace,
  )
}

/** As `pkg/controller/podautoscaler` words it where the target's pods run but none is ready. */
const UNREADY = 'failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)'

/**
 * What usually hangs on a workload and has stood there for an hour: a Service without endpoints, an Ingress before that, an
 * autoscaler that gets no metrics of unready pods, a budget.
 */
export function withDependants(workload: Workload): Variation {
  return snapshot => ({
    ...snapshot,
    objects: [...snapshot.objects, ...dependantsOf(workload, snapshot.takenAt ?? '')],
  })
}

function dependantsOf(workload: Workload, takenAt: string): readonly object[] {
  const { kind, metadata, spec } = workload
  const { namespace, name } = metadata
  const creationTimestamp = iso(Date.parse(takenAt) - 3_600_000)
  const port = spec.template.spec.containers[0]?.ports?.[0]?.containerPort ?? 8080
  const selector = spec.selector.matchLabels
  const made = { namespace, creationTimestamp }
  const backend = { service: { name: 'front', port: { number: 80 } } }
  return [
    {
      kind: 'Service',
      apiVersion: 'v1',
      metadata: { ...made, name: 'front', uid: 'front' },
      spec: { type: 'ClusterIP', clusterIP: '10.96.9.9', selector, ports: [{ port: 80, targetPort: port }] },
    },
    {
      kind: 'EndpointSlice',
      apiVersion: 'discovery.k8s.io/v1',
      metadata: { ...made, name: 'front-1', labels: { 'kubernetes.io/service-name': 'front' } },
      addressType: 'IPv4',
      endpoints: [],
    },
    {
      kind: 'Ingress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: { ...made, name: 'front' },
      spec: { rules: [{ host: 'shop.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
      status: { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } },
    },
    {
      kind: 'HorizontalPodAutoscaler',
      apiVersion: 'autoscaling/v2',
      metadata: { ...made, name: 'front' },
      spec: { maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind, name } },
      status: {
        conditions: [
          {
            type: 'ScalingActive',
            status: 'False',
            reason: 'FailedGetResourceMetric',
            lastTransitionTime: creationTimestamp,
            message: `the HPA was unable to compute the replica count: ${UNREADY}`,
          },
        ],
      },
    },
    {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: { ...made, name: 'front' },
      spec: { minAvailable: 1, selector: { matchLabels: selector } },
      status: { currentHealthy: 0, desiredHealthy: 1, disruptionsAllowed: 0, expectedPods: 1 },
    },
  ]
}

/** Four more replicas like each of a ReplicaSet's, events and logs included. */
export function withReplicas(namespace: string): Variation {
  return snapshot => replicated(snapshot, namespace)
}

function replicated(snapshot: Snapshot, namespace: string): Snapshot {
  const pods = (snapshot.objects as readonly Pod[]).filter(
    ({ kind, metadata }) =>
      kind === 'Pod' && metadata.namespace === namespace && metadata.ownerReferences?.[0]?.kind === 'ReplicaSet',
  )
  const more = [1, 2, 3, 4].flatMap(number =>
    pods.map(pod => ({ pod, name: `${pod.metadata.name}${number}`, uid: `${pod.metadata.uid}${number}`, number })),
  )
  const events = (snapshot.objects as readonly Event[]).filter(({ kind }) => kind === 'Event')
  return {
    ...snapshot,
    objects: [
      ...snapshot.objects,
      ...more.map(({ pod, name, uid }) => ({ ...pod, metadata: { ...pod.metadata, name, uid } })),
      ...more.flatMap(({ pod, name, uid, number }) =>
        events
          .filter(({ involvedObject }) => involvedObject.uid === pod.metadata.uid)
          .map(event => ({
            ...event,
            metadata: { ...event.metadata, name: `${event.metadata.name}${number}` },
            involvedObject: { ...event.involvedObject, name, uid },
          })),
      ),
    ],
    logs: [
      ...(snapshot.logs ?? []),
      ...more.flatMap(({ pod, name }) =>
        (snapshot.logs ?? [])
          .filter(log => log.namespace === namespace && log.pod === pod.metadata.name)
          .map(log => ({ ...log, pod: name })),
      ),
    ],
  }
}
