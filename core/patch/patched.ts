import type { Cluster } from '../cluster/cluster.ts'
import { rawOf } from '../cluster/view.ts'
import type { Json } from '../json.ts'
import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import { kindOf } from '../kube/kind-of.ts'
import { refKey, refOf, refText, refTo } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import { formatTime } from '../time.ts'
import { isSame } from '../workloads/template-changes.ts'
import { applyPatch } from './apply.ts'
import { type Patch, PatchError } from './patch.ts'

/** A patch and its target. */
export interface Change {
  readonly target: ObjectRef
  readonly patch: Patch
}

/** Kinds that controllers derive from others: unknown after a change, until the controller acts. */
export const DERIVED: Readonly<Record<string, readonly string[]>> = { Service: ['Endpoints', 'EndpointSlice'] }

/** Kinds whose status describes a machine and does not depend on the specification. */
const STATUS_OF_ITS_OWN: ReadonlySet<string> = new Set(['Node'])

/** The node controller adds it to a cordoned node, and removes it again. */
const CORDONED = 'node.kubernetes.io/unschedulable'

/** The target of a change, raw: before the patch and after it. */
interface Changed {
  readonly object: Kube
  readonly raw: Json
  readonly after: Json
}

/** Applies a change to its target, once per cluster. Throws a `PatchError`. */
export function changedObject(cluster: Cluster, change: Change): Changed {
  return cluster.of(change, applied)
}

function applied({ target, patch }: Change, cluster: Cluster): Changed {
  const object = cluster.get(target)
  if (object === undefined) throw new PatchError(`${refText(target)} is not in the snapshot`)
  const raw = rawOf(object)
  const after = applyPatch(raw, patch)
  if (!isOf(after, target)) throw new PatchError('it must not change the kind, name or namespace')
  const wrong = invalidity(raw, after)
  if (wrong !== undefined) throw new PatchError(wrong)
  return { object, raw, after: target.kind === 'Node' ? withoutCordon(after) : after }
}

/** Why the API server would refuse the patched object, as far as the rules depend on it. */
function invalidity(raw: Json, after: Json): string | undefined {
  const { spec } = after
  if (!isRecord(spec)) return isRecord(raw['spec']) ? 'spec must be an object' : undefined
  const { replicas = 0 } = spec
  if (!(Number.isInteger(replicas) && Number(replicas) >= 0)) return 'spec.replicas must be an integer of 0 or more'
  const template = podTemplateOf(after)
  if (template === undefined) return podTemplateOf(raw) === undefined ? undefined : 'spec.template must be an object'
  const pod = template['spec']
  const containers = isRecord(pod) && Array.isArray(pod['containers']) ? pod['containers'] : []
  if (containers.length === 0) return 'the pod template must have a container'
  const isWhole = (each: unknown) => isRecord(each) && each['name'] !== undefined && (each['image'] ?? '') !== ''
  return containers.every(isWhole) ? undefined : 'every container must have a name and an image'
}

function withoutCordon(node: Json): Json {
  const { spec } = node
  if (!isRecord(spec) || spec['unschedulable'] === true || !Array.isArray(spec['taints'])) return node
  const taints = spec['taints'].filter(taint => !(isRecord(taint) && taint['key'] === CORDONED))
  return { ...node, spec: { ...spec, taints } }
}

/** True if the API server would remove it at once: deleted, without finalizers. */
export function isReleased({ metadata }: Json): boolean {
  if (!isRecord(metadata) || metadata['deletionTimestamp'] === undefined) return false
  const { finalizers } = metadata
  return !Array.isArray(finalizers) || finalizers.length === 0
}

/** The raw form of some objects, duplicates included. */
export function rawsOf(objects: readonly Kube[], cluster: Cluster): Set<unknown> {
  return new Set(objects.flatMap(object => cluster.sameAs(object)).map(rawOf))
}

/**
 * The cluster right after a change, with everything that depends on it unknown: the target and affected objects have no
 * status, the pods of a workload are replaced by one new pod that has reported nothing, and their events and logs are
 * gone. Throws a `PatchError` if the target is not in the snapshot or refuses the patch.
 */
export function withChange(cluster: Cluster, change: Change, suffering: readonly ObjectRef[] = []): Cluster {
  const { snapshot } = cluster
  const { object, raw, after } = changedObject(cluster, change)
  const { target } = change
  const changed = STATUS_OF_ITS_OWN.has(target.kind) ? after : withoutStatus(after)
  const renewed = suffering.flatMap(ref => renewalOf(ref, target, cluster))
  const own = keepsPods(raw, after) ? [] : [object]
  const forgotten = [...own, ...renewed].flatMap(each => dependentsOf(each, cluster))
  const removed = rawsOf([object, ...renewed, ...forgotten], cluster)
  for (const each of [object, ...forgotten]) for (const event of cluster.rawEventsAbout(refOf(each))) removed.add(event)
  const blank = renewed.map(workload => ({ workload, raw: withoutStatus(rawOf(workload)) }))
  const added = [
    ...(isReleased(after) ? [] : [changed]),
    ...own.flatMap(each => newPods(each, changed, cluster)),
    ...blank.flatMap(({ workload, raw }) => [raw, ...newPods(workload, raw, cluster)]),
  ]
  const derived = DERIVED[target.kind] ?? []
  const pods = new Set(
    forgotten.flatMap(({ kind, metadata }) => (kind === 'Pod' ? [`${metadata.namespace}/${metadata.name}`] : [])),
  )
  return cluster.changed(removed, added, {
    ...snapshot,
    // Without a known time nothing counts as young, but what the change created is.
    takenAt: formatTime(cluster.now),
    logs: (snapshot.logs ?? []).filter(({ namespace, pod }) => !pods.has(`${namespace}/${pod}`)),
    ...(derived.length === 0 || snapshot.lists === undefined
      ? {}
      : { lists: snapshot.lists.filter(({ kind }) => !derived.includes(kind)) }),
  })
}

