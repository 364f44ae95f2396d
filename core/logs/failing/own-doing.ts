import type { Piece } from '../lines.ts'
import { fits, matchIn } from '../literals.ts'
import type { Saying } from '../saying.ts'
import { messageOf } from '../success.ts'
import type { Entry } from './entries.ts'
import type { Failure, LogOrigin } from './failure.ts'

const DIED =
  /\b(?:worker|child|process|App \[[\w:.-]{1,60}\])(?!\w).{0,80}\b(?:exited|terminated|died|killed|was sent|crashed)\b.{0,60}?(?:(?:with )?(?:code|status):? \[?(?<code2>[1-9]\d{0,2})\b|signal:? (?<signal>[46789]|11)\b|(?<name>SIG(?:SEGV|KILL|ABRT|BUS|ILL|FPE))|exit signal Segmentation fault|exit(?:ed)?(?: with)?(?: code| status)?:? (?<code>[1-9]\d{0,2}))|\bWORKER TIMEOUT \(pid:\s?\d/i

/** A process that another keeps restarting. A signal that asks it to stop, and 0, are regular recycling. */
export function workerDeath({ said, head }: Entry): Failure | undefined {
  const { text } = said
  const found = matchIn(said, DIED, text.slice(0, 600))?.groups
  if (found === undefined) return undefined
  const isKilled = found['signal'] === '9' || found['name'] === 'SIGKILL'
  const isMemory = isKilled && /out of memory|oom/i.test(text)
  const cause = isMemory ? 'out-of-memory-killed' : 'application-error'
  const strength = isMemory ? 'strong' : 'weak'
  return { cause, form: 'worker-died', signature: 'worker-died', facts: {}, strength, piece: head }
}

const EXCEPTION =
  /(?:^|[\s.:(])[A-Z]\w{1,80}(?:Exception|Error|Fault)\b|\bpanic: |\bpanic serving \S|\bpanicked at \S|\bTraceback \(most recent call last\)|^[ \t]{1,20}at \S{1,300}\(|\bFatal error: /m
const EXCEPTION_LINE =
  /^(?:Caused by: |\s*)((?:[\w$]{1,80}[.:]{1,2}){0,12}[A-Z][\w$]{1,80}(?:Exception|Error|Fault))\b:? ?(.{0,200})/

/** True if an exception is reported, or what looks like one. */
export function mayBeException(said: Saying): boolean {
  return fits(said, EXCEPTION)
}

const UNCAUGHT = /\b[Uu]n(?:caught|handled) (?:exception|error)\b|\bTraceback \(most recent call last\)/

export function isUncaught(text: string): boolean {
  return /ncaught|nhandled|Traceback/.test(text) && UNCAUGHT.test(text)
}

const PANIC = /\bpanicked at (?<at>[^\s,]{1,300})|\bpanic serving \S{1,60}: (?<what>.{1,200})/

/** A request or a task that ends in a panic, which the app survives. */
export function ofPanic({ said, head }: Entry): Failure | undefined {
  const { at, what } = matchIn(said, PANIC, head.text)?.groups ?? {}
  const where = at ?? what
  if (where === undefined || said.blamesCaller) return undefined
  return exception(where, head)
}

/** A line of a stack trace; Ruby prints only the location. */
const FRAME = /^\s+(?:at |from |File "|#\d|\/\S{1,300}:\d{1,6}:in [`'])/

/** The same exception repeatedly, with a trace: identified by its class, its words and its origin. */
export function ofRecord(
  entry: Entry,
  isLoud: boolean,
  pieces: readonly Piece[],
  { isReporter }: LogOrigin,
): Failure | undefined {
  const { event, head, said } = entry
  if (!isLoud || isReporter === true || said.level === 'warn' || said.blamesCaller) return undefined
  const own = pieces.slice(event.start, event.end)
  const isTraced = own.length > 1 && own.some(({ text: line }) => FRAME.test(line))
  if (!isTraced) return undefined
  const exceptions = own.flatMap(({ text: line }) => EXCEPTION_LINE.exec(line)?.slice(1, 3).join(' ') ?? [])
  const root = (event.rootFirst ? exceptions[0] : exceptions.at(-1)) ?? head.text
  const words = root.replace(/@[\da-f]{4,16}\b|\d+|0x[0-9a-f]+|"[^"]*"|'[^']*'/gi, '#').slice(0, 200)
  const line = own.find(({ text: said }) => said.includes(root.split(' ')[0] ?? '')) ?? head
  return exception(words, line)
}

function exception(signature: string, piece: Piece): Failure {
  return { cause: 'application-error', form: 'exception', signature, facts: {}, strength: 'weak', piece }
}

/** What an app logs about its own job. What it logs about a request, a login or a check is usually due to a client. */
const OWN_FAILURE =
  /\b(?:fail(?:ed|ure|ing)? (?:to|while|on|in|during)|unable to|could ?n[o']t|cannot|can't|error(?: while| when)?) (?:\w{1,20} ){0,1}?(?:(?:re)?connect|reach|call|contact|process|writ|sav|stor|persist|send|publish|produc|consum|deliver|enqueue|dequeue|fetch|load|sync|updat|upload|download|push|pull|charg|execut|complet|flush|commit|insert|quer|refresh|renew|replicat|import|export|acquir|allocat|creat|delet|generat|schedul|index|back ?up|restor|migrat|list|watch|register|poll|subscrib|retriev|obtain|activat|collect|gather|compact|archiv|ingest|forward|ship|dispatch|provision|notif|rotat|decrypt|bootstrap|resolv)\w{0,6}\b|\b(?:dropp|discard)(?:ing|ed) (?:\w{1,20} ){0,2}(?:data|batch|transaction|events?|messages?|records?|spans?|points?|payloads?|samples|metrics|logs)\b|\b(?!(?:error|err|fatal|crit\w*|severe|auth\w*|log(?:in|on)|validation|handshake|verification|checks?|probe|requests?|tests?|assertion|parsing|it|has|have|was|that|which|and)\b)[a-z]{3,30} (?:has )?failed(?=[\s:;.,!]|$)|\b(?:pool|connections|slots|memory|workers|threads|quota|retries|attempts) (?:is |are )?exhausted\b|\bexhausted (?:\w{1,20} ){0,2}(?:pool|connections|retries|attempts)\b|\bdeadlock\b|\b(?:rate|usage|quota|request) limit(?:ed|s)? (?:was |is |has been )?(?:exceeded|reached)\b|\btoo many (?:requests|connections|open files)\b|\bgiving up\b|\breconcil\w{0,8} error\b/i

/** What a script or `console.log` prints without a level: the failure comes first, or is the whole message. */
const BARE_FAILURE =
  /^(?:\W|\d[\d:.,TZ/+-]{3,40} ){0,6}(?:error|failed|failure|fatal|exception|problem|unable|could ?n[o']t|cannot|can't)\b(?! (?:rate|count|budget)\b)|^(?:\W|\d[\d:.,TZ/+-]{3,40} ){0,6}(?:[a-z][\w-]{0,30} ){1,4}(?:failed|error|failure|failing)(?::| -) |\bgiving up\b/i

/** True if a line without a level reports a failure by itself. */
export function isBareFailure(said: Saying): boolean {
  return said.level === undefined && fits(said, BARE_FAILURE, 300)
}

/** True if a line reports that the app fails at its own job. */
export function reportsOwnFailure(said: Saying): boolean {
  return fits(said, OWN_FAILURE)
}

/** One request that was answered with a client error. */
const REQUEST = /\b(?:GET|POST|PUT|PATCH|DELETE) \/|(?<![\w.:/-])4(?:0[0-9]|1[0-8]|2[0-8])(?![\w.:/-]|ms) [A-Z]/

/** An outgoing request: it has the full URL. */
const MADE = /\b(?:GET|POST|PUT|PATCH|DELETE) https?:\/\//

/** Only a client is surprised by a response. */
export const AS_CLIENT = /\bunexpected (?:http )?(?:response )?status\b|\bserver returned HTTP status 40[45]\b/i

/** Go's `net/http` logs it without a level. */
const NO_FILES = /\baccept4?: too many open files\b/

/** Parts that differ each time: numbers, identifiers, quoted text. */
const VARIABLE = /"[^"]*"|'[^']*'|\b(?=\w*\d)[\w-]+\b/g
/** Parts that differ between attempts: times, durations, counts, request numbers. */
const VARYING =
  /\b(?:traces?|spans?)[=/]\S{4,120}|@[\da-f]{4,16}\b|\b(?:request|trace|span|correlation|req|session|connection|conn|event|host)[-_ ]?id["']?\s{0,2}[=:]?\s{0,2}["']?(?:\d{1,20}\b|[\w+/=-]{4,120})|\b(?:attempts?|tr(?:y|ies)|retr(?:y|ies)|count|#)\W{0,3}\d{1,6}|\b\d[\d.,]{0,20}\s?(?:ns|us|µs|ms|s|sec|seconds?|m|min|minutes?|h|hours?)\b|\b\d{1,6} (?:times?|attempts?|retries)\b|\b\d{4}-\d\d-\d\d[T ]?|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?|\b[\da-f]{8}-[\da-f]{4}-[\da-f-]{20,30}\b/gi
/**
 * Messages about a whole server or app, whoever the client: a limit is reached, a license has expired, an object does
 * not exist.
 */
const OF_WHOLE =
  /\blicen[cs]e (?:key )?(?:has |is )?expired\b|\bexpired licen[cs]e\b|\btoo many (?:unhealthy instances|parts|simultaneous queries)\b|\bthe server could not find the requested resource\b|\bno matches for kind\b|\b(?:throttl\w+|rate (?:limit\w*|exceeded)|rateLimited|too many requests|(?:exceeded|insufficient)[ _](?:your current )?quota|quota exceeded|ResourceExhausted)\b|\bPRECONDITION_FAILED - inequivalent arg\b/i
/** What may be about a client. */
const OF_CALLER =
  /\b(?:not found|unauthori[sz]ed|unauthenticated|forbidden|bad|invalid|illegal|unsupported|unknown|missing|required|expired|too (?:large|long|many|short)|denied|duplicate|exists?|already|conflict|csrf|captcha|blocked|banned|blacklist\w*|spam|abus\w*|40\d|41\d|42\d|(?:header|body) read|client|frontend|visitor|customer|user|login|cancel\w*|abort\w*|probe|health\w*|test\w*|deprecat\w*|example|consider|recommend\w*|declin\w*|insufficient (?:funds|balance|stock|credits?)|out of stock)\b|:\d{1,5} -> |\b(?:GET|POST|PUT|PATCH|DELETE|HEAD) \/\S{0,300} \(\d{1,3}(?:\.\d{1,3}){3}\)/i

/** Interpreters' messages about programming errors. */
const MISTAKE =
  /\bunsupported operand|\bobject has no attribute '|\bobject is not (?:callable|iterable|subscriptable)\b|\bindex out of (?:range|bounds)\b|\bis not a function\b|\bCannot read propert|\bnil pointer\b|\b[Oo]bject reference not set\b|\bdivision by zero\b|\bundefined method `/

/** gRPC's Python library prints the result of an outgoing call like this. */
const OWN_CALL = /\bRPC that terminated with\b/

function isOfCaller(said: Saying): boolean {
  if (fits(said, MISTAKE) || fits(said, OWN_CALL)) return false
  if (fits(said, OF_WHOLE)) return /\b(?:user|remote|(?:client_?)?ip)\b/i.test(said.text)
  return said.blamesCaller || fits(said, OF_CALLER)
}

/**
 * A repeated error in no known form. If an app reports that it fails at its own job, names may differ; any other error
 * has to have exactly the same text, and must not be due to a client.
 */
export function ofWordsAlone({ said, head }: Entry, origin: LogOrigin): Failure | undefined {
  const { level } = said
  const isLoud = level === 'error' || level === 'fatal' || (level === undefined && NO_FILES.test(said.text))
  if (!isLoud || origin.isReporter === true || origin.isServer === true) return undefined
  const message = messageOf(head.text)
  const isOfCall = said.blamesCaller && !AS_CLIENT.test(said.text)
  if (matchIn(said, OWN_FAILURE, message) !== null && (MADE.test(message) || !REQUEST.test(message)) && !isOfCall)
    return words('own-words', message.replace(VARIABLE, '#').slice(0, 160), head)
  const whole = messageOf(said.texts.slice(0, 2).join(' ')).replace(VARYING, '#').trim()
  return isOfCaller(said) || !isTelling(whole) ? undefined : words('same-words', whole, head)
}

/** Some words have to remain without classes, codes and numbers. */
function isTelling(whole: string): boolean {
  return whole.replace(/\[[^\]]{0,200}\]|\b[A-Z]{3,8}\b|[^a-zA-Z]/g, '').length >= 8
}

function words(form: 'own-words' | 'same-words', signature: string, piece: Piece): Failure {
  return { cause: 'application-error', form, signature, facts: {}, strength: 'weak', piece }
}

/** The expressions of the functions above, for screening. */
export const OF_OWN_DOING: readonly RegExp[] = [
  DIED,
  EXCEPTION,
  OWN_FAILURE,
  BARE_FAILURE,
  PANIC,
  OF_WHOLE,
  MISTAKE,
  OWN_CALL,
  OF_CALLER,
]
