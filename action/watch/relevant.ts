import type { Cluster } from '../../core/cluster/cluster.ts'
import { CAUSES, type ObjectRef, type Problem, type Snapshot } from '../../core/index.ts'
import { record } from '../../core/json.ts'
import type { Kube } from '../../core/kube/index.ts'
import { refKey, refOf } from '../../core/ref.ts'
import { createdAt, newest } from '../../core/workloads/pods.ts'
import { isCurrent } from '../../core/workloads/replica-sets.ts'
import { workloadOf } from '../../core/workloads/workloads.ts'

/** Clocks of the API server and controllers may differ by this much, in milliseconds. */
const SKEW = 5000

/**
 * When a workload's current rollout began, in milliseconds since 1970: the creation of its newest ReplicaSet or
 * ControllerRevision, or of the object itself. The generation has no time.
 */
export function rolloutStart(ref: ObjectRef, cluster: Cluster): number | undefined {
  const object = cluster.get(ref)
  switch (object?.kind) {
    case 'Deployment':
      return newest(cluster.ownedBy(object, 'ReplicaSet').filter(set => isCurrent(set, cluster))) ?? createdAt(object)
    case 'StatefulSet':
    case 'DaemonSet':
      return newest(cluster.ownedBy(object, 'ControllerRevision')) ?? createdAt(object)
    case 'CronJob':
      return newest(cluster.ownedBy(object, 'Job')) ?? createdAt(object)
    default:
      return object === undefined ? undefined : createdAt(object)
  }
}

/** True if a pod is of the revision that its workload is rolling out, or of a workload without revisions. */
export function isNewRevision(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const owner = cluster.ownerOf(pod)
  switch (owner?.kind) {
    case 'ReplicaSet':
      return isCurrent(owner, cluster)
    case 'StatefulSet': {
      const { updateRevision } = owner.status ?? {}
      return updateRevision === undefined || pod.metadata.labels?.['controller-revision-hash'] === updateRevision
    }
    case 'DaemonSet': {
      const wanted = newestHash(owner, cluster)
      return wanted === undefined || pod.metadata.labels?.['controller-revision-hash'] === wanted
    }
    default:
      return true
  }
}

function newestHash(set: Kube<'DaemonSet'>, cluster: Cluster): string | undefined {
  const revisions = cluster.ownedBy(set, 'ControllerRevision')
  const last = revisions.reduce<(typeof revisions)[number] | undefined>(
    (best, each) => ((each.revision ?? 0) > (best?.revision ?? -1) ? each : best),
    undefined,
  )
  return last?.metadata.labels?.['controller-revision-hash']
}

/** Rules about rollouts mention old pods because they still exist: that is the problem. */
const ON_ROLLOUTS: ReadonlySet<string> = new Set(CAUSES.filter(({ stage }) => stage === 'rollout').map(({ id }) => id))

/** True if a problem is about pods, all of them of older revisions or, by `isPast`, of earlier runs. */
export function isOld(problem: Problem, isPast: (pod: Kube<'Pod'>) => boolean, cluster: Cluster): boolean {
  if (ON_ROLLOUTS.has(problem.cause)) return false
  const pods = podsOf(problem, cluster)
  return pods.length > 0 && pods.every(pod => !isNewRevision(pod, cluster) || isPast(pod))
}

/** True if a pod belongs to a CronJob's run that began before `began`, in milliseconds since 1970. */
export function isPastRun(pod: Kube<'Pod'>, began: number, cluster: Cluster): boolean {
  const job = cluster.ownerOf(pod)
  return job?.kind === 'Job' && cluster.ownerOf(job)?.kind === 'CronJob' && (createdAt(job) ?? 0) < began
}

/** The pods that a problem mentions, if they exist. */
export function podsOf({ evidence, affects, chain, subject }: Problem, cluster: Cluster): readonly Kube<'Pod'>[] {
  const refs = [subject, ...affects, ...chain, ...evidence.map(({ object }) => object)]
  const keys = new Map(refs.filter(({ kind }) => kind === 'Pod').map(ref => [refKey(ref), ref] as const))
  return [...keys.values()].flatMap(ref => {
    const object = cluster.get(ref)
    return object?.kind === 'Pod' ? [object] : []
  })
}

/** Kinds whose events outlive a rollout. Those of pods end with the pod's UID. */
const MAKERS = [
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'CronJob',
] as const

/**
 * A snapshot without events from before the rollouts: those about workloads and their ReplicaSets and Jobs that last
 * happened before the current rollout, and those about earlier objects with the same name.
 */
export function withoutHistory(snapshot: Snapshot, cluster: Cluster): Snapshot {
  const past = new Set<string>()
  for (const object of MAKERS.flatMap((kind): readonly Kube[] => cluster.list(kind))) {
    const { namespace, uid } = object.metadata
    const start = rolloutStart(workloadOf(object, cluster), cluster)
    for (const { name, last, regarding } of cluster.eventsAbout(refOf(object))) {
      const isOther = uid !== undefined && regarding.uid !== undefined && regarding.uid !== uid
      const isBefore = start !== undefined && last !== undefined && last < start - SKEW
      if (isOther || isBefore) past.add(`${namespace}/${name}`)
    }
  }
  if (past.size === 0) return snapshot
  return { ...snapshot, objects: snapshot.objects.filter(object => !past.has(eventKey(object))) }
}

function eventKey(object: unknown): string {
  const event = record(object)
  const { namespace, name } = record(event?.['metadata']) ?? {}
  return event?.['kind'] === 'Event' ? `${namespace}/${name}` : ''
}
