/** A JSON object of which nothing is known. */
export type Json = Readonly<Record<string, unknown>>

/** True for a JSON object: no list, no null. */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `value` as a JSON object, or undefined when it is anything else. */
export function record(value: unknown): Json | undefined {
  return isRecord(value) ? value : undefined
}

/** `value` as an array; empty when it is anything else. */
export function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** `value` as a string, or undefined when it is anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The strings among the items of `value`; empty when it is not an array. */
export function strings(value: unknown): readonly string[] {
  return array(value).filter(item => typeof item === 'string')
}

/** The JSON object that `body` holds, or undefined when it holds none. */
export function parseRecord(body: string): Json | undefined {
  try {
    return record(JSON.parse(body))
  } catch {
    return undefined
  }
}
