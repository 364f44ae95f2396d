import { isOfServer, withDependency } from '../dependency.ts'
import { fits, matchIn } from '../literals.ts'
import type { Entry } from './entries.ts'
import type { Failure, LogOrigin } from './failure.ts'
import { AS_CLIENT, mayBeException } from './own-doing.ts'

const REFUSED =
  /\bconnection (?:was )?(?:refused|failed|aborted|timed? ?out|attempt failed)|\bECONN(?:REFUSED|ABORTED)\b|\bCONNECTION_REFUSED\b|\bETIMEDOUT\b|\b(?:EHOST|ENET)UNREACH\b|\bno route to host\b|\b(?:connect\w*|read|i\/o|dial|socket|operation|request|handshake|urlopen error|call)\b.{0,60}\btimed? ?out\b|\b(?:i\/o|connect|connection|socket|request) timeout\b|\b(?:unreachable|not reachable)\b|\bnetwork is unreachable\b|\b(?:could ?n.t|cannot|can't|unable to|failed to) (?:connect|reach|establish a (?:new )?connection|contact|dial)\b|\bnot accepting connections\b|\bno (?:response|answer|reply)$|\b(?:no|lost) connection to (?!clients?\b|peers?\b|users?\b)\S|\bconnection (?:to \S{1,80} )?(?:was |has been )?lost\b|\b(?:did|does|has|is) not (?:respond|answer|reply|come up|acknowledge)(?:ed|ing)?\b|\bnot acknowledged by\b|\bRemoteDisconnected\b|\bclosed connection without response\b|\bno (?:response|answer|reply) from\b|\bsocket hang up\b|\bbroken connection to\b|\bEOF from \w{2,8}:\/\/|\bping failed\b|\bhas no primary\b|\bservice not available\b|\bTimed out waiting for a node assignment\b|\bno (?:available )?brokers?(?: are)? available\b|\bnode may not be available\b|\bcode ?= ?(?:Unavailable|DeadlineExceeded)\b|\bTimedOut\b|\b(?:re)?connecting (?:\(\d{1,5}\/\d{1,5}\) )?to \S{2,200} failed\b|\bConnectError\b|\bDEADLINE_EXCEEDED\b|\bnot responding\b|\btimeout of \d{1,8} ?ms exceeded\b|\bMessage timed out\b|: timed out\b/i
const UNRESOLVED =
  /\b(?:no such host|ENOTFOUND|EAI_AGAIN|EAI_NONAME|name or service not known|temporary failure in name resolution|nodename nor servname|could not resolve|cannot resolve|can't resolve|unable to resolve|name does not resolve|domain name not found|UnknownHostException|NXDOMAIN|nxdomain|getaddrinfo(?: failed)?|name resolution failed|dns (?:lookup|error)|failed to lookup address)\b/i

const ANSWERED =
  /\bhttps?:\/\/\S{1,300}?["')]? {0,2}(?:->|=>|→|:) {0,2}(50[0234])(?![\w.:/-]|ms)|(?<![\w.:/-])(50\d)(?![\w.:/-]|ms)(?=.{0,40}\b(?:Internal Server Error|Service (?:Temporarily )?Unavailable|Bad Gateway|Gateway Time-?out)\b)|\b(?:status(?:_?code)?|http|code|return(?:ed|s)|respond(?:ed|s)(?: with)?|answer(?:ed|s)(?: with)?|response|error)["']?[ :=]{1,3}"?(?:(?:http )?(?:status|error) |code ){0,2}(50\d)\b/i

/** An outgoing transfer, with its destination: if that hangs up, it is not a client. */
const SENDING =
  /\b(?:send(?:ing)?|flush(?:ing)?|push(?:ing)?|upload(?:ing)?|export(?:ing)?|publish(?:ing)?|forward(?:ing)?) (?:\w{1,20} ){0,2}to:? (?:\w{2,12}:\/\/)?[a-z][\w.-]{1,252}:\d{2,5}\b/

/** Servers behind an app, by kind. */
const ANSWERED_BY =
  /\b(?:upstream|backend|remote|server|api|gateway|provider|downstream) (?:answered|returned|responded|replied|said|sent)\b/i

/** A called server responds that it, or something behind it, fails. */
export function ofAnswer({ said, head }: Entry, { isReporter }: LogOrigin): Failure | undefined {
  const { level, text } = said
  if (isReporter === true || (level !== 'error' && level !== 'fatal' && level !== 'warn')) return undefined
  const found = matchIn(said, ANSWERED, text.slice(0, 1000))
  if (found === null || said.blamesCaller) return undefined
  const status = found.slice(1).find(part => part !== undefined) ?? ''
  const target = said.target ?? withDependency({}, [text])
  if (Object.keys(target).length === 0 && !AS_CLIENT.test(text) && !ANSWERED_BY.test(text)) return undefined
  return {
    cause: 'app-dependency-unreachable',
    form: 'known',
    signature: 'http-answer',
    facts: { ...target, status },
    strength: 'strong',
    piece: head,
  }
}

/** The same if only a connection can be meant: a request may be a client's. */
const UNCONNECTED =
  /\bnot responding\b|\b(?:re)?connecting (?:\(\d{1,5}\/\d{1,5}\) )?to \S{2,200} failed\b|\bnot accepting connections\b|\b(?:did|does) not (?:respond|answer)\b|\bDEADLINE_EXCEEDED\b|\btimeout of \d{1,8} ?ms exceeded\b|: timed out\b|\b(?:no|lost) connection to\b|\bping failed\b|\bservice not available\b|\b(?:unreachable|not reachable)\b|\bconnection (?:was )?(?:refused|failed|timed? ?out|attempt failed)\b|\bECONNREFUSED\b|\bno route to host\b|\b(?:could ?n.t|cannot|can't|unable to|failed to) (?:connect|reach|establish a (?:new )?connection)\b/i

/** An app's own words about an unreachable server or an unknown name, if they name it. */
export function ofWords({ said, head }: Entry, isLoud: boolean, { isReporter }: LogOrigin): Failure | undefined {
  const { level } = said
  const isMarked = isLoud || level === 'warn'
  if (isReporter === true || !(isMarked || level === undefined)) return undefined
  const isName = fits(said, UNRESOLVED)
  const isSending = fits(said, SENDING, 600) && /\b(?:Broken ?pipe|EPIPE|ECONNRESET|reset by peer)\b/i.test(said.text)
  if (!isName && !isSending && !fits(said, REFUSED)) return undefined
  const isPlain = isName || fits(said, UNCONNECTED, 600)
  const { target } = said
  const facts = target ?? withDependency({}, [said.text])
  const { service } = facts
  const isNamed = target !== undefined || (service !== undefined && (isLoud || isOfServer(service)))
  // A script's own words have no level: they count if they are plain and name the other end.
  const isEnough = isNamed ? isMarked || isPlain : isLoud && (isPlain || mayBeException(said))
  // An order may be rejected because a server does not respond.
  const isPlainlyOther = isPlain && target === undefined && service !== undefined && isOfServer(service)
  if (!isEnough || (said.blamesCaller && !isPlainlyOther && !isSending)) return undefined
  const cause = isName ? 'app-name-resolution-failed' : 'app-dependency-unreachable'
  return {
    cause,
    form: 'known',
    signature: `words-${cause}`,
    facts,
    strength: target === undefined ? 'weak' : 'strong',
    piece: head,
  }
}

/** The expressions of the functions above, for screening. */
export const OF_OTHER_END: readonly RegExp[] = [REFUSED, UNRESOLVED, ANSWERED, UNCONNECTED, SENDING]
