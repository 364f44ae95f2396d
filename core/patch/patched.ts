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

/** One change that is tried: the patch and the object that it is for. */
export interface Change {
  readonly target: ObjectRef
  readonly patch: Patch
}

/** Kinds that a controller derives from others: after a change they are not known until it has acted. */
export const DERIVED: Readonly<Record<string, readonly string[]>> = { Service: ['Endpoints', 'EndpointSlice'] }

/** Kinds whose status tells of a machine, whatever their specification says. */
const STATUS_OF_ITS_OWN: ReadonlySet<string> = new Set(['Node'])

/** Set by the node controller where a node is cordoned, and taken away with it. */
const CORDONED = 'node.kubernetes.io/unschedulable'

/** The object of a change, as it came and as the API server would have it after the patch. */
interface Changed {
  readonly object: Kube
  readonly raw: Json
  readonly after: Json
}

/** Applies a change to its object, once per cluster. Throws a `PatchError`. */
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

/** Why the API server would refuse what a patch makes of an object, as far as rules depend on it. */
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

/** True for what the API server removes at once: an object that was deleted and whose last finalizer is gone. */
export function isReleased({ metadata }: Json): boolean {
  if (!isRecord(metadata) || metadata['deletionTimestamp'] === undefined) return false
  const { finalizers } = metadata
  return !Array.isArray(finalizers) || finalizers.length === 0
}

/** All that came of some objects: the same one may be there twice. */
export function cameOf(objects: readonly Kube[], cluster: Cluster): Set<unknown> {
  return new Set(objects.flatMap(object => cluster.sameAs(object)).map(rawOf))
}

/**
 * The cluster as it would be right after a change, with what depends on it taken as not known: the object and what suffered
 * have no status, a workload has one new pod of its template that has reported nothing yet in place of its pods, and their
 * events and logs are gone. Throws a `PatchError` where the object is not in the snapshot or refuses the patch.
 */
export function withChange(cluster: Cluster, change: Change, suffering: readonly ObjectRef[] = []): Cluster {
  const { snapshot } = cluster
  const { object, raw, after } = changedObject(cluster, change)
  const { target } = change
  const changed = STATUS_OF_ITS_OWN.has(target.kind) ? after : withoutStatus(after)
  const renewed = suffering.flatMap(ref => renewalOf(ref, target, cluster))
  const own = keepsPods(raw, after) ? [] : [object]
  const forgotten = [...own, ...renewed].flatMap(each => dependentsOf(each, cluster))
  const gone = cameOf([object, ...renewed, ...forgotten], cluster)
  for (const each of [object, ...forgotten]) for (const event of cluster.rawEventsAbout(refOf(each))) gone.add(event)
  const blank = renewed.map(workload => ({ workload, raw: withoutStatus(rawOf(workload)) }))
  const come = [
    ...(isReleased(after) ? [] : [changed]),
    ...own.flatMap(each => newPods(each, changed, cluster)),
    ...blank.flatMap(({ workload, raw }) => [raw, ...newPods(workload, raw, cluster)]),
  ]
  const derived = DERIVED[target.kind] ?? []
  const pods = new Set(
    forgotten.flatMap(({ kind, metadata }) => (kind === 'Pod' ? [`${metadata.namespace}/${metadata.name}`] : [])),
  )
  return cluster.changed(gone, come, {
    ...snapshot,
    // Where nobody knows when it was taken nothing counts as young; what a change has made just now is.
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

/** True where a workload's pods stay: its template is as it was, and it is not scaled to zero. */
function keepsPods(raw: Json, after: Json): boolean {
  const template = podTemplateOf(raw)
  return template !== undefined && !isScaledToZero(after) && isSame(template, podTemplateOf(after))
}

/** As it is before a controller has looked at it: an empty status would say that none ever did. */
export function withoutStatus({ status: _, ...object }: Json): Json {
  return object
}

/** A workload of its own, other than the one that is changed, that suffers from what the change cures: its pods start anew. */
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

/** What the object's controllers make of it, all levels down. Owners may be named in a circle. */
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

/** The pod template of a workload as it came; undefined for what makes no pods, and for a Pod, which is its own. */
export function podTemplateOf({ kind, spec }: Json): Json | undefined {
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

/**
 * Metadata of what a controller makes. All fields are written out, known or not: engines compile what reads metadata for the
 * ways it lies in memory, and such a literal always lies the same way.
 */
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

/** One pod of the new template, as the controllers would make it, which has reported nothing yet, below a ReplicaSet where one would be. */
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
