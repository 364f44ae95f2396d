import type { Piece } from '../lines.ts'
import { fits, matchIn, needsOf, Prefilter } from '../literals.ts'
import { type KnownLines, needsAmong } from '../match.ts'
import { OF_NOT_OWN } from '../not-own.ts'
import { INDEX } from '../read-log.ts'
import type { Saying, Screens } from '../saying.ts'
import { OF_SUCCESS } from '../success.ts'
import type { Entry } from './entries.ts'
import { type Failure, keyOf, type LogOrigin, type ReportedFailure } from './failure.ts'
import { OF_KNOWN_FORM, ofKnownForm } from './known-form.ts'
import { OF_OTHER_END, ofAnswer, ofWords } from './other-end.ts'
import {
  isBareFailure,
  isUncaught,
  mayBeException,
  OF_OWN_DOING,
  ofPanic,
  ofRecord,
  ofWordsAlone,
  workerDeath,
} from './own-doing.ts'
import { mayBeOfEnvoy, OF_PROXIES, upstreamFailure } from './proxies.ts'
import { requestFailure } from './requests.ts'

const RETRIES_LEFT = /\bRetry\(total=[1-9]/
const ATTEMPT = /\b(?:attempt|try|retry)\W{0,3}#?(\d{1,4})(?:\s?(?:\/|of)\s?(\d{1,4}))?/i
const OF_ATTEMPTS = /\((\d{1,4})(?:\/|\s?of\s?)(\d{1,4})\)/

const OF_JUDGE: readonly RegExp[] = [
  ...OF_NOT_OWN,
  ...OF_SUCCESS,
  ...OF_KNOWN_FORM,
  ...OF_OTHER_END,
  ...OF_PROXIES,
  ...OF_OWN_DOING,
  RETRIES_LEFT,
  ATTEMPT,
]

/** Everything that is searched in an event, screened for in one pass. */
export const SCREENS: Screens = {
  quiet: new Prefilter(OF_JUDGE, needsOf),
  loud: new Prefilter([...OF_JUDGE, ...INDEX.signatures.keys()], pattern => needsAmong(pattern, INDEX.signatures)),
}

/** Why an entry is a failure of the app's own; undefined if it is not. */
export function failureOf(
  entry: Entry,
  pieces: readonly Piece[],
  known: KnownLines,
  origin: LogOrigin,
): ReportedFailure | undefined {
  const { event, head, said } = entry
  if (said.failure === 'none') return undefined
  if (said.failure !== undefined) return { ...said.failure, piece: pieces[event.start + said.failure.at] ?? head }
  const { neighbours } = known
  const told = newFailureOf(entry, pieces, known, origin)
  // A result that depended on the line's neighbors does not apply elsewhere.
  if (known.neighbours === neighbours)
    said.failure = told === undefined ? 'none' : { ...told, at: pieces.indexOf(told.piece, event.start) - event.start }
  return told
}

function newFailureOf(
  entry: Entry,
  pieces: readonly Piece[],
  known: KnownLines,
  origin: LogOrigin,
): ReportedFailure | undefined {
  const { head, said } = entry
  if (said.level === 'debug' || head.text.trim() === '') return undefined
  if (said.level === 'info' && !isUncaught(said.text) && !UNSUCCESSFUL.test(said.text)) return requestOf(entry)
  // Most lines without a level are from an access log.
  if (said.level === undefined && isOfAccess(said)) return requestOf(entry)
  const failure = upstreamFailure(entry) ?? ownFailure(entry, pieces, known, origin)
  return (failure && reported(failure, said)) ?? requestOf(entry)
}

function isOfAccess(said: Saying): boolean {
  return (said.own === 'access' || said.own === 'passed-on') && !mayBeOfEnvoy(said)
}

function reported(failure: Failure, said: Saying): ReportedFailure {
  return { ...failure, topic: said.topic, key: keyOf(failure) }
}

function requestOf(entry: Entry): ReportedFailure | undefined {
  const failure = requestFailure(entry)
  return failure && reported(failure, entry.said)
}

function ownFailure(entry: Entry, pieces: readonly Piece[], known: KnownLines, origin: LogOrigin): Failure | undefined {
  const { said } = entry
  const { level, own, text } = said
  if ((own !== undefined && own !== 'optional' && !isOwnDisk(said) && !isOwnDial(said)) || isFirstOfRetries(said))
    return undefined
  const isLoud = level === 'error' || level === 'fatal' || mayBeException(said) || isBareFailure(said)
  const isQuiet = level === 'info' && !isUncaught(text)
  const found = workerDeath(entry) ?? ofKnownForm(entry, isLoud, isQuiet, pieces, known, origin)
  if (found !== undefined || own === 'optional' || own === 'access' || isQuiet) return found
  return (
    ofWords(entry, isLoud, origin) ??
    ofAnswer(entry, origin) ??
    ofPanic(entry) ??
    ofRecord(entry, isLoud, pieces, origin) ??
    ofWordsAlone(entry, origin)
  )
}

/** A scraper whose own disk is full logs that about its targets. */
function isOwnDisk({ own, text }: Saying): boolean {
  return own === 'reported' && /\bno space left on device\b/i.test(text)
}

/** An access log entry that fails because another server is unreachable. */
function isOwnDial({ own, text }: Saying): boolean {
  return own === 'access' && /\bdial(?:ing:?)? (?:dial )?tcp\b/.test(text)
}

/** Reported as information because of a retry or a wait: an unreachable server counts anyway. */
const UNSUCCESSFUL =
  /\b(?:a?waiting|fail(?:ed|ure|s|ing)?|errors?|exception|retry(?:ing)?|unable|cannot|could not|couldn't)\b/i

/** An attempt that is retried at once, and not the last one: whether that fails too is reported elsewhere. */
function isFirstOfRetries(said: Saying): boolean {
  if (fits(said, RETRIES_LEFT, 600)) return true
  const head = said.text.slice(0, 600)
  const [, number, of] = matchIn(said, ATTEMPT, head) ?? (head.includes('(') ? OF_ATTEMPTS.exec(head) : null) ?? []
  if (number === undefined) return false
  return number === '1' && (of === undefined ? /\bretry(?:ing)? (?:in|after)\b/i.test(head) : Number(of) > 1)
}
