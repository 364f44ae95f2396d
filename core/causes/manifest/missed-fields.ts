import type { Cluster } from '../../cluster/cluster.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import { earliest } from '../../time.ts'
import type { AutoscalerFault } from '../../workloads/autoscalers.ts'
import { autoscalerFaultOf } from '../../workloads/autoscalers.ts'
import { containersOf } from '../../workloads/containers.ts'
import { crashOf } from '../../workloads/crashes/crash.ts'
import type { Creator } from '../../workloads/creation/failed-create.ts'
import { failedCreateOf } from '../../workloads/creation/failed-create.ts'
import type { Refusal } from '../../workloads/creation/refusal.ts'
import { isHistory } from '../../workloads/history.ts'
import { pullProblemOf } from '../../workloads/images/pulls.ts'
import { podsOfService } from '../../workloads/network/selected-pods.ts'
import { backendsOf, hasSelector } from '../../workloads/network/services.ts'
import { createdAt } from '../../workloads/pods.ts'
import { probeProblemOf } from '../../workloads/probes/probes.ts'
import { isCurrent } from '../../workloads/replica-sets.ts'
import { startFailureOf } from '../../workloads/start/failures.ts'
import { troubledPodsOf } from '../../workloads/troubled-pods.ts'
import { podsUsing } from '../../workloads/volumes/claims.ts'
import type { DroppedField } from './dropped-fields.ts'

/** What a dropped field affects, and since when. */
type Affected = Required<Pick<Hit<unknown>, 'explains'>> & Pick<Hit<unknown>, 'since' | 'usual'>

/** What is wrong with an object and could be due to a missing field. */
type Trouble =
  | 'crash'
  | 'memory'
  | 'create'
  | 'pull'
  | 'pending'
  | 'unready'
  | 'unselected'
  | 'misdirected'
  | 'unbound'
  | 'no-address'
  | AutoscalerFault['kind']
  | Refusal['kind']

/** The trouble that a field's absence can cause. */
const EFFECTS: readonly (readonly [RegExp, readonly Trouble[]])[] = [
  [/^(?:command|args|workingDir|env|envFrom|value|valueFrom|stdin|tty)$/, ['crash', 'create', 'unready']],
  [/^(?:volumes|volumeMounts|volumeDevices|initContainers|lifecycle)$/, ['crash', 'create', 'unready']],
  [
    /^(?:securityContext|runAs\w+|fsGroup|capabilities|privileged|readOnlyRootFilesystem|allowPrivilegeEscalation|seccompProfile)$/,
    ['crash', 'create', 'pod-security-violation'],
  ],
  [/^(?:resources|limits|requests)$/, ['memory', 'quota-requires-resources', 'limit-range-violation']],
  [/^(?:livenessProbe|readinessProbe|startupProbe)$/, ['crash', 'unready']],
  [/^(?:ports|containerPort)$/, ['unready']],
  [/^(?:imagePullSecrets|imagePullPolicy|image)$/, ['pull']],
  [/^(?:nodeSelector|affinity|tolerations|topologySpreadConstraints|schedulerName|runtimeClassName)$/, ['pending']],
  [/^(?:serviceAccountName|automountServiceAccountToken|hostNetwork|dnsPolicy|dnsConfig|hostAliases)$/, ['crash']],
  [/^selector$/, ['unselected']],
  [/^targetPort$/, ['misdirected']],
  [/^(?:storageClassName|volumeName)$/, ['unbound']],
  [/^ingressClassName$/, ['no-address']],
  [/^scaleTargetRef$/, ['target']],
  [/^metrics$/, ['request', 'metrics', 'no-samples']],
]

function troubleOf(pod: Kube<'Pod'>, container: string | undefined, cluster: Cluster): Trouble | undefined {
  if (pod.spec?.nodeName === undefined) return 'pending'
  for (const view of containersOf(pod, cluster)) {
    if (container !== undefined && view.name !== container) continue
    if (pullProblemOf(view, cluster) !== undefined) return 'pull'
    if (startFailureOf(view, cluster) !== undefined) return 'create'
    const crash = crashOf(view, cluster)
    if (crash !== undefined) return crash.cause === 'out-of-memory-killed' ? 'memory' : 'crash'
    if (probeProblemOf(view, cluster) !== undefined) return 'unready'
  }
  return undefined
}

