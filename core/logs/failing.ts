import { isBeginning, isLasting, type Run } from './bar.ts'
import { bestOf, explainsAnywhere } from './choose.ts'
import { groupEvents, type LogEvent } from './events.ts'
import { MAX_CHARACTERS, type Piece, readLines, readPieces } from './lines.ts'
import { fits, Prefilter } from './literals.ts'
import { KnownLines, type Match, matchEvent } from './match.ts'
import { isNoLog } from './no-log.ts'
import { blamesCaller, isServersLog, OF_NOT_OWN } from './not-own.ts'
import { INDEX, shownLine, withServiceAccount } from './read-log.ts'
import { isHealthCheck, type Request, requestIn } from './requests.ts'
import { Saying } from './saying.ts'
import { type LogCause, readingOf } from './signature.ts'
import { isSameTopic, messageOf, OF_SUCCESS, tellsOfConnection } from './success.ts'
import { type Target, targetIn } from './target.ts'
import { timeOfField, timeOfText, withoutTime } from './times.ts'

/** Why a program that runs and is ready fails at its job. */
export type RunningCause = LogCause | 'out-of-memory-killed' | 'application-error'

/** What a running program's log says fails again and again, up to its end. */
export interface LastingFailure {
  readonly cause: RunningCause
  /** The signature's id, or what stands for one. */
  readonly signature: string
  /** The last line that tells of it: trimmed, without colours and credentials, at most 500 characters. */
  readonly line: string
  /** 1-based in the text given. */
  readonly lineNumber: number
  /** What the lines name: see `LogVerdict`. */
  readonly facts: Readonly<Record<string, string>>
  readonly count: number
  /** Milliseconds since 1970; undefined where the log's lines carry no time. */
  readonly first: number | undefined
  readonly last: number | undefined
  readonly strength: 'strong' | 'weak'
  /** True where it is each of the last runs that says so, and they end with 0. */
  readonly isOfRuns?: true
}

/** What is known of the container whose log it is. Times in milliseconds since 1970. */
export interface LogOrigin {
  /** When the log was read. */
  readonly now: number
  readonly startedAt: number | undefined
  /** True where it looks after others, so that what it says of them is no trouble of its own. */
  readonly isReporter?: boolean
  /** True for a database or the like, whose log tells what its clients did wrong. */
  readonly isServer?: boolean
}

/** Failures of one kind that are followed at a time: more are not told apart. */
const MAX_RUNS = 40
/** A cut log begins with what is left of an event, or with a line between two failures. */
const AT_BEGINNING = 5
/** An event of more lines is looked at each time that it comes. */
const MAX_SHARED = 300

interface Entry {
  readonly event: LogEvent
  readonly head: Piece
  readonly said: Saying
  readonly time: number | undefined
}

interface Failure {
  readonly cause: RunningCause
  readonly signature: string
  readonly facts: Readonly<Record<string, string>>
  readonly strength: 'strong' | 'weak'
  readonly piece: Piece
}

/** A failure as one entry tells of it. */
interface Told extends Failure {
  /** What the entry is about. */
  readonly topic: ReadonlySet<string>
  /** By which failures of one kind are known. */
  readonly key: string
}

/** What is found once. */
interface Known {
  readonly lines: KnownLines
  /** By what an event says, its time left out: the failure, with how many pieces after the event's first it stands. */
  readonly failures: Map<string, (Told & { readonly at: number }) | 'none'>
}

interface OpenRun extends Failure {
  readonly topics: readonly ReadonlySet<string>[]
  readonly first: number | undefined
  readonly last: number | undefined
  readonly longestGap: number
  readonly count: number
  /** Index of the entry that told of it first, and of that which told of it last. */
  readonly from: number
  readonly at: number
}

/**
 * What fails again and again in the log of a program that runs, up to the log's end, most specific first; nothing where the
 * evidence does not reach the bar of `BAR`, or tells of others. Reads the last 64 KiB and 2,000 lines only; linear in that.
 */
export function readFailing(text: string, origin: LogOrigin, isEnough = isLasting): readonly LastingFailure[] {
  if (isNoLog(text)) return []
  const pieces = readPieces(readLines(text))
  const entries = entriesOf(pieces, origin)
  const isServer = origin.isServer === true || isServersLog(text.slice(-65_536))
  const told = { ...origin, isServer }
  const known: Known = { lines: new KnownLines(), failures: new Map() }
  const runs = new Map<string, OpenRun>()
  let end: number | undefined
  const toldBy = new Set<number>()
  for (const [index, entry] of entries.entries()) {
    if (entry.time !== undefined) end = end === undefined ? entry.time : Math.max(end, entry.time)
    const failure = failureOf(entry, pieces, known, told)
    if (failure !== undefined) {
      extend(runs, failure, entry, index)
      toldBy.add(index)
    } else close(runs, entry)
  }
  if (runs.size === 0) return []
  const lastOther = entries.findLastIndex((entry, index) => !toldBy.has(index) && !isAftermath(entry))
  const shifted = { now: origin.now, startedAt: origin.startedAt, end }
  const lasting = [...runs.values()]
    .filter(run => isEnough({ ...runOf(run), count: countIn(run, text), isAtEnd: run.at > lastOther }, shifted))
    .filter(run => !run.signature.startsWith(SAME) || run.at > lastOther)
    .map(lastingOf)
    .sort((a, b) => rankOf(a) - rankOf(b) || b.count - a.count)
  return lasting.filter((failure, index) => index === 0 || isApart(failure, lasting.slice(0, index)))
}

