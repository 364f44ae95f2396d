import type { Kube } from '../kube/index.ts'
import { compareText, refKey, refTo } from '../ref.ts'

const NOTHING: readonly never[] = []

function byNameAndUid(a: Kube, b: Kube): number {
  return compareText(a.metadata.name, b.metadata.name) || compareText(a.metadata.uid ?? '', b.metadata.uid ?? '')
}

/** The objects of one kind in one namespace. Lists mostly come in the order of names, so that is watched and not made. */
interface Place {
  readonly objects: Kube[]
  lastName: string
  isSorted: boolean
}

/** Takes an object; returns the `refKey` of its controller, or of an owner where none controls. */
export function ownerKey({ metadata }: Kube): string | undefined {
  const { namespace, ownerReferences = NOTHING } = metadata
  const owner = ownerReferences.find(({ controller }) => controller === true) ?? ownerReferences[0]
  if (owner?.kind === undefined || owner.name === undefined) return undefined
  const { kind, name } = owner
  return refKey(refTo(kind, namespace, name))
}

function groupByOwner(objects: readonly Kube[]): ReadonlyMap<string, readonly Kube[]> {
  const groups = new Map<string, Kube[]>()
  for (const object of objects) {
    const key = ownerKey(object)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [object])
    else group.push(object)
  }
  return groups
}

/** The objects of one kind by namespace, sorted and indexed when they are asked for. Objects without a namespace are in `''`. */
export class Shelf {
  readonly #places = new Map<string, Place>()
  readonly #names = new Map<string, ReadonlyMap<string, Kube>>()
  #all: readonly Kube[] | undefined
  #owned: ReadonlyMap<string, readonly Kube[]> | undefined

  /** Puts an object in, before anything is asked. */
  add(namespace: string, name: string, object: Kube): void {
    const place = this.#places.get(namespace)
    if (place === undefined) {
      this.#places.set(namespace, { objects: [object], lastName: name, isSorted: true })
      return
    }
    place.objects.push(object)
    if (name <= place.lastName) place.isSorted = false
    place.lastName = name
  }

  has(namespace: string): boolean {
    return this.#places.has(namespace)
  }

  /** In the order of namespace and name. */
  all(): readonly Kube[] {
    this.#all ??= [...this.#places.keys()].sort(compareText).flatMap(namespace => this.in(namespace))
    return this.#all
  }

  /** In the order of their names. */
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
    let names = this.#names.get(namespace)
    if (names === undefined) {
      names = new Map(this.in(namespace).map(object => [object.metadata.name, object] as const))
      this.#names.set(namespace, names)
    }
    return names.get(name)
  }

  /** Takes the `refKey` of an owner; returns the objects that it controls. */
  ownedBy(owner: string): readonly Kube[] {
    this.#owned ??= groupByOwner(this.all())
    return this.#owned.get(owner) ?? NOTHING
  }
}
