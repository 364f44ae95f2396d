import { bestOf } from '../choose.ts'
import { withDependency } from '../dependency.ts'
import type { Piece } from '../lines.ts'
import { fits } from '../literals.ts'
import { type KnownLines, type Match, matchEvent } from '../match.ts'
import { INDEX } from '../read-log.ts'
import type { Saying } from '../saying.ts'
import { readingOf } from '../signature.ts'
import { completed } from '../target.ts'
import type { Entry } from './entries.ts'
import { type Failure, isOfOtherEnd, type LogOrigin } from './failure.ts'
import { tellsOfOwnJob } from './own-doing.ts'

/** The failure that a known wording in an entry tells of. */
export function ofKnownForm(
  entry: Entry,
  isLoud: boolean,
  isQuiet: boolean,
  pieces: readonly Piece[],
  known: KnownLines,
  origin: LogOrigin,
): Failure | undefined {
  const { event, said } = entry
  const matches = matchEvent(event, pieces, INDEX, 0, known, said.signatures).filter(
    match => isOwn(match, said, isLoud, origin) && !(isQuiet && !isUnreachedFor(match)),
  )
  const best = bestOf(matches)
  return best === undefined ? undefined : failureOf(best, entry)
}

function isUnreachedFor({ strong, signature }: Match): boolean {
  return signature.repeats === true || (strong && readingOf(signature.cause)?.isUnreached === true)
}

function isOwn(match: Match, said: Saying, isLoud: boolean, origin: LogOrigin): boolean {
  const { cause } = match.signature
  const reading = readingOf(cause)
  const isToClients = reading?.isOfClients === true || match.signature.isToClients === true
  if (isToClients && origin.isServer === true) return false
  if (origin.isReporter === true && isOfOtherEnd(cause)) return false
  if (reading?.running === 'start' || (said.own === 'optional' && (!match.strong || reading?.running === 'setting')))
    return false
  if (match.strong && reading?.isUnreached === true && fits(said, HUNG_UP) && !fits(said, OUTGOING)) return false
  if (match.signature.repeats === true) return !OF_OPERATOR.test(said.text)
  const isLogin = cause === 'app-authentication-failed' || cause === 'app-permission-denied'
  if (match.strong) return !isLogin || fits(said, OUTGOING) || !fits(said, CALLER_LOGIN)
  if (cause === 'app-authentication-failed' && said.anyTarget === undefined && !tellsOfOwnJob(said)) return false
  if (match.signature.isOfOwnJob === true) return isLoud
  if (cause === 'app-certificate-invalid' && isLoud && said.target?.['host'] !== undefined) return true
  return isLoud && (fits(said, OUTGOING) || !said.blamesCaller)
}

/** The record of a controller, which waits for what it looks after. */
const OF_OPERATOR = /\b(?:controller(?:Kind)?|reconcil\w{1,6}|namespace)["']?\s?[=:]/i
/** Whoever was connected has gone: mostly a caller, a load balancer or a probe. */
const HUNG_UP = /\b(?:Broken ?pipe|EPIPE|ECONNRESET|connection reset by peer)\b/i
/** A client's own words for a call that it makes. */
const OUTGOING =
  /\bMax retries exceeded with url\b|\b(?:Get|Post|Put|Patch|Delete|Head) \\?"https?:\/\/|\bI\/O error on [A-Z]{3,7} request for "|\brequest to https?:\/\/\S{1,300} failed, reason: |\brequests\.exceptions\.|\bAxiosError: | -- Original Error: |\b(?:calling|call to|request to|fetching|(?:GET|POST|PUT|PATCH|DELETE)) https?:\/\/|\b(?:receive|send) data (?:from|to) server: |\bwhile reading from \S{1,253}:\d{1,5} : |\bHTTPS?ConnectionPool\(host=|\bserver returned HTTP status\b|\[output:[\w.:-]{1,80}\]/
/** A login that this program refuses, not one that it is refused: it knows where its caller is. */
const CALLER_LOGIN =
  /^.{0,80}\b(?:user|client|account|tenant|member|visitor) \S{1,60} .{0,60}\b(?:permission denied|not (?:authori[sz]ed|allowed|permitted)|access denied)\b|\b(?:client_?ip|remote_?(?:addr(?:ess)?|ip)|ip|user_?agent)["']?\s{0,2}[=:]\s{0,2}["']?\d|"status":40[13]\b|\bstatus=40[13]\b|\bauthentication fail(?:ed|ure) from \d|\bfrom=\d|\brhost=/i

function failureOf({ signature, piece, facts, strong }: Match, { said }: Entry): Failure {
  const { cause, id, repeats } = signature
  const target = isOfOtherEnd(cause) ? withDependency(completed(facts, said.target), [piece.text, said.text]) : facts
  const form = repeats === true ? 'waiting' : 'known'
  return { cause, form, signature: id, facts: target, strength: strong ? 'strong' : 'weak', piece }
}

/** What the functions above ask of a text, to be screened for. */
export const OF_KNOWN_FORM: readonly RegExp[] = [HUNG_UP, OUTGOING, CALLER_LOGIN]
