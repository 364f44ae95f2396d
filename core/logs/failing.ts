import { BAR, isBeginning, isLasting, type Run, type Surroundings } from './bar.ts'
import { explainsAnywhere } from './choose.ts'
import { failureOf, SCREENS } from './failing/detect.ts'
import { type Entry, entriesOf } from './failing/entries.ts'
import { type Form, isOfOtherEnd, type LogOrigin, NAMES, type RunningCause } from './failing/failure.ts'
import { isAnsweredCheck } from './failing/requests.ts'
import { close, extend, type OpenRun } from './failing/runs.ts'
import { MAX_CHARACTERS, readLines, readPieces } from './lines.ts'
import { isMissingLog } from './log-state.ts'
import { KnownLines } from './match.ts'
import { tellsOfServer } from './not-own.ts'
import { shownLine, withServiceAccount } from './read-log.ts'

/** What keeps failing in a running app, according to its log, up to the end. */
export interface LastingFailure {
  readonly cause: RunningCause
  /** How it was recognized. */
  readonly form: Form
  /** The signature's id, or its equivalent. */
  readonly signature: string
  /** The last line about it: trimmed, without colors and credentials, at most 500 characters. */
  readonly line: string
  /** 1-based in the given text. */
  readonly lineNumber: number
  /** What the lines name: see `LogVerdict`. */
  readonly facts: Readonly<Record<string, string>>
  readonly count: number
  /** Milliseconds since 1970; undefined if the log's lines have no time. */
  readonly first: number | undefined
  readonly last: number | undefined
  readonly strength: 'strong' | 'weak'
  /** True if each of the last runs reports it, and they exit with 0. */
  readonly isOfRuns?: true
}

/** A truncated log begins with the rest of an event, or with a line between two failures. */
const AT_BEGINNING = 5

/**
 * For a busy app's log, this many times as much is read if something fails in an end too short to show for how long.
 */
const FURTHER = 4

/**
 * What keeps failing in the log of a running app, up to its end, most specific first; empty if the evidence does not
 * meet `BAR`, or is about others. Reads the last 64 KiB and 2,000 lines, four times as much if something fails in these
 * and they cover less time than the bar requires; linear in that.
 */
export function readFailing(
  text: string,
  origin: LogOrigin,
  isEnough: IsEnough = isLasting,
): readonly LastingFailure[] {
  return readFailures(text, origin, [isEnough])[0] ?? []
}

type IsEnough = typeof isLasting

/** The same for several bars, of one reading. */
export function readFailures(
  text: string,
  origin: LogOrigin,
  bars: readonly IsEnough[],
): readonly (readonly LastingFailure[])[] {
  if (isMissingLog(text)) return bars.map(() => [])
  const near = readEnd(text, origin, 1)
  const isShort = near.isShort && text.length > MAX_CHARACTERS
  let far: LogEnd | undefined
  return bars.map(isEnough => {
    const found = failuresIn(near, isEnough)
    if (found.length > 0 || !isShort) return found
    far ??= readEnd(text, origin, FURTHER)
    return failuresIn(far, isEnough)
  })
}

interface LogEnd {
  readonly runs: readonly OpenRun[]
  readonly surroundings: Surroundings
  /** Index of the last entry that tells of something else. */
  readonly lastOther: number
  /** How much longer the log is than what was read of it. */
  readonly share: number
  /** True if something fails and the lines that were read cover less time than required. */
  readonly isShort: boolean
}

