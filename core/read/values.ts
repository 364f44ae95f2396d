/** A JSON object whose members nothing is known about. */
export type Json = Record<string, unknown>

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Whether `value` nests more than `levels` deep. Looks no deeper than that. */
export function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const inner of value) if (typeof inner === 'object' && nestsDeeper(inner, levels - 1)) return true
    return false
  }
  const members = value as Json
  for (const key in members) {
    const inner = members[key]
    if (typeof inner === 'object' && nestsDeeper(inner, levels - 1)) return true
  }
  return false
}
