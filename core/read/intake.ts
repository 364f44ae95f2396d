import { InputError } from './error.ts'
import type { Budget } from './limits.ts'
import { LogBook } from './log-book.ts'
import { Notes } from './notes.ts'
import type { Covers } from './places.ts'
import type { Resource } from './resources.ts'
import { noteStatus } from './status.ts'
import { isJson, type Json, nestsDeeper, textOf } from './values.ts'

/** Where values come from, and what their place says about them. */
export interface Origin {
  /** As the user knows it: a file name or `input`. */
  readonly file: string
  /** What a folder or file name says the items are, where they don't say so themselves. */
  readonly resource?: Resource | undefined
  /** What a list there is the whole list of. */
  readonly covers?: Covers | undefined
}

interface Type {
  readonly apiVersion?: string | undefined
  readonly kind: string
}

/** A list or array whose items arrive one by one. */
export interface OpenList {
  readonly item: (item: unknown) => void
  /** Ends the list; `list` holds its other members. */
  readonly close: (list: unknown) => void
}

/** A typed list that was read whole, empty or not. */
export interface SeenList {
  readonly kind: string
  /** Whether the list itself names the kind. */
  readonly typed: boolean
  readonly origin: Origin
  /** The namespaces of its items. */
  readonly namespaces: ReadonlySet<string>
}

const CLUSTER = ''

/** Gathers objects from parsed values: gives list items their kind, drops managed fields and doubles. */
export class Intake {
  readonly notes = new Notes()
  readonly logs = new LogBook(this.notes)
  readonly seenLists: SeenList[] = []
  private readonly objects: unknown[] = []
  private readonly places = new Map<string, { at: number; version: string }>()
  private readonly budget: Budget
  private readonly reduce: ((object: unknown) => unknown) | undefined

  constructor(budget: Budget, reduce?: (object: unknown) => unknown) {
    this.budget = budget
    this.reduce = reduce
  }

  /** Takes any parsed value: an object, a list, an array of either. Throws `InputError` for limits and kubeconfigs. */
  add(value: unknown, origin: Origin): void {
    const items = itemsOf(value)
    if (items === undefined) {
      this.addOne(value, undefined, origin)
      return
    }
    const list = this.openList(isJson(value) ? value : undefined, origin)
    for (const item of items) list.item(item)
    list.close(value)
  }

  /** Starts a list; `head` holds what is known of its members so far. */
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
        if (type === undefined && isJson(item) && typeof item['kind'] !== 'string') waiting.push(item)
        else addItem(item)
      },
      close: list => {
        type ??= itemType(isJson(list) ? list : undefined, origin)
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

  private addOne(value: unknown, type: Type | undefined, origin: Origin): string | undefined {
    if (Array.isArray(value) || itemsOf(value) !== undefined) {
      this.checkDepth(value, origin)
      this.add(value, origin)
      return undefined
    }
    if (!isJson(value)) {
      this.notes.skip(origin.file, value === null ? 'an empty document' : `a ${typeof value}, not a Kubernetes object`)
      return undefined
    }
    if (noteStatus(value, origin, this.notes)) return undefined
    refuseForeign(value, origin)
    const typed = withType(value, type)
    const { metadata } = typed
    const kind = textOf(typed['kind'])
    if (kind === undefined || !isJson(metadata)) {
      this.notes.skip(
        origin.file,
        kind === undefined ? 'a value without kind' : `a ${kind.slice(0, 60)} without metadata`,
      )
      return undefined
    }
    if (kind === 'PartialObjectMetadata') {
      this.notes.skip(origin.file, 'metadata of an object whose kind is not given')
      return undefined
    }
    this.checkDepth(typed, origin)
    return this.keep(kind, metadata, typed)
  }

  private keep(kind: string, metadata: Json, object: Json): string {
    const name = textOf(metadata['name']) ?? ''
    const namespace = textOf(metadata['namespace']) ?? CLUSTER
    const version = textOf(metadata['resourceVersion']) ?? ''
    const key = `${kind}/${namespace}/${name}/${textOf(metadata['uid']) ?? ''}`
    const known = name === '' ? undefined : this.places.get(key)
    if (known && !isNewer(version, known.version)) return namespace
    const { managedFields, ...rest } = metadata
    const lean = managedFields === undefined ? object : { ...object, metadata: rest }
    const reduced = this.reduce ? this.reduce(lean) : lean
    if (known) {
      this.objects[known.at] = reduced
      known.version = version
      return namespace
    }
    this.budget.addObject()
    this.places.set(key, { at: this.objects.length, version })
    this.objects.push(reduced)
    return namespace
  }

  private checkDepth(value: unknown, origin: Origin): void {
    const { maxDepth } = this.budget.limits
    if (!nestsDeeper(value, maxDepth)) return
    throw new InputError(
      400,
      'too-deep',
      `A value nests deeper than ${maxDepth} levels.`,
      'No Kubernetes object nests that deep; send what kubectl get … -o json prints.',
      origin.file,
    )
  }
}

/** The items of a list or array; a typed list without items has `null` there. Undefined for anything else. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (!isJson(value)) return undefined
  const { items, kind } = value
  if (Array.isArray(items)) return items
  return typeof kind === 'string' && kind.endsWith('List') && (items === null || items === undefined) ? [] : undefined
}

/** What the list's kind says its items are: `PodList` holds Pods, `List` anything. */
function itemType(list: Json | undefined, origin: Origin): Type | undefined {
  const kind = textOf(list?.['kind'])
  if (kind?.endsWith('List') && kind !== 'List' && kind !== 'PartialObjectMetadataList') {
    return { apiVersion: textOf(list?.['apiVersion']), kind: kind.slice(0, -'List'.length) }
  }
  return origin.resource
}

/** The object with the kind and version that its list gives it, where it has none of its own. */
function withType(object: Json, type: Type | undefined): Json {
  const kind = textOf(object['kind'])
  if (type === undefined) return object
  if (kind === 'PartialObjectMetadata') return { ...object, apiVersion: type.apiVersion ?? 'v1', kind: type.kind }
  if (kind !== undefined && kind !== '') return object
  return { apiVersion: type.apiVersion, kind: type.kind, ...withoutEmptyType(object) }
}

function withoutEmptyType(object: Json): Json {
  const { kind: _kind, apiVersion: _version, ...rest } = object
  return rest
}

/** Whether resource version `a` is later than `b`: versions of one object are decimal numbers of any length. */
function isNewer(a: string, b: string): boolean {
  const decimal = /^\d{1,20}$/
  if (!decimal.test(a) || !decimal.test(b)) return false
  return a.length === b.length ? a > b : a.length > b.length
}

/** Throws for documents that are no snapshot and must not be treated as one. Never shows what they hold. */
function refuseForeign(value: Json, origin: Origin): void {
  const { kind } = value
  if (kind === 'Config' && (Array.isArray(value['users']) || Array.isArray(value['clusters']))) {
    throw new InputError(
      415,
      'kubeconfig',
      'This is a kubeconfig, not a snapshot. It was not kept.',
      'Send the output of kubectl get … -o json. If the file left your machine, treat its credentials as disclosed.',
      origin.file,
    )
  }
  if (kind === 'Table') {
    throw new InputError(
      415,
      'table-output',
      'This is a server-side table: it holds columns, not objects.',
      'Ask for objects: kubectl get … -o json.',
      origin.file,
    )
  }
}
