/** A JSON object of which nothing is known. */
export type Json = Readonly<Record<string, unknown>>

/** True for a JSON object: no list, no null. */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
