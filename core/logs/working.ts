import { parseTime } from '../time.ts'
import { readLines } from './lines.ts'

/** The end of a log that is read, in characters. */
const TAIL = 8192
const DATED = /\b(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?(Z|[+-]\d\d:\d\d)?/
/** What an app repeats while it waits, or retries in vain. */
const HELD =
  /\b(?:wait\w*|sleep\w*|retry\w*|retries|attempt\w*|again|still|block\w*|lock\w*|heartbeat|alive|idle|fail\w*|errors?|exception|warn\w*|timed? ?out|refused|unavailable|unable|cannot|denied)\b/i

/** A line with its time. */
interface Dated {
  readonly time: number
  /** Without the time. */
  readonly text: string
}

function readDated(line: string): Dated | undefined {
  const found = DATED.exec(line.slice(0, 400))
  if (found === null) return undefined
  const [all, year, month, day, clock, zone = 'Z'] = found
  const time = parseTime(`${year}-${month}-${day}T${clock}${zone}`)
  return time === undefined ? undefined : { time, text: line.slice(0, 400).replace(all, '') }
}

/**
 * Whether a running app's log shows that it is working: its last two lines have a time, the last one is no older than
 * `recent`, they differ, and neither is about waiting or trouble. A time without a zone is in UTC, the default in
 * containers. `now`, `recent`: milliseconds.
 */
export function isWorking(log: string, now: number, recent: number): boolean {
  const lines = readLines(log.slice(-TAIL)).filter(({ text }) => text.trim() !== '')
  const [before, last] = lines.slice(-2).map(({ text }) => readDated(text))
  if (before === undefined || last === undefined || now - last.time > recent || last.time - now > recent) return false
  return before.text !== last.text && ![before.text, last.text].some(text => HELD.test(text))
}
