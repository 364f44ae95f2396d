import type { RawEvent } from '../kube/cluster-objects.ts'
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
  /** By `refKey` of what they regard, oldest first. */
  readonly events: ReadonlyMap<string, readonly ClusterEvent[]>
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

function readObject(raw: unknown): Kube | undefined {
  if (typeof raw !== 'object' || raw === null || !('kind' in raw) || typeof raw.kind !== 'string') return undefined
  if (!Object.hasOwn(SHAPES, raw.kind)) return undefined
  const kind = raw.kind as Kind
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

function byTime(a: ClusterEvent, b: ClusterEvent): number {
  return (
    (a.last ?? 0) - (b.last ?? 0) ||
    (a.first ?? 0) - (b.first ?? 0) ||
    compareText(a.name, b.name) ||
    compareText(a.message, b.message)
  )
}

function sortByKind(snapshot: Snapshot): Map<string, Kube[]> {
  const kinds = new Map<string, Kube[]>()
  for (const raw of snapshot.objects) {
    const object = readObject(raw)
    if (object !== undefined) push(kinds, object.kind, object)
  }
  for (const objects of kinds.values()) inOrder(objects)
  return kinds
}

/** The newest time that the objects bear: without `takenAt` nothing tells more of when they were read. */
function newestTime(kinds: ReadonlyMap<string, readonly Kube[]>, events: Iterable<readonly ClusterEvent[]>): number {
  let newest = 0
  const see = (time: number | undefined) => {
    if (time !== undefined && time > newest) newest = time
  }
  for (const list of events) for (const event of list) see(event.last)
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
  const kinds = sortByKind(snapshot)
  const lists = new Map<string, Kube[]>()
  const byKey = new Map<string, Kube>()
  const owned = new Map<string, Kube[]>()
  const events = new Map<string, ClusterEvent[]>()
  const present = new Set<string>()
  for (const [kind, objects] of kinds) {
    lists.set(kind, objects)
    for (const object of objects) {
      const { namespace, name, ownerReferences } = object.metadata
      present.add(`${kind}/${namespace ?? ''}`)
      if (object.kind === 'Event') {
        const event = readEvent(object as RawEvent, name)
        if (event !== undefined) push(events, refKey(event.regarding), event)
        continue
      }
      if (namespace !== undefined) push(lists, `${kind}/${namespace}`, object)
      byKey.set(refKey(refOf(object)), object)
      const owner = ownerReferences?.find(({ controller }) => controller === true) ?? ownerReferences?.[0]
      if (owner?.kind === undefined || owner.name === undefined) continue
      const ownerPlace = namespace === undefined ? {} : { namespace }
      push(owned, `${kind}/${refKey({ kind: owner.kind, name: owner.name, ...ownerPlace })}`, object)
    }
  }
  for (const list of events.values()) list.sort(byTime)
  const logs = new Map<string, ContainerLog>()
  for (const log of snapshot.logs ?? []) logs.set(`${log.namespace}/${log.pod}/${log.container}`, log)
  const now = parseTime(snapshot.takenAt) ?? newestTime(kinds, events.values())
  return { now, lists, byKey, owned, events, logs, present }
}
