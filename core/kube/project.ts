import type { Json } from '../json.ts'
import { isRecord } from '../json.ts'
import type { Fields, ListOf, MapOf, Shape } from './shape.ts'

function projectList(value: readonly unknown[], item: Shape, like: unknown): readonly unknown[] {
  const others: readonly unknown[] = Array.isArray(like) ? like : []
  const list = value.map((inner, index) => project(inner, item, others[index]))
  return list.length === others.length && list.every((inner, index) => inner === others[index]) ? others : list
}

function projectRecord(value: Json, shapeOf: (key: string) => Shape | undefined, like: unknown): Json {
  const other = isRecord(like) ? like : undefined
  const kept: Record<string, unknown> = {}
  let isSame = true
  let count = 0
  for (const key in value) {
    const shape = key === '__proto__' ? undefined : shapeOf(key)
    if (shape === undefined) continue
    const is = project(value[key], shape, other?.[key])
    if (is !== other?.[key] || is === undefined) isSame = false
    kept[key] = is
    count++
  }
  return other !== undefined && isSame && Object.keys(other).length === count ? other : kept
}

/**
 * The parts of a value that its shape names. Parts that equal those of `like` are the same object: neighbours in a
 * list, such as replicas, share most of their content. What does not fit the shape is left for `conform` to drop.
 */
export function project(value: unknown, shape: Shape, like: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value === like ? like : value
  if (Array.isArray(value))
    return shape.type === 'list' ? projectList(value, (shape as ListOf<Shape>).item, like) : value
  if (!isRecord(value)) return value
  if (shape.type === 'map') return projectRecord(value, () => (shape as MapOf<Shape>).item, like)
  if (shape.type !== 'object') return value
  const { shapes } = shape as Fields<unknown>
  return projectRecord(value, key => shapes.get(key), like)
}
