import type { Cluster } from '../../cluster/cluster.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import { earliest } from '../../time.ts'
import { autoscalerFaultOf } from '../../workloads/autoscalers.ts'
import { containersOf } from '../../workloads/containers.ts'
import type { Creator } from '../../workloads/creation/failed-create.ts'
import { CREATORS, failedCreateOf } from '../../workloads/creation/failed-create.ts'
import { isHistory } from '../../workloads/history.ts'
import { podsOfService } from '../../workloads/network/selected-pods.ts'
import { createdAt, isTroubled } from '../../workloads/pods.ts'
import { replicaSetsOf } from '../../workloads/replica-sets.ts'
import { troubledPodsOf } from '../../workloads/troubled-pods.ts'
import type { DroppedField } from './dropped-fields.ts'

/** Endpoints may be kept by hand for a Service without a selector. */
function hasEndpoints({ metadata }: Kube<'Service'>, cluster: Cluster): boolean {
  const { namespace = '', name } = metadata
  const slices = cluster
    .list('EndpointSlice', namespace)
    .filter(slice => slice.metadata.labels?.['kubernetes.io/service-name'] === name)
  const known = cluster.find('Endpoints', namespace, name)
  return (
    slices.some(({ endpoints = [] }) => endpoints.length > 0) ||
    (known.state === 'present' && (known.object.subsets ?? []).length > 0)
  )
}

/** True where the Service reaches nothing for want of it. */
function isMissedInService(service: Kube<'Service'>, meant: string | undefined, cluster: Cluster): boolean {
  const { selector, type, ports } = service.spec ?? {}
  if (meant === 'selector') {
    return type !== 'ExternalName' && Object.keys(selector ?? {}).length === 0 && !hasEndpoints(service, cluster)
  }
  return meant === 'targetPort' && (ports ?? []).length > 0 && isMisdirected(service, cluster)
}

/** True where the pods declare ports and the Service sends to none of them. */
function isMisdirected(service: Kube<'Service'>, cluster: Cluster): boolean {
  const targets = new Set(service.spec?.ports?.map(({ targetPort }) => Number(targetPort)))
  let isDeclared = false
  for (const { spec } of podsOfService(service, cluster)) {
    for (const { ports = [] } of spec?.containers ?? []) {
      if (ports.some(({ containerPort }) => containerPort !== undefined && targets.has(containerPort))) return false
      isDeclared ||= ports.length > 0
    }
  }
  return isDeclared
}

/** What suffers from a dropped field, and how it shows in time. */
type Affected = Required<Pick<Hit<unknown>, 'explains'>> & Pick<Hit<unknown>, 'since' | 'usual'>

/** How a pod or its owner suffers, as far as a missing field can explain it. */
type Trouble = 'crash' | 'memory' | 'create' | 'pull' | 'pending' | 'unready' | 'refused'

/** Which trouble a field can cause by its absence. */
const EFFECTS: readonly (readonly [RegExp, readonly Trouble[]])[] = [
  [/^(?:command|args|workingDir|env|envFrom|value|valueFrom|stdin|tty)$/, ['crash', 'create']],
  [/^(?:volumes|volumeMounts|volumeDevices|initContainers|lifecycle)$/, ['crash', 'create', 'unready']],
  [
    /^(?:securityContext|runAs\w+|fsGroup|capabilities|privileged|readOnlyRootFilesystem|allowPrivilegeEscalation|seccompProfile)$/,
    ['crash', 'create', 'refused'],
  ],
  [/^(?:resources|limits|requests)$/, ['memory', 'refused']],
  [/^(?:livenessProbe|readinessProbe|startupProbe)$/, ['crash', 'unready']],
  [/^(?:ports|containerPort)$/, ['unready']],
  [/^(?:imagePullSecrets|imagePullPolicy|image)$/, ['pull']],
  [/^(?:nodeSelector|affinity|tolerations|topologySpreadConstraints|schedulerName|runtimeClassName)$/, ['pending']],
  [/^(?:serviceAccountName|automountServiceAccountToken)$/, ['crash', 'refused']],
  [/^(?:hostNetwork|dnsPolicy|dnsConfig|hostAliases)$/, ['crash']],
]

const PULL = /Image|ErrImage|RegistryUnavailable/

function troubleOf(pod: Kube<'Pod'>, container: string | undefined, cluster: Cluster): Trouble | undefined {
  if (pod.spec?.nodeName === undefined) return 'pending'
  for (const { name, waiting, running, ended, status, role } of containersOf(pod, cluster)) {
    if (container !== undefined && name !== container) continue
    if (PULL.test(waiting?.reason ?? '')) return 'pull'
    if (/^(?:Create|Run)Container/.test(waiting?.reason ?? '')) return 'create'
    const isEnded = ended !== undefined && !(role === 'init' && ended.exitCode === 0)
    if (isEnded) return ended.reason === 'OOMKilled' ? 'memory' : 'crash'
    if (running && status.ready !== true) return 'unready'
  }
  return undefined
}

