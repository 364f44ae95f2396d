import { isRecord, type Json, textOf } from '../json.ts'
import type { Origin } from './places.ts'

/** The type of a list's items, if they do not have it themselves. */
export interface ItemType {
  readonly apiVersion?: string | undefined
  readonly kind: string
}

/** The items of a list or array; a typed list without items has `null`. Undefined for anything else. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (!isRecord(value)) return undefined
  const { items, kind, metadata } = value
  if (Array.isArray(items)) return items
  const isList = typeof kind === 'string' && kind.endsWith('List')
  const isNamed = isRecord(metadata) && typeof metadata['name'] === 'string'
  return isList && !isNamed && (items === null || items === undefined) ? [] : undefined
}

/** The item type in a list's kind: `PodList` has Pods, `List` anything. */
export function itemType(list: Json | undefined, origin: Origin): ItemType | undefined {
  const kind = textOf(list?.['kind'])
  if (kind?.endsWith('List') && kind !== 'List' && kind !== 'PartialObjectMetadataList') {
    return { apiVersion: textOf(list?.['apiVersion']), kind: kind.slice(0, -'List'.length) }
  }
  return origin.resource
}

/** The object with the kind and version of its list, if it has none of its own. */
export function withType(object: Json, type: ItemType | undefined): Json {
  const kind = textOf(object['kind'])
  if (type === undefined) return object
  if (kind === 'PartialObjectMetadata') return { ...object, apiVersion: type.apiVersion ?? 'v1', kind: type.kind }
  if (kind !== undefined && kind !== '') return object
  return { apiVersion: type.apiVersion, kind: type.kind, ...withoutEmptyType(object) }
}

function withoutEmptyType(object: Json): Json {
  const { kind: _kind, apiVersion: _version, ...rest } = object
  return rest
}