/** What creates an object's newest pods: itself, a Deployment's newest ReplicaSet, a CronJob's Jobs. */
function makersOf(workload: Kube, cluster: Cluster): readonly Kube[] {
  const sets = cluster.ownedBy(workload, 'ReplicaSet').filter(set => isCurrent(set, cluster))
  return [workload, ...sets, ...cluster.ownedBy(workload, 'Job')]
}

function effectsOf({ meant, name, within }: DroppedField): ReadonlySet<Trouble | undefined> {
  const names = [meant ?? name, ...within]
  return new Set(names.flatMap(field => EFFECTS.find(([pattern]) => pattern.test(field))?.[1] ?? []))
}

/**
 * Pods of a workload, and creators whose pods are refused, with trouble that a field missing in the template can
 * explain.
 */
function affectedInTemplate(workload: Kube, dropped: DroppedField, cluster: Cluster): Affected {
  const effects = effectsOf(dropped)
  const makers = makersOf(workload, cluster)
  const own = workload.kind === 'Pod' ? [workload] : []
  const pods = [...own, ...makers.flatMap(maker => troubledPodsOf(maker, cluster))].filter(
    pod => !isHistory(pod, cluster) && effects.has(troubleOf(pod, dropped.container, cluster)),
  )
  const refused = makers.flatMap(maker => {
    const failed = failedCreateOf(maker as Creator, cluster)
    return failed !== undefined && effects.has(failed.refusal?.kind) ? [{ maker, since: failed.first }] : []
  })
  return {
    explains: [...pods, ...refused.map(({ maker }) => maker)].map(refOf),
    since: earliest([...pods.map(createdAt), ...refused.map(({ since }) => since)]),
  }
}

/** Endpoints of a Service without a selector may be managed manually. */
function isWithoutEndpoints(service: Kube<'Service'>, cluster: Cluster): boolean {
  const { ready, unready, isKnown } = backendsOf(service, cluster)
  return isKnown && service.spec?.type !== 'ExternalName' && [...ready, ...unready].length === 0
}

/** True if the pods declare ports and the Service targets none of them. */
function isMisdirected(service: Kube<'Service'>, cluster: Cluster): boolean {
  const targets = new Set<unknown>(service.spec?.ports?.map(({ targetPort }) => targetPort))
  const containers = podsOfService(service, cluster).flatMap(({ spec }) => spec?.containers ?? [])
  const declared = containers.flatMap(({ ports = [] }) => ports)
  return declared.length > 0 && !declared.some(({ containerPort }) => targets.has(containerPort))
}

function troubleOfObject(object: Kube, cluster: Cluster): Trouble | undefined {
  switch (object.kind) {
    case 'Service':
      if (hasSelector(object)) return isMisdirected(object, cluster) ? 'misdirected' : undefined
      return isWithoutEndpoints(object, cluster) ? 'unselected' : undefined
    case 'PersistentVolumeClaim':
      return object.status?.phase === 'Pending' && podsUsing(object, cluster).length > 0 ? 'unbound' : undefined
    case 'Ingress':
      return (object.status?.loadBalancer?.ingress ?? []).length === 0 ? 'no-address' : undefined
    case 'HorizontalPodAutoscaler':
      return autoscalerFaultOf(object, cluster)?.kind
    default:
      return undefined
  }
}

/** An Ingress controller assigns an address within this many milliseconds. */
const ADDRESS = 60_000

/**
 * Objects whose current trouble a missing field can explain: none if all is well, as a field that nobody misses is no
 * problem.
 */
export function affectedBy(object: Kube, dropped: DroppedField, cluster: Cluster): Affected {
  if (object.kind === 'Pod' || dropped.within.includes('template')) return affectedInTemplate(object, dropped, cluster)
  const isMissed = effectsOf(dropped).has(troubleOfObject(object, cluster))
  const users = object.kind === 'PersistentVolumeClaim' ? podsUsing(object, cluster) : []
  return {
    explains: isMissed ? [object, ...users].map(refOf) : [],
    since: createdAt(object),
    ...(object.kind === 'Ingress' && { usual: ADDRESS }),
  }
}
