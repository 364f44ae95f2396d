import { parseTime, startOfDay, yearOf } from '../time.ts'
import { codeAt, isDigit } from './characters.ts'

/** The time of a log line. */
export interface LineTime {
  /** Milliseconds since 1970, in UTC if the line has no zone. */
  readonly time: number
  readonly hasZone: boolean
}

/** The beginning of a line that is searched for its time, in characters. */
const HEAD = 120

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const CLOCK = '(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?'
/** `2026-Dec-01 11:43:20.123456` (Boost). */
const MONTH_NAMED = new RegExp(`(\\d{4})-([A-Z][a-z]{2})-(\\d\\d)[T ]${CLOCK}`, 'y')
/** `01/Dec/2026`, `1 Dec 2026`, `01-Dec-2026`. */
const DAY_FIRST = /^(\d{1,2})[/ -]([A-Z][a-z]{2})[/ -](\d{4})$/
/** `Dec  1 11:43:20` (syslog), `Tue Dec 01 11:43:20.123 2026` (Apache), `Thrift: Tue Dec  1 11:43:20 2026 `. */
const MONTH_FIRST = new RegExp(
  `^(?:<\\d{1,3}>)?(?:[A-Z]\\w{2,20}: )?\\[?(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) {1,2}(\\d{1,2}) ${CLOCK}(?: (\\d{4}))?`,
)
/** `E1201 11:43:01.833724`: no year. */
const KLOG = new RegExp(`^[IWEF](\\d\\d)(\\d\\d) ${CLOCK}`)
/** `ts=1796039700`, `%3|1796039700.123|FAIL|` (librdkafka), `1.7960397001234567e+09` (zap). */
const EPOCH =
  /(?:(?:^|[\s"{])(?:ts|time|timestamp|t)[=:]"?|^%\d\||^\[?(?=1\d{9}|1\.\d{1,16}e\+09\b))(\d{10}(?:\.\d{1,9})?|\d{13}|\d{16}|\d{19}|1\.\d{1,16}e\+09)\b/

/** `Dec 01, 2026 11:43:20 AM` (java.util.logging), `12/1/2026 11:43:20 AM`, `12/01/2026, 11:43:20`, `01.12.2026 11:43:20`, `26/12/01 11:43:20` (Spark). */
const NAMED_FIRST = /^\[?([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ([AP])M)?/
const NUMBERED =
  /(?:^|[\s[(])(\d{1,2})[/.](\d{1,2})[/.](\d{2}|\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ([AP])M)?/
/** `20261201 114320`, `20261201T114320Z`, `20261201-11:43:20`, `261201 114320` (Hadoop), `W261201 11:43:20.123456` (CockroachDB), `E20261201 11:43:20.123456` (glog). */
const PACKED = /^\[?[IWEF]?((?:\d\d)?\d\d)(\d\d)(\d\d)[T -](\d\d):?(\d\d):?(\d\d)(?:[.,:]?(\d{3,9}))?(Z)?(?![\w])/

const DAY = 86_400_000
/** A time without a year or day is the last one that is no further ahead than this, in milliseconds. */
const AHEAD = 3_600_000

/** By number of digits: the parts of a second in a fraction. A lookup is far faster than a power of ten. */
const PARTS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

/** The milliseconds of a fraction with this many digits. */
function fractionOf(value: number, digits: number): number {
  return Math.floor((value / (PARTS[digits] ?? 1)) * 1000)
}

function fraction(digits: string | undefined): number {
  return digits === undefined ? 0 : fractionOf(Number(digits), digits.length)
}

function clockOf(hours = '', minutes = '', seconds = '', part?: string): number {
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + fraction(part)
}

function monthOf(name: string | undefined): number | undefined {
  const at = name === undefined ? -1 : MONTHS.indexOf(name)
  return at < 0 || at % 3 !== 0 ? undefined : at / 3 + 1
}

/** The latest time with that day and month that is not ahead of `now`. */
function inYear(month: number, day: number, clock: number, now: number): number {
  const year = yearOf(now)
  const time = startOfDay(year, month, day) + clock
  return time > now + DAY ? startOfDay(year - 1, month, day) + clock : time
}

/** Milliseconds since 1970, from seconds, milliseconds, microseconds or nanoseconds, distinguished by size. */
function epoch(value: number): number | undefined {
  for (const [least, scale] of [
    [1e18, 1e-6],
    [1e15, 1e-3],
    [1e12, 1],
    [1e9, 1000],
  ] as const)
    if (value >= least) return value * scale
  return undefined
}

/** The hour on a 12-hour clock, with `A` for before noon and `P` for after. */
function ofTwelve(hours: string | undefined, half: string | undefined): string {
  const hour = Number(hours)
  return String(half === undefined ? hour : (hour % 12) + (half === 'P' ? 12 : 0))
}

function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year
}

/**
 * The time of a day whose parts have an order that only the numbers show: of the possible ones, the one next to `now`.
 */
function ofNumbers([a = 0, b = 0, c = 0]: readonly number[], clock: number, now: number): number | undefined {
  const orders =
    c > 99 || a > 99
      ? [
          [c, a, b],
          [c, b, a],
        ]
      : [
          [a, b, c],
          [c, a, b],
          [c, b, a],
        ]
  let best: number | undefined
  for (const [year = 0, month = 0, day = 0] of orders) {
    if (month < 1 || month > 12 || day < 1 || day > 31) continue
    const time = startOfDay(fullYear(year), month, day) + clock
    if (best === undefined || Math.abs(now - time) < Math.abs(now - best)) best = time
  }
  return best
}

/** Times with a day of numbers only, or with the month's name first and the year after it. */
function timeOfNumbers(head: string, now: number): LineTime | undefined {
  const named = NAMED_FIRST.exec(head)
  const month = monthOf(named?.[1])
  if (named !== null && month !== undefined) {
    const [, , day, year, hours, minutes, seconds, part, half] = named
    const clock = clockOf(ofTwelve(hours, half), minutes, seconds, part)
    return { time: startOfDay(Number(year), month, Number(day)) + clock, hasZone: false }
  }
  const packed = PACKED.exec(head)
  if (packed !== null) {
    const [, year, months, days, hours, minutes, seconds, part, zone] = packed
    const clock = clockOf(hours, minutes, seconds, part)
    const isDay = Number(months) >= 1 && Number(months) <= 12 && Number(days) >= 1 && Number(days) <= 31
    if (isDay && clock < DAY)
      return {
        time: startOfDay(fullYear(Number(year)), Number(months), Number(days)) + clock,
        hasZone: zone !== undefined,
      }
  }
  const numbered = NUMBERED.exec(head)
  if (numbered === null) return undefined
  const [, a, b, c, hours, minutes, seconds, part, half] = numbered
  const time = ofNumbers([a, b, c].map(Number), clockOf(ofTwelve(hours, half), minutes, seconds, part), now)
  return time === undefined ? undefined : { time, hasZone: false }
}

/** The time in a structured record; undefined if it is invalid. */
export function timeOfField(value: string | number | undefined, now: number): LineTime | undefined {
  if (value === undefined) return undefined
  const number = typeof value === 'number' ? value : /^\d{10,19}(?:\.\d{1,9})?$/.test(value) ? Number(value) : undefined
  if (number === undefined) return timeOfText(String(value), now)
  const time = epoch(number)
  return time === undefined ? undefined : { time, hasZone: true }
}

/** The time at the start of a line; `now` is when the log was read. */
export function timeOfText(text: string, now: number): LineTime | undefined {
  const head = text.slice(0, HEAD)
  const first = clockIn(head, 0)
  let named: LineTime | undefined
  for (let colon = first; colon !== -1; colon = clockIn(head, colon + 1)) {
    const [before, within] = [codeAt(head, colon - 3), codeAt(head, colon - 6)]
    if ((before !== T && before !== SPACE) || (within !== DASH && within !== SLASH)) continue
    const found = isoAt(head, colon)
    if (found !== undefined) return found
    named ??= namedMonthAt(head, colon - 14)
  }
  return named ?? (first === -1 ? undefined : timeOfClock(head, first, now)) ?? timeOfNumber(head, now)
}

/** Character codes of separators: between date and time, within each, and before a fraction or a zone. */
const [T, Z, SPACE, DASH, SLASH, COLON] = [84, 90, 32, 45, 47, 58]
const [DOT, COMMA, PLUS, ZERO] = [46, 44, 43, 48]
/** The first letters of `UTC` and `GMT`. */
const [U, G] = [85, 71]
const [BRACKET, PARENTHESIS] = [91, 40]

/** The first colon of the first clock at a position or after it; -1 if there is none. */
function clockIn(head: string, from: number): number {
  for (let colon = head.indexOf(':', from); colon !== -1; colon = head.indexOf(':', colon + 1))
    if (
      codeAt(head, colon + 3) === COLON &&
      isDigit(codeAt(head, colon - 1)) &&
      isDigit(codeAt(head, colon + 1)) &&
      isDigit(codeAt(head, colon + 2)) &&
      isDigit(codeAt(head, colon + 4)) &&
      isDigit(codeAt(head, colon + 5))
    )
      return colon
  return -1
}

/**
 * `2026-12-01T11:43:04,579Z`, `2026/12/01 11:42:47`, `2026-12-01 11:43:08.123 UTC`. Most lines have one, and this is
 * faster than any regular expression.
 */
function isoAt(head: string, colon: number): LineTime | undefined {
  const end = endOfClock(head, colon)
  const time = yearFirstDay(head.slice(colon - 13, colon - 3)) + clockAt(head, colon, end)
  if (Number.isNaN(time)) return undefined
  const zone = zoneAt(head, codeAt(head, end) === SPACE ? end + 1 : end)
  return { time: time - (zone ?? 0), hasZone: zone !== undefined }
}

/** Caches the last result, as most lines of a log are from the same day. */
function remembered(read: (text: string) => number): (text: string) => number {
  let [last, day] = ['', Number.NaN]
  return text => {
    if (text !== last) [last, day] = [text, read(text)]
    return day
  }
}

/** `2026-12-01`, `2026/12/01`: when it begins; NaN if it is invalid. */
const yearFirstDay = remembered(text => {
  const part = codeAt(text, 4)
  if (part !== DASH && part !== SLASH) return Number.NaN
  return startOfDay(numberAt(text, 0, 4), numberAt(text, 5, 2), numberAt(text, 8, 2))
})

/** `01/Dec/2026`, `1 Dec 2026`: when it begins; NaN if it is invalid. */
const dayFirstDay = remembered(text => {
  const [, day, name, year] = DAY_FIRST.exec(text) ?? []
  const month = monthOf(name)
  return month === undefined ? Number.NaN : startOfDay(Number(year), month, Number(day))
})

/** Where a clock ends, including its fraction; `colon` is its first. */
function endOfClock(head: string, colon: number): number {
  const seconds = colon + 6
  const mark = codeAt(head, seconds)
  if (mark !== DOT && mark !== COMMA) return seconds
  let end = seconds + 1
  while (end <= seconds + 9 && isDigit(codeAt(head, end))) end++
  return end === seconds + 1 ? seconds : end
}

/** The milliseconds since midnight of a clock with two-digit hours; NaN if it is invalid. */
function clockAt(head: string, colon: number, end: number): number {
  const minutes = numberAt(head, colon - 2, 2) * 60 + numberAt(head, colon + 1, 2)
  const clock = (minutes * 60 + numberAt(head, colon + 4, 2)) * 1000
  const digits = end - colon - 7
  return digits <= 0 ? clock : clock + fractionOf(numberAt(head, colon + 7, digits), digits)
}

/** The zone at a position, in milliseconds east of UTC. */
function zoneAt(head: string, at: number): number | undefined {
  const code = codeAt(head, at)
  if (code === Z) return 0
  if (code === U || code === G) return head.startsWith('UTC', at) || head.startsWith('GMT', at) ? 0 : undefined
  return offsetAt(head, at)
}

/** `+01:00` or `+0100`. */
function offsetAt(head: string, at: number): number | undefined {
  const code = codeAt(head, at)
  if (code !== PLUS && code !== DASH) return undefined
  const hours = numberAt(head, at + 1, 2)
  const minutes = numberAt(head, codeAt(head, at + 3) === COLON ? at + 4 : at + 3, 2)
  const zone = (hours * 60 + minutes) * 60_000
  return Number.isNaN(zone) ? undefined : code === DASH ? -zone : zone
}

/** The number with this many digits; NaN if one of them is not a digit. */
function numberAt(text: string, start: number, length: number): number {
  let value = 0
  for (let at = start; at < start + length; at++) {
    const code = codeAt(text, at)
    if (!isDigit(code)) return Number.NaN
    value = value * 10 + code - ZERO
  }
  return value
}

function namedMonthAt(head: string, start: number): LineTime | undefined {
  MONTH_NAMED.lastIndex = start
  const [, year, name, day, ...clock] = MONTH_NAMED.exec(head) ?? []
  const month = monthOf(name)
  if (month === undefined) return undefined
  return { time: startOfDay(Number(year), month, Number(day)) + clockOf(...clock), hasZone: false }
}

/** `01/Dec/2026:11:29:39 +0000` (access logs), `01 Dec 2026 11:42:35.912` (Redis), `01-Dec-2026 11:43:20` (PHP). */
function dayFirst(head: string, firstColon: number): LineTime | undefined {
  for (let colon = firstColon; colon !== -1; colon = clockIn(head, colon + 1)) {
    const before = codeAt(head, colon - 3)
    if (before !== COLON && before !== SPACE) continue
    const width = isDigit(codeAt(head, colon - 14)) ? 11 : 10
    const end = endOfClock(head, colon)
    const time = dayFirstDay(head.slice(colon - 3 - width, colon - 3)) + clockAt(head, colon, end)
    if (Number.isNaN(time)) continue
    const at = codeAt(head, end) === Z ? end + 1 : end
    const zone = offsetAt(head, codeAt(head, at) === SPACE ? at + 1 : at)
    return { time: time - (zone ?? 0), hasZone: zone !== undefined }
  }
  return undefined
}

function timeOfNumber(head: string, now: number): LineTime | undefined {
  const stamped = EPOCH.exec(head)?.[1]
  const time = stamped === undefined ? undefined : epoch(Number(stamped))
  return time === undefined ? timeOfNumbers(head, now) : { time, hasZone: true }
}

/**
 * `11:43:03.851`, `[11:43:33 ERR]`: the milliseconds since midnight if a line begins with a clock without a day;
 * otherwise NaN.
 */
function clockOnly(head: string, colon: number): number {
  const opening = codeAt(head, 0)
  const isFirst = colon === 2 || (colon === 3 && (opening === BRACKET || opening === PARENTHESIS))
  return isFirst ? clockAt(head, colon, endOfClock(head, colon)) : Number.NaN
}

/** The position of the clock excludes most forms. */
function timeOfClock(head: string, colon: number, now: number): LineTime | undefined {
  const klog = colon === 8 ? KLOG.exec(head) : null
  if (klog !== null) {
    const [, month, day, ...clock] = klog
    return { time: inYear(Number(month), Number(day), clockOf(...clock), now), hasZone: false }
  }
  const clock = colon <= 3 ? clockOnly(head, colon) : Number.NaN
  if (!Number.isNaN(clock)) {
    const today = Math.floor(now / DAY) * DAY + clock
    return { time: today > now + AHEAD ? today - DAY : today, hasZone: false }
  }
  const dayed = dayFirst(head, colon)
  if (dayed !== undefined) return dayed
  const monthFirst = MONTH_FIRST.exec(head)
  const month = monthOf(monthFirst?.[1])
  if (monthFirst !== null && month !== undefined) {
    const [, , day, hours, minutes, seconds, part, year] = monthFirst
    const clock = clockOf(hours, minutes, seconds, part)
    const time =
      year === undefined ? inYear(month, Number(day), clock, now) : startOfDay(Number(year), month, Number(day)) + clock
    return { time, hasZone: false }
  }
  return undefined
}

/** Seconds since 1970, or a fraction of them. */
const SECONDS = /\b1\d{9}(?:\d{3}|\d{6}|\d{9}|\.\d{1,9})?\b/y

/**
 * The text before and after the time of day, or the seconds since 1970, at a line's start; all of it after if there is
 * none.
 */
export function aroundTime(text: string): readonly [string, string] {
  const head = text.slice(0, HEAD)
  let colon = clockIn(head, 0)
  while (colon !== -1 && !isDigit(codeAt(head, colon - 2))) colon = clockIn(head, colon + 1)
  const start = colon === -1 ? head.length : colon - 2
  for (let one = head.indexOf('1'); one !== -1 && one < start; one = head.indexOf('1', one + 1)) {
    if (!isDigit(codeAt(head, one + 5)) || !isDigit(codeAt(head, one + 9))) continue
    SECONDS.lastIndex = one
    if (SECONDS.test(head)) return [text.slice(0, one), text.slice(SECONDS.lastIndex)]
  }
  return colon === -1 ? ['', text] : [text.slice(0, start), text.slice(endOfClock(head, colon))]
}

/** The line without its time. */
export function withoutTime(text: string): string {
  const [before, behind] = aroundTime(text)
  return before + behind
}

/** The kubelet's timestamp with nine digits, before each line with `timestamps=true` (`pkg/kubelet/kuberuntime/logs/logs.go`). */
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d)) /

/** The kubelet's timestamp of a log line, in milliseconds since 1970, and the rest of the line. */
export function splitStamp(line: string): { readonly time?: number; readonly text: string } {
  if (codeAt(line, 10) !== T || codeAt(line, 19) !== DOT) return { text: line }
  const stamp = STAMP.exec(line)?.[1]
  const time = parseTime(stamp)
  return stamp === undefined || time === undefined ? { text: line } : { time, text: line.slice(stamp.length + 1) }
}
