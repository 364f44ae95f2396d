import type { Cluster } from '../../core/cluster/cluster.ts'
import { matchesSelector } from '../../core/cluster/selectors.ts'
import type { ObjectRef } from '../../core/index.ts'
import type { Kind, Kube } from '../../core/kube/index.ts'
import { nearest } from '../../core/nearest.ts'
import { compareRefs, refKey, refOf } from '../../core/ref.ts'
import { membersOf } from '../../core/workloads/custom-workloads.ts'
import { createdAt } from '../../core/workloads/pods.ts'
import { isObserved, rolloutOf, type Workload } from '../../core/workloads/rollouts.ts'
import { isCustomResource, WORKLOAD_KINDS, type WorkloadKind, workloadOf } from '../../core/workloads/workloads.ts'
import type { LabelSelector } from '../inputs/label-selector.ts'
import type { TargetState } from './judge.ts'

/** The targets of a wait. */
export interface Wanted {
  readonly namespace: string
  /** By name: those in the inputs, and those declared in the manifests. */
  readonly named: readonly ObjectRef[]
  readonly selector?: LabelSelector | undefined
}

/**
 * The objects to wait for. Named ones count whether or not they exist yet; by default every workload in the namespace.
 */
export function targetsOf({ namespace, named, selector }: Wanted, cluster: Cluster): readonly ObjectRef[] {
  const expanded = named.flatMap((ref): readonly ObjectRef[] => {
    const members = membersOf(ref, cluster).map(refOf)
    return members.length === 0 ? [ref] : members
  })
  const found = new Map(expanded.map(ref => [refKey(ref), ref] as const))
  if (selector !== undefined || named.length === 0) {
    for (const workload of topLevel(namespace, cluster)) {
      if (selector !== undefined && !matchesSelector(workload.metadata.labels, selector)) continue
      const ref = refOf(workload)
      found.set(refKey(ref), ref)
    }
  }
  return [...found.values()].sort(compareRefs)
}

function topLevel(namespace: string, cluster: Cluster): readonly Workload[] {
  return WORKLOAD_KINDS.flatMap((kind): readonly Workload[] => cluster.list(kind, namespace)).filter(workload => {
    const top = workloadOf(workload, cluster)
    return isTopMember(workload, top, cluster) || (top.kind === workload.kind && top.name === workload.metadata.name)
  })
}

/** True for the topmost object below a custom resource, unless it runs to completion, such as a step of a workflow. */
function isTopMember(workload: Workload, top: ObjectRef, cluster: Cluster): boolean {
  if (!isCustomResource(top) || cluster.ownerOf(workload) !== undefined) return false
  return workload.kind !== 'Pod' || (workload.spec?.restartPolicy ?? 'Always') === 'Always'
}

const IS_WORKLOAD: ReadonlySet<string> = new Set(WORKLOAD_KINDS)

/** The progress of an object; `began`: the start of the watch in server time, in milliseconds since 1970. */
export function stateOf(ref: ObjectRef, began: number, cluster: Cluster): TargetState {
  const object = cluster.get(ref)
  if (object === undefined) {
    return { ref, state: 'missing', text: missingText(ref, cluster) }
  }
  if (object.kind === 'CronJob') return cronJobState(object, began, cluster)
  if (IS_WORKLOAD.has(object.kind)) return workloadState(object as Kube<WorkloadKind>, cluster)
  if (object.kind === 'PersistentVolumeClaim') return claimState(object, cluster)
  if (object.kind === 'Service' && object.spec?.type === 'LoadBalancer') {
    const hasAddress = (object.status?.loadBalancer?.ingress ?? []).length > 0
    return { ref, state: hasAddress ? 'complete' : 'waiting', text: 'the load balancer has no address' }
  }
  return { ref, state: 'complete', text: 'it exists' }
}

