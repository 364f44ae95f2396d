/** RFC 3339 in whole seconds, as Kubernetes writes it. */
export function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Shifts every time in a recorded object. */
export function shifted<T>(value: T, by: number): T {
  const text = JSON.stringify(value).replace(/"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z"/g, (_, time: string) =>
    JSON.stringify(iso(Date.parse(`${time}Z`) + by)),
  )
  return JSON.parse(text) as T
}