function readEnd(text: string, origin: LogOrigin, times: number): LogEnd {
  const pieces = readPieces(readLines(text, times))
  const entries = entriesOf(pieces, origin, SCREENS)
  let serves = origin.isServer === true ? true : undefined
  const told: LogOrigin = {
    ...origin,
    // Rarely needed, and takes a pass over all lines.
    get isServer() {
      serves ??= [...new Set(entries.map(({ said }) => said))].some(tellsOfServer)
      return serves
    },
  }
  const known = new KnownLines()
  const runs = new Map<string, OpenRun>()
  let end: number | undefined
  const toldBy = new Set<number>()
  entries.forEach((entry, index) => {
    if (entry.time !== undefined && !(end !== undefined && end > entry.time)) end = entry.time
    const failure = failureOf(entry, pieces, known, told)
    if (failure === undefined) close(runs, entry)
    else {
      extend(runs, failure, entry, index)
      toldBy.add(index)
    }
  })
  const surroundings = { now: origin.now, startedAt: origin.startedAt, end }
  const share = Math.max(1, text.length / (times * MAX_CHARACTERS))
  if (runs.size === 0) return { runs: [], surroundings, lastOther: -1, share, isShort: false }
  const lastOther = entries.findLastIndex((entry, index) => !toldBy.has(index) && !isAftermath(entry))
  const all = [...runs.values()]
  const begin = entries.find(({ time }) => time !== undefined)?.time
  const isShort = begin !== undefined && end !== undefined && end - begin < BAR.vagueSpan
  return { runs: all, surroundings, lastOther, share, isShort: isShort && all.some(({ count }) => count > 1) }
}

function failuresIn({ runs, surroundings, lastOther, share }: LogEnd, isEnough: IsEnough): readonly LastingFailure[] {
  const lasting = runs
    .filter(run => isEnough({ ...runOf(run), count: countIn(run, share), isAtEnd: run.at > lastOther }, surroundings))
    .filter(run => !AT_END.has(run.form) || run.at > lastOther)
    .sort((a, b) => rankOf(a) - rankOf(b) || b.count - a.count)
  return lasting.filter((run, index) => index === 0 || isApart(run, lasting.slice(0, index))).map(lastingOf)
}

/** True if the log of a ready app ends with a failure that may just have begun: too few times to report it yet. */
export function beginsToFail(text: string, now: number): boolean {
  return readFailing(text, { now, startedAt: undefined }, isBeginning).length > 0
}

/** Forms recognized only by the words of a line, or a status. */
const VAGUE: ReadonlySet<Form> = new Set(['requests', 'own-words', 'same-words', 'waiting'])

/** Forms that count only while the log reports nothing else. */
const AT_END: ReadonlySet<Form> = new Set(['same-words', 'waiting'])

function runOf({ count, first, last, longestGap, form }: OpenRun): Omit<Run, 'isAtEnd'> {
  return { count, first, last, longestGap, isVague: VAGUE.has(form) }
}

/** If the log is longer than what is read, a failure without times that fills it has happened as often before. */
function countIn({ count, first, from }: OpenRun, share: number): number {
  return first === undefined && from < AT_BEGINNING ? count * share : count
}

function lastingOf({ cause, form, signature, facts, strength, piece, count, first, last }: OpenRun): LastingFailure {
  return {
    cause,
    form,
    signature,
    line: shownLine(piece.line, piece),
    lineNumber: piece.line.number,
    facts: withServiceAccount(facts),
    count,
    first,
    last,
    strength,
  }
}

/** True if a failure is more than another report of a known one: it names its object, and that is a different one. */
function isApart({ cause, facts, strength }: OpenRun, told: readonly OpenRun[]): boolean {
  if (strength === 'weak' || cause === 'application-error' || NAMES.every(name => facts[name] === undefined))
    return false
  return told.every(other => !explainsAnywhere(other.cause, cause) && other.cause !== cause)
}

/** Failures with a cause and an object come before those with neither; failing requests say least. */
function rankOf({ cause, strength, facts, form }: OpenRun): number {
  if (form === 'requests') return 5
  if (cause === 'application-error') return form === 'same-words' ? 4 : 3
  if (strength === 'weak') return 2
  return isOfOtherEnd(cause) && facts['host'] === undefined && facts['address'] === undefined ? 1 : 0
}

/** Output after a failure that does not report it: a retry, a fallback. */
function isAftermath({ head, said }: Entry): boolean {
  const { level } = said
  if (head.text.trim() === '' || isAnsweredCheck(said)) return true
  if (level === 'error' || level === 'fatal' || level === 'warn' || level === 'debug') return true
  return said.success === undefined
}
