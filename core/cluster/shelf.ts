import type { Json } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import { compareText } from '../ref.ts'
import type { ByController } from './controller.ts'
import { controllerKey, groupByController } from './controller.ts'
import { namespaceIn, rawName, rawNamespace, rawOf } from './view.ts'

const NOTHING: readonly never[] = []

function byNameAndUid(a: Kube, b: Kube): number {
  return compareText(a.metadata.name, b.metadata.name) || compareText(a.metadata.uid ?? '', b.metadata.uid ?? '')
}

/** The order of lists: by namespace and name. */
export function byPlace(a: Kube, b: Kube): number {
  return compareText(rawNamespace(a), rawNamespace(b)) || byNameAndUid(a, b)
}

/** Objects by controller, without some and with others: only the affected groups are copied. */
function regroup({ groups, lone }: ByController, removed: ReadonlySet<Kube>, added: readonly Kube[]): ByController {
  const after = new Map(groups)
  let without = lone
  for (const key of new Set([...removed, ...added].map(controllerKey))) {
    const before = key === undefined ? lone : (groups.get(key)?.objects ?? NOTHING)
    const left = before.filter(object => !removed.has(object))
    const made = groupByController([...left, ...added.filter(object => controllerKey(object) === key)].sort(byPlace))
    const group = key === undefined ? undefined : made.groups.get(key)
    if (key === undefined) without = made.lone
    else if (group === undefined) after.delete(key)
    else after.set(key, group)
  }
  return { groups: after, lone: without }
}

/** The number of sorted objects before a position. */
function countBefore(sorted: readonly Kube[], isBefore: (object: Kube) => boolean): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const object = sorted[middle]
    if (object !== undefined && isBefore(object)) from = middle + 1
    else to = middle
  }
  return from
}

/**
 * The objects of one kind in one namespace. Lists are usually sorted by name already, so this is tracked rather than
 * sorting again.
 */
interface Place {
  readonly objects: Kube[]
  lastName: string
  isSorted: boolean
  /** True after a change: its names are rarely looked up, so they are not indexed again. */
  readonly isChanged?: true
}

/** The objects of one kind by namespace, sorted and indexed on demand. Objects without a namespace are in `''`. */
export class Shelf {
  readonly #places = new Map<string, Place>()
  readonly #names = new Map<string, ReadonlyMap<string, Kube>>()
  /** Where the last object went: they usually come namespace by namespace. */
  #namespace: string | undefined
  #last: Place = { objects: [], lastName: '', isSorted: true }
  #all: readonly Kube[] | undefined
  #owned: ByController | undefined

  /** Adds an object. Must not be called after the first lookup. */
  add(namespace: string, name: string, object: Kube): void {
    const place = namespace === this.#namespace ? this.#last : this.#enter(namespace)
    place.objects.push(object)
    if (name <= place.lastName) place.isSorted = false
    place.lastName = name
  }

  #enter(namespace: string): Place {
    const place = this.#places.get(namespace) ?? { objects: [], lastName: '', isSorted: true }
    this.#places.set(namespace, place)
    this.#namespace = namespace
    this.#last = place
    return place
  }

  /** A shelf without some objects (in raw form) and with others. What the change does not touch is shared. */
  changed(kind: string, removed: ReadonlySet<Json>, added: readonly Kube[]): Shelf {
    const shelf = new Shelf()
    const lost = new Set<Kube>()
    for (const [namespace, place] of this.#places) shelf.#places.set(namespace, place)
    for (const [namespace, names] of this.#names) shelf.#names.set(namespace, names)
    const touched = [...[...removed].map(raw => namespaceIn(raw, kind)), ...added.map(rawNamespace)]
    for (const namespace of new Set(touched)) {
      const left: Kube[] = []
      for (const object of this.in(namespace)) {
        if (removed.has(rawOf(object))) lost.add(object)
        else left.push(object)
      }
      for (const object of added) {
        if (rawNamespace(object) !== namespace) continue
        left.splice(
          countBefore(left, other => byNameAndUid(other, object) <= 0),
          0,
          object,
        )
      }
      shelf.#names.delete(namespace)
      const last = left.at(-1)
      if (last === undefined) shelf.#places.delete(namespace)
      else shelf.#places.set(namespace, { objects: left, lastName: rawName(last), isSorted: true, isChanged: true })
    }
    if (this.#owned !== undefined) shelf.#owned = regroup(this.#owned, lost, added)
    return shelf
  }

  /** All objects with this namespace and name: a snapshot may contain duplicates. */
  sameAs(object: Kube): readonly Kube[] {
    return this.#search(rawNamespace(object), rawName(object))
  }

  #search(namespace: string, name: string): readonly Kube[] {
    const objects = this.in(namespace)
    let from = countBefore(objects, other => compareText(rawName(other), name) < 0)
    const same: Kube[] = []
    for (let other = objects[from]; other !== undefined && rawName(other) === name; other = objects[++from])
      same.push(other)
    return same
  }

  has(namespace: string): boolean {
    return this.#places.has(namespace)
  }

  /** Sorted by namespace and name. */
  all(): readonly Kube[] {
    this.#all ??= [...this.#places.keys()].sort(compareText).flatMap(namespace => this.in(namespace))
    return this.#all
  }

  /** Sorted by name. */
  in(namespace: string): readonly Kube[] {
    const place = this.#places.get(namespace)
    if (place === undefined) return NOTHING
    if (!place.isSorted) {
      place.objects.sort(byNameAndUid)
      place.isSorted = true
    }
    return place.objects
  }

  find(namespace: string, name: string): Kube | undefined {
    if (this.#places.get(namespace)?.isChanged === true) return this.#search(namespace, name).at(-1)
    let names = this.#names.get(namespace)
    if (names === undefined) {
      names = new Map(this.in(namespace).map(object => [rawName(object), object] as const))
      this.#names.set(namespace, names)
    }
    return names.get(name)
  }

  /** The objects controlled by an owner, given its `refKey`. */
  ownedBy(owner: string): readonly Kube[] {
    return this.byController().groups.get(owner)?.objects ?? NOTHING
  }

  byController(): ByController {
    this.#owned ??= groupByController(this.all())
    return this.#owned
  }
}
