import type { Json } from '../json.ts'
import { isRecord } from '../json.ts'
import { SHAPES } from '../kube/index.ts'
import { conform } from '../kube/shape.ts'
import { compareText } from '../ref.ts'
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

function within<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
  let inner = map.get(key)
  if (inner === undefined) {
    inner = new Map()
    map.set(key, inner)
  }
  return inner
}

/** Events by what they regard, unread: most belong to objects that nobody asks about. */
export class EventShelf {
  readonly #kinds = new Map<string, Map<string, Map<string, unknown[]>>>()
  readonly #places = new Set<string>()
  readonly all: Json[] = []

  add(raw: Json): void {
    this.all.push(raw)
    const place = isRecord(raw['metadata']) ? raw['metadata']['namespace'] : undefined
    this.#places.add(typeof place === 'string' ? place : '')
    const about = isRecord(raw['involvedObject']) ? raw['involvedObject'] : raw['regarding']
    if (!isRecord(about)) return
    const { kind, namespace, name } = about
    if (typeof kind !== 'string' || typeof name !== 'string') return
    const names = within(within(this.#kinds, kind), typeof namespace === 'string' ? namespace : '')
    const known = names.get(name)
    if (known === undefined) names.set(name, [raw])
    else known.push(raw)
  }

  /** True where there is an event in that namespace. */
  has(namespace: string): boolean {
    return this.#places.has(namespace)
  }

  /** The events about an object, in the order in which they were read. */
  about({ kind, namespace, name }: ObjectRef): readonly unknown[] | undefined {
    return this.#kinds
      .get(kind)
      ?.get(namespace ?? '')
      ?.get(name)
  }
}
