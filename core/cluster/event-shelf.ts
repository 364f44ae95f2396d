import type { Json } from '../json.ts'
import { isRecord } from '../json.ts'
import { SHAPES } from '../kube/index.ts'
import { conform } from '../kube/shape.ts'
import { compareText, refKey, refTo } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import type { ClusterEvent } from './events.ts'
import { readEvent } from './events.ts'

function byTime(a: ClusterEvent, b: ClusterEvent): number {
  return (
    (a.last ?? 0) - (b.last ?? 0) ||
    (a.first ?? 0) - (b.first ?? 0) ||
    compareText(a.name, b.name) ||
    compareText(a.message, b.message)
  )
}

const known = new WeakMap<readonly unknown[], readonly ClusterEvent[]>()

/** Parses raw events; oldest first. */
export function readEvents(raws: readonly unknown[]): readonly ClusterEvent[] {
  let events = known.get(raws)
  if (events === undefined) {
    events = readAll(raws)
    known.set(raws, events)
  }
  return events
}

function readAll(raws: readonly unknown[]): readonly ClusterEvent[] {
  const events: ClusterEvent[] = []
  for (const raw of raws) {
    const event = conform(raw, SHAPES.Event)
    const read = event === undefined ? undefined : readEvent(event, event.metadata?.name ?? '')
    if (read !== undefined) events.push(read)
  }
  return events.sort(byTime)
}

/** No place yet. */
const NOWHERE = Symbol('nowhere')

function placeOf({ metadata }: Json): string {
  const namespace = isRecord(metadata) ? metadata['namespace'] : undefined
  return typeof namespace === 'string' ? namespace : ''
}

/** The object an event regards, in either API. */
function regardedBy({ involvedObject, regarding }: Json): Json | undefined {
  const about = isRecord(involvedObject) ? involvedObject : regarding
  return isRecord(about) ? about : undefined
}

function kindRegarded(raw: Json): unknown {
  return regardedBy(raw)?.['kind']
}

function byReason(events: readonly Json[]): ReadonlyMap<unknown, readonly Json[]> {
  const groups = new Map<unknown, Json[]>()
  for (const raw of events) {
    const { reason } = raw
    const group = groups.get(reason)
    if (group === undefined) groups.set(reason, [raw])
    else group.push(raw)
  }
  return groups
}

/** Raw events by what they regard: most belong to objects that nobody looks up, so they are parsed on demand. */
export class EventShelf {
  #all: Json[] | undefined = []
  /** After a change: the events before it, and those that are gone. */
  #before: { readonly events: EventShelf; readonly removed: ReadonlySet<Json> } | undefined
  /** Namespaces with events. */
  #places: ReadonlySet<string> | undefined
  /** By the namespace and name of what they regard; after a change, only names that lost some. */
  readonly #names = new Map<string, Map<string, Json[]>>()
  /** By the events of one name: those about an object of each kind. Shared with the events after a change. */
  #asked = new WeakMap<readonly Json[], Map<string, readonly Json[]>>()
  #reasons: ReadonlyMap<unknown, readonly Json[]> | undefined
  /** Where the last event went: they usually come namespace by namespace and name by name. */
  #namespace: unknown = NOWHERE
  #here: Map<string, Json[]> = new Map()
  #name = ''
  #last: Json[] = []

  get all(): readonly Json[] {
    this.#all ??= this.#left(({ all }) => all)
    return this.#all
  }

  /** Part of the events before the change, without those that are gone. */
  #left(some: (events: EventShelf) => readonly Json[]): Json[] {
    if (this.#before === undefined) return []
    const { events, removed } = this.#before
    return some(events).filter(raw => !removed.has(raw))
  }

  #ofReason(reason: string): readonly Json[] {
    if (this.#before !== undefined) return this.#left(before => before.#ofReason(reason))
    this.#reasons ??= byReason(this.all)
    return this.#reasons.get(reason) ?? []
  }

  /** Adds an event. Must not be called after the first lookup. */
  add(raw: Json): void {
    this.#all?.push(raw)
    const about = regardedBy(raw)
    if (about === undefined) return
    const { kind, namespace, name } = about
    if (typeof kind !== 'string' || typeof name !== 'string') return
    if (namespace !== this.#namespace) this.#enter(namespace)
    else if (name === this.#name) {
      this.#last.push(raw)
      return
    }
    this.#name = name
    this.#last = this.#here.get(name) ?? []
    if (this.#last.length === 0) this.#here.set(name, this.#last)
    this.#last.push(raw)
  }

  #enter(namespace: unknown): void {
    const key = typeof namespace === 'string' ? namespace : ''
    this.#namespace = namespace
    this.#here = this.#names.get(key) ?? new Map()
    this.#names.set(key, this.#here)
  }

  /** A shelf without some events. Lookups of others are shared. */
  without(removed: ReadonlySet<Json>): EventShelf {
    if (removed.size === 0) return this
    const shelf = new EventShelf()
    shelf.#before = { events: this, removed }
    shelf.#all = undefined
    shelf.#asked = this.#asked
    for (const raw of removed) {
      const { namespace, name } = regardedBy(raw) ?? {}
      if (typeof name !== 'string') continue
      const place = typeof namespace === 'string' ? namespace : ''
      const names = shelf.#names.get(place) ?? new Map()
      if (!names.has(name)) names.set(name, this.#named(place, name)?.filter(event => !removed.has(event)) ?? [])
      shelf.#names.set(place, names)
    }
    return shelf
  }

  /** Events about objects with a name; after a change, other names are unchanged. */
  #named(namespace: string, name: string): readonly Json[] | undefined {
    const here = this.#names.get(namespace)?.get(name)
    return here !== undefined || this.#before === undefined ? here : this.#before.events.#named(namespace, name)
  }

  /** True if there is an event in the namespace. */
  has(namespace: string): boolean {
    this.#places ??= new Set(this.all.map(placeOf))
    return this.#places.has(namespace)
  }

  /** The objects that events with a reason regard. */
  regarded(reason: string): readonly ObjectRef[] {
    const refs = new Map<string, ObjectRef>()
    for (const raw of this.#ofReason(reason)) {
      const { kind, namespace, name } = regardedBy(raw) ?? {}
      if (typeof kind !== 'string' || typeof name !== 'string') continue
      const ref = refTo(kind, typeof namespace === 'string' && namespace !== '' ? namespace : undefined, name)
      refs.set(refKey(ref), ref)
    }
    return [...refs.values()]
  }

  /** The events about an object, in the order of the input. Returns the same list for the same reference. */
  about(ref: ObjectRef): readonly unknown[] | undefined {
    const named = this.#named(ref.namespace ?? '', ref.name)
    if (named === undefined) return undefined
    let byKind = this.#asked.get(named)
    if (byKind === undefined) {
      byKind = new Map()
      this.#asked.set(named, byKind)
    }
    let asked = byKind.get(ref.kind)
    if (asked === undefined) {
      asked = named.filter(raw => kindRegarded(raw) === ref.kind)
      byKind.set(ref.kind, asked)
    }
    return asked
  }
}
