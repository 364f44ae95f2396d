import type { Json } from '../json.ts'
import type { Kind, Kube } from '../kube/index.ts'
import { NAMESAKE_KINDS } from '../kube/kind-of.ts'
import { refKey, refOf, wholeKind } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import type { ContainerLog, HostFacts, Snapshot } from '../snapshot.ts'
import type { Contents } from './contents.ts'
import { changedContents, readContents } from './contents.ts'
import type { ByController, Controller } from './controller.ts'
import { controllerOf, isSameController } from './controller.ts'
import { readEvents } from './event-shelf.ts'
import type { ClusterEvent } from './events.ts'
import type { Seen } from './seen.ts'
import { seenIn } from './seen.ts'
import { byPlace } from './shelf.ts'
import { rawOf } from './view.ts'

/** An object that is there, is known not to be there, or was not read. */
export type Lookup<T> =
  | { readonly state: 'present'; readonly object: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unseen' }

/** What may be asked of a cluster for what one object says of itself. */
export type ItsOwn = Pick<Cluster, 'events' | 'log' | 'now' | 'ofItself'>

const NOTHING: readonly never[] = []
const NONE_CONTROLLED: ByController = { groups: new Map(), lone: NOTHING }
/** Represents undefined in the cache of results. */
const NONE = Symbol('none')

/** A snapshot, indexed and read-only. Lists are sorted by namespace and name, whatever the order of the input. */
export class Cluster {
  readonly snapshot: Snapshot
  /** The snapshot's time, milliseconds since 1970. */
  readonly now: number
  /** True if all objects of a kind in a namespace were read. */
  readonly seen: Seen
  /** The cluster that this one is a change of; undefined for a snapshot as it was read. */
  readonly before: Cluster | undefined
  readonly #contents: Contents
  /** The controller that was last looked up, with the result. */
  #controller: Controller | undefined
  #controlling: Kube | undefined
  readonly #results = new Map<unknown, Map<unknown, unknown>>()

  /** `noted`: what stands for `seen`. */
  constructor(
    snapshot: Snapshot,
    contents: Contents = readContents(snapshot),
    before?: Cluster,
    noted: (seen: Seen) => Seen = seen => seen,
  ) {
    this.snapshot = snapshot
    this.before = before
    this.#contents = contents
    this.now = this.#contents.now
    this.seen = noted(seenIn(snapshot, (kind, namespace) => this.#has(kind, namespace)))
  }

  /**
   * The cluster after a change: without the objects and events in `removed` (by identity of their raw form), and with
   * others. Everything in `snapshot` but its objects still applies. Unchanged objects are shared.
   */
  changed(removed: ReadonlySet<unknown>, added: readonly Json[], snapshot: Snapshot): Cluster {
    const before = this.snapshot.objects
    let objects: readonly unknown[] | undefined
    const after: Snapshot = {
      ...snapshot,
      // Rarely asked for.
      get objects() {
        objects ??= [...before.filter(each => !removed.has(each)), ...added]
        return objects
      },
    }
    return new Cluster(after, changedContents(this.#contents, removed, added, after), this)
  }

  /** The objects that the change added to the cluster before. */
  get added(): ReadonlySet<Kube> {
    return this.#contents.added
  }

  /** True for an object of the cluster before that the change removed. */
  isRemoved(object: Kube): boolean {
    return this.#contents.removed.has(rawOf(object))
  }

  /** A sorted list of the cluster before, without what the change removed and with the objects it added that are wanted. */
  left<K extends Kind>(list: readonly Kube<K>[], kind: K, isWanted: (object: Kube<K>) => boolean): readonly Kube<K>[] {
    const left = list.filter(object => !this.isRemoved(object))
    const added = [...this.added].filter(
      (object): object is Kube<K> => object.kind === kind && isWanted(object as Kube<K>),
    )
    return added.length === 0 ? left : [...left, ...added].sort(byPlace)
  }

  /** All objects of a kind, or those in one namespace. */
  list<K extends Kind>(kind: K, namespace?: string): readonly Kube<K>[] {
    const shelf = this.#contents.shelves.get(kind)
    if (shelf === undefined) return NOTHING
    return (namespace === undefined ? shelf.all() : shelf.in(namespace)) as readonly Kube<K>[]
  }

  /** Pods of whatever namespace that are wanted; `labels`: a selector that matches them, for who has to ask for them. */
  podsLabelled(_labels: string, isWanted: (pod: Kube<'Pod'>) => boolean): readonly Kube<'Pod'>[] {
    return this.list('Pod').filter(isWanted)
  }

  /** One object. The namespace is undefined for cluster-scoped kinds. */
  find<K extends Kind>(kind: K, namespace: string | undefined, name: string): Lookup<Kube<K>> {
    const object = this.#contents.shelves.get(kind)?.find(namespace ?? '', name)
    if (object !== undefined) return { state: 'present', object: object as Kube<K> }
    return { state: this.seen(kind, namespace) ? 'absent' : 'unseen' }
  }

  /** True if it has objects of kinds that share a name with Kubernetes kinds. */
  hasNamesakes(): boolean {
    return NAMESAKE_KINDS.some(kind => this.#contents.shelves.has(kind))
  }

  /** The object of a reference, if the snapshot has it. */
  get(ref: ObjectRef): Kube | undefined {
    const { namespace, name } = ref
    return this.#contents.shelves.get(wholeKind(ref))?.find(namespace ?? '', name)
  }

  /** Raw objects of custom kinds. */
  get custom(): readonly Json[] {
    return this.#contents.custom
  }

  /**
   * Events about an object, oldest first. Matched by UID if both have one, so those of an earlier object with the same
   * name do not count. Kubelets set the node's name as UID, so events about nodes are matched by name.
   */
  events(object: Kube): readonly ClusterEvent[] {
    const events = this.eventsAbout(refOf(object))
    const { uid } = object.metadata
    if (
      uid === undefined ||
      object.kind === 'Node' ||
      events.every(event => event.regarding.uid === undefined || event.regarding.uid === uid)
    ) {
      return events
    }
    return this.of(object, sameObjectEvents)
  }

  /** Events by the object they regard, oldest first, also for objects that the snapshot does not have. */
  eventsAbout(ref: ObjectRef): readonly ClusterEvent[] {
    const raws = this.#contents.events.about(ref)
    return raws === undefined ? NOTHING : this.of(raws, readEvents)
  }

  /** The same in raw form. */
  rawEventsAbout(ref: ObjectRef): readonly unknown[] {
    return this.#contents.events.about(ref) ?? NOTHING
  }

  /** The objects that events with a reason regard, whether or not the snapshot has them. */
  regarded(reason: string): readonly ObjectRef[] {
    return this.#contents.events.regarded(reason)
  }

  /** All objects with an object's kind, namespace and name: a snapshot may contain duplicates. */
  sameAs(object: Kube): readonly Kube[] {
    return this.#contents.shelves.get(object.kind)?.sameAs(object) ?? NOTHING
  }

  /** Objects of a kind with this name in any namespace. */
  named<K extends Kind>(kind: K, name: string): readonly Kube<K>[] {
    const objects = this.list(kind)
    return (this.ofItself(objects, groupByName).get(name) ?? NOTHING) as readonly Kube<K>[]
  }

  /** Objects of a kind whose controller (or owner, if none controls) is this object. */
  ownedBy<K extends Kind>(owner: Kube, kind: K): readonly Kube<K>[] {
    return this.ownedByRef(refOf(owner), kind)
  }

  /** The same for an owner that the snapshot may not have. */
  ownedByRef<K extends Kind>(owner: ObjectRef, kind: K): readonly Kube<K>[] {
    const owned = this.#contents.shelves.get(kind)?.ownedBy(refKey(owner)) ?? NOTHING
    return owned as readonly Kube<K>[]
  }

  /** The object's controller, if the snapshot has it with the same UID. */
  ownerOf(object: Kube): Kube | undefined {
    const controller = controllerOf(object)
    if (controller === undefined) return undefined
    if (!isSameController(controller, this.#controller)) {
      const { kind, namespace, name, uid } = controller
      const found = this.#contents.shelves.get(kind)?.find(namespace ?? '', name)
      const its = found?.metadata.uid
      this.#controller = controller
      this.#controlling = its === undefined || typeof uid !== 'string' || its === uid ? found : undefined
    }
    return this.#controlling === object ? undefined : this.#controlling
  }

  /** The objects of a kind by their controller: one pass for all replicas. */
  byController(kind: Kind): ByController {
    return this.#contents.shelves.get(kind)?.byController() ?? NONE_CONTROLLED
  }

  #has(kind: string, namespace: string): boolean {
    const { events, shelves } = this.#contents
    return kind === 'Event' ? events.has(namespace) : shelves.get(kind)?.has(namespace) === true
  }

  log(namespace: string | undefined, pod: string, container: string): ContainerLog | undefined {
    return this.#contents.logs.get(`${namespace ?? ''}/${pod}/${container}`)
  }

  host(node: string): HostFacts | undefined {
    return this.snapshot.hosts?.find(facts => facts.node === node)
  }

  /**
   * What a function says of an object, its events and logs, or of a list, and of nothing else: computed once for this cluster and
   * those that changes make of it. An object goes with its events and logs, so what stays reads the same.
   */
  ofItself<T extends object, R>(object: T, compute: (object: T, cluster: ItsOwn) => R): R {
    const { before, added } = this
    const isNew = (added as ReadonlySet<object>).has(object)
    return before === undefined || isNew ? this.of(object, compute) : before.ofItself(object, compute)
  }

  /** Caches a function of an object and anything else in this cluster. It must not depend on anything outside. */
  of<T extends object, R>(object: T, compute: (object: T, cluster: Cluster) => R): R {
    let results = this.#results.get(compute)
    if (results === undefined) {
      results = new Map()
      this.#results.set(compute, results)
    }
    const known = results.get(object)
    if (known !== undefined) return (known === NONE ? undefined : known) as R
    const result = compute(object, this)
    results.set(object, result === undefined ? NONE : result)
    return result
  }
}

function sameObjectEvents(object: Kube, cluster: Cluster): readonly ClusterEvent[] {
  return cluster
    .eventsAbout(refOf(object))
    .filter(({ regarding }) => regarding.uid === undefined || regarding.uid === object.metadata.uid)
}

function groupByName(objects: readonly Kube[]): ReadonlyMap<string, readonly Kube[]> {
  const groups = new Map<string, Kube[]>()
  for (const object of objects) {
    const group = groups.get(object.metadata.name)
    if (group === undefined) groups.set(object.metadata.name, [object])
    else group.push(object)
  }
  return groups
}

/** V8 drops a class's hidden class, and the code optimized for it, when no instance is left; this instance stays. */
export const LASTING = new Cluster({
  objects: [
    { kind: 'Namespace', metadata: { name: 'lasting' } },
    { kind: 'Event', involvedObject: { kind: 'Namespace', name: 'lasting' } },
  ],
})
