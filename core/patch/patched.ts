import type { Cluster } from '../cluster/cluster.ts'
import type { Json } from '../json.ts'
import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import { refKey, refOf } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import type { Snapshot } from '../snapshot.ts'
import { applyPatch, type Patch, PatchError } from './apply.ts'

/** One change that is tried: the patch and the object that it is for. */
export interface Change {
  readonly target: ObjectRef
  readonly patch: Patch
}

/** Kinds that a controller derives from others: after a change they are not known until it has acted. */
const DERIVED: Readonly<Record<string, readonly string[]>> = { Service: ['Endpoints', 'EndpointSlice'] }

/**
 * The snapshot as it would be right after a change, with what depends on it taken as not known: the object has no status, a
 * workload has one new pod of its new template that has reported nothing yet in place of its pods, and their events and logs
 * are gone. Throws a `PatchError` where the object is not in the snapshot or refuses the patch.
 */
export function withChange(cluster: Cluster, { target, patch }: Change): Snapshot {
  const { snapshot } = cluster
  const object = cluster.get(target)
  const index = snapshot.objects.findIndex(raw => isOf(raw, target))
  const raw = snapshot.objects[index]
  if (object === undefined || !isRecord(raw)) throw new PatchError(`${refKey(target)} is not in what was read`)
  const after = applyPatch(raw, patch)
  const changed = { ...after, status: {} }
  const forgotten = dependentsOf(object, cluster)
  const keys = new Set([refKey(target), ...forgotten.map(each => refKey(refOf(each)))])
  const objects = snapshot.objects.flatMap((each, at) => {
    if (at === index) return [changed]
    const ref = isRecord(each) ? rawRef(each) : undefined
    return (ref !== undefined && keys.has(refKey(ref))) || isAbout(each, keys) ? [] : [each]
  })
  const derived = DERIVED[target.kind] ?? []
  const pods = new Set(forgotten.filter(({ kind }) => kind === 'Pod').map(({ metadata }) => metadata.name))
  return {
    ...snapshot,
    objects: [...objects, ...newPods(object, changed, cluster)],
    logs: (snapshot.logs ?? []).filter(({ namespace, pod }) => namespace !== target.namespace || !pods.has(pod)),
    ...(derived.length === 0 || snapshot.lists === undefined
      ? {}
      : { lists: snapshot.lists.filter(({ kind }) => !derived.includes(kind)) }),
  }
}

function rawRef(raw: Json): ObjectRef | undefined {
  const { kind, metadata } = raw
  if (typeof kind !== 'string' || !isRecord(metadata) || typeof metadata['name'] !== 'string') return undefined
  const { name, namespace } = metadata
  return { kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) }
}

function isOf(raw: unknown, target: ObjectRef): boolean {
  const ref = isRecord(raw) ? rawRef(raw) : undefined
  return ref !== undefined && refKey(ref) === refKey(target)
}

/** True for an event about one of the objects. */
function isAbout(raw: unknown, keys: ReadonlySet<string>): boolean {
  if (!isRecord(raw) || raw['kind'] !== 'Event') return false
  const about = raw['involvedObject'] ?? raw['regarding']
  if (!isRecord(about)) return false
  const { kind, namespace, name } = about
  if (typeof kind !== 'string' || typeof name !== 'string') return false
  return keys.has(refKey({ kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) }))
}

/** What the object's controllers make of it, all levels down. */
function dependentsOf(object: Kube, cluster: Cluster): readonly Kube[] {
  const owned = (['ReplicaSet', 'Job', 'Pod'] as const).flatMap((kind): readonly Kube[] =>
    cluster.ownedBy(object, kind),
  )
  const named = (DERIVED[object.kind] ?? []).flatMap(kind =>
    (cluster.list(kind as 'EndpointSlice', object.metadata.namespace ?? '') as readonly Kube[]).filter(
      ({ metadata }) =>
        metadata.name === object.metadata.name ||
        metadata.labels?.['kubernetes.io/service-name'] === object.metadata.name,
    ),
  )
  return [...owned, ...owned.flatMap(each => dependentsOf(each, cluster)), ...named]
}

/** The pod template of a workload as it came; undefined for what makes no pods, and for a Pod, which is its own. */
function podTemplateOf({ kind, spec }: Json): Json | undefined {
  const job = kind === 'CronJob' && isRecord(spec) && isRecord(spec['jobTemplate']) ? spec['jobTemplate']['spec'] : spec
  const template = isRecord(job) ? job['template'] : undefined
  return isRecord(template) ? template : undefined
}

/** What the kubelet says of containers before it has tried to start them. */
function creating(spec: unknown): readonly Json[] {
  const list = isRecord(spec) && Array.isArray(spec['containers']) ? spec['containers'] : []
  return list.filter(isRecord).map(({ name, image }) => ({
    name,
    image,
    ready: false,
    restartCount: 0,
    state: { waiting: { reason: 'ContainerCreating' } },
  }))
}

/** One pod of the new template, as the controller would make it, which has reported nothing yet. */
function newPods(before: Kube, after: Json, cluster: Cluster): readonly Json[] {
  const template = podTemplateOf(after)
  if (template === undefined) return []
  const { name, namespace, uid } = before.metadata
  return [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...(isRecord(template['metadata']) ? template['metadata'] : {}),
        name: `${name}-patched`,
        ...(namespace === undefined ? {} : { namespace }),
        creationTimestamp: cluster.snapshot.takenAt,
        ownerReferences: [
          {
            apiVersion: after['apiVersion'],
            kind: before.kind,
            name,
            ...(uid === undefined ? {} : { uid }),
            controller: true,
          },
        ],
      },
      spec: template['spec'],
      status: { phase: 'Pending', containerStatuses: creating(template['spec']) },
    },
  ]
}
