import type { Unseen } from '../snapshot.ts'
import { latest, parseTime } from '../time.ts'
import { array, record, text } from './json.ts'
import { type Listed, readList } from './list.ts'
import type { Target } from './plan.ts'
import { inPool } from './pool.ts'
import type { Reader } from './reader.ts'

type Json = Readonly<Record<string, unknown>>

/** A place with fewer events is read whole with one request. */
const WHOLE = 1000
const WARNINGS = 'type!=Normal'
const NORMAL = 'type=Normal'
/** In more namespaces than this one list of the whole cluster is the shorter way. */
const NAMESPACES = 20

/**
 * Reads the events of a place: all of them where they are few, else the Warnings, which are read to the end. Then `hasMore`
 * is set: `readNormalEvents` reads what is left.
 */
export async function readEvents(reader: Reader, target: Target): Promise<Listed> {
  const first = await readList(reader, target, { onePageOf: WHOLE })
  if (!first.hasMore) return first
  const warnings = await readList(reader, target, { fields: WARNINGS, weight: lastSeen })
  return { ...warnings, hasMore: true }
}

/**
 * Reads the Normal events of the places of `listed` that have more than Warnings, as far as they regard what is in trouble among
 * `objects`: of pods those of workloads that are in trouble, and everything that is not about a pod, for those are few.
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
    // Warnings decide, and they were read: what is missing here shortens a timeline, and no verdict rests on it.
    unseen: found.flatMap(({ unseen }) =>
      unseen ? [{ ...unseen, kind: 'Normal events', why: `${unseen.why}; times and evidence may be missing` }] : [],
    ),
  }
}

/** `namespace/name` of the pods of every workload of which a pod is not well, and of those that a Warning regards. */
export function podsInTrouble(objects: readonly unknown[]): ReadonlySet<string> {
  const owners = new Map<string, string>()
  const troubled = new Set<string>()
  const warned = new Set<string>()
  for (const object of objects) {
    const { kind, metadata, type } = record(object) ?? {}
    if (kind === 'Event' && type !== 'Normal') warned.add(regarded(object as Json))
    const uid = text(record(metadata)?.['uid'])
    const owner = ownerOf(metadata)
    if ((kind === 'ReplicaSet' || kind === 'Job') && uid !== undefined && owner !== undefined) owners.set(uid, owner)
  }
  const pods = objects.flatMap(object => {
    const pod = record(object)
    return pod?.['kind'] === 'Pod' ? [pod] : []
  })
  const workloadOf = (pod: Json) => {
    const owner = ownerOf(pod['metadata'])
    return owner === undefined ? keyOf(pod) : (owners.get(owner) ?? owner)
  }
  for (const pod of pods) if (!isWell(pod) || warned.has(keyOf(pod))) troubled.add(workloadOf(pod))
  return new Set(pods.filter(pod => troubled.has(workloadOf(pod))).map(keyOf))
}

/** True where a pod is ready and was never restarted, or has done its work. */
export function isWell(pod: Json): boolean {
  const metadata = record(pod['metadata'])
  const status = record(pod['status'])
  if (metadata?.['deletionTimestamp'] !== undefined) return false
  if (status?.['phase'] === 'Succeeded') return true
  const isReady = array(status?.['conditions']).some(entry => {
    const condition = record(entry)
    return condition?.['type'] === 'Ready' && condition['status'] === 'True'
  })
  return isReady && array(status?.['containerStatuses']).every(entry => record(entry)?.['restartCount'] === 0)
}

function ownerOf(metadata: unknown): string | undefined {
  return text(record(array(record(metadata)?.['ownerReferences'])[0])?.['uid'])
}

function keyOf(object: Json): string {
  const metadata = record(object['metadata'])
  return `${text(metadata?.['namespace']) ?? ''}/${text(metadata?.['name']) ?? ''}`
}

/** `namespace/name` of what an event regards. */
function regarded(event: Json): string {
  const about = record(event['involvedObject'])
  return `${text(about?.['namespace']) ?? ''}/${text(about?.['name']) ?? ''}`
}

function lastSeen(event: Json): number {
  const { lastTimestamp, eventTime, series, metadata } = event
  const times = [
    lastTimestamp,
    eventTime,
    record(series)?.['lastObservedTime'],
    record(metadata)?.['creationTimestamp'],
  ]
  return latest(times.map(time => parseTime(text(time)))) ?? 0
}
