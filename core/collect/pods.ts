import { array, record, textOf } from '../json.ts'
import { createdAt, type Listed, readList } from './list.ts'
import type { Target } from './plan.ts'
import type { Reader } from './reader.ts'

type Json = Readonly<Record<string, unknown>>

/** More than any time. */
const UNWELL = 1e15

/** Reads pods; beyond the limit, unhealthy ones are kept first, then the newest. */
export function readPods(reader: Reader, target: Target): Promise<Listed> {
  return readList(reader, target, { weight: pod => createdAt(pod) + (isWell(pod) ? 0 : UNWELL) })
}

/** `namespace/name` of the pods of every workload with an unhealthy pod, and of those with a Warning. */
export function podsInTrouble(objects: readonly unknown[]): ReadonlySet<string> {
  const owners = new Map<string, string>()
  const troubled = new Set<string>()
  const warned = new Set<string>()
  for (const object of objects) {
    const { kind, metadata, type } = record(object) ?? {}
    if (kind === 'Event' && type !== 'Normal') warned.add(regarded(object as Json))
    const uid = textOf(record(metadata)?.['uid'])
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

/** True if a pod is ready and was never restarted, or has succeeded. */
function isWell(pod: Json): boolean {
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
  return textOf(record(array(record(metadata)?.['ownerReferences'])[0])?.['uid'])
}

function keyOf(object: Json): string {
  const metadata = record(object['metadata'])
  return `${textOf(metadata?.['namespace']) ?? ''}/${textOf(metadata?.['name']) ?? ''}`
}

/** `namespace/name` of the object an event is about. */
export function regarded(event: Json): string {
  const about = record(event['involvedObject'])
  return `${textOf(about?.['namespace']) ?? ''}/${textOf(about?.['name']) ?? ''}`
}
