import { record, textOf } from '../json.ts'
import type { Unseen } from '../snapshot.ts'
import { latest, parseTime } from '../time.ts'
import { type Listed, readList } from './list.ts'
import type { Target } from './plan.ts'
import { podsInTrouble, regarded } from './pods.ts'
import { inPool } from './pool.ts'
import type { Reader } from './reader.ts'

type Json = Readonly<Record<string, unknown>>

/** With fewer events, a place is read completely with one request. */
const WHOLE = 1000
const WARNINGS = 'type!=Normal'
const NORMAL = 'type=Normal'
/** With more namespaces, one list of the whole cluster is faster. */
const NAMESPACES = 20

/**
 * Reads the events of a place: all of them if there are few, else all Warnings, with `hasMore` set: `readNormalEvents`
 * reads the rest.
 */
export async function readEvents(reader: Reader, target: Target): Promise<Listed> {
  const first = await readList(reader, target, { onePageOf: WHOLE })
  if (!first.hasMore) return first
  const warnings = await readList(reader, target, { fields: WARNINGS, weight: lastSeen })
  return { ...warnings, hasMore: true }
}

/**
 * Reads the Normal events of those places in `listed` with only Warnings, if they are about objects in trouble: pods of
 * troubled workloads, and everything that is not about a pod, which is little.
 */
export async function readNormalEvents(
  reader: Reader,
  listed: readonly Listed[],
  objects: readonly unknown[],
  width: number,
): Promise<{ readonly objects: readonly unknown[]; readonly unseen: readonly Unseen[] }> {
  const places = listed.filter(({ hasMore }) => hasMore).map(({ target }) => target)
  if (places.length === 0) return { objects: [], unseen: [] }
  const pods = podsInTrouble(objects)
  const namespaces = [...new Set([...pods].map(key => key.slice(0, key.indexOf('/'))))]
  const ofPods = places.flatMap((target): readonly Target[] => {
    if (target.namespace !== undefined) return namespaces.includes(target.namespace) ? [target] : []
    return namespaces.length > NAMESPACES ? [target] : namespaces.map(namespace => ({ ...target, namespace }))
  })
  const asks = [
    ...places.map(
      target => () => readList(reader, target, { fields: `${NORMAL},involvedObject.kind!=Pod`, weight: lastSeen }),
    ),
    ...ofPods.map(
      target => () =>
        readList(reader, target, {
          fields: `${NORMAL},involvedObject.kind=Pod`,
          wants: event => pods.has(regarded(event)),
          weight: lastSeen,
        }),
    ),
  ]
  const found = await inPool(asks, width, ask => ask())
  return {
    objects: found.flatMap(list => list.objects),
    // Warnings decide, and they were read: what is missing here shortens the timeline, but affects no verdict.
    unseen: found.flatMap(({ unseen }) =>
      unseen ? [{ ...unseen, kind: 'Normal events', why: `${unseen.why}; times and evidence may be missing` }] : [],
    ),
  }
}

function lastSeen(event: Json): number {
  const { lastTimestamp, eventTime, series, metadata } = event
  const times = [
    lastTimestamp,
    eventTime,
    record(series)?.['lastObservedTime'],
    record(metadata)?.['creationTimestamp'],
  ]
  return latest(times.map(time => parseTime(textOf(time)))) ?? 0
}
