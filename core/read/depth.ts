import type { Json } from '../json.ts'

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
