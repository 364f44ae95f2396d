import { isRecord } from '../json.ts'

/**
 * The longest message kept, in characters. The API server itself truncates event messages to 1024 bytes and condition
 * messages to 32 KiB.
 */
const MESSAGE_LIMIT = 8192

interface Scalar<T> {
  readonly type: 'string' | 'message' | 'number' | 'boolean' | 'port' | 'unknown'
  readonly value?: T
}
export interface ListOf<S> {
  readonly type: 'list'
  readonly item: S
}
export interface MapOf<S> {
  readonly type: 'map'
  readonly item: S
}
export interface Fields<F> {
  readonly type: 'object'
  readonly fields: F
  readonly shapes: ReadonlyMap<string, Shape>
}
export type Shape = Scalar<unknown> | ListOf<unknown> | MapOf<unknown> | Fields<unknown>

/** The type of a shape's values. Every field is optional, whatever the API's schema requires. */
export type Infer<S> =
  S extends Scalar<infer T>
    ? T
    : S extends ListOf<infer I>
      ? readonly Infer<I>[]
      : S extends MapOf<infer I>
        ? Readonly<Record<string, Infer<I>>>
        : S extends Fields<infer F>
          ? { readonly [K in keyof F]?: Infer<F[K]> }
          : never

export const string: Scalar<string> = { type: 'string' }
/** Text written by a program, truncated to 8 KiB. */
export const message: Scalar<string> = { type: 'message' }
export const number: Scalar<number> = { type: 'number' }
export const boolean: Scalar<boolean> = { type: 'boolean' }
/** Kubernetes' IntOrString. */
export const intOrString: Scalar<number | string> = { type: 'port' }
export const anything: Scalar<unknown> = { type: 'unknown' }

/** A list; items that do not fit are dropped. */
export const list = <S>(item: S): ListOf<S> => ({ type: 'list', item })
/** An object used as a map from names to values. */
export const map = <S>(item: S): MapOf<S> => ({ type: 'map', item })
/** An object with the fields that the rules read; other fields are kept, but not checked. */
export const object = <F extends Record<string, Shape>>(fields: F): Fields<F> => ({
  type: 'object',
  fields,
  shapes: new Map(Object.entries(fields)),
})

function conformList(value: unknown, item: Shape): unknown {
  if (!Array.isArray(value)) return undefined
  let copy: unknown[] | undefined
  for (let i = 0; i < value.length; i++) {
    const was: unknown = value[i]
    const is = accept(was, item)
    if (is !== was && copy === undefined) copy = value.slice(0, i)
    if (copy !== undefined && is !== undefined) copy.push(is)
  }
  return copy ?? value
}

function conformMap(value: Record<string, unknown>, item: Shape): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined
  for (const key in value) {
    const was = value[key]
    const is = accept(was, item)
    if (is === was) continue
    copy ??= { ...value }
    if (is === undefined) delete copy[key]
    else copy[key] = is
  }
  return copy ?? value
}

/** Rebuilds the object: deleting fields of a copy would make every later access slow. */
function withChanged(value: Record<string, unknown>, changed: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const key in value) {
    const is = changed.has(key) ? changed.get(key) : value[key]
    if (is !== undefined && key !== '__proto__') copy[key] = is
  }
  return copy
}

function conformFields(value: Record<string, unknown>, shapes: ReadonlyMap<string, Shape>): Record<string, unknown> {
  let changed: Map<string, unknown> | undefined
  for (const key in value) {
    const shape = shapes.get(key)
    if (shape === undefined) continue
    const was = value[key]
    const is = accept(was, shape)
    if (is === was) continue
    changed ??= new Map()
    changed.set(key, is)
  }
  return changed === undefined ? value : withChanged(value, changed)
}

function accept(value: unknown, shape: Shape): unknown {
  switch (shape.type) {
    case 'string':
      return typeof value === 'string' ? value : undefined
    case 'message':
      return typeof value !== 'string'
        ? undefined
        : value.length > MESSAGE_LIMIT
          ? value.slice(0, MESSAGE_LIMIT)
          : value
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'port':
      return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined
    case 'list':
      return conformList(value, (shape as ListOf<Shape>).item)
    case 'map':
      return isRecord(value) ? conformMap(value, (shape as MapOf<Shape>).item) : undefined
    case 'object':
      return isRecord(value) ? conformFields(value, (shape as Fields<unknown>).shapes) : undefined
    default:
      return value
  }
}

/**
 * The value itself if it fits the shape, else a copy without the fields and items that do not; undefined if nothing
 * fits. Never throws or changes its input.
 */
export function conform<S extends Shape>(value: unknown, shape: S): Infer<S> | undefined {
  return accept(value, shape) as Infer<S> | undefined
}
