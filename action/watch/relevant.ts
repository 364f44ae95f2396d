import type { Cluster } from '../../core/cluster/cluster.ts'
import { createdAt } from '../../core/facts/pods.ts'
import { isCurrent } from '../../core/facts/replica-sets.ts'
import { workloadOf } from '../../core/facts/workloads.ts'
import { CAUSES, type ObjectRef, type Problem, type Snapshot } from '../../core/index.ts'
import type { Kube } from '../../core/kube/index.ts'
import { refKey } from '../../core/ref.ts'
import { parseTime } from '../../core/time.ts'

/** Clocks of the API server and of controllers may differ by this much, in milliseconds. */
const SKEW = 5000

/**
 * Takes a workload; returns when its present rollout began, milliseconds since 1970: when its newest ReplicaSet or
 * ControllerRevision came to be, or the object itself. The generation counts up without leaving a time.
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

function newest(objects: readonly Kube[]): number | undefined {
  const times = objects.flatMap(object => createdAt(object) ?? [])
  return times.length === 0 ? undefined : Math.max(...times)
}

/** True where a pod is of the revision that its workload is rolling out, or of a workload that has none. */
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

/** Rules on rollouts name old pods because they are still there: that is the very trouble. */
const ON_ROLLOUTS: ReadonlySet<string> = new Set(CAUSES.filter(({ stage }) => stage === 'rollout').map(({ id }) => id))

/** True where a problem is about pods, and all of those are of older revisions or, by `isPast`, of earlier runs. */
export function isOld(problem: Problem, isPast: (pod: Kube<'Pod'>) => boolean, cluster: Cluster): boolean {
  if (ON_ROLLOUTS.has(problem.cause)) return false
  const pods = podsOf(problem, cluster)
  return pods.length > 0 && pods.every(pod => !isNewRevision(pod, cluster) || isPast(pod))
}

/** True where a pod belongs to a run of a CronJob that began before `began`, milliseconds since 1970. */
export function isPastRun(pod: Kube<'Pod'>, began: number, cluster: Cluster): boolean {
  const job = cluster.ownerOf(pod)
  return job?.kind === 'Job' && cluster.ownerOf(job)?.kind === 'CronJob' && (createdAt(job) ?? 0) < began
}

/** The pods that a problem names, where they are there. */
export function podsOf({ evidence, affects, chain, subject }: Problem, cluster: Cluster): readonly Kube<'Pod'>[] {
  const refs = [subject, ...affects, ...chain, ...evidence.map(({ object }) => object)]
  const keys = new Map(refs.filter(({ kind }) => kind === 'Pod').map(ref => [refKey(ref), ref] as const))
  return [...keys.values()].flatMap(ref => {
    const object = cluster.get(ref)
    return object?.kind === 'Pod' ? [object] : []
  })
}

/**
 * A snapshot without the events of before the rollouts: those about the workloads and their ReplicaSets and Jobs that
 * last happened before the present rollout began, and those about namesakes of other UIDs.
 */
export function withoutHistory(snapshot: Snapshot, cluster: Cluster): Snapshot {
  const starts = new Map<string, number | undefined>()
  const startOf = (object: Kube): number | undefined => {
    const top = workloadOf(object, cluster)
    const key = refKey(top)
    if (!starts.has(key)) starts.set(key, rolloutStart(top, cluster))
    return starts.get(key)
  }
  const objects = snapshot.objects.filter(object => {
    const event = eventOf(object)
    if (event === undefined) return true
    const about = cluster.get(event.about)
    if (about === undefined || !MAKERS.has(about.kind)) return true
    const { uid } = about.metadata
    if (uid !== undefined && event.uid !== undefined && uid !== event.uid) return false
    const start = startOf(about)
    return start === undefined || event.last === undefined || event.last >= start - SKEW
  })
  return { ...snapshot, objects }
}

/** Kinds whose events outlive a rollout. Those of pods end with the pod's UID. */
const MAKERS: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'CronJob',
])

interface SeenEvent {
  readonly about: ObjectRef
  readonly uid: string | undefined
  readonly last: number | undefined
}

function eventOf(object: unknown): SeenEvent | undefined {
  const event = object as {
    readonly kind?: unknown
    readonly involvedObject?: {
      readonly kind?: string
      readonly namespace?: string
      readonly name?: string
      readonly uid?: string
    }
    readonly [time: string]: unknown
  }
  if (event?.kind !== 'Event' || event.involvedObject?.kind === undefined || event.involvedObject.name === undefined) {
    return undefined
  }
  const { kind, namespace, name, uid } = event.involvedObject
  const series = event['series'] as { readonly lastObservedTime?: string } | null | undefined
  const times = [event['lastTimestamp'], event['eventTime'], series?.lastObservedTime]
    .map(time => (typeof time === 'string' ? parseTime(time) : undefined))
    .filter(time => time !== undefined)
  const about = namespace === undefined ? { kind, name } : { kind, namespace, name }
  return { about, uid, last: times.length === 0 ? undefined : Math.max(...times) }
}
