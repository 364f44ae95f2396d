import { array, parseRecord, record, textOf } from '../json.ts'
import { apiKindOf, apiVersionOf } from '../kube/api-group.ts'
import type { Unseen } from '../snapshot.ts'
import { latest, parseTime } from '../time.ts'
import { grantOf, pathOf, type Target } from './plan.ts'
import type { Answer, Reader } from './reader.ts'
import { redact } from './redact.ts'

const PAGE = 2500
const RESTARTS = 2
/** Limit on the objects kept from one list: the rest of the snapshot needs the memory and the time. */
export const OBJECTS_PER_LIST = 20_000
/** Limit on pages: a page may be short, and a server whose `continue` never ends is not followed. */
const PAGES_PER_LIST = 100
/**
 * The longest `continue` sent back, in characters: the API server's own have a few hundred, and it has to fit into a
 * URL.
 */
const MAX_TOKEN = 8192
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'

type Json = Readonly<Record<string, unknown>>

/**
 * The result of one list. With `unseen`, the objects are those of the pages received, or those kept within the limit.
 */
export interface Listed {
  readonly target: Target
  readonly objects: readonly unknown[]
  readonly resourceVersion?: string
  readonly unseen?: Unseen
  /** There are more pages, which were not requested. */
  readonly hasMore?: true
  /** When people or deployment tools last changed an object, in milliseconds since 1970, by namespace. */
  readonly changes: ReadonlyMap<string, number>
}

/** How a list differs from one of all objects. */
export interface ListOptions {
  /** A `fieldSelector`. */
  readonly fields?: string
  /** A `labelSelector`. */
  readonly labels?: string
  /** A single page of this many objects. */
  readonly onePageOf?: number
  /** Which objects to keep; all by default. */
  readonly wants?: (object: Json) => boolean
  /** If there are more objects than the limit, the highest weights are kept; by default the creation time. */
  readonly weight?: (object: Json) => number
}

/**
 * Reads `target` page by page and redacts each page. Restarts a list that expires meanwhile (410). Reads a list beyond
 * the limit to its end and keeps what matters most, wherever it is.
 */
export async function readList(reader: Reader, target: Target, options: ListOptions = {}): Promise<Listed> {
  const { fields, labels, onePageOf, wants, weight = createdAt } = options
  const changes = new Map<string, number>()
  let objects: Json[] = []
  let dropped = 0
  let token = ''
  const limit = onePageOf ?? PAGE
  for (let restarts = 0, pages = 1; ; pages++) {
    const query = [
      `limit=${limit}`,
      fields && `fieldSelector=${encodeURIComponent(fields)}`,
      labels && `labelSelector=${encodeURIComponent(labels)}`,
      token && `continue=${encodeURIComponent(token)}`,
    ]
    const answer = await reader.read(`${pathOf(target)}?${query.filter(Boolean).join('&')}`, {
      ...(target.kind.metadataOnly ? { accept: METADATA_ONLY } : {}),
    })
    if (answer.read && answer.status === 410 && restarts < RESTARTS) {
      restarts++
      objects = []
      dropped = 0
      token = ''
      continue
    }
    const page = answer.read && answer.status === 200 ? parseRecord(answer.body) : undefined
    const items = page && itemsOf(page, target)
    if (!page || !items) return { target, objects, changes, unseen: unseenOf(target, answer) }
    if (items.length > limit) {
      const why = `a page had more than the ${limit} requested objects`
      return { target, objects, changes, unseen: { ...placeOf(target), why } }
    }
    for (const object of items) {
      noteChange(object, target, changes)
      if (wants && !wants(object)) continue
      objects.push(redact(identified(object, target)))
    }
    if (objects.length >= 2 * OBJECTS_PER_LIST) bound()
    const metadata = record(page['metadata'])
    const resourceVersion = textOf(metadata?.['resourceVersion'])
    token = textOf(metadata?.['continue']) ?? ''
    if (token.length > MAX_TOKEN) {
      const why = `the token for the next page was longer than ${MAX_TOKEN} characters`
      return { target, objects, changes, unseen: { ...placeOf(target), why } }
    }
    if (token !== '' && onePageOf !== undefined) return { target, objects, changes, hasMore: true }
    if (token === '' || pages >= PAGES_PER_LIST) {
      bound()
      const isCut = token !== ''
      if (dropped > 0 || isCut) {
        const all = `${isCut ? 'more than ' : ''}${objects.length + dropped}`
        const why = `${objects.length} of ${all} objects were read, so none is reported as missing`
        return { target, objects, changes, unseen: { ...placeOf(target), why } }
      }
      return { target, objects, changes, ...(resourceVersion === undefined ? {} : { resourceVersion }) }
    }
  }

  function bound(): void {
    const kept = heaviest(objects, weight)
    dropped += objects.length - kept.length
    objects = kept
  }
}

