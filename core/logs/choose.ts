import { howItEnds, type LogEvent } from './events.ts'
import type { Piece } from './lines.ts'
import { levelIn, type Match } from './match.ts'
import { isProgress } from './progress.ts'
import { readingOf } from './signature.ts'

export interface Choice {
  readonly match: Match
  readonly strong: boolean
}

/** Limit on the pieces, except stack frames, between the lines of one failure. */
const STORY = 60
/** Limit on the pieces between a failed step and the next step that fails because of it. */
const STEP = 8
/** A process that prints this much after an error has probably survived it. */
const SURVIVED = 40

/** The match that shows why the process ended; undefined if none does. */
export function choose(
  matches: readonly Match[],
  events: readonly LogEvent[],
  pieces: readonly Piece[],
): Choice | undefined {
  const alive = events.findLastIndex(event => showsProgress(event, pieces))
  const open = matches.filter(match => match.eventIndex >= alive && (match.strong || gravityOf(match, pieces) > 0))
  const last = open.at(-1)
  if (last === undefined) return undefined
  const start = startOfStory(last.index, pieces)
  const story = open.filter(match => match.index >= start)
  const gravity = Math.max(...story.map(match => gravityOf(match, pieces)))
  const grave = story.filter(match => gravityOf(match, pieces) === gravity)
  const match = refine(bestOfEvent(grave, grave.at(-1) ?? last), story)
  if (isOvertaken(match, gravity, events, pieces)) return undefined
  return { match, strong: match.strong && gravity === 2 && !hasSurvived(match, pieces) }
}

const FRAME = /^\s+(?:at |from |File "|\.\.\. \d)/

/** A JVM trace has a hundred frames, and the failure that follows from the first is printed after it. */
function startOfStory(end: number, pieces: readonly Piece[]): number {
  let start = end
  for (let left = STORY; start > 0 && left > 0; start--) if (!FRAME.test(pieces[start - 1]?.text ?? '')) left--
  return start
}

function showsProgress(event: LogEvent, pieces: readonly Piece[]): boolean {
  return pieces.slice(event.start, event.end).some(piece => isProgress(piece, levelIn(event, piece, pieces)))
}

/** 2: an error, a line without a level, or a repeated message; 1: a warning; 0: information. */
function gravityOf(match: Match, pieces: readonly Piece[]): number {
  if (match.signature.repeats === true && match.strong) return 2
  const level = levelIn(match.event, match.piece, pieces)
  return level === 'warn' ? 1 : level === 'info' ? 0 : 2
}

/** The best of the matches in the event of `last`. */
function bestOfEvent(matches: readonly Match[], last: Match): Match {
  return bestOf(matches.filter(match => match.eventIndex === last.eventIndex)) ?? last
}

/** The most telling match of one event. */
export function bestOf(matches: readonly Match[]): Match | undefined {
  const [first, ...others] = matches
  return first === undefined ? undefined : others.reduce((best, match) => (isBetter(match, best) ? match : best), first)
}

/** Within one event; `match` comes after `best` in the log. */
function isBetter(match: Match, best: Match): boolean {
  if (match.strong !== best.strong) return match.strong
  const specific = specificityOf(match) - specificityOf(best)
  if (specific !== 0) return specific < 0
  const facts = Object.keys(match.facts).length - Object.keys(best.facts).length
  if (facts !== 0) return facts > 0
  if (isProperty(match) !== isProperty(best)) return isProperty(best)
  return !match.event.rootFirst && match.index > best.index
}

function specificityOf({ signature }: Match): number {
  return readingOf(signature.cause)?.specificity ?? Number.POSITIVE_INFINITY
}

/** A property of a printed error object says less than the message above it. */
function isProperty(match: Match): boolean {
  return /^\s+["']?(?:code|name|errno|severity)["']?: /.test(match.piece.text)
}

/** True if one cause in a log explains another, whatever their distance. */
export function explainsAnywhere(cause: string, other: string): boolean {
  return readingOf(other)?.explainedBy?.anywhere?.includes(cause) === true
}

/** An earlier match of the same story that explains the chosen one; else the chosen one. */
function refine(chosen: Match, story: readonly Match[]): Match {
  const reasons = story.filter(match => match.eventIndex < chosen.eventIndex && explains(match, chosen))
  const last = reasons.at(-1)
  return last === undefined ? chosen : bestOfEvent(reasons, last)
}

function explains(earlier: Match, later: Match): boolean {
  if (!earlier.strong) return false
  const close = later.index - earlier.index <= STEP
  const { cause } = earlier.signature
  if (cause === later.signature.cause) return !later.strong || isLessSpecific(later, earlier)
  if (!later.strong) return true
  const { anywhere, closeBy } = readingOf(later.signature.cause)?.explainedBy ?? {}
  return anywhere?.includes(cause) === true || (close && closeBy?.includes(cause) === true)
}

function isLessSpecific(later: Match, earlier: Match): boolean {
  return Object.keys(later.facts).length === 0 && Object.keys(earlier.facts).length > 0
}

/** Otherwise a later programming error is what ended it. */
function isOvertaken(match: Match, gravity: number, events: readonly LogEvent[], pieces: readonly Piece[]): boolean {
  for (const event of events) {
    if (event.start < match.event.end) continue
    const end = howItEnds(event, pieces)
    if (end === undefined || (end === 'exception' && gravity === 2)) continue
    if (
      !(match.strong && readingOf(match.signature.cause)?.leadsToMistakes === true && event.start - match.index <= STEP)
    )
      return true
  }
  return false
}

function hasSurvived(match: Match, pieces: readonly Piece[]): boolean {
  let calm = 0
  for (const piece of pieces.slice(match.event.end)) {
    if (!piece.inner && (piece.level === 'info' || piece.level === undefined) && /^\S/.test(piece.text)) calm++
  }
  return calm > SURVIVED
}
