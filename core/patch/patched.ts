import { Cluster } from '../cluster/cluster.ts'
import { rawOf } from '../cluster/view.ts'
import type { Json } from '../json.ts'
import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import { clusterRedactor, redactValue } from '../redact/redact.ts'
import { refKey, refOf, refText, refTo } from '../ref.ts'
import type { ObjectRef, Report } from '../report.ts'
import type { Snapshot } from '../snapshot.ts'
import { formatTime } from '../time.ts'
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

/** The object of a change, as it came and as the API server would have it after the patch. Throws a `PatchError`. */
export function changedObject(
  cluster: Cluster,
  { target, patch }: Change,
): { readonly object: Kube; readonly raw: Json; readonly after: Json } {
  const object = cluster.get(target)
  if (object === undefined) throw new PatchError(`${refKey(target)} is not in the snapshot`)
  const raw = rawOf(object)
  const after = applyPatch(raw, patch)
  if (!isOf(after, target)) throw new PatchError('it must not change the kind, name or namespace')
  return { object, raw, after: target.kind === 'Node' ? withoutCordon(after) : after }
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
  const { object, after } = changedObject(cluster, change)
  const { target } = change
  const changed = STATUS_OF_ITS_OWN.has(target.kind) ? after : withoutStatus(after)
  const renewed = suffering.flatMap(ref => renewalOf(ref, target, cluster))
  const forgotten = [object, ...renewed].flatMap(each => dependentsOf(each, cluster))
  const gone = cameOf([object, ...renewed, ...forgotten], cluster)
  for (const each of [object, ...forgotten]) for (const event of cluster.rawEventsAbout(refOf(each))) gone.add(event)
  const blank = renewed.map(workload => ({ workload, raw: withoutStatus(rawOf(workload)) }))
  const come = [
    ...(isReleased(after) ? [] : [changed]),
    ...newPods(object, changed, cluster),
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

/** As it is before a controller has looked at it: an empty status would say that none ever did. */
function withoutStatus({ status: _, ...object }: Json): Json {
  return object
}

/** A workload of its own, other than the one that is changed, that suffers from what the change cures: its pods start anew. */
function renewalOf(ref: ObjectRef, target: ObjectRef, cluster: Cluster): readonly Kube[] {
  const workload = cluster.get(ref)
  if (workload === undefined || refKey(ref) === refKey(target) || cluster.ownerOf(workload) !== undefined) return []
  return podTemplateOf(rawOf(workload)) === undefined ? [] : [workload]
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

/** One pod of the new template, as the controllers would make it, which has reported nothing yet, below a ReplicaSet where one would be. */
function newPods(before: Kube, after: Json, cluster: Cluster): readonly Json[] {
  const template = podTemplateOf(after)
  if (template === undefined || (isRecord(after['spec']) && after['spec']['replicas'] === 0)) return []
  const { namespace } = before.metadata
  const name = `${before.metadata.name}-patched`
  const isOfSet = before.kind === 'Deployment'
  const made = (owner: Kube | { readonly kind: string; readonly metadata: Json }, apiVersion: unknown, more: Json) => {
    const { name: ownerName, uid } = owner.metadata
    const controller = { apiVersion, kind: owner.kind, name: ownerName, ...(uid === undefined ? {} : { uid }) }
    return {
      ...more,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      creationTimestamp: formatTime(cluster.now),
      ownerReferences: [{ ...controller, controller: true }],
    }
  }
  const labels = isRecord(template['metadata']) ? template['metadata'] : {}
  const set = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: made(before, after['apiVersion'], { labels: labels['labels'], uid: `${before.metadata.uid}-patched` }),
    spec: { replicas: 1, template },
  }
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: isOfSet ? made(set, set.apiVersion, labels) : made(before, after['apiVersion'], labels),
    spec: template['spec'],
    status: { phase: 'Pending', containerStatuses: creating(template['spec']) },
  }
  return isOfSet ? [set, pod] : [pod]
}

/**
 * The report on what changes make of a snapshot, from `diagnose`. Where a change has no namespace, `namespace` is tried. What
 * was secret before a change is hidden after it. Throws a `PatchError` that names the object whose patch cannot be applied.
 */
export function withChanges(
  snapshot: Snapshot,
  changes: readonly Change[],
  namespace: string | undefined,
  diagnose: (cluster: Cluster) => Report,
): Report {
  const first = diagnose(changedCluster(snapshot, changes, namespace))
  if (changes.length === 0) return first
  const cured = affectedBy(diagnose(new Cluster(snapshot)), first, changes)
  const report = cured.length === 0 ? first : diagnose(changedCluster(snapshot, changes, namespace, cured))
  return redactValue(report, clusterRedactor(new Cluster(snapshot)))
}

/** What suffered from problems of the changed objects that are gone: it still tells of them where the report shows others instead. */
function affectedBy(before: Report, after: Report, changes: readonly Change[]): readonly ObjectRef[] {
  const known = new Set(before.problems.map(({ id }) => id))
  if (after.problems.every(({ id }) => known.has(id))) return []
  const left = new Set(after.problems.map(({ id }) => id))
  return before.problems
    .filter(({ id, field, subject }) => {
      const { kind, name, namespace } = field?.object ?? subject
      const isOf = ({ target }: Change) =>
        target.kind === kind && target.name === name && (target.namespace ?? namespace) === namespace
      return !left.has(id) && changes.some(isOf)
    })
    .flatMap(({ affects }) => affects)
}

/**
 * The cluster after the changes, one upon the other, each made by `make`, which is given it with its namespace and as it was
 * asked for. An object whose namespace is not given is the one of the scope. Throws a `PatchError` that names the object.
 */
export function afterChanges(
  snapshot: Snapshot,
  changes: readonly Change[],
  namespace: string | undefined,
  make: (cluster: Cluster, change: Change, asked: Change) => Cluster,
): Cluster {
  let cluster = new Cluster(snapshot)
  for (const asked of changes) {
    const target = targetIn(cluster, asked.target, namespace)
    try {
      cluster = make(cluster, { ...asked, target }, asked)
    } catch (error) {
      if (!(error instanceof PatchError)) throw error
      throw new PatchError(`The patch of ${refText(target)} cannot be applied: ${error.message}.`)
    }
  }
  return cluster
}

/**
 * The cluster as it would be right after the changes, one upon the other, with a note that says what is not
 * known of it.
 */
function changedCluster(
  snapshot: Snapshot,
  changes: readonly Change[],
  namespace: string | undefined,
  suffering: readonly ObjectRef[] = [],
): Cluster {
  const last = changes.at(-1)
  const changed = new Set<string>()
  const cluster = afterChanges(snapshot, changes, namespace, (before, change, asked) => {
    changed.add(refText(change.target))
    return withChange(before, change, asked === last ? suffering : [])
  })
  if (changed.size === 0) return cluster
  const note = `Diagnosed with a patch of ${[...changed].join(', ')}: its effects are not known yet, so the statuses, events and logs of what it changes are left out.`
  return new Cluster({ ...cluster.snapshot, notes: [...(cluster.snapshot.notes ?? []), note] })
}

/** The object that is meant: without a namespace that of the scope, one of the cluster, or the only one of that name. */
function targetIn(cluster: Cluster, target: ObjectRef, namespace: string | undefined): ObjectRef {
  const { kind, name } = target
  const wanted = refTo(kind, target.namespace ?? namespace, name)
  if (cluster.get(wanted) !== undefined) return wanted
  if (cluster.get({ kind, name }) !== undefined) return { kind, name }
  if (wanted.namespace !== undefined) return wanted
  const [only, ...others] = cluster.snapshot.objects.flatMap(raw => placeOf(raw, kind, name))
  if (others.length > 0) throw new PatchError(`${kind} ${name} exists in several namespaces: specify one.`)
  return refTo(kind, only, name)
}

function placeOf(raw: unknown, kind: string, name: string): readonly string[] {
  if (!isRecord(raw) || raw['kind'] !== kind || !isRecord(raw['metadata']) || raw['metadata']['name'] !== name)
    return []
  const { namespace } = raw['metadata']
  return typeof namespace === 'string' ? [namespace] : []
}
