import fc from 'fast-check'
import type { HostFacts, Snapshot } from '../../core/index.ts'
import { isRecord } from '../../core/json.ts'
import { PROTOTYPE_KEYS, VALUES } from './hostile-values.ts'

type Json = Readonly<Record<string, unknown>>

/** One change of one value somewhere in a snapshot. Plain numbers, so that a failing one shrinks. */
export interface Mutation {
  /** Which object, taken modulo their number; most often one of the first. */
  readonly object: number
  /** Which key at each level down; taken modulo the number of keys. */
  readonly steps: readonly number[]
  readonly operation: (typeof OPERATIONS)[number]
  /** Which hostile value, or which other object. */
  readonly choice: number
}

const OPERATIONS = [
  'delete',
  'replace',
  'replace',
  'replace',
  'rename',
  'repeat',
  'wrap',
  'swap',
  'twin',
  'namesake',
  'own-itself',
  'own-each-other',
  'same-uid',
  'other-kind',
  'regard',
  'not-an-object',
] as const

/** Any mutation. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({
  object: fc.oneof({ weight: 3, arbitrary: fc.nat(25) }, { weight: 1, arbitrary: fc.nat() }),
  steps: fc.array(fc.nat(), { minLength: 1, maxLength: 9 }),
  operation: fc.constantFrom(...OPERATIONS),
  choice: fc.nat(),
})

const pick = <T>(from: readonly T[], index: number): T | undefined => from[index % from.length]
const hostile = (index: number): unknown => pick(VALUES, index)

function withKey(object: Json, key: string, value: unknown): Json {
  const copy = { ...object }
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true })
  return copy
}

/** What one operation makes of the value under `key` in `parent`. */
function atKey(parent: Json, key: string, { operation, choice }: Mutation): Json {
  const { [key]: value, ...rest } = parent
  if (operation === 'delete') return rest
  if (operation === 'rename') return withKey(rest, pick(PROTOTYPE_KEYS, choice) ?? '', value)
  if (operation === 'wrap') return withKey(parent, key, choice % 2 === 0 ? [value] : { [key]: value })
  if (operation === 'repeat' && Array.isArray(value) && value.length > 0) {
    return withKey(
      parent,
      key,
      Array.from({ length: 500 }, (_, index) => value[index % value.length]),
    )
  }
  if (operation === 'swap') {
    const other = pick(Object.keys(parent), choice) ?? key
    return withKey(withKey(parent, key, parent[other]), other, value)
  }
  return withKey(parent, key, hostile(choice))
}

function within(value: unknown, [step = 0, ...rest]: readonly number[], mutation: Mutation): unknown {
  if (Array.isArray(value) && value.length > 0) {
    const index = step % value.length
    if (rest.length === 0) {
      return mutation.operation === 'delete' ? value.toSpliced(index, 1) : value.with(index, hostile(mutation.choice))
    }
    return value.with(index, within(value[index], rest, mutation))
  }
  if (!isRecord(value) || Object.keys(value).length === 0) return hostile(mutation.choice)
  const key = pick(Object.keys(value), step) ?? ''
  const next = value[key]
  const isLast = rest.length === 0 || typeof next !== 'object' || next === null
  return isLast ? atKey(value, key, mutation) : withKey(value, key, within(next, rest, mutation))
}

function metadataOf(object: unknown): Json {
  return isRecord(object) && isRecord(object['metadata']) ? object['metadata'] : {}
}

const withMetadata = (object: unknown, more: Json): unknown =>
  isRecord(object) ? { ...object, metadata: { ...metadataOf(object), ...more } } : object

function owner(object: unknown): Json {
  const { name, uid } = metadataOf(object)
  return { apiVersion: 'v1', kind: isRecord(object) ? object['kind'] : '', name, uid, controller: true }
}

/** Shares with `objects` what it leaves alone. */
export function mutated(objects: readonly unknown[], mutation: Mutation): readonly unknown[] {
  const index = mutation.object % objects.length
  const object = objects[index]
  const otherIndex = mutation.choice % objects.length
  const other = objects[otherIndex]
  switch (mutation.operation) {
    case 'twin':
      return [...objects, object]
    case 'namesake':
      return [...objects, withMetadata(object, { name: metadataOf(other)['name'] })]
    case 'own-itself':
      return objects.with(index, withMetadata(object, { ownerReferences: [owner(object)] }))
    case 'own-each-other':
      return objects
        .with(index, withMetadata(object, { ownerReferences: [owner(other)] }))
        .with(otherIndex, withMetadata(other, { ownerReferences: [owner(object)] }))
    case 'same-uid':
      return objects.with(index, withMetadata(object, { uid: metadataOf(other)['uid'] }))
    case 'other-kind':
      return isRecord(object) && isRecord(other) ? objects.with(index, { ...object, kind: other['kind'] }) : objects
    case 'regard':
      return objects.map(each =>
        isRecord(each) && each['kind'] === 'Event' ? { ...each, involvedObject: owner(object) } : each,
      )
    case 'not-an-object':
      return objects.with(index, hostile(mutation.choice))
    default:
      return objects.with(index, within(object, mutation.steps, mutation))
  }
}

/** One change of what stands beside the objects. */
export interface SideMutation {
  readonly what: 'time' | 'lists' | 'logs' | 'manifests' | 'hosts' | 'nothing'
  readonly choice: number
}

/** Any of them; most often none. */
export const sideMutation: fc.Arbitrary<SideMutation> = fc.record({
  what: fc.constantFrom('time', 'lists', 'logs', 'manifests', 'hosts', 'nothing', 'nothing', 'nothing'),
  choice: fc.nat(),
})

/** Shares with `snapshot` what it leaves alone. */
export function mutate(snapshot: Snapshot, mutations: readonly Mutation[], { what, choice }: SideMutation): Snapshot {
  const objects = mutations.reduce(mutated, snapshot.objects)
  const text = String(hostile(choice))
  const changed = { ...snapshot, objects }
  switch (what) {
    case 'time':
      return { ...changed, takenAt: text }
    case 'lists':
      return { ...changed, lists: [...(snapshot.lists ?? []).slice(choice % 20), { kind: text, namespaces: [text] }] }
    case 'logs':
      return { ...changed, logs: (snapshot.logs ?? []).map(log => ({ ...log, current: text, previous: text })) }
    case 'manifests':
      return { ...changed, manifests: objects.map(object => ({ source: text, object })) }
    case 'hosts':
      return { ...changed, hosts: nodesOf(snapshot).map(node => hostFacts(node, text)) }
    default:
      return changed
  }
}

function nodesOf({ objects }: Snapshot): readonly string[] {
  return objects.flatMap(object =>
    isRecord(object) && object['kind'] === 'Node' ? [String(metadataOf(object)['name'])] : [],
  )
}

function hostFacts(node: string, text: string): HostFacts {
  return {
    node,
    sysctl: { 'net.ipv4.ip_forward': text },
    routes: [{ dst: text, gateway: text }],
    addresses: [{ dev: text, cidr: text }],
    drops: [{ rule: text, packets: 1 }],
  }
}
