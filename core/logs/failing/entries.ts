import { codeAt } from '../characters.ts'
import { groupEvents, type LogEvent } from '../events.ts'
import type { Piece } from '../lines.ts'
import { Saying, type Screens } from '../saying.ts'
import { aroundTime, timeOfField, timeOfText } from '../times.ts'
import type { LogOrigin } from './failure.ts'

/** A longer event is judged at each occurrence. */
const MAX_SHARED = 300
/** Lines of an event that show what it is about. */
const MAX_PIECES = 60

/** An event of a log, with its content and time. */
export interface Entry {
  readonly event: LogEvent
  readonly head: Piece
  readonly said: Saying
  readonly time: number | undefined
}

/** The events of a log, oldest first. `screens` tell what each of them may match. */
export function entriesOf(pieces: readonly Piece[], { now, startedAt }: LogOrigin, screens: Screens): readonly Entry[] {
  let time: number | undefined
  let zoneless = false
  const entries: Entry[] = []
  const sayings = new Sayings(screens)
  for (const event of groupEvents(pieces)) {
    const head = pieces[event.start]
    if (head === undefined) continue
    const own =
      head.line.stamp === undefined
        ? (timeOfField(head.record?.time, now) ?? timeOfText(head.line.text, now))
        : { time: head.line.stamp, hasZone: true }
    if (own !== undefined) {
      time = own.time
      zoneless ||= !own.hasZone
    }
    entries.push({ event, head, said: sayings.of(event, head, pieces), time })
  }
  return inZone(entries, zoneless, now, startedAt)
}

/** Character codes, and the length of the request ID, a UUID, with which Rails tags a line. */
const [CLOSING, DASH] = [93, 45]
const ID = 36

/** Without the request ID with which Rails tags a line: `[0a3f26c2-1895-49ce-86fa-8b990824987a] Completed 500`. */
function withoutRequest(text: string): string {
  for (let at = text.indexOf('['); at !== -1; at = text.indexOf('[', at + 1))
    if (
      codeAt(text, at + ID + 1) === CLOSING &&
      codeAt(text, at + 9) === DASH &&
      codeAt(text, at + 14) === DASH &&
      codeAt(text, at + 19) === DASH &&
      codeAt(text, at + 24) === DASH
    )
      return text.slice(0, at + 1) + text.slice(at + ID + 1)
  return text
}

/** The contents of a log's events; events that differ only in times and request IDs share one. */
class Sayings {
  private readonly screens: Screens
  /** By level, and by the text before and after the time. */
  private readonly known = new Map<string | undefined, Map<string, Map<string, Saying>>>()

  constructor(screens: Screens) {
    this.screens = screens
  }

  of(event: LogEvent, head: Piece, pieces: readonly Piece[]): Saying {
    const { start, end } = event
    if (end - start > MAX_SHARED) return newSaying(event, head, pieces, this.screens)
    const whole = end - start === 1 ? head.text : textsOf(pieces, start, end).join('\n')
    const [before, behind] = head.record === undefined ? aroundTime(whole) : [head.record.fields, whole]
    const known = inMap(inMap(this.known, head.level), before)
    const untagged = withoutRequest(behind)
    let saying = known.get(untagged)
    if (saying === undefined) {
      saying = newSaying(event, head, pieces, this.screens)
      known.set(untagged, saying)
    }
    return saying
  }
}

function inMap<Key, Inner, Value>(map: Map<Key, Map<Inner, Value>>, key: Key): Map<Inner, Value> {
  let inner = map.get(key)
  if (inner === undefined) {
    inner = new Map()
    map.set(key, inner)
  }
  return inner
}

function newSaying({ start, end }: LogEvent, head: Piece, pieces: readonly Piece[], screens: Screens): Saying {
  const told = textsOf(pieces, start, Math.min(end, start + MAX_PIECES))
  const texts = head.record === undefined ? told : [...told, head.record.fields]
  return new Saying(head.level, texts, end - start <= MAX_PIECES, screens)
}

function textsOf(pieces: readonly Piece[], start: number, end: number): readonly string[] {
  const texts: string[] = []
  for (let at = start; at < end; at++) texts.push(pieces[at]?.text ?? '')
  return texts
}

const QUARTER = 900_000
const SLACK = 120_000
/** No zone is farther from another. */
const FARTHEST = 26 * 3_600_000

/**
 * Times without a zone are in UTC unless that is impossible: ahead of now, or before the container's start. A time so
 * far before the start that no zone explains it is not the time of its line, and is ignored.
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
