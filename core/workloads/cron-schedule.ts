import type { Cluster } from '../cluster/cluster.ts'

/** The fields of a schedule: the values at which each fires; undefined for a day field that is `*`. */
interface Schedule {
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number> | undefined
  readonly months: ReadonlySet<number>
  readonly weekdays: ReadonlySet<number> | undefined
}

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const MINUTE = 60_000
const DAY_MINUTES = 1440
/** Longest time searched, in minutes: 40 days cover a monthly schedule. */
const SEARCH_LIMIT = 40 * DAY_MINUTES

function parseField(text: string, low: number, high: number, names: readonly string[] = []): Set<number> | undefined {
  const values = new Set<number>()
  const value = (part: string) => {
    const named = names.indexOf(part.toLowerCase())
    return named >= 0 ? named + low : /^\d{1,2}$/.test(part) ? Number(part) : Number.NaN
  }
  for (const part of text.split(',')) {
    const [range = '', stepText] = part.split('/', 2)
    const step = stepText === undefined ? 1 : Number(stepText)
    const [from = '', to] = range.split('-', 2)
    const isAny = range === '*' || range === '?'
    const first = isAny ? low : value(from)
    const last = isAny || (to === undefined && stepText !== undefined) ? high : value(to ?? from)
    if (!(step >= 1) || !(first >= low) || !(last <= high)) return undefined
    for (let i = first; i <= last; i += step) values.add(i)
  }
  return values
}

function parseSchedule(text: string): Schedule | undefined {
  const trimmed = text.slice(0, 200).trim()
  const fields = (MACROS[trimmed.toLowerCase()] ?? trimmed).split(/\s+/)
  const [minute, hour, day, month, weekday] = fields
  if (fields.length !== 5 || !minute || !hour || !day || !month || !weekday) return undefined
  const isAny = (field: string) => field === '*' || field === '?'
  const [minutes, hours, months] = [
    parseField(minute, 0, 59),
    parseField(hour, 0, 23),
    parseField(month, 1, 12, MONTHS),
  ]
  const days = parseField(day, 1, 31)
  const weekdays = parseField(weekday.replace(/\b7\b/g, '0'), 0, 6, WEEKDAYS)
  if (!minutes || !hours || !months || !days || !weekdays) return undefined
  return {
    minutes,
    hours,
    months,
    days: isAny(day) ? undefined : days,
    weekdays: isAny(weekday) ? undefined : weekdays,
  }
}

/** Month and day of the month (the proleptic Gregorian calendar, in 400-year eras). */
function monthAndDay(days: number): readonly [number, number] {
  const shifted = days + 719_468
  const dayOfEra = shifted - Math.floor(shifted / 146_097) * 146_097
  const year = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const month = Math.floor((5 * dayOfYear + 2) / 153)
  return [month < 10 ? month + 3 : month - 9, dayOfYear - Math.floor((153 * month + 2) / 5) + 1]
}

function firesOn(schedule: Schedule, day: number): boolean {
  const [month, date] = monthAndDay(day)
  if (!schedule.months.has(month)) return false
  const onDate = schedule.days?.has(date)
  const onWeekday = schedule.weekdays?.has((((day + 4) % 7) + 7) % 7)
  return onDate === undefined ? (onWeekday ?? true) : onWeekday === undefined ? onDate : onDate || onWeekday
}

/**
 * How often a schedule fires after the first time and up to the second, at most `most`; undefined if it cannot be
 * parsed. Assumes UTC, whatever the time zone.
 */
export function firingsBetween(schedule: string, from: number, to: number, most: number): number | undefined {
  const every = /^@every (\d{1,6})([smh])$/.exec(schedule.trim())
  if (every !== null) {
    const unit = { s: 1000, m: MINUTE, h: 60 * MINUTE }[every[2] as 's' | 'm' | 'h']
    return Math.min(most, Math.max(0, Math.floor((to - from) / Math.max(1000, Number(every[1]) * unit))))
  }
  const parsed = parseSchedule(schedule)
  if (parsed === undefined) return undefined
  const last = Math.floor(to / MINUTE)
  const first = Math.max(Math.floor(from / MINUTE) + 1, last - SEARCH_LIMIT)
  const times = [...parsed.hours].flatMap(hour => [...parsed.minutes].map(minute => hour * 60 + minute))
  let found = 0
  for (let day = Math.floor(first / DAY_MINUTES); day <= Math.floor(last / DAY_MINUTES) && found < most; day++) {
    if (!firesOn(parsed, day)) continue
    for (const time of times) {
      const minute = day * DAY_MINUTES + time
      if (minute >= first && minute <= last) found++
    }
  }
  return Math.min(found, most)
}

/** The same up to the time of the snapshot: the starts that are due according to the schedule. */
export function firingsSince(schedule: string, from: number, most: number, cluster: Cluster): number | undefined {
  return firingsBetween(schedule, from, cluster.now, most)
}