/** The objects with the highest weights, in their original order. */
function heaviest(objects: readonly Json[], weight: (object: Json) => number): Json[] {
  if (objects.length <= OBJECTS_PER_LIST) return [...objects]
  const weighed = objects.map((object, at) => ({ object, at, weight: weight(object) }))
  const kept = weighed.sort((a, b) => b.weight - a.weight || a.at - b.at).slice(0, OBJECTS_PER_LIST)
  return kept.sort((a, b) => a.at - b.at).map(({ object }) => object)
}

/** Creation time of an object, in milliseconds since 1970. */
export function createdAt(object: Json): number {
  return parseTime(textOf(record(object['metadata'])?.['creationTimestamp'])) ?? 0
}

/**
 * Kinds that people and deployment tools change: not those that only follow (pods, ReplicaSets, EndpointSlices), nor
 * those that controllers keep writing (Leases, Events).
 */
const CHANGED_BY_PEOPLE: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Service',
  'Ingress',
  'NetworkPolicy',
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'Role',
  'RoleBinding',
])
/** The annotation of leader election on a ConfigMap, which is written every few seconds. */
const LEADER = 'control-plane.alpha.kubernetes.io/leader'

/** `managedFields` shows who wrote what and when, including manual scaling; without it the creation time counts. */
function noteChange(object: Json, { kind }: Target, changes: Map<string, number>): void {
  if (!CHANGED_BY_PEOPLE.has(kind.kind)) return
  const metadata = record(object['metadata'])
  const namespace = textOf(metadata?.['namespace'])
  if (namespace === undefined || record(metadata?.['annotations'])?.[LEADER] !== undefined) return
  const writes = array(metadata?.['managedFields'])
    .map(record)
    .filter(entry => entry?.['subresource'] !== 'status' && entry?.['manager'] !== 'kube-controller-manager')
    .map(entry => parseTime(textOf(entry?.['time'])))
  const time = latest([createdAt(object), changes.get(namespace), ...writes])
  if (time !== undefined) changes.set(namespace, time)
}

/**
 * The objects of a list; undefined if it is not a list of what was requested: then nothing may be concluded from what
 * it lacks. API servers write `"items": null` into an empty list of metadata.
 */
function itemsOf({ items, kind }: Json, target: Target): readonly Json[] | undefined {
  const isOther =
    kind !== undefined &&
    ![`${apiKindOf(target.kind.kind)}List`, 'PartialObjectMetadataList', 'List'].includes(String(kind))
  if (isOther) return undefined
  if (items === null && kind !== undefined) return []
  if (!Array.isArray(items)) return undefined
  const objects = items.map(record).filter(each => each !== undefined)
  return objects.length === items.length ? objects : undefined
}

/** Why `target` could not be read, from the API server's response to a list or get. */
export function unseenOf(target: Target, answer: Answer, verb: 'get' | 'list' = 'list'): Unseen {
  const place = placeOf(target)
  if (!answer.read) return { ...place, why: answer.why }
  if (answer.status === 403) {
    return { ...place, why: 'forbidden', grant: grantOf(target.kind.group, target.kind.resource, verb) }
  }
  if (answer.status === 404) return { ...place, why: 'not served' }
  if (answer.status === 410) return { ...place, why: 'changed faster than it could be read' }
  if (answer.status === 429) return { ...place, why: 'throttled by the API server' }
  if (answer.status === 200) return { ...place, why: 'unexpected API response' }
  return { ...place, why: `the API server returned ${answer.status}` }
}

function placeOf(target: Target): Pick<Unseen, 'kind' | 'namespace'> {
  return {
    kind: target.kind.kind,
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
  }
}

/** Items of a list omit what the list says once; metadata-only items have the envelope's kind instead. */
export function identified(object: Json, { kind }: Target): Json {
  return {
    ...object,
    apiVersion: apiVersionOf(kind.group, kind.version),
    kind: apiKindOf(kind.kind),
  }
}
