const DURATION = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/

/** Milliseconds of a duration in the syntax of Go and kubectl (`90s`, `10m`, `1h30m`); undefined if it is invalid. */
export function parseDuration(text: string): number | undefined {
  const parts = text === '' ? null : DURATION.exec(text)
  if (parts === null) return undefined
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map(part => Number(part ?? 0))
  return ((hours * 60 + minutes) * 60 + seconds) * 1000
}

/** A duration in milliseconds for readers: `42s`, `3m12s`, `2h5m`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return `${seconds}s`
  return minutes < 60 ? `${minutes}m${seconds % 60}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m`
}
