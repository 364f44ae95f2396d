import type { Cluster } from '../cluster/cluster.ts'
import type { Kind, Kube } from '../kube/index.ts'
import type { PodTemplate } from '../kube/pod.ts'
import { refOf } from '../ref.ts'
import type { ObjectRef } from '../report.ts'

/** Kinds that make pods, as `kubectl rollout` and people name them. */
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

const CONTROLLERS: ReadonlySet<string> = new Set(WORKLOAD_KINDS)

/** More levels than any workload has: a CronJob's pod has two above it. Owners may be named in a circle. */
const MAX_LEVELS = 8

function climb(object: Kube, cluster: Cluster): ObjectRef {
  let at = object
  for (let level = 0; level < MAX_LEVELS; level++) {
    const owners = at.metadata.ownerReferences ?? []
    const reference = owners.find(owner => owner.controller === true) ?? owners[0]
    const { kind, name } = reference ?? {}
    if (kind === undefined || name === undefined || !CONTROLLERS.has(kind)) return refOf(at)
    const owner = cluster.ownerOf(at)
    if (owner === undefined || owner.kind === 'Pod') return unreadOwner(at, { kind, name })
    at = owner
  }
  return refOf(object)
}

/** The top-level workload as far as an owner tells that the snapshot does not hold. */
function unreadOwner(object: Kube, reference: { readonly kind: string; readonly name: string }): ObjectRef {
  const { namespace, labels } = object.metadata
  const place = namespace === undefined ? {} : { namespace }
  const hash = labels?.['pod-template-hash']
  if (reference.kind === 'ReplicaSet' && hash !== undefined && reference.name.endsWith(`-${hash}`)) {
    return { kind: 'Deployment', ...place, name: reference.name.slice(0, -hash.length - 1) }
  }
  return { kind: reference.kind, ...place, name: reference.name }
}

/**
 * Takes a pod, ReplicaSet or Job; returns the top-level workload that a person changes. Where the ReplicaSet is not in the
 * snapshot its Deployment's name follows from the `pod-template-hash` label. Owners that are no workloads (a static pod's
 * Node, an operator's own resource) are passed over.
 */
export function workloadOf(object: Kube, cluster: Cluster): ObjectRef {
  return cluster.of(object, climb)
}

/** Takes a workload's kind; returns the path of its pod spec: `spec.template.spec`, for a Pod `spec`. */
export function podSpecPath(kind: string): string {
  if (kind === 'Pod') return 'spec'
  return kind === 'CronJob' ? 'spec.jobTemplate.spec.template.spec' : 'spec.template.spec'
}

/** Takes a workload; returns its pod template. A Pod is its own. */
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

/** Takes a workload and a container's name; returns the path of the container in the workload's spec. */
export function containerPath(workload: ObjectRef, container: string, init = false): string {
  return `${podSpecPath(workload.kind)}.${init ? 'initContainers' : 'containers'}[name=${container}]`
}
