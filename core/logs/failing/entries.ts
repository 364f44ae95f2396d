import { groupEvents, type LogEvent } from '../events.ts'
import type { Piece } from '../lines.ts'
import type { Prefilter } from '../literals.ts'
import { Saying } from '../saying.ts'
import { timeOfField, timeOfText, withoutTime } from '../times.ts'
import type { LogOrigin } from './failure.ts'

/** An event of more lines is looked at each time that it comes. */
const MAX_SHARED = 300

/** An event of a log, what it says and when. */
export interface Entry {
  readonly event: LogEvent
  readonly head: Piece
  readonly said: Saying
  readonly time: number | undefined
}

/** The events of a log, oldest first. `screen` tells what each of them may match. */
export function entriesOf(
  pieces: readonly Piece[],
  { now, startedAt }: LogOrigin,
  screen: Prefilter<RegExp>,
): readonly Entry[] {
  let time: number | undefined
  let zoneless = false
  const entries = groupEvents(pieces).flatMap<Entry>(event => {
    const head = pieces[event.start]
    if (head === undefined) return []
    const own =
      head.line.stamp === undefined
        ? (timeOfField(head.record?.time, now) ?? timeOfText(head.line.text, now))
        : { time: head.line.stamp, hasZone: true }
    if (own !== undefined) {
      time = own.time
      zoneless ||= !own.hasZone
    }
    return [{ event, head, said: sayingOf(event, head, pieces, screen), time }]
  })
  return inZone(entries, zoneless, now, startedAt)
}

function sayingOf({ start, end }: LogEvent, head: Piece, pieces: readonly Piece[], screen: Prefilter<RegExp>): Saying {
  const told = end - start === 1 ? [head.text] : pieces.slice(start, Math.min(end, start + 60)).map(({ text }) => text)
  return new Saying(head.level, head.record === undefined ? told : [...told, head.record.fields], screen)
}

/** What an event says, its time left out; undefined for one that is too long to be worth comparing. */
export function keyOfSaying({ event, head }: Entry, pieces: readonly Piece[]): string | undefined {
  const { start, end } = event
  if (end - start > MAX_SHARED) return undefined
  const whole = pieces
    .slice(start, end)
    .map(({ text }) => text)
    .join('\n')
  return `${head.level} ${head.record === undefined ? withoutTime(whole) : `${head.record.fields}\n${whole}`}`
}

const QUARTER = 900_000
const SLACK = 120_000
/** No zone is farther from another. */
const FARTHEST = 26 * 3_600_000

/**
 * Times without a zone are those of UTC unless that cannot be: they lie ahead of now, or before the container was started. No
 * time that lies before that by more than any zone can be told from is that of its line: it is as if there was none.
 */
function inZone(
  entries: readonly Entry[],
  isZoneless: boolean,
  now: number,
  startedAt: number | undefined,
): readonly Entry[] {
  const end = entries.findLast(entry => entry.time !== undefined)?.time
  if (end === undefined) return entries
  if (startedAt !== undefined && end < startedAt - FARTHEST)
    return entries.map(entry => (entry.time === undefined ? entry : { ...entry, time: undefined }))
  const isImpossible = end > now + SLACK || (startedAt !== undefined && end < startedAt - SLACK)
  const shift = Math.round((now - end) / QUARTER) * QUARTER
  if (!isZoneless || !isImpossible || shift === 0 || Math.abs(shift) > FARTHEST) return entries
  return entries.map(entry => (entry.time === undefined ? entry : { ...entry, time: entry.time + shift }))
}
