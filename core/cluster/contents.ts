import type { Kind, Kube } from '../kube/index.ts'
import { CLUSTER_SCOPED, SHAPES } from '../kube/index.ts'
import { conform } from '../kube/shape.ts'
import { compareText, refKey, refOf } from '../ref.ts'
import type { ContainerLog, Snapshot } from '../snapshot.ts'
import { parseTime } from '../time.ts'
import type { ClusterEvent } from './events.ts'
import { readEvent } from './events.ts'

/** A snapshot's objects, sorted into the ways in which they are looked up. */
export interface Contents {
  readonly now: number
  /** Keys `Kind` and `Kind/namespace`. */
  readonly lists: ReadonlyMap<string, readonly Kube[]>
  /** Keys of `refKey`. */
  readonly byKey: ReadonlyMap<string, Kube>
  /** Keys `Kind/` and the owner's `refKey`. */
  readonly owned: ReadonlyMap<string, readonly Kube[]>
  /** By `refKey` of what they regard, unread and unsorted: most belong to objects that nobody asks about. */
  readonly events: ReadonlyMap<string, readonly unknown[]>
  /** Keys `namespace/pod/container`. */
  readonly logs: ReadonlyMap<string, ContainerLog>
  /** Kinds and places of which there is at least one: `Kind/namespace`. */
  readonly present: ReadonlySet<string>
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const known = lists.get(key)
  if (known === undefined) lists.set(key, [item])
  else known.push(item)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** The key of what an event regards. */
function regardedBy(raw: Record<string, unknown>): string | undefined {
  const about = isRecord(raw['involvedObject']) ? raw['involvedObject'] : raw['regarding']
  if (!isRecord(about)) return undefined
  const { kind, namespace, name } = about
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined
  return refKey(typeof namespace === 'string' && namespace !== '' ? { kind, namespace, name } : { kind, name })
}

function readObject(raw: Record<string, unknown>): Kube | undefined {
  if (typeof raw['kind'] !== 'string' || !Object.hasOwn(SHAPES, raw['kind'])) return undefined
  const kind = raw['kind'] as Kind
  const object = conform(raw, SHAPES[kind]) as Kube | undefined
  if (object?.metadata?.name === undefined || object.metadata.name === '') return undefined
  if (!CLUSTER_SCOPED.has(kind) || object.metadata.namespace === undefined) return object
  const { namespace: _, ...metadata } = object.metadata
  return { ...object, metadata } as Kube
}

function byPlaceAndName(a: Kube, b: Kube): number {
  return (
    compareText(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
    compareText(a.metadata.name, b.metadata.name) ||
    compareText(a.metadata.uid ?? '', b.metadata.uid ?? '')
  )
}

function inOrder(objects: Kube[]): Kube[] {
  for (let i = 1; i < objects.length; i++) {
    const [before, after] = [objects[i - 1], objects[i]]
    if (before !== undefined && after !== undefined && byPlaceAndName(before, after) > 0)
      return objects.sort(byPlaceAndName)
  }
  return objects
}

/** Takes unread events; returns them read, oldest first. */
export function readEvents(raws: readonly unknown[]): readonly ClusterEvent[] {
  const events: ClusterEvent[] = []
  for (const raw of raws) {
    const event = conform(raw, SHAPES.Event)
    const read = event === undefined ? undefined : readEvent(event, event.metadata?.name ?? '')
    if (read !== undefined) events.push(read)
  }
  return events.sort(byTime)
}

function byTime(a: ClusterEvent, b: ClusterEvent): number {
  return (
    (a.last ?? 0) - (b.last ?? 0) ||
    (a.first ?? 0) - (b.first ?? 0) ||
    compareText(a.name, b.name) ||
    compareText(a.message, b.message)
  )
}

/** The newest time that the objects bear: without `takenAt` nothing tells more of when they were read. */
function newestTime(
  kinds: ReadonlyMap<string, readonly Kube[]>,
  events: ReadonlyMap<string, readonly unknown[]>,
): number {
  let newest = 0
  const see = (time: number | undefined) => {
    if (time !== undefined && time > newest) newest = time
  }
  for (const raws of events.values()) for (const event of readEvents(raws)) see(event.last)
  for (const objects of kinds.values()) {
    for (const object of objects) {
      see(parseTime(object.metadata.creationTimestamp))
      if (object.kind === 'Lease') see(parseTime(object.spec?.renewTime))
      if (object.kind !== 'Pod') continue
      for (const { lastTransitionTime } of object.status?.conditions ?? []) see(parseTime(lastTransitionTime))
      for (const { state } of object.status?.containerStatuses ?? []) {
        see(parseTime(state?.running?.startedAt))
        see(parseTime(state?.terminated?.finishedAt))
      }
    }
  }
  return newest
}

/** Takes a snapshot; returns its objects sorted for looking up. What has no kind or name is left out. */
export function readContents(snapshot: Snapshot): Contents {
  const kinds = new Map<string, Kube[]>()
  const events = new Map<string, unknown[]>()
  const present = new Set<string>()
  for (const raw of snapshot.objects) {
    if (!isRecord(raw)) continue
    if (raw['kind'] === 'Event') {
      const key = regardedBy(raw)
      if (key !== undefined) push(events, key, raw)
      const place = isRecord(raw['metadata']) ? raw['metadata']['namespace'] : undefined
      present.add(`Event/${typeof place === 'string' ? place : ''}`)
      continue
    }
    const object = readObject(raw)
    if (object !== undefined) push(kinds, object.kind, object)
  }
  const lists = new Map<string, Kube[]>()
  const byKey = new Map<string, Kube>()
  const owned = new Map<string, Kube[]>()
  for (const [kind, objects] of kinds) {
    lists.set(kind, inOrder(objects))
    for (const object of objects) {
      const { namespace, ownerReferences } = object.metadata
      const place = `${kind}/${namespace ?? ''}`
      present.add(place)
      if (namespace !== undefined) push(lists, place, object)
      byKey.set(refKey(refOf(object)), object)
      const owner = ownerReferences?.find(({ controller }) => controller === true) ?? ownerReferences?.[0]
      if (owner?.kind === undefined || owner.name === undefined) continue
      push(owned, `${kind}/${owner.kind}/${namespace ?? ''}/${owner.name}`, object)
    }
  }
  const logs = new Map<string, ContainerLog>()
  for (const log of snapshot.logs ?? []) logs.set(`${log.namespace}/${log.pod}/${log.container}`, log)
  const now = parseTime(snapshot.takenAt) ?? newestTime(kinds, events)
  return { now, lists, byKey, owned, events, logs, present }
}
