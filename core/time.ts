const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

/** Milliseconds since 1970 of an RFC 3339 time as Kubernetes writes it; undefined if it is not one. */
export function parseTime(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 40 || !RFC3339.test(text)) return undefined
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) ? undefined : milliseconds
}

/** The earliest of some times; undefined if none is known. */
export function earliest(times: Iterable<number | undefined>): number | undefined {
  let first: number | undefined
  for (const time of times) if (time !== undefined && (first === undefined || time < first)) first = time
  return first
}

/** The latest of some times; undefined if none is known. */
export function latest(times: Iterable<number | undefined>): number | undefined {
  let last: number | undefined
  for (const time of times) if (time !== undefined && (last === undefined || time > last)) last = time
  return last
}

/** RFC 3339 in UTC with whole seconds, clamped to the range that can be written. */
export function formatTime(milliseconds: number): string {
  const limit = 8.64e15
  return `${new Date(Math.min(limit, Math.max(-limit, milliseconds))).toISOString().slice(0, -'.000Z'.length)}Z`
}

/** Milliseconds as kubectl prints ages: `45s`, `7m`, `3h12m`, `5d`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 120) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`
  return `${Math.floor(hours / 24)}d`
}

/** When a day begins in UTC, milliseconds since 1970; months count from 1. */
export function startOfDay(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day)
}

/** The year in UTC of milliseconds since 1970. */
export function yearOf(milliseconds: number): number {
  return new Date(milliseconds).getUTCFullYear()
}
