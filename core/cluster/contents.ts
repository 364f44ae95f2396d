import type { Json } from '../json.ts'
import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import { SHAPES } from '../kube/index.ts'
import { kindOf } from '../kube/kind-of.ts'
import { CLUSTER_SCOPED } from '../kube/resources.ts'
import { withoutFramed } from '../redact/credentials.ts'
import type { ContainerLog, Snapshot } from '../snapshot.ts'
import { parseTime } from '../time.ts'
import { EventShelf } from './event-shelf.ts'
import { NewestTime } from './newest-time.ts'
import { Shelf } from './shelf.ts'
import type { View } from './view.ts'
import { viewOf } from './view.ts'

/** The objects of a snapshot, indexed. */
export interface Contents {
  readonly now: number
  readonly shelves: ReadonlyMap<string, Shelf>
  readonly events: EventShelf
  /** Raw objects of custom kinds. */
  readonly custom: readonly Json[]
  /** Keys `namespace/pod/container`. */
  readonly logs: ReadonlyMap<string, ContainerLog>
  /** After a change: the added objects, and the removed ones in raw form. */
  readonly added: ReadonlySet<Kube>
  readonly removed: ReadonlySet<unknown>
}

const NOTHING: ReadonlySet<never> = new Set()

const EVENT_TIMES = [
  'firstTimestamp',
  'deprecatedFirstTimestamp',
  'eventTime',
  'lastTimestamp',
  'deprecatedLastTimestamp',
] as const

function seeEvent(raw: Json, newest: NewestTime): void {
  const { series, metadata } = raw
  let isTimed = isRecord(series) && newest.see(series['lastObservedTime'])
  for (const field of EVENT_TIMES) isTimed = newest.see(raw[field]) || isTimed
  if (!isTimed && isRecord(metadata)) newest.see(metadata['creationTimestamp'])
}

function seeObject(object: Kube, newest: NewestTime): void {
  newest.see(object.metadata.creationTimestamp)
  if (object.kind === 'Lease') newest.see(object.spec?.renewTime)
  if (object.kind !== 'Pod') return
  for (const { lastTransitionTime } of object.status?.conditions ?? []) newest.see(lastTransitionTime)
  for (const { state } of object.status?.containerStatuses ?? []) {
    newest.see(state?.running?.startedAt)
    newest.see(state?.terminated?.finishedAt)
  }
}

/** The newest time in the objects: without `takenAt`, the best estimate of when they were read. */
function newestTime(shelves: ReadonlyMap<string, Shelf>, events: EventShelf): number {
  const newest = new NewestTime()
  for (const raw of events.all) seeEvent(raw, newest)
  for (const shelf of shelves.values()) for (const object of shelf.all()) seeObject(object, newest)
  return newest.value
}

function logKey({ namespace, pod, container }: ContainerLog): string {
  return `${namespace}/${pod}/${container}`
}

/** Objects by kind, and events. Objects without kind or name are skipped. */
function shelvesOf(
  objects: readonly unknown[],
): Pick<Contents, 'events' | 'custom'> & { readonly shelves: Map<string, Shelf> } {
  const shelves = new Map<string, Shelf>()
  const events = new EventShelf()
  const custom: Json[] = []
  // Objects usually come kind by kind.
  let shelf: Shelf | undefined
  let View: View | undefined
  let isNamespaced = true
  let lastKind: unknown
  let lastVersion: unknown
  for (const raw of objects) {
    if (!isRecord(raw)) continue
    const { kind, apiVersion, metadata } = raw
    if (kind === 'Event') {
      events.add(raw)
      continue
    }
    if (kind !== lastKind || apiVersion !== lastVersion) {
      lastKind = kind
      lastVersion = apiVersion
      const known = kindOf(kind, apiVersion)
      View = known && viewOf(known)
      shelf = known && (shelves.get(known) ?? new Shelf())
      if (known !== undefined && shelf !== undefined) {
        shelves.set(known, shelf)
        isNamespaced = !CLUSTER_SCOPED.has(known)
      }
    }
    if (View === undefined || shelf === undefined) {
      if (typeof kind === 'string' && !Object.hasOwn(SHAPES, kind)) custom.push(raw)
      continue
    }
    if (!isRecord(metadata)) continue
    const { name, namespace } = metadata
    if (typeof name !== 'string' || name === '') continue
    shelf.add(isNamespaced && typeof namespace === 'string' ? namespace : '', name, new View(raw))
  }
  return { shelves, events, custom }
}

/** Indexes the objects of a snapshot. Objects without kind or name are skipped. */
export function readContents(snapshot: Snapshot): Contents {
  const { shelves, events, custom } = shelvesOf(snapshot.objects)
  const logs = new Map<string, ContainerLog>()
  for (const log of snapshot.logs ?? []) {
    logs.set(logKey(log), {
      ...log,
      ...(log.current !== undefined && { current: withoutFramed(log.current) }),
      ...(log.previous !== undefined && { previous: withoutFramed(log.previous) }),
    })
  }
  const now = parseTime(snapshot.takenAt) ?? newestTime(shelves, events)
  return { now, shelves, events, custom, logs, added: NOTHING, removed: NOTHING }
}

/** Indexes a snapshot after a change. `removed` has raw objects. What stays is shared and not read again. */
export function changedContents(
  before: Contents,
  removed: ReadonlySet<unknown>,
  added: readonly Json[],
  snapshot: Snapshot,
): Contents {
  const { shelves: more, custom: others } = shelvesOf(added)
  const goneEvents = new Set<Json>()
  const lost = new Map<string, Set<Json>>()
  for (const raw of removed) {
    if (!isRecord(raw)) continue
    const kind = kindOf(raw['kind'], raw['apiVersion'])
    const ofKind = raw['kind'] === 'Event' ? goneEvents : kind && lost.get(kind)
    if (ofKind !== undefined) ofKind.add(raw)
    else if (kind !== undefined) lost.set(kind, new Set([raw]))
  }
  const shelves = new Map(before.shelves)
  for (const kind of new Set([...lost.keys(), ...more.keys()])) {
    const shelf = before.shelves.get(kind) ?? new Shelf()
    shelves.set(kind, shelf.changed(kind, lost.get(kind) ?? NOTHING, more.get(kind)?.all() ?? []))
  }
  const events = before.events.without(goneEvents)
  const logs = new Map<string, ContainerLog>()
  for (const log of snapshot.logs ?? []) {
    const key = logKey(log)
    const known = before.logs.get(key)
    if (known !== undefined) logs.set(key, known)
  }
  const now = parseTime(snapshot.takenAt) ?? newestTime(shelves, events)
  const addedObjects = new Set([...more.values()].flatMap(shelf => shelf.all()))
  const custom = [...before.custom.filter(raw => !removed.has(raw)), ...others]
  return { now, shelves, events, custom, logs, added: addedObjects, removed }
}
