import type { Cluster } from '../cluster/cluster.ts'
import type { Kind, Kube } from '../kube/index.ts'
import { SHAPES } from '../kube/index.ts'
import type { PodTemplate } from '../kube/pod.ts'
import { refKey, refOf } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import { parseTime } from '../time.ts'

/** Kinds that create pods, as in `kubectl rollout`. */
export const WORKLOAD_KINDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'CronJob',
  'Job',
  'Pod',
] as const satisfies readonly Kind[]
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number]

/** The same as a set. */
export const CONTROLLERS: ReadonlySet<string> = new Set(WORKLOAD_KINDS)

/** More levels than any workload has: a CronJob's pod has two above it. Owner references may form a cycle. */
const MAX_LEVELS = 8

/**
 * Only kinds created and replaced by others: a Deployment owned by an operator is still what people know and change.
 */
function isManaged({ kind }: Kube): boolean {
  return kind === 'Pod' || kind === 'ReplicaSet' || kind === 'ReplicationController'
}

function climb(object: Kube, cluster: Cluster): ObjectRef {
  let at = object
  for (let level = 0; level < MAX_LEVELS; level++) {
    const owners = at.metadata.ownerReferences ?? []
    const reference = owners.find(owner => owner.controller === true) ?? owners[0]
    const { kind, name } = reference ?? {}
    if (kind === undefined || name === undefined) return refOf(at)
    if (!CONTROLLERS.has(kind)) {
      return reference?.controller === true && isManaged(at) && isCustomResource({ kind, name })
        ? { ...refOf(at), kind, name }
        : refOf(at)
    }
    const owner = cluster.ownerOf(at)
    if (owner === undefined || owner.kind === 'Pod') return unreadOwner(at, { kind, name })
    at = owner
  }
  return refOf(object)
}

/** True for a custom resource: the location of its pod template is not known. */
export function isCustomResource({ kind }: ObjectRef): boolean {
  return !Object.hasOwn(SHAPES, kind) && kind !== 'Cluster'
}

/** The custom resource that controls a workload, if any. */
export function operatorOf(object: Kube): ObjectRef | undefined {
  const { kind, name } = object.metadata.ownerReferences?.find(({ controller }) => controller === true) ?? {}
  return kind !== undefined && name !== undefined && isCustomResource({ kind, name })
    ? { ...refOf(object), kind, name }
    : undefined
}

/** A CronJob names its Jobs after itself and their scheduled time in minutes since 1970 (`pkg/controller/cronjob`). */
function cronJobNamed(job: string, pod: Kube): string | undefined {
  const [, name, minute] = /^(.+)-(\d{8})$/.exec(job) ?? []
  const due = Number(minute) * 60_000
  const made = parseTime(pod.metadata.creationTimestamp)
  return made !== undefined && due <= made + 60_000 && made - due < 86_400_000 ? name : undefined
}

/** The top-level workload, as far as a reference to an owner that the snapshot does not have shows it. */
function unreadOwner(object: Kube, reference: { readonly kind: string; readonly name: string }): ObjectRef {
  const { namespace, labels } = object.metadata
  const place = namespace === undefined ? {} : { namespace }
  const hash = labels?.['pod-template-hash']
  if (reference.kind === 'ReplicaSet' && hash !== undefined && reference.name.endsWith(`-${hash}`)) {
    return { kind: 'Deployment', ...place, name: reference.name.slice(0, -hash.length - 1) }
  }
  // Argo Rollouts, `utils/defaults`: `DefaultRolloutUniqueLabelKey`.
  const rollout = labels?.['rollouts-pod-template-hash']
  if (reference.kind === 'ReplicaSet' && rollout !== undefined && reference.name.endsWith(`-${rollout}`)) {
    return { kind: 'Rollout', ...place, name: reference.name.slice(0, -rollout.length - 1) }
  }
  if (reference.kind === 'Job') {
    const cronJob = cronJobNamed(reference.name, object)
    if (cronJob !== undefined) return { kind: 'CronJob', ...place, name: cronJob }
  }
  return { kind: reference.kind, ...place, name: reference.name }
}

/**
 * The top-level workload that a person changes. Without the ReplicaSet, its Deployment's name follows from the
 * `pod-template-hash` label. A custom resource that controls pods or ReplicaSets itself (a Rollout, a DeploymentConfig,
 * a CloneSet) is their workload; a static pod's Node is skipped.
 */
export function workloadOf(object: Kube, cluster: Cluster): ObjectRef {
  return cluster.of(object, climb)
}

/** The `refKey` of the workload of an object; of the object itself where it is not in the snapshot. */
export function workloadKey(ref: ObjectRef, cluster: Cluster): string {
  const object = cluster.get(ref)
  return refKey(object === undefined ? ref : workloadOf(object, cluster))
}

function topmost(object: Kube, cluster: Cluster): ObjectRef {
  const workload = workloadOf(object, cluster)
  if (cluster.get(workload) !== undefined) return workload
  let at = object
  for (let level = 0; level < MAX_LEVELS; level++) {
    const owner = cluster.ownerOf(at)
    if (owner === undefined) break
    at = owner
  }
  return refOf(at)
}

/**
 * The object whose status shows how a pod's workload fares: the workload, or if that was not read (or is an operator's,
 * with an unknown status) its highest owner that was.
 */
export function statusHolderOf(object: Kube, cluster: Cluster): ObjectRef {
  return cluster.of(object, topmost)
}

/** The path of the pod template of a workload kind: `spec.template`. */
export function templatePath(kind: string): string {
  return kind === 'CronJob' ? 'spec.jobTemplate.spec.template' : 'spec.template'
}

/** The path of the pod spec of a workload kind: `spec.template.spec`, for a Pod `spec`. */
export function podSpecPath(kind: string): string {
  return kind === 'Pod' ? 'spec' : `${templatePath(kind)}.spec`
}

/** A workload's pod template; a Pod is its own. */
export function templateOf(workload: Kube): PodTemplate | undefined {
  switch (workload.kind) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return workload.spec?.template
    case 'CronJob':
      return workload.spec?.jobTemplate?.spec?.template
    case 'Pod':
      return workload
    default:
      return undefined
  }
}

/** The path of the container in the workload's spec. */
export function containerPath(workload: ObjectRef, container: string, init = false): string {
  return `${podSpecPath(workload.kind)}.${init ? 'initContainers' : 'containers'}[name=${container}]`
}

/** The path of a quantity in a container: `resources.limits.memory`, `resources.limits['nvidia.com/gpu']`. */
export function resourcePath(side: string, resource: string): string {
  return /^[\w-]+$/.test(resource) ? `resources.${side}.${resource}` : `resources.${side}['${resource}']`
}