/** True if the workload is scaled to zero. */
export function isScaledToZero({ spec }: Json): boolean {
  return isRecord(spec) && spec['replicas'] === 0
}

/** True if the workload's pods stay: same template, not scaled to zero. */
function keepsPods(raw: Json, after: Json): boolean {
  const template = podTemplateOf(raw)
  return template !== undefined && !isScaledToZero(after) && isSame(template, podTemplateOf(after))
}

/** As before a controller has seen it: an empty status would mean that none ever did. */
export function withoutStatus({ status: _, ...object }: Json): Json {
  return object
}

/** Another workload that suffers from what the change fixes: its pods restart. */
function renewalOf(ref: ObjectRef, target: ObjectRef, cluster: Cluster): readonly Kube[] {
  const workload = cluster.get(ref)
  if (workload === undefined || refKey(ref) === refKey(target) || cluster.ownerOf(workload) !== undefined) return []
  return podTemplateOf(rawOf(workload)) === undefined ? [] : [workload]
}

function rawRef(raw: Json): ObjectRef | undefined {
  const { kind, apiVersion, metadata } = raw
  if (typeof kind !== 'string' || !isRecord(metadata) || typeof metadata['name'] !== 'string') return undefined
  const { name, namespace } = metadata
  return refTo(kindOf(kind, apiVersion) ?? kind, typeof namespace === 'string' ? namespace : undefined, name)
}

function isOf(raw: unknown, target: ObjectRef): boolean {
  const ref = isRecord(raw) ? rawRef(raw) : undefined
  return ref !== undefined && refKey(ref) === refKey(target)
}

/** Everything below an object, created by its controllers, at all levels. Owner references may form a cycle. */
export function dependentsOf(object: Kube, cluster: Cluster, above: readonly Kube[] = []): readonly Kube[] {
  if (above.includes(object)) return []
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
  return [...owned, ...owned.flatMap(each => dependentsOf(each, cluster, [...above, object])), ...named]
}

/** The raw pod template of a workload; undefined for kinds without one and for a Pod, which has a spec instead. */
export function podTemplateOf({ kind, spec }: Json): Json | undefined {
  const job = kind === 'CronJob' && isRecord(spec) && isRecord(spec['jobTemplate']) ? spec['jobTemplate']['spec'] : spec
  const template = isRecord(job) ? job['template'] : undefined
  return isRecord(template) ? template : undefined
}

/** Container statuses before the kubelet has tried to start them. */
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

/** Metadata of an object created by a controller. Sets every field, so that V8 sees one hidden class. */
function metadataOf(
  maker: { readonly apiVersion: unknown; readonly kind: string; readonly name: string; readonly uid: unknown },
  made: {
    readonly name: string
    readonly namespace: string | undefined
    readonly uid: unknown
    readonly since: string
  },
  { labels, annotations, finalizers }: Json,
): Json {
  return {
    name: made.name,
    namespace: made.namespace,
    uid: made.uid,
    labels,
    annotations,
    finalizers,
    creationTimestamp: made.since,
    deletionTimestamp: undefined,
    ownerReferences: [
      { apiVersion: maker.apiVersion, kind: maker.kind, name: maker.name, uid: maker.uid, controller: true },
    ],
  }
}

/**
 * One pod of the new template as the controllers would create it, with a ReplicaSet if there would be one; it has
 * reported nothing yet.
 */
function newPods(before: Kube, after: Json, cluster: Cluster): readonly Json[] {
  const template = podTemplateOf(after)
  if (template === undefined || isScaledToZero(after)) return []
  const { kind, metadata } = before
  const { namespace } = metadata
  const name = `${metadata.name}-patched`
  const since = formatTime(cluster.now)
  const told = isRecord(template['metadata']) ? template['metadata'] : {}
  const workload = { apiVersion: after['apiVersion'], kind, name: metadata.name, uid: metadata.uid }
  const set = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: `${metadata.uid}-patched` }
  const isOfSet = kind === 'Deployment'
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadataOf(isOfSet ? set : workload, { name, namespace, uid: undefined, since }, told),
    spec: template['spec'],
    status: { phase: 'Pending', containerStatuses: creating(template['spec']) },
  }
  if (!isOfSet) return [pod]
  const { apiVersion, uid } = set
  return [
    {
      apiVersion,
      kind: set.kind,
      metadata: metadataOf(workload, { name, namespace, uid, since }, { labels: told['labels'] }),
      spec: { replicas: 1, template },
    },
    pod,
  ]
}
