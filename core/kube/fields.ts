import { KIND_TYPES, MERGE_KEYS, TYPE_FIELDS } from './fields.generated.ts'

/** The fields of a type, each with the type of its value, list items or map values; undefined for plain values. */
export type Fields = ReadonlyMap<string, string | undefined>

const known = new Map<string, Fields>()

/** The schema's type of a kind; undefined if the schema does not have it. */
export function typeOfKind(apiVersion: string, kind: string): string | undefined {
  const key = `${apiVersion}/${kind}`
  return Object.hasOwn(KIND_TYPES, key) ? KIND_TYPES[key] : undefined
}

export function fieldsOf(type: string): Fields | undefined {
  const cached = known.get(type)
  if (cached !== undefined || !Object.hasOwn(TYPE_FIELDS, type)) return cached
  const fields = new Map(
    (TYPE_FIELDS[type] ?? '').split(' ').map(entry => {
      const [, name = entry, held] = /^([^:[{]+)(?:\[\]|\{\})?:(.+)$/.exec(entry) ?? []
      return [name, held] as const
    }),
  )
  known.set(type, fields)
  return fields
}

/**
 * How a strategic merge patch treats a list: the key by which it merges items, an empty string if it merges plain
 * values, undefined if it replaces the list.
 */
export function mergeKeyOf(type: string, field: string): string | undefined {
  const name = `${type}.${field}`
  return Object.hasOwn(MERGE_KEYS, name) ? MERGE_KEYS[name] : undefined
}
