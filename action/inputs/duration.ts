const DURATION = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/

/** Milliseconds of a duration in the syntax of Go and kubectl (`90s`, `10m`, `1h30m`); undefined if it is invalid. */
export function parseDuration(text: string): number | undefined {
  const parts = text === '' ? null : DURATION.exec(text)
  if (parts === null) return undefined
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map(part => Number(part ?? 0))
  return ((hours * 60 + minutes) * 60 + seconds) * 1000
}
