import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { Fix, ObjectRef } from '../../report.ts'
import { command as sh } from '../../shell.ts'
import { isFinished, isTerminating } from '../../workloads/pods.ts'
import { isOverdue } from '../../workloads/progress.ts'
import { isObserved } from '../../workloads/rollouts.ts'
import { operatorOf } from '../../workloads/workloads.ts'

type Set = Kube<'StatefulSet' | 'DaemonSet'>

/** The pods of a StatefulSet or DaemonSet that its newest template has not reached. */
export interface Outdated {
  readonly pods: readonly Kube<'Pod'>[]
  readonly count: number
  readonly total: number
}

/** StatefulSet pods carry the revision's name in the label, DaemonSet pods its hash. */
function newestRevision(set: Set, cluster: Cluster): string | undefined {
  if (set.kind === 'StatefulSet') return set.status?.updateRevision
  const revisions = cluster.ownedBy(set, 'ControllerRevision')
  const newest = revisions.reduce<(typeof revisions)[number] | undefined>(
    (best, each) => ((each.revision ?? 0) > (best?.revision ?? -1) ? each : best),
    undefined,
  )
  return newest?.metadata.labels?.['controller-revision-hash']
}

/** True where the newest template is not known, or is that of the pods already. */
function hasOneRevision({ status }: Kube<'StatefulSet'>): boolean {
  return status?.updateRevision === undefined || status.updateRevision === status.currentRevision
}

function find(set: Set, cluster: Cluster): Outdated | undefined {
  if (!isObserved(set)) return undefined
  const total = set.kind === 'StatefulSet' ? (set.status?.replicas ?? 0) : (set.status?.currentNumberScheduled ?? 0)
  const updated =
    set.kind === 'StatefulSet' ? (set.status?.updatedReplicas ?? 0) : (set.status?.updatedNumberScheduled ?? 0)
  if (total <= updated || (set.kind === 'StatefulSet' && hasOneRevision(set))) return undefined
  const revision = newestRevision(set, cluster)
  const pods = cluster
    .ownedBy(set, 'Pod')
    .filter(
      pod =>
        revision !== undefined &&
        pod.metadata.labels?.['controller-revision-hash'] !== revision &&
        !isTerminating(pod) &&
        !isFinished(pod),
    )
  // Terminating pods count as not updated in the status, whatever their revision.
  const isKnown = revision !== undefined && cluster.seen('Pod', set.metadata.namespace)
  if (isKnown && pods.length === 0) return undefined
  return { pods, count: isKnown ? pods.length : total - updated, total }
}

/** Takes a StatefulSet or DaemonSet; returns the pods of older revisions, or undefined where all are up to date. */
export function outdatedPods(set: Set, cluster: Cluster): Outdated | undefined {
  return cluster.of(set, find)
}

/** Takes a StatefulSet or DaemonSet; returns true while an operator brings its update on, as far as its pods show, step by step and on purpose. */
export function isBroughtOn(set: Set, cluster: Cluster): boolean {
  const isSeen = cluster.seen('Pod', set.metadata.namespace)
  return operatorOf(set) !== undefined && !(isSeen && isOverdue(set, cluster))
}

/** Takes the operator's resource that controls the set, and ` -n NAMESPACE`; returns where to look. */
export function lookAtOperator({ kind, name }: ObjectRef, place: string): Fix {
  return {
    text: `${kind} ${name} controls it: see why it does not go on.`,
    command: sh`kubectl describe ${kind.toLowerCase()} ${name}${place}`,
  }
}
