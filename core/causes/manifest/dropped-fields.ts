import type { Cluster } from '../../cluster/cluster.ts'
import type { Json } from '../../json.ts'
import { isRecord } from '../../json.ts'
import { fieldsOf, typeOfKind } from '../../kube/fields.ts'
import type { Kube } from '../../kube/index.ts'
import { nearest } from '../../nearest.ts'
import { appliedOf } from './manifests.ts'

/** A field of an applied manifest that the API does not know and the live object does not have. */
export interface DroppedField {
  /** Its path in the manifest: `spec.template.spec.containers[name=web].comand`. */
  readonly path: string
  readonly name: string
  /** The container that has it. */
  readonly container: string | undefined
  /** The known field that was meant: the nearest in the same place, or the same name if it belongs to another level. */
  readonly meant: string | undefined
  /** The level to which it belongs, if another one: `Container`, `ServiceSpec`. */
  readonly belongs: string | undefined
  /** The enclosing fields, outermost first: `spec`, `template`, `spec`, `containers`. */
  readonly within: readonly string[]
  /** Where the manifest came from. */
  readonly source: string
}

/** Fields of one manifest that are listed at most. */
const LIMIT = 20

const CONTAINER = 'core.v1.Container'

interface Place {
  readonly path: string
  readonly type: string
  readonly within: readonly string[]
  readonly container: string | undefined
  /** The types of the levels to which a misplaced field may belong. */
  readonly levels: readonly string[]
}

function nameOf(item: unknown): string | undefined {
  return isRecord(item) && typeof item['name'] === 'string' ? item['name'] : undefined
}

/** The item of the live list that corresponds to one in the manifest: by name, else by index. */
function counterpart(live: unknown, name: string | undefined, index: number): unknown {
  if (!Array.isArray(live)) return undefined
  return name === undefined ? live[index] : live.find(other => nameOf(other) === name)
}

function meantBy(name: string, { type, levels }: Place): Pick<DroppedField, 'meant' | 'belongs'> {
  // Objects of many types have a name, so it does not show where the field belongs.
  const level = name === 'name' ? undefined : levels.find(other => fieldsOf(other)?.has(name))
  if (level !== undefined) return { meant: name, belongs: level.replace(/^.*\./, '') }
  return { meant: nearest(name, [...(fieldsOf(type)?.keys() ?? [])]), belongs: undefined }
}

/** Fields that the API fills in if a manifest lacks them. */
const FILLED_IN: ReadonlySet<string> = new Set([
  'targetPort',
  'imagePullPolicy',
  'schedulerName',
  'dnsPolicy',
  'serviceAccountName',
])

/** True if the intended field has been set otherwise since. */
function isSetSince(meant: string, manifest: Json, live: Json): boolean {
  if (FILLED_IN.has(meant) || manifest[meant] !== undefined) return false
  const value = live[meant]
  return isRecord(value) ? Object.keys(value).length > 0 : value !== undefined
}

/** True if the API knows all fields. Usually it does, and the live object need not be checked. */
function isKnown(manifest: unknown, type: string): boolean {
  const fields = fieldsOf(type)
  if (fields === undefined || !isRecord(manifest)) return true
  for (const [name, value] of Object.entries(manifest)) {
    const held = fields.get(name)
    if (held === undefined) {
      if (!fields.has(name)) return false
    } else if (Array.isArray(value)) {
      for (const item of value) if (!isKnown(item, held)) return false
    } else if (!isKnown(value, held)) return false
  }
  return true
}

function* walk(manifest: unknown, live: unknown, place: Place): Generator<Omit<DroppedField, 'source'>> {
  const fields = fieldsOf(place.type)
  if (fields === undefined || !isRecord(manifest)) return
  const own = isRecord(live) ? live : {}
  for (const [name, value] of Object.entries(manifest)) {
    const path = place.path === '' ? name : `${place.path}.${name}`
    const { container, within } = place
    if (!fields.has(name)) {
      const { meant, belongs } = meantBy(name, place)
      const isHarmless = value === null || own[name] !== undefined || isSetSince(meant ?? '', manifest, own)
      if (!isHarmless) yield { path, name, container, meant, belongs, within }
      continue
    }
    const next = { ...place, type: fields.get(name) ?? '', within: [...within, name] }
    if (!Array.isArray(value)) {
      yield* walk(value, own[name], { ...next, path })
      continue
    }
    for (const [index, item] of value.entries()) {
      const key = nameOf(item)
      yield* walk(item, counterpart(own[name], key, index), {
        ...next,
        path: `${path}[${key === undefined ? index : `name=${key}`}]`,
        container: next.type === CONTAINER ? key : container,
      })
    }
  }
}

function find(object: Kube, cluster: Cluster): readonly DroppedField[] {
  const applied = appliedOf(object, cluster)
  if (applied === undefined) return []
  const { manifest, source, apiVersion } = applied
  const type = typeOfKind(apiVersion, object.kind) ?? ''
  if (isKnown(manifest, type)) return []
  const levels = [fieldsOf(type)?.get('spec') ?? '', CONTAINER, 'core.v1.PodSpec']
  const found: DroppedField[] = []
  for (const dropped of walk(manifest, object, { path: '', type, within: [], container: undefined, levels })) {
    found.push({ ...dropped, source })
    if (found.length === LIMIT) break
  }
  return found
}

/**
 * Fields that were applied and dropped: unknown to the API's schema and not in the object. A field that a newer API
 * knows stays in the object, so it is not reported.
 */
export function droppedFieldsOf(object: Kube, cluster: Cluster): readonly DroppedField[] {
  // A change of other objects makes no difference.
  const { before } = cluster
  return before === undefined || cluster.added.has(object) ? cluster.of(object, find) : droppedFieldsOf(object, before)
}
