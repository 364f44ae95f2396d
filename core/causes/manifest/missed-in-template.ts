import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { containersOf } from '../../workloads/containers.ts'
import type { Creator } from '../../workloads/creation/failed-create.ts'
import { CREATORS, failedCreateOf } from '../../workloads/creation/failed-create.ts'
import { isHistory } from '../../workloads/history.ts'
import { isTroubled } from '../../workloads/pods.ts'
import { replicaSetsOf } from '../../workloads/replica-sets.ts'
import { troubledPodsOf } from '../../workloads/troubled-pods.ts'
import type { DroppedField } from './dropped-fields.ts'

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

/** Takes a workload; returns the troubled pods that its newest template made. */
export function podsOf(workload: Kube, cluster: Cluster): readonly Kube<'Pod'>[] {
  if (workload.kind === 'Pod') return cluster.of(workload, isTroubled) ? [workload] : []
  if (workload.kind === 'CronJob') return cluster.ownedBy(workload, 'Job').flatMap(job => troubledPodsOf(job, cluster))
  const [set] = workload.kind === 'Deployment' ? replicaSetsOf(workload, cluster) : [workload]
  return set === undefined ? [] : troubledPodsOf(set, cluster)
}

/** Takes a workload; returns what is to make its newest pods: itself, for a Deployment also its newest ReplicaSet. */
export function creatorsOf(workload: Kube, cluster: Cluster): readonly Creator[] {
  const own = CREATORS.some(kind => kind === workload.kind) ? [workload as Creator] : []
  return workload.kind === 'Deployment' ? [...own, ...replicaSetsOf(workload, cluster).slice(0, 1)] : own
}

function effectsOf({ meant, name, within }: DroppedField): readonly Trouble[] {
  const names = [meant ?? name, ...within.toReversed()]
  return names.flatMap(field => EFFECTS.find(([pattern]) => pattern.test(field))?.[1] ?? []).slice(0, 8)
}

/**
 * Takes a workload and a field that was dropped from its pod template; returns its pods, and the creators whose pods are
 * refused, whose present trouble the missing field can explain.
 */
export function sufferersInTemplate(workload: Kube, dropped: DroppedField, cluster: Cluster): readonly ObjectRef[] {
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
  return [...pods.map(refOf), ...refused.map(refOf)]
}