/** True where the log of a ready program ends with a failure that may just have begun: too few times yet to say so. */
export function beginsToFail(text: string, now: number): boolean {
  return readFailing(text, { now, startedAt: undefined }, isBeginning).length > 0
}

function runOf({ count, first, last, longestGap, signature }: OpenRun): Omit<Run, 'isAtEnd'> {
  const isVague = signature === REQUESTS || signature.startsWith(SAME) || signature.startsWith(LINE)
  return { count, first, last, longestGap, isVague }
}

/** Of a log that holds more than is read, a failure without times that fills what is read has come as often before. */
function countIn({ count, first, from }: OpenRun, text: string): number {
  return first === undefined && from < AT_BEGINNING ? count * Math.max(1, text.length / MAX_CHARACTERS) : count
}

function lastingOf({ cause, signature, facts, strength, piece, count, first, last }: OpenRun): LastingFailure {
  return {
    cause,
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

/** True where a failure is more than another way of telling what is told already: it names what it is about, and that is another thing. */
function isApart({ cause, facts, strength }: LastingFailure, told: readonly LastingFailure[]): boolean {
  if (strength === 'weak' || cause === 'application-error' || NAMES.every(name => facts[name] === undefined))
    return false
  return told.every(other => !explainsAnywhere(other.cause, cause) && other.cause !== cause)
}

/** What names a cause and its object goes before what names neither; that requests fail says least. */
function rankOf({ cause, strength, facts, signature }: LastingFailure): number {
  if (signature === REQUESTS) return 4
  if (cause === 'application-error') return 3
  if (strength === 'weak') return 2
  return isOfOtherEnd(cause) && facts['host'] === undefined && facts['address'] === undefined ? 1 : 0
}

function entriesOf(pieces: readonly Piece[], { now, startedAt }: LogOrigin): readonly Entry[] {
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
    return [{ event, head, said: sayingOf(event, head, pieces), time }]
  })
  return inZone(entries, zoneless, now, startedAt)
}

function sayingOf({ start, end }: LogEvent, head: Piece, pieces: readonly Piece[]): Saying {
  const told = end - start === 1 ? [head.text] : pieces.slice(start, Math.min(end, start + 60)).map(({ text }) => text)
  return new Saying(head.level, head.record === undefined ? told : [...told, head.record.fields], SCREEN)
}

