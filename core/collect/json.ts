/** `value` as a JSON object, or undefined when it is anything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

/** `value` as an array; empty when it is anything else. */
export function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** `value` as a string, or undefined when it is anything else. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The strings among the items of `value`; empty when it is not an array. */
export function strings(value: unknown): readonly string[] {
  return array(value).filter(item => typeof item === 'string')
}

/** The JSON object that `body` holds, or undefined when it holds none. */
export function parseRecord(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return record(JSON.parse(body))
  } catch {
    return undefined
  }
}
