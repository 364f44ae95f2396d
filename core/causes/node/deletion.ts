import type { Cluster } from '../../cluster/cluster.ts'
import type { Kind, Kube } from '../../kube/index.ts'
import { BUDGETS } from '../../patience.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { isNotReady } from '../../workloads/nodes/node-state.ts'
import { podCondition } from '../../workloads/pods.ts'
import { podsUsing, usersOf } from '../../workloads/volumes/claims.ts'

/** Finalizers that wait for other objects to be deleted first: those are blocked, not this one. */
const WAITING: ReadonlySet<string> = new Set(['foregroundDeletion', 'orphan'])

/**
 * Finalizers of controllers that work outside the cluster or wait for the last user, which is expected to take minutes.
 */
const SLOW =
  /^(?:kubernetes\.io\/pvc?-protection|service\.kubernetes\.io\/|snapshot\.storage|external-(?:attacher|provisioner)|.*(?:elb|load-?balancer|ingress)\.)/

const SECOND = 1000

/**
 * A claim used by placed pods, or a volume bound to a claim, is kept on purpose until they are gone
 * (`pkg/controller/volume/pvcprotection` and `pvprotection`).
 */
function isInUse(object: Kube, cluster: Cluster): boolean {
  if (object.kind === 'PersistentVolume') return object.status?.phase === 'Bound'
  const { namespace, finalizers = [] } = object.metadata
  const isProtected = finalizers.every(finalizer => finalizer === 'kubernetes.io/pvc-protection')
  if (isProtected && !cluster.seen('Pod', namespace)) return true
  return usersOf(refOf(object), cluster).some(({ spec }) => spec?.nodeName !== undefined)
}

const SECONDS = { usual: 5 * SECOND, given: BUDGETS.stuck.seconds }
const MINUTES = { usual: 60 * SECOND, given: 240 }

/** A claim in use that blocks a pod: reported at once. */
export const AT_ONCE = { usual: undefined, given: BUDGETS.stuck.seconds }

/** An object whose deletion is blocked by finalizers. */
export interface HeldObject {
  readonly finalizers: readonly string[]
  /** Milliseconds since 1970: when everything but the finalizers was done. */
  readonly since: number
  /** Milliseconds in which running controllers remove their finalizers, and the extra seconds they may need. */
  readonly usual: number | undefined
  readonly given: number
}

/** The finalizers that block an object's deletion: its grace period is over, and nothing else is left to wait for. */
export function heldObject(object: Kube, cluster: Cluster): HeldObject | undefined {
  const { deletionTimestamp, finalizers = [] } = object.metadata
  const since = parseTime(deletionTimestamp)
  const holding = finalizers.filter(name => !WAITING.has(name))
  if (since === undefined || holding.length === 0 || isInUse(object, cluster) || isRunning(object)) return undefined
  return { finalizers: holding, since, ...(holding.every(name => SLOW.test(name)) ? MINUTES : SECONDS) }
}

/** True for a pod of which a container has not ended. */
export function isRunning(object: Kube): boolean {
  const { containerStatuses = [], initContainerStatuses = [] } = (object.kind === 'Pod' ? object.status : {}) ?? {}
  return [...containerStatuses, ...initContainerStatuses].some(({ state }) => state?.running !== undefined)
}

/** A pod that was asked to stop and has not. */
export interface Stopping {
  /** Milliseconds since 1970. */
  readonly asked: number
  readonly until: number
  /** Seconds. */
  readonly grace: number
}

/** The API server's default grace period, in seconds. */
const GRACE = 30

/**
 * Since when a pod has been stopping, if its node is there to stop it. `deletionTimestamp` is the end of the grace
 * period.
 */
export function stoppingOf(pod: Kube<'Pod'>, cluster: Cluster): Stopping | undefined {
  const until = parseTime(pod.metadata.deletionTimestamp)
  if (until === undefined || !isRunning(pod)) return undefined
  const node = pod.spec?.nodeName === undefined ? undefined : cluster.find('Node', undefined, pod.spec.nodeName)
  if (podCondition(pod, 'DisruptionTarget')?.reason === 'DeletionByTaintManager' && node?.state !== 'present')
    return undefined
  if (node?.state === 'absent' || (node?.state === 'present' && isNotReady(node.object))) return undefined
  const grace = pod.metadata.deletionGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? GRACE
  return { asked: until - grace * SECOND, until, grace }
}

/**
 * `pkg/scheduler/framework/plugins/volumebinding` and `volumerestrictions`: no pod is placed on a claim that is being
 * deleted.
 */
const BEING_DELETED = /persistentvolumeclaim "([^"]{1,253})" is being deleted/

/** The pods that keep a claim from being deleted, and those that wait for it in vain. */
export interface ClaimInDeletion {
  /** Pods that cannot be placed because the claim is being deleted. */
  readonly waiting: readonly Kube<'Pod'>[]
  /** Placed pods that use it: the claim stays until they are gone. */
  readonly users: readonly Kube<'Pod'>[]
}

/** The pods that use a claim that is being deleted, and those that wait for it. */
export function claimInDeletion(claim: Kube<'PersistentVolumeClaim'>, cluster: Cluster): ClaimInDeletion {
  const pods = podsUsing(claim, cluster)
  return {
    waiting: pods.filter(
      pod => BEING_DELETED.exec(podCondition(pod, 'PodScheduled')?.message ?? '')?.[1] === claim.metadata.name,
    ),
    users: pods.filter(({ spec }) => spec?.nodeName !== undefined),
  }
}

/** Namespaced kinds in a snapshot that finalizers may block. */
export const HELD_KINDS = [
  'Pod',
  'ConfigMap',
  'Secret',
  'Service',
  'Ingress',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'ServiceAccount',
  'HorizontalPodAutoscaler',
  'NetworkPolicy',
  'Role',
  'RoleBinding',
] as const satisfies readonly Kind[]

/** Objects in a namespace whose deletion is blocked by finalizers. */
export function namespaceBlockers(name: string, cluster: Cluster): readonly ObjectRef[] {
  return HELD_KINDS.flatMap(kind =>
    cluster
      .list(kind, name)
      .filter(({ metadata }) => metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length > 0)
      .map(refOf),
  )
}