/** What an event says, its time left out; undefined for one that is too long to be worth comparing. */
function keyOfSaying({ event, head }: Entry, pieces: readonly Piece[]): string | undefined {
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

/** What a failure prints after itself without telling of it: where it tries again, what it does instead. */
function isAftermath({ head, said }: Entry): boolean {
  const { level } = said
  if (head.text.trim() === '' || isHealthy(said)) return true
  if (level === 'error' || level === 'fatal' || level === 'warn' || level === 'debug') return true
  return said.success === undefined
}

function extend(runs: Map<string, OpenRun>, told: Told, { time }: Entry, index: number): void {
  const { key: own, topic, ...failure } = told
  const key = runs.has(own) ? own : (sameCause(runs, failure) ?? own)
  const known = runs.get(key)
  if (known === undefined) {
    if (runs.size >= MAX_RUNS) runs.delete(runs.keys().next().value ?? '')
    runs.set(key, {
      ...failure,
      topics: [topic],
      first: time,
      last: time,
      longestGap: 0,
      count: 1,
      from: index,
      at: index,
    })
    return
  }
  const gap = time === undefined || known.last === undefined ? 0 : time - known.last
  const topics = known.topics.some(other => isSameTopic(other, topic))
    ? known.topics
    : [...known.topics, topic].slice(-4)
  // Of what the lines name all is kept: one says the host, another the user.
  const facts = { ...known.facts, ...failure.facts }
  const strength = known.strength === 'strong' ? 'strong' : failure.strength
  const run = {
    ...failure,
    facts,
    strength,
    topics,
    last: time,
    longestGap: Math.max(known.longestGap, gap),
    at: index,
  } as const
  const first = known.first ?? time
  runs.set(key, {
    ...run,
    ...identityOf(known),
    from: known.from,
    first,
    count: known.count + (isSameMoment(known, time, index) ? 0 : 1),
  })
}

/** A run goes by what it was first known by. */
function identityOf({ cause, signature }: OpenRun): Pick<Failure, 'cause' | 'signature'> {
  return { cause, signature }
}

/** What one failure prints at once counts once. */
function isSameMoment({ last, at }: OpenRun, time: number | undefined, index: number): boolean {
  return last !== undefined && time !== undefined && time - last < 50 && index - at <= 3
}

const NAMES = [
  'host',
  'address',
  'service',
  'table',
  'schema',
  'database',
  'column',
  'variable',
  'resource',
  'path',
  'file',
  'module',
  'limit',
] as const

/** True for a cause whose object some lines name and others leave out: the other end of a connection. */
function isOfOtherEnd(cause: RunningCause): boolean {
  return readingOf(cause)?.running === 'other-end'
}

function keyOf({ cause, signature, facts }: Pick<Failure, 'cause' | 'signature' | 'facts'>): string {
  if (cause === 'application-error' || cause === 'out-of-memory-killed') return `${cause} ${signature}`
  // Files of a spool or a cache have other names each time: where they lie is the same.
  const named = NAMES.flatMap(name => (facts[name] === undefined ? [] : [`${name}=${folderOf(name, facts[name])}`]))
  const port = facts['port'] === undefined || !isOfOtherEnd(cause) ? '' : `:${facts['port']}`
  return `${cause} ${named[0] ?? ''}${port}`
}

function folderOf(name: string, value: string): string {
  return name === 'path' || name === 'file' ? value.replace(/\/[^/]*\d[^/]*$/, '/') : value
}

/**
 * The key of the run that a line tells of which does not name the other end, or is the first to name it: that for the same
 * cause, where there is only one.
 */
function sameCause(runs: ReadonlyMap<string, OpenRun>, failure: Failure): string | undefined {
  if (!isOfOtherEnd(failure.cause)) return undefined
  const known = [...runs].filter(([, { cause }]) => cause === failure.cause)
  const [[key, only] = []] = known
  if (only === undefined || known.length > 1) return undefined
  const isNamed = (facts: Failure['facts']) => facts['host'] !== undefined || facts['address'] !== undefined
  return isNamed(only.facts) && isNamed(failure.facts) ? undefined : key
}

/** Ends the runs for the same thing of which an entry tells a success. */
function close(runs: Map<string, OpenRun>, { said }: Entry): void {
  if (runs.size === 0) return
  closeServed(runs, said)
  if (said.own !== undefined && said.own !== 'access') return
  const { success } = said
  if (success === undefined) return
  for (const [key, run] of runs) if (isSuccessFor(run, said, success)) runs.delete(key)
}

/** Ends what a request that is answered well disproves: that all fail, or that the server behind a proxy does not answer. */
function closeServed(runs: Map<string, OpenRun>, said: Saying): void {
  const open = [...runs].filter(([, { signature }]) => signature === REQUESTS || signature.startsWith(PROXIED))
  const served = open.length === 0 ? undefined : servedBy(said)
  if (served === undefined) return
  for (const [key, { signature, piece }] of open)
    if (signature !== UNREACHED || partOf(served.path) === partOf(REQUESTED.exec(piece.text)?.[1])) runs.delete(key)
}

const REQUESTED = / request: "[A-Z]{3,10} (\S{1,2000}) /

/** What of a server a path asks for: its first part. */
function partOf(path: string | undefined): string | undefined {
  return path?.split(/[/?]/, 2)[1]
}

function isSuccessFor(run: OpenRun, said: Saying, success: 'plain' | 'past'): boolean {
  const { topic } = said
  const isAccess = said.own === 'access'
  if (run.signature === 'worker-died' || run.signature === REQUESTS) return false
  const host = run.facts['host'] ?? run.facts['address']
  if (run.cause === 'application-error') return !isAccess || run.topics.some(other => isSameTopic(other, topic))
  if (host !== undefined && success === 'plain' && said.text.includes(host)) return true
  if (run.topics.some(other => isSameTopic(other, topic))) return true
  if (isAccess || !isOfOtherEnd(run.cause) || !tellsOfConnection(said)) return false
  const other = targetIn([said.text])
  return other === undefined || host === undefined || (other['host'] ?? other['address']) === host
}

/** Why an entry counts as a failure of the program's own, undefined where it does not. */
function failureOf(entry: Entry, pieces: readonly Piece[], known: Known, origin: LogOrigin): Told | undefined {
  const { head, said } = entry
  if (said.level === 'debug' || head.text.trim() === '') return undefined
  if (said.level === 'info' && !isUncaught(said.text) && !UNSUCCESSFUL.test(said.text)) return requestFailure(entry)
  // Most lines without a level are those of an access log, and all different.
  if (said.level === undefined && isOfAccess(said)) return requestFailure(entry)
  const key = keyOfSaying(entry, pieces)
  const before = key === undefined ? undefined : known.failures.get(key)
  if (before === 'none') return undefined
  if (before !== undefined) return { ...before, piece: pieces[entry.event.start + before.at] ?? head }
  const { neighbours } = known.lines
  const failure = upstreamFailure(entry) ?? ownFailure(entry, pieces, known.lines, origin)
  const told = (failure && toldOf(failure, said)) ?? requestFailure(entry)
  if (key !== undefined && known.lines.neighbours === neighbours) {
    const at = told === undefined ? 0 : pieces.indexOf(told.piece, entry.event.start) - entry.event.start
    known.failures.set(key, told === undefined ? 'none' : { ...told, at })
  }
  return told
}

function isOfAccess(said: Saying): boolean {
  return (
    (said.own === 'access' || said.own === 'passed-on') && !said.text.includes('" 50') && !said.may.has(ENVOY_FLAGS)
  )
}

function toldOf(failure: Failure, said: Saying): Told {
  return { ...failure, topic: said.topic, key: keyOf(failure) }
}

function ownFailure(entry: Entry, pieces: readonly Piece[], known: KnownLines, origin: LogOrigin): Failure | undefined {
  const { event, said } = entry
  const { level, own, text } = said
  if ((own !== undefined && own !== 'optional' && !isOwnDisk(said)) || isFirstOfRetries(text)) return undefined
  const died = workerDeath(entry)
  if (died !== undefined) return died
  const isLoud = level === 'error' || level === 'fatal' || fits(said, EXCEPTION)
  const isQuiet = level === 'info' && !isUncaught(text)
  const matches = matchEvent(event, pieces, INDEX, 0, known).filter(
    match => isOwn(match, said, isLoud, origin, own === 'optional') && !(isQuiet && !isUnreachedFor(match)),
  )
  const best = bestOf(matches)
  if (best !== undefined) return ofMatch(best, entry)
  if (own === 'optional' || isQuiet) return undefined
  return (
    ofWords(entry, isLoud, origin) ??
    ofAnswer(entry, origin) ??
    ofPanic(entry) ??
    ofRecord(entry, isLoud, pieces, origin) ??
    ofLine(entry, origin) ??
    ofSame(entry, origin)
  )
}

/** A scraper whose own disk is full says so of what it scrapes. */
function isOwnDisk({ own, text }: Saying): boolean {
  return own === 'reported' && /\bno space left on device\b/i.test(text)
}

/** What is told as information because it is tried again: that something is not reached counts all the same. */
const UNSUCCESSFUL = /\b(?:fail(?:ed|ure|s|ing)?|errors?|retry(?:ing)?|unable|cannot|could not|couldn't)\b/i

function isUnreachedFor({ strong, signature }: Match): boolean {
  return strong && readingOf(signature.cause)?.isUnreached === true
}

function isOwn(
  match: Match,
  said: Saying,
  isLoud: boolean,
  { isServer, isReporter }: LogOrigin,
  isOptional: boolean,
): boolean {
  const { cause } = match.signature
  const reading = readingOf(cause)
  if (isServer === true && reading?.isOfClients === true) return false
  if (isReporter === true && isOfOtherEnd(cause)) return false
  if (reading?.running === 'start' || (isOptional && (!match.strong || reading?.running === 'setting'))) return false
  if (match.strong && reading?.isUnreached === true && fits(said, HUNG_UP) && !OUTGOING.test(said.text)) return false
  const isLogin = cause === 'app-authentication-failed' || cause === 'app-permission-denied'
  if (match.strong) return !isLogin || !fits(said, CALLER_LOGIN)
  if (cause === 'app-authentication-failed' && targetIn([said.text]) === undefined) return false
  return isLoud && (OUTGOING.test(said.text) || !blamesCaller(said))
}

/** Whoever was connected has gone: mostly a caller, a load balancer or a probe. */
const HUNG_UP = /\b(?:Broken ?pipe|EPIPE|ECONNRESET|connection reset by peer)\b/i
/** A client's own words for a call that it makes. */
const OUTGOING = /\bMax retries exceeded with url\b|\bHTTPS?ConnectionPool\(host=/
/** A login that this program refuses, not one that it is refused: it knows where its caller is. */
const CALLER_LOGIN =
  /\b(?:client_?ip|remote_?(?:addr|ip)|ip|user_?agent)["']?\s{0,2}[=:]\s{0,2}["']?\d|"status":40[13]\b|\bstatus=40[13]\b|\bauthentication fail(?:ed|ure) from \d|\brhost=/i

function ofMatch({ signature, piece, facts, strong }: Match, { said }: Entry): Failure {
  const { cause, id } = signature
  const target = isOfOtherEnd(cause) ? completed(facts, said.target) : facts
  return { cause, signature: id, facts: target, strength: strong ? 'strong' : 'weak', piece }
}

/** The other end as the signature names it; what it leaves out is taken from elsewhere in the event. */
function completed(
  facts: Readonly<Record<string, string>>,
  target: Target | undefined,
): Readonly<Record<string, string>> {
  if (target === undefined) return facts
  const host = facts['host'] ?? facts['address']
  if (host === undefined) return { ...target, ...facts }
  const isSame = host === (target['host'] ?? target['address'])
  return isSame && facts['port'] === undefined && target['port'] !== undefined
    ? { ...facts, port: target['port'] }
    : facts
}

const REFUSED =
  /\bconnection (?:was )?(?:refused|failed|timed? ?out|attempt failed)|\bECONN(?:REFUSED|ABORTED)\b|\bCONNECTION_REFUSED\b|\bETIMEDOUT\b|\b(?:EHOST|ENET)UNREACH\b|\bno route to host\b|\b(?:connect\w*|read|i\/o|dial|socket|operation|request|handshake|urlopen error|call)\b.{0,60}\btimed? ?out\b|\b(?:i\/o|connect|connection|socket|request) timeout\b|\b(?:unreachable|not reachable)\b|\bnetwork is unreachable\b|\b(?:could ?n.t|cannot|can't|unable to|failed to) (?:connect|reach|establish a (?:new )?connection|contact|dial)\b|\bTimed out waiting for a node assignment\b|\bno (?:available )?brokers?(?: are)? available\b|\bnode may not be available\b|\bcode ?= ?(?:Unavailable|DeadlineExceeded)\b|\bTimedOut\b|\bConnectError\b/i
const UNRESOLVED =
  /\b(?:no such host|ENOTFOUND|EAI_AGAIN|EAI_NONAME|name or service not known|temporary failure in name resolution|nodename nor servname|could not resolve|cannot resolve|can't resolve|unable to resolve|name does not resolve|domain name not found|UnknownHostException|NXDOMAIN|nxdomain|getaddrinfo(?: failed)?|name resolution failed|dns (?:lookup|error)|failed to lookup address)\b/i

const ANSWERED =
  /(?<![\w.:/-])(50\d)(?![\w.:/-]|ms)(?=.{0,40}\b(?:Internal Server Error|Service (?:Temporarily )?Unavailable|Bad Gateway|Gateway Time-?out)\b)|\b(?:status(?:_?code)?|http|code|return(?:ed|s)|respond(?:ed|s)(?: with)?|answer(?:ed|s)(?: with)?|error)["']?[ :=]{1,3}"?(?:(?:http )?(?:status|error) |code ){0,2}(50\d)\b/i

/** The server that a program calls answers that it, or what stands behind it, fails. */
function ofAnswer({ said, head }: Entry, { isReporter }: LogOrigin): Failure | undefined {
  const { level, text } = said
  if (isReporter === true || (level !== 'error' && level !== 'fatal' && level !== 'warn')) return undefined
  const found = said.may.has(ANSWERED) ? ANSWERED.exec(text.slice(0, 1000)) : null
  if (found === null || blamesCaller(said)) return undefined
  const status = found[1] ?? found[2] ?? ''
  const { target } = said
  if (target === undefined) return undefined
  return {
    cause: 'app-dependency-unreachable',
    signature: 'http-answer',
    facts: { ...target, status },
    strength: 'strong',
    piece: head,
  }
}

/** The same where only a connection can be meant: a request may as well be a caller's. */
const UNCONNECTED =
  /\b(?:unreachable|not reachable)\b|\bconnection (?:was )?(?:refused|failed|timed? ?out|attempt failed)\b|\bECONNREFUSED\b|\bno route to host\b|\b(?:could ?n.t|cannot|can't|unable to|failed to) (?:connect|reach|establish a (?:new )?connection)\b/i

/** Words of any program that something else is not reached or its name not found, where it names what. */
function ofWords({ said, head }: Entry, isLoud: boolean, { isReporter }: LogOrigin): Failure | undefined {
  const { level } = said
  const isMarked = isLoud || level === 'warn'
  if (isReporter === true || !(isMarked || level === undefined)) return undefined
  const isName = fits(said, UNRESOLVED)
  if ((!isName && !fits(said, REFUSED)) || blamesCaller(said)) return undefined
  const isPlain = isName || fits(said, UNCONNECTED, 600)
  const { target } = said
  // A script's own words have no level: they count where they are plain and name the other end.
  const isEnough = target === undefined ? isLoud && (isPlain || fits(said, EXCEPTION)) : isMarked || isPlain
  if (!isEnough) return undefined
  const cause = isName ? 'app-name-resolution-failed' : 'app-dependency-unreachable'
  return {
    cause,
    signature: `words-${cause}`,
    facts: target ?? {},
    strength: target === undefined ? 'weak' : 'strong',
    piece: head,
  }
}

const UPSTREAM =
  /\[(?:error|crit)\].{0,60}\b(?:connect\(\) failed \(\d{1,3}: [^)]{1,60}\)|upstream timed out|no live upstreams|upstream prematurely closed connection|recv\(\) failed \(\d{1,3}: [^)]{1,60}\)).{0,200} upstream: "(?:\w{3,10}:\/\/)?(?<host>\[[0-9a-f:]{2,45}\]|[\w.-]{1,253})(?::(?<port>\d{1,5}))?/
/** Signatures of what nginx says of the server behind it: that it is not reached, or reached and does not answer. */
const PROXIED = 'nginx-upstream'
const UNREACHED = `${PROXIED}-unreached`
const UNANSWERED = `${PROXIED}-unanswered`
/** https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#response-flags */
const ENVOY = /" 50[34] (?:[A-Z]{2,5},){0,4}(?:UF|UH|UC|UO|URX|LH|UT|NR|NC|DPE)(?:,[A-Z]{2,5}){0,4}\b/
const ENVOY_CLUSTER =
  /\boutbound\|(?<port>\d{1,5})\|[\w.-]{0,63}\|(?<host>[\w.-]{1,253})|"(?<address>\d{1,3}(?:\.\d{1,3}){3}):(?<port2>\d{1,5})"/

const ENVOY_FLAGS = /\bresponse_?flags["']?[=:]\s?"?(?:[A-Z]{2,5},){0,4}(?:UF|UH|UC|UO|URX|LH|UT|NR|NC|DPE)\b/i
const ENVOY_STATUS = /\bresponse_?code["']?[=:]\s?"?50[34]\b/i

function isEnvoyRecord(said: Saying): boolean {
  return fits(said, ENVOY_FLAGS) && ENVOY_STATUS.test(said.text)
}

/** What a proxy says of the server behind it that it does not reach. */
function upstreamFailure({ said, head }: Entry): Failure | undefined {
  const { level, text } = said
  if (level === 'error' || level === 'fatal') {
    const found = said.may.has(UPSTREAM) ? UPSTREAM.exec(head.text)?.groups : undefined
    if (found !== undefined) {
      const { host = '', port } = found
      const key = /^[\d.]+$|^\[/.test(host) ? 'address' : 'host'
      const facts = { [key]: host, ...(port === undefined ? {} : { port }) }
      return {
        cause: 'app-dependency-unreachable',
        signature: /upstream timed out .{0,60} while reading|prematurely closed|recv\(\) failed/.test(head.text)
          ? UNANSWERED
          : UNREACHED,
        facts,
        strength: 'strong',
        piece: head,
      }
    }
  }
  if (!(text.includes('" 50') && fits(said, ENVOY)) && !isEnvoyRecord(said)) return undefined
  const { host, address, port, port2 } = ENVOY_CLUSTER.exec(text)?.groups ?? {}
  const number = port ?? port2
  const named = host === undefined ? (address === undefined ? {} : { address }) : { host }
  const facts = { ...named, ...(number === undefined ? {} : { port: number }) }
  return { cause: 'app-dependency-unreachable', signature: 'envoy-upstream', facts, strength: 'strong', piece: head }
}

/** An attempt that is made again at once, and not the last one: whether that fails too is said elsewhere. */
function isFirstOfRetries(text: string): boolean {
  const said = text.slice(0, 600)
  if (/\bRetry\(total=[1-9]/.test(said)) return true
  const [, number, of] =
    /\b(?:attempt|try|retry)\W{0,3}#?(\d{1,4})(?:\s?(?:\/|of)\s?(\d{1,4}))?/i.exec(said) ??
    /\((\d{1,4})(?:\/|\s?of\s?)(\d{1,4})\)/.exec(said) ??
    []
  if (number === undefined) return false
  return number === '1' && (of === undefined ? /\bretry(?:ing)? (?:in|after)\b/i.test(said) : Number(of) > 1)
}

const DIED =
  /\b(?:worker|child|process)\b.{0,80}\b(?:exited|terminated|died|killed|was sent|crashed)\b.{0,60}?(?:(?:with )?(?:code|status):? (?<code2>[1-9]\d{0,2})\b|signal:? (?<signal>[46789]|11)\b|(?<name>SIG(?:SEGV|KILL|ABRT|BUS|ILL|FPE))|exit signal Segmentation fault|exit(?:ed)?(?: with)?(?: code| status)?:? (?<code>[1-9]\d{0,2}))/i

/** A process that another keeps starting again. A signal that asks it to end, and 0, are a regular recycling. */
function workerDeath({ said, head }: Entry): Failure | undefined {
  const { text, may } = said
  const found = may.has(DIED) ? DIED.exec(text.slice(0, 600))?.groups : undefined
  if (found === undefined) return undefined
  const isKilled = found['signal'] === '9' || found['name'] === 'SIGKILL'
  const isMemory = isKilled && /out of memory|oom/i.test(text)
  const cause = isMemory ? 'out-of-memory-killed' : 'application-error'
  return { cause, signature: 'worker-died', facts: {}, strength: isMemory ? 'strong' : 'weak', piece: head }
}

const EXCEPTION =
  /(?:^|[\s.:(])[A-Z]\w{1,80}(?:Exception|Error|Fault)\b|\bpanic: |\bpanic serving \S|\bpanicked at \S|\bTraceback \(most recent call last\)|^[ \t]{1,20}at \S{1,300}\(|\bFatal error: /m
const EXCEPTION_LINE =
  /^(?:Caused by: |\s*)((?:[\w$]{1,80}[.:]{1,2}){0,12}[A-Z][\w$]{1,80}(?:Exception|Error|Fault))\b:? ?(.{0,200})/

const UNCAUGHT = /\b[Uu]n(?:caught|handled) (?:exception|error)\b|\bTraceback \(most recent call last\)/

function isUncaught(text: string): boolean {
  return /ncaught|nhandled|Traceback/.test(text) && UNCAUGHT.test(text)
}

/** The beginning of the signatures of lines whose words alone tell that they are the same failure. */
const LINE = 'line '

/** What differs each time: numbers, identifiers, what is quoted. */
const VARIABLE = /"[^"]*"|'[^']*'|\b(?=\w*\d)[\w-]+\b/g

/** What a program says of its own job. What it says of a request, a login or a check is mostly its caller's doing. */
const OWN_FAILURE =
  /\b(?:fail(?:ed|ure|ing)? (?:to|while|on|in|during)|unable to|could ?n[o']t|cannot|can't|error(?: while| when)?) (?:\w{1,20} ){0,1}?(?:(?:re)?connect|reach|call|contact|process|writ|sav|stor|persist|send|publish|produc|consum|deliver|enqueue|dequeue|fetch|load|sync|updat|upload|download|push|pull|charg|execut|complet|flush|commit|insert|quer|refresh|renew|replicat|import|export|acquir|allocat|creat|delet|generat|schedul|index|back ?up|restor|migrat)\w{0,6}\b|\b(?!(?:error|err|fatal|crit\w*|severe|auth\w*|log(?:in|on)|validation|handshake|verification|checks?|probe|requests?|tests?|assertion|parsing|it|has|have|was|that|which|and)\b)[a-z]{3,30} (?:has )?failed(?=[\s:;.,!]|$)|\b(?:pool|connections|slots|memory|workers|threads|quota|retries|attempts) (?:is |are )?exhausted\b|\bexhausted (?:\w{1,20} ){0,2}(?:pool|connections|retries|attempts)\b|\bdeadlock\b|\b(?:rate|usage|quota|request) limit(?:ed|s)? (?:was |is |has been )?(?:exceeded|reached)\b|\btoo many (?:requests|connections|open files)\b|\bgiving up\b|\breconcil\w{0,8} error\b/i

/** One request that was answered with a mistake of whoever made it. */
const REQUEST = /\b(?:GET|POST|PUT|PATCH|DELETE) \/|(?<![\w.:/-])4(?:0[0-9]|1[0-8]|2[0-8])(?![\w.:/-]|ms) [A-Z]/

/** Go's `net/http` says it without a level. */
const NO_FILES = /\baccept4?: too many open files\b/

/** Any line at error level in which a program says that its own job fails: the same each time, but for numbers and names. */
function ofLine({ said, head }: Entry, { isReporter, isServer }: LogOrigin): Failure | undefined {
  const { level } = said
  const isLoud = level === 'error' || level === 'fatal' || (level === undefined && NO_FILES.test(said.text))
  if (!isLoud || isReporter === true || isServer === true) return undefined
  const line = messageOf(head.text)
  const isOwnFailure = said.may.has(OWN_FAILURE) && OWN_FAILURE.test(line)
  if (!isOwnFailure || REQUEST.test(line) || blamesCaller(said)) return undefined
  const words = line.replace(VARIABLE, '#').slice(0, 160)
  return { cause: 'application-error', signature: `${LINE}${words}`, facts: {}, strength: 'weak', piece: head }
}

const PANIC = /\bpanicked at (?<at>[^\s,]{1,300})|\bpanic serving \S{1,60}: (?<what>.{1,200})/

/** A request or a task that ends in a panic, which the program outlives. */
function ofPanic({ said, head }: Entry): Failure | undefined {
  const { at, what } = (said.may.has(PANIC) ? PANIC.exec(head.text)?.groups : undefined) ?? {}
  const where = at ?? what
  if (where === undefined || blamesCaller(said)) return undefined
  return { cause: 'application-error', signature: `record ${where}`, facts: {}, strength: 'weak', piece: head }
}

/** A line of a stack trace; Ruby names only the place. */
const FRAME = /^\s+(?:at |from |File "|#\d|\/\S{1,300}:\d{1,6}:in [`'])/

/** The same exception again and again, with a trace: what it is about is told by its class, its words and where it comes from. */
function ofRecord(
  entry: Entry,
  isLoud: boolean,
  pieces: readonly Piece[],
  { isReporter }: LogOrigin,
): Failure | undefined {
  const { event, head, said } = entry
  if (!isLoud || isReporter === true || said.level === 'warn' || blamesCaller(said)) return undefined
  const own = pieces.slice(event.start, event.end)
  const isTraced = own.length > 1 && own.some(({ text: line }) => FRAME.test(line))
  if (!isTraced) return undefined
  const exceptions = own.flatMap(({ text: line }) => EXCEPTION_LINE.exec(line)?.slice(1, 3).join(' ') ?? [])
  const root = (event.rootFirst ? exceptions[0] : exceptions.at(-1)) ?? head.text
  const words = root.replace(/\d+|0x[0-9a-f]+|"[^"]*"|'[^']*'/gi, '#').slice(0, 200)
  const line = own.find(({ text: said }) => said.includes(root.split(' ')[0] ?? '')) ?? head
  return { cause: 'application-error', signature: `record ${words}`, facts: {}, strength: 'weak', piece: line }
}

/** The signature of requests that all fail. */
export const REQUESTS = 'requests-fail'
/** The beginning of those of the same error again and again. */
const SAME = 'same '
const REQUESTS_KEY = keyOf({ cause: 'application-error', signature: REQUESTS, facts: {} })

/** An ingress controller's line on a request to one of many servers behind it. */
const ROUTED =
  / \[[a-z0-9-]{1,200}-[a-z0-9-]{1,63}\] \[[^\]]{0,60}\] |"[\w-]{1,200}@(?:kubernetes\w*|docker|file|internal)"/

/** A request that this program answers with a status that blames itself. */
function requestFailure({ said, head }: Entry): Told | undefined {
  if (!/[ "'|:=(]50[0234]\b/.test(said.text) || said.own === 'passed-on' || said.own === 'reported') return undefined
  const request = requestIn(said.text)
  if (request === undefined || request.status < 500 || isHealthCheck(request, said.text)) return undefined
  if (ROUTED.test(said.text)) return undefined
  const failure = { cause: 'application-error', signature: REQUESTS, facts: {}, strength: 'weak', piece: head } as const
  return { ...failure, topic: said.topic, key: REQUESTS_KEY }
}

/** The request that is answered well, where it is none of a probe. */
function servedBy({ text }: Saying): Request | undefined {
  const request = /[ "'|:=(][23]\d\d\b/.test(text) ? requestIn(text) : undefined
  const isWell = request !== undefined && request.status >= 200 && request.status < 400
  return isWell && !isHealthCheck(request, text) ? request : undefined
}

function isHealthy({ own, text }: Saying): boolean {
  const request = own === 'access' ? requestIn(text) : undefined
  return request !== undefined && isHealthCheck(request, text)
}

/** What differs from one attempt to the next: times, how long it took, how often it was tried, the request's own number. */
const VARYING =
  /\b(?:request|trace|span|correlation|req|session|connection|conn|event)[-_ ]?id["']?\s{0,2}[=:]?\s{0,2}["']?[\w-]{4,64}|\b(?:attempts?|tr(?:y|ies)|retr(?:y|ies)|count|#)\W{0,3}\d{1,6}|\b\d[\d.,]{0,20}\s?(?:ns|us|µs|ms|s|sec|seconds?|m|min|minutes?|h|hours?)\b|\b\d{1,6} (?:times?|attempts?|retries)\b|\b\d{4}-\d\d-\d\d[T ]?|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?|\b[\da-f]{8}-[\da-f]{4}-[\da-f-]{20,30}\b/gi
/** What only somebody else's server answers: a limit is met, what is asked for is not there. */
const ANSWERED_BY_OTHER =
  /\bno (?:exchange|queue) '[^']{0,200}' in vhost\b|\bthe server could not find the requested resource\b|\bno matches for kind\b|\b(?:throttl\w+|rate (?:limit\w*|exceeded)|rateLimited|too many requests|(?:exceeded|insufficient)[ _](?:your current )?quota|quota exceeded|ResourceExhausted)\b/i
/** What may be told of a caller. */
const OF_CALLER =
  /\b(?:not found|unauthori[sz]ed|unauthenticated|forbidden|bad|invalid|illegal|unsupported|unknown|missing|required|expired|too (?:large|long|many|short)|denied|duplicate|exists|conflict|csrf|captcha|blocked|banned|blacklist\w*|spam|abus\w*|40\d|41\d|42\d|client|visitor|customer|user|login|cancel\w*|abort\w*|probe|health\w*|test\w*|deprecat\w*|example|consider|recommend\w*)\b|:\d{1,5} -> /i

function isOfCaller(said: Saying): boolean {
  if (fits(said, ANSWERED_BY_OTHER)) return /\b(?:user|remote|(?:client_?)?ip)\b/i.test(said.text)
  return blamesCaller(said) || fits(said, OF_CALLER)
}

/** The same error in the program's own words, to the letter: something that it does by itself and never gets done. */
function ofSame({ said, head }: Entry, { isServer, isReporter }: LogOrigin): Failure | undefined {
  if (said.level !== 'error' && said.level !== 'fatal') return undefined
  if (isServer === true || isReporter === true || isOfCaller(said)) return undefined
  const words = messageOf(said.texts.slice(0, 2).join(' ')).replace(VARYING, '#').trim()
  if (words.replace(/\[[^\]]{0,200}\]|\b[A-Z]{3,8}\b|[^a-zA-Z]/g, '').length < 8) return undefined
  return { cause: 'application-error', signature: `${SAME}${words}`, facts: {}, strength: 'weak', piece: head }
}

/** All that is asked of each event, screened for in one pass. */
const SCREEN = new Prefilter(
  [
    ...OF_NOT_OWN,
    ...OF_SUCCESS,
    HUNG_UP,
    CALLER_LOGIN,
    REFUSED,
    UNRESOLVED,
    UPSTREAM,
    ENVOY,
    ENVOY_FLAGS,
    DIED,
    EXCEPTION,
    ANSWERED,
    UNCONNECTED,
    OWN_FAILURE,
    PANIC,
    ANSWERED_BY_OTHER,
    OF_CALLER,
  ],
  expression => expression,
)