/** The troubled pods that its newest template made. */
function podsOf(workload: Kube, cluster: Cluster): readonly Kube<'Pod'>[] {
  if (workload.kind === 'Pod') return cluster.of(workload, isTroubled) ? [workload] : []
  if (workload.kind === 'CronJob') return cluster.ownedBy(workload, 'Job').flatMap(job => troubledPodsOf(job, cluster))
  const [set] = workload.kind === 'Deployment' ? replicaSetsOf(workload, cluster) : [workload]
  return set === undefined ? [] : troubledPodsOf(set, cluster)
}

/** What is to make its newest pods: itself, for a Deployment also its newest ReplicaSet. */
function creatorsOf(workload: Kube, cluster: Cluster): readonly Creator[] {
  const own = CREATORS.some(kind => kind === workload.kind) ? [workload as Creator] : []
  return workload.kind === 'Deployment' ? [...own, ...replicaSetsOf(workload, cluster).slice(0, 1)] : own
}

function effectsOf({ meant, name, within }: DroppedField): readonly Trouble[] {
  const names = [meant ?? name, ...within.toReversed()]
  return names.flatMap(field => EFFECTS.find(([pattern]) => pattern.test(field))?.[1] ?? []).slice(0, 8)
}

/** The pods of a workload, and the creators whose pods are refused, whose trouble a field that is missing in the template can explain. */
function affectedInTemplate(workload: Kube, dropped: DroppedField, cluster: Cluster): Affected {
  const effects = effectsOf(dropped)
  const pods = podsOf(workload, cluster).filter(pod => {
    if (isHistory(pod, cluster)) return false
    const trouble = troubleOf(pod, dropped.container, cluster)
    return trouble !== undefined && effects.includes(trouble)
  })
  const refused = effects.includes('refused')
    ? creatorsOf(workload, cluster).filter(creator => {
        const kind = failedCreateOf(creator, cluster)?.refusal?.kind
        const isSecurity = effects.includes('create')
        return isSecurity
          ? kind === 'pod-security-violation'
          : kind === 'quota-requires-resources' || kind === 'limit-range-violation'
      })
    : []
  return {
    explains: [...pods, ...refused].map(refOf),
    since: earliest([...pods.map(createdAt), ...refused.map(creator => failedCreateOf(creator, cluster)?.first)]),
  }
}

/** An Ingress controller gives an address within this time, in milliseconds. */
const ADDRESS = 60_000

function isTroubledObject(object: Kube, { meant, within }: DroppedField, cluster: Cluster): boolean {
  switch (object.kind) {
    case 'Service':
      return isMissedInService(object, meant, cluster)
    case 'PersistentVolumeClaim':
      return object.status?.phase === 'Pending' && within[0] === 'spec'
    case 'Ingress':
      return (object.status?.loadBalancer?.ingress ?? []).length === 0 && meant === 'ingressClassName'
    case 'HorizontalPodAutoscaler':
      return autoscalerFaultOf(object, cluster) !== undefined && within[0] === 'spec'
    default:
      return false
  }
}

/**
 * False where nothing about an object is wrong, so that its manifest need not be read. Many manifests are long; that of a Service
 * is sooner read than its pods.
 */
export function mayMissFields(object: Kube, cluster: Cluster): boolean {
  switch (object.kind) {
    case 'Service':
      return true
    case 'PersistentVolumeClaim':
      return object.status?.phase === 'Pending'
    case 'Ingress':
      return (object.status?.loadBalancer?.ingress ?? []).length === 0
    case 'HorizontalPodAutoscaler':
      return autoscalerFaultOf(object, cluster) !== undefined
    default:
      return (
        podsOf(object, cluster).length > 0 ||
        creatorsOf(object, cluster).some(creator => failedCreateOf(creator, cluster) !== undefined)
      )
  }
}

/** The objects whose present trouble a missing field can explain: none where all is well, since a field that nobody misses is no problem. */
export function affectedBy(object: Kube, dropped: DroppedField, cluster: Cluster): Affected {
  const isPodSpec = object.kind === 'Pod' || dropped.within.includes('template')
  if (isPodSpec) return affectedInTemplate(object, dropped, cluster)
  return {
    explains: isTroubledObject(object, dropped, cluster) ? [refOf(object)] : [],
    since: createdAt(object),
    ...(object.kind === 'Ingress' && { usual: ADDRESS }),
  }
}
