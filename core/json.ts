/** A JSON object with unknown content. */
export type Json = Readonly<Record<string, unknown>>

/** True for a JSON object, but not for an array or null. */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `value` if it is a JSON object. */
export function record(value: unknown): Json | undefined {
  return isRecord(value) ? value : undefined
}

/** `value` if it is an array, else an empty one. */
export function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** `value` if it is a string. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The strings in `value`; empty if it is not an array. */
export function strings(value: unknown): readonly string[] {
  return array(value).filter(item => typeof item === 'string')
}

/** The JSON object in `body`, or undefined if it is anything else. */
export function parseRecord(body: string): Json | undefined {
  try {
    return record(JSON.parse(body))
  } catch {
    return undefined
  }
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
