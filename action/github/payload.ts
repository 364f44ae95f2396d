/** An event's payload or part of it: JSON with unknown content. */
export type Payload = Readonly<Record<string, unknown>>

function walk(payload: unknown, path: readonly (string | number)[]): unknown {
  let node = payload
  for (const key of path) {
    if (typeof node !== 'object' || node === null) return undefined
    node = (node as Readonly<Record<string | number, unknown>>)[key]
  }
  return node
}

/** The text at `path`; undefined if there is none or it is empty. */
export function textAt(payload: unknown, ...path: readonly (string | number)[]): string | undefined {
  const value = walk(payload, path)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The positive integer at `path`. */
export function numberAt(payload: unknown, ...path: readonly (string | number)[]): number | undefined {
  const value = walk(payload, path)
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
}

/** The items of the array at `path`; empty if there is no array. */
export function listAt(payload: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const value = walk(payload, path)
  return Array.isArray(value) ? value : []
}

/** Whether anything but null is at `path`. */
export function hasAt(payload: unknown, ...path: readonly (string | number)[]): boolean {
  return (walk(payload, path) ?? undefined) !== undefined
}
