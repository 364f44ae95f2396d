import { isRecord, type Json, nestsDeeper, textOf } from '../json.ts'
import { InputError } from './error.ts'
import type { Budget } from './limits.ts'
import { type ItemType, itemsOf, itemType, withType } from './lists.ts'
import { LogBook } from './log-book.ts'
import { noteStatus, refuseForeign } from './not-objects.ts'
import { Notes } from './notes.ts'
import type { Origin } from './places.ts'

/** A list or array whose items arrive one by one. */
export interface OpenList {
  readonly item: (item: unknown) => void
  /** Ends the list; `list` has its other members. */
  readonly close: (list: unknown) => void
}

/** A typed list that was read completely, empty or not. */
export interface SeenList {
  readonly kind: string
  /** Whether the list itself has the kind. */
  readonly typed: boolean
  readonly origin: Origin
  /** The namespaces of its items. */
  readonly namespaces: ReadonlySet<string>
}

const CLUSTER = ''

/** The position of an object. */
interface Known {
  readonly name: string
  readonly at: number
  version: string
}

/** Collects objects from parsed values: gives list items their kind, drops managed fields and duplicates. */
export class Intake {
  readonly notes = new Notes()
  readonly logs = new LogBook(this.notes)
  readonly seenLists: SeenList[] = []
  private readonly objects: unknown[] = []
  /**
   * By kind and namespace, then UID, which are parts of the objects anyway: a combined key would take that memory
   * again.
   */
  private readonly places = new Map<string, Map<string, Map<string, Known>>>()
  private readonly budget: Budget
  private readonly reduce: ((object: unknown) => unknown) | undefined

  constructor(budget: Budget, reduce?: (object: unknown) => unknown) {
    this.budget = budget
    this.reduce = reduce
  }

  /** Adds any parsed value: an object, a list, an array of either. Throws `InputError` for limits and kubeconfigs. */
  add(value: unknown, origin: Origin): void {
    const items = itemsOf(value)
    if (items === undefined) {
      this.budget.addObject()
      this.addOne(value, undefined, origin)
      return
    }
    const list = this.openList(isRecord(value) ? value : undefined, origin)
    for (const item of items) list.item(item)
    list.close(value)
  }

  /** Starts a list; `head` has its members so far. */
  openList(head: Json | undefined, origin: Origin): OpenList {
    let type = itemType(head, origin)
    const waiting: unknown[] = []
    const namespaces = new Set<string>()
    const addItem = (item: unknown): void => {
      const namespace = this.addOne(item, type, origin)
      if (namespace !== undefined) namespaces.add(namespace)
    }
    return {
      item: item => {
        this.budget.addObject()
        if (type === undefined && isRecord(item) && typeof item['kind'] !== 'string') waiting.push(item)
        else addItem(item)
      },
      close: list => {
        type ??= itemType(isRecord(list) ? list : undefined, origin)
        for (const item of waiting) addItem(item)
        const typed = type !== undefined && type !== origin.resource
        if (type) this.seenLists.push({ kind: type.kind, typed, origin, namespaces })
      },
    }
  }

  /** The objects so far. */
  all(): readonly unknown[] {
    return this.objects
  }

  private addOne(value: unknown, type: ItemType | undefined, origin: Origin): string | undefined {
    if (Array.isArray(value) || itemsOf(value) !== undefined) {
      this.checkDepth(value, origin)
      this.add(value, origin)
      return undefined
    }
    if (!isRecord(value)) {
      this.notes.skip(origin.file, value === null ? 'an empty document' : `a ${typeof value}, not a Kubernetes object`)
      return undefined
    }
    if (noteStatus(value, origin, this.notes)) return undefined
    refuseForeign(value, origin)
    const typed = withType(value, type)
    const { metadata } = typed
    const kind = textOf(typed['kind'])
    if (kind === undefined || !isRecord(metadata)) {
      this.notes.skip(
        origin.file,
        kind === undefined ? 'not a Kubernetes object (no `kind`)' : `a ${kind.slice(0, 60)} without metadata`,
      )
      return undefined
    }
    if (kind === 'PartialObjectMetadata') {
      this.notes.skip(origin.file, 'metadata of an object without a kind')
      return undefined
    }
    this.checkDepth(typed, origin)
    return this.keep(kind, metadata, typed)
  }

  private keep(kind: string, metadata: Json, object: Json): string {
    const name = textOf(metadata['name']) ?? ''
    const namespace = textOf(metadata['namespace']) ?? CLUSTER
    const version = textOf(metadata['resourceVersion']) ?? ''
    const places = this.placesIn(kind, namespace)
    const uid = textOf(metadata['uid']) ?? ''
    const isOther = uid !== '' && (places.get(uid)?.name ?? name) !== name
    const key = uid === '' || isOther ? `${uid}/${name}` : uid
    const known = name === '' ? undefined : places.get(key)
    if (known && !isNewer(version, known.version)) return namespace
    const { managedFields, ...rest } = metadata
    const lean = managedFields === undefined ? object : { ...object, metadata: rest }
    const reduced = this.reduce ? this.reduce(lean) : lean
    if (known) {
      this.objects[known.at] = reduced
      known.version = version
      return namespace
    }
    if (name !== '') places.set(key, { name, at: this.objects.length, version })
    this.objects.push(reduced)
    return namespace
  }

  private placesIn(kind: string, namespace: string): Map<string, Known> {
    const ofKind = this.places.get(kind) ?? new Map<string, Map<string, Known>>()
    const places = ofKind.get(namespace) ?? new Map<string, Known>()
    this.places.set(kind, ofKind.set(namespace, places))
    return places
  }

  private checkDepth(value: unknown, origin: Origin): void {
    const { maxDepth } = this.budget.limits
    if (!nestsDeeper(value, maxDepth)) return
    throw new InputError(
      400,
      'too-deep',
      `A value is nested deeper than ${maxDepth} levels.`,
      'No Kubernetes object is nested that deep; send the output of kubectl get … -o json.',
      origin.file,
    )
  }
}

/** Whether resource version `a` is later than `b`: versions of one object are decimal numbers of any length. */
function isNewer(a: string, b: string): boolean {
  const decimal = /^\d{1,20}$/
  if (!decimal.test(a) || !decimal.test(b)) return false
  return a.length === b.length ? a > b : a.length > b.length
}
