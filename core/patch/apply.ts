import { applyPatch as applyOperations, type Operation, Pointer } from 'rfc6902'
import { isRecord, type Json, nestsDeeper } from '../json.ts'
import { type Fields, fieldsOf, mergeKeyOf, typeOfKind } from '../kube/fields.ts'
import { nearest } from '../nearest.ts'
import { MAX_DEPTH, type Patch, PatchError } from './patch.ts'

/** Operations in a JSON patch; the API server's limit (`--max-json-patch-operations`). */
const MAX_OPERATIONS = 10_000
/**
 * Characters that all `copy` operations may copy together, like the API server's limit in bytes: each can double an
 * object.
 */
const MAX_COPIED = 3 * 1024 * 1024
/** Characters of a path shown in a message. */
const PATH_SHOWN = 200

const OPERATIONS: ReadonlySet<unknown> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test'])
const DIRECTIVES = /^\$(?:patch|retainKeys|setElementOrder\/|deleteFromPrimitiveList\/)/

/**
 * Applies a patch like the API server: known kinds by strategic merge with the merge keys of their schema, others by
 * JSON merge (RFC 7396), a list of operations by RFC 6902. Does not change the object. Throws a `PatchError`.
 */
export function applyPatch(object: Json, patch: Patch): Json {
  if (isOperations(patch)) return applyJsonPatch(object, patch)
  const type = typeOfKind(String(object['apiVersion']), String(object['kind']))
  if (type === undefined) return mergeRecord(object, patch as Json, type)
  // The status has its own endpoint: the API server ignores it here.
  const { status: _, ...rest } = patch as Json
  return mergeRecord(object, rest, type)
}

function isOperations(patch: Patch): patch is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(patch)
}

function applyJsonPatch(object: Json, patch: readonly Readonly<Record<string, unknown>>[]): Json {
  if (patch.length > MAX_OPERATIONS) throw new PatchError(`more than ${MAX_OPERATIONS} operations`)
  const copy = JSON.parse(JSON.stringify(object)) as Json
  let copied = 0
  for (const [index, operation] of patch.entries()) {
    const { op, path, from } = operation
    if (!OPERATIONS.has(op)) throw new PatchError(`operation ${index}: op must be one of ${[...OPERATIONS].join(', ')}`)
    if (typeof path !== 'string') throw new PatchError(`operation ${index}: path is missing`)
    const isFrom = op === 'move' || op === 'copy'
    if (isFrom && typeof from !== 'string') throw new PatchError(`operation ${index}: from is missing`)
    if (op === 'copy') copied += JSON.stringify(valueAt(copy, from) ?? null).length
    if (copied > MAX_COPIED) throw new PatchError(`operation ${index}: it copies more than 3 MiB`)
    const isDone = isPointer(path) && (!isFrom || isPointer(from)) && isApplied(copy, operation)
    if (!isDone) throw new PatchError(`operation ${index}: cannot ${String(op)} ${path.slice(0, PATH_SHOWN)}`)
  }
  if (nestsDeeper(copy, MAX_DEPTH)) throw new PatchError(`nested deeper than ${MAX_DEPTH} levels`)
  return copy
}

const TO_PROTOTYPES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** True for a path below the root. The library silently ignores names that lead to prototypes. */
function isPointer(path: unknown): boolean {
  return typeof path === 'string' && path.startsWith('/') && !path.split('/').some(token => TO_PROTOTYPES.has(token))
}

function valueAt(object: Json, path: unknown): unknown {
  return isPointer(path) ? Pointer.fromJSON(String(path)).evaluate(object).value : undefined
}

function isApplied(copy: Json, operation: Json): boolean {
  // The library's own test computes a minimal diff, which costs the product of both lengths.
  if (operation['op'] === 'test') return isSame(valueAt(copy, operation['path']), operation['value'])
  try {
    return applyOperations(copy, [operation as unknown as Operation])[0] === null
  } catch {
    return false
  }
}

/** True for equal JSON, regardless of the order of keys. */
function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => isSame(item, b[at]))
  if (!isRecord(a) || !isRecord(b)) return a === b
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && isSame(a[key], b[key]))
}

/** The `$patch` directive of a value, if it has one. */
function directiveOf(value: unknown): unknown {
  return isRecord(value) ? value['$patch'] : undefined
}

function mergeRecord(before: Json, patch: Json, type: string | undefined): Json {
  const { $patch: directive = 'merge' } = patch
  if (directive === 'replace') return withoutDirectives(patch)
  if (directive !== 'merge')
    throw new PatchError(
      directive === 'delete' ? 'it deletes the whole object' : `$patch cannot be ${String(directive).slice(0, 40)}`,
    )
  const fields = type === undefined ? undefined : fieldsOf(type)
  const after = new Map(Object.entries(before))
  for (const [key, value] of Object.entries(patch)) {
    if (DIRECTIVES.test(key) || key === 'managedFields') continue
    if (fields !== undefined && !fields.has(key)) throw unknownField(key, type, fields)
    if (value === null || directiveOf(value) === 'delete') {
      after.delete(key)
      continue
    }
    const old = after.get(key)
    const held = fields?.get(key)
    if (Array.isArray(value)) after.set(key, mergeList(old, value, type, key, held))
    else if (isRecord(value)) after.set(key, mergeRecord(isRecord(old) ? old : {}, value, held))
    else after.set(key, value)
  }
  const retained = patch['$retainKeys']
  if (Array.isArray(retained)) for (const key of after.keys()) if (!retained.includes(key)) after.delete(key)
  for (const [key, value] of Object.entries(patch)) {
    const [, name = ''] = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key) ?? []
    const list = after.get(name)
    if (Array.isArray(list) && Array.isArray(value))
      after.set(
        name,
        list.filter(item => !value.includes(item)),
      )
  }
  return Object.fromEntries(after)
}

/** The API server drops such a field with a warning, so the intended change would not happen. */
function unknownField(key: string, type = '', fields: Fields): PatchError {
  const near = nearest(key, fields.keys())
  const meant = near === undefined ? '' : ` (did you mean ${near}?)`
  return new PatchError(`${key.slice(0, 100)} is not a field of ${type.replace(/^.*\./, '')}${meant}`)
}

function withoutDirectives(patch: Json): Json {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !DIRECTIVES.test(key)))
}

function mergeList(
  before: unknown,
  patch: readonly unknown[],
  type: string | undefined,
  field: string,
  held: string | undefined,
): readonly unknown[] {
  const mergeKey = type === undefined ? undefined : mergeKeyOf(type, field)
  if (mergeKey === undefined || patch.some(item => directiveOf(item) === 'replace'))
    return patch.filter(item => directiveOf(item) === undefined)
  const list = Array.isArray(before) ? [...before] : []
  if (mergeKey === '') return [...new Set([...list, ...patch])]
  for (const item of patch) {
    if (!isRecord(item) || item[mergeKey] === undefined)
      throw new PatchError(`an item of ${field} has no ${mergeKey}, by which items are merged`)
    const at = list.findIndex(each => isRecord(each) && each[mergeKey] === item[mergeKey])
    if (directiveOf(item) === 'delete') {
      if (at >= 0) list.splice(at, 1)
      continue
    }
    const old: unknown = list[at]
    const merged = mergeRecord(isRecord(old) ? old : {}, item, held)
    if (at >= 0) list[at] = merged
    else list.push(merged)
  }
  return list
}