function missingText({ kind, namespace, name }: ObjectRef, cluster: Cluster): string {
  if (!cluster.seen(kind, namespace)) return `${kind}s could not be read`
  const near = nearest(
    name,
    cluster.list(kind as Kind, namespace).map(object => object.metadata.name),
  )
  return near === undefined ? 'it does not exist' : `it does not exist (did you mean ${near}?)`
}

function workloadState(workload: Kube<WorkloadKind>, cluster: Cluster): TargetState {
  const ref = refOf(workload)
  const { wanted, ready, updated, complete, failed } = rolloutOf(workload, cluster)
  if (failed && isCurrent(workload)) return { ref, state: 'failed', text: failureOf(workload) }
  if (complete) return { ref, state: 'complete', text: 'rolled out' }
  if (workload.kind === 'Pod') return { ref, state: 'waiting', text: 'it is not ready' }
  if (workload.kind === 'Job') return { ref, state: 'waiting', text: `${ready} of ${wanted} completions` }
  return { ref, state: 'waiting', text: `${updated} of ${wanted} pods are up to date, ${ready} ready` }
}

/** The status of a controller that has not seen the newest spec is about the previous one. */
function isCurrent(workload: Kube<WorkloadKind>): boolean {
  return workload.kind === 'Pod' || workload.kind === 'Job' || workload.kind === 'CronJob' || isObserved(workload)
}

function failureOf(workload: Kube<WorkloadKind>): string {
  if (workload.kind === 'Deployment') return 'its progress deadline has passed'
  if (workload.kind !== 'Job') return 'it finished without success'
  const conditions = workload.status?.conditions?.filter(({ status }) => status === 'True') ?? []
  // FailureTarget comes first, Failed when the last pod has ended.
  return conditions.find(({ type }) => type === 'Failed' || type === 'FailureTarget')?.reason ?? 'it has given up'
}

/** The newest run counts if it began after the watch: earlier runs say nothing about what was deployed. */
function cronJobState(cronJob: Kube<'CronJob'>, began: number, cluster: Cluster): TargetState {
  const ref = refOf(cronJob)
  const runs = cluster.ownedBy(cronJob, 'Job').filter(job => (createdAt(job) ?? 0) >= began)
  const newest = runs.reduce<(typeof runs)[number] | undefined>(
    (best, run) => ((createdAt(run) ?? 0) > (best === undefined ? -1 : (createdAt(best) ?? 0)) ? run : best),
    undefined,
  )
  if (newest === undefined) return { ref, state: 'complete', text: 'no run is active' }
  const { state, text } = workloadState(newest, cluster)
  return { ref, state, text: `run ${newest.metadata.name}: ${text}` }
}

function claimState(claim: Kube<'PersistentVolumeClaim'>, cluster: Cluster): TargetState {
  const ref = refOf(claim)
  const { phase } = claim.status ?? {}
  if (phase === 'Bound') return { ref, state: 'complete', text: 'bound' }
  if (phase === 'Lost') return { ref, state: 'failed', text: 'its volume is lost' }
  return bindsLater(claim, cluster)
    ? { ref, state: 'complete', text: 'it binds once a pod uses it' }
    : { ref, state: 'waiting', text: 'it is not bound' }
}

/** With `WaitForFirstConsumer`, a claim that no pod uses stays pending. */
function bindsLater(claim: Kube<'PersistentVolumeClaim'>, cluster: Cluster): boolean {
  const { namespace = '', name } = claim.metadata
  const className = claim.spec?.storageClassName
  const storageClass = className === undefined ? undefined : cluster.get({ kind: 'StorageClass', name: className })
  const waits = storageClass?.kind === 'StorageClass' && storageClass.volumeBindingMode === 'WaitForFirstConsumer'
  return waits && !cluster.list('Pod', namespace).some(pod => usesClaim(pod, name))
}

function usesClaim(pod: Kube<'Pod'>, claim: string): boolean {
  return pod.spec?.volumes?.some(volume => volume.persistentVolumeClaim?.claimName === claim) === true
}
