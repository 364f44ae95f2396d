import { matchesOf } from '../matches.ts'
import type { Level } from './level.ts'
import { fits, type Screened } from './literals.ts'

/** Counters showing that nothing failed, and names that contain a failure without being one. */
const HARMLESS =
  /(?:error|fail|denied|reject|exception|crash|lost|drop)\w{0,30}["']?\s{0,2}[=:]\s{0,2}(?:0(?:\.0+)?\b|null|none|false|""|'')|\b(?:0|no|zero|without) (?:errors?|failures?|warnings?)\b/gi
const TROUBLE =
  /\b(?:fail\w*|errors?|exception|not|never|cannot|can't|couldn't|unable|refused|den(?:y|ied)|forbidden|timed? ?out|timeout|lost|disconnect\w*|unavailable|unreachable|invalid|missing|dropped|closed|reset|abort\w*|reject\w*|expired|exhausted|panic|killed|exited|terminated|crashed|stopped|HTTP 000|no (?:\w{1,20} ){0,2}available)\b|\b\w*(?:Exception|Error)\b/i
const BAD_STATUS = /(?<![\w.:/-])[45]\d\d(?![\w.:/-]|ms)/
/** Something that is only about to be done. */
const ATTEMPT =
  /\b(?:try|trying|retry\w*|connecting|reconnecting|waiting|starting|beginning|checking|loading|requesting|sending|seeking|processing|fetching|polling|syncing|will|about to|going to|until|requests? received|received (?:\w{1,20} ){0,3}requests?|Started (?:GET|POST|PUT|DELETE|PATCH))\b/i
const DONE =
  /\b(?:ok|okay|success\w*|succeeded|complet\w*|done|connected|reconnected|established|ready|recover\w*|restored|healthy|sent|stored|saved|loaded|delivered|published|synced|refreshed|resumed|accept\w*|acquired|created|applied|migrated|opened|resolved|finished|passed|up to date|online|available|healthy|renewed)\b/i
const GOOD_STATUS = /(?<![\w.:/-])2\d\d(?![\w.:/-]|ms)/
/** Reported as a warning because it had failed before. */
const RESUMED = /\b(?:succeeded|recovered|reconnected|re-?established|restored|resumed|cleared)\b/i
const PAST = /\b\w{3,20}ed\b/
/** `processed 0 messages` */
const NOTHING_DONE = /\b\w{2,20}ed (?:0|no|zero) [a-z]/i
/** Also what follows an attempt and dots: `Checking for jobs... received`. */
const SURELY = /\b(?:ok|success\w*|succeeded|sent|done)\b|\.{3} \w{2,20}ed\b/i

/** How an event reports a success: plainly, only by a past tense, or not at all. */
export function successIn({ text, may }: Screened, level: Level | undefined): 'plain' | 'past' | undefined {
  if (level === 'error' || level === 'fatal' || level === 'debug') return undefined
  if (level === 'warn' && !fits({ text, may }, RESUMED)) return undefined
  const head = text.slice(0, 600)
  const said = { text: may.includes(HARMLESS) ? head.replace(HARMLESS, ' ') : head, may }
  if (TROUBLE.test(said.text) || BAD_STATUS.test(said.text)) return undefined
  if (fits(said, ATTEMPT) && !SURELY.test(said.text)) return undefined
  const success = fits(said, DONE) || GOOD_STATUS.test(said.text) ? 'plain' : PAST.test(said.text) ? 'past' : undefined
  return success !== undefined && NOTHING_DONE.test(said.text) ? undefined : success
}

const CONNECTS =
  /\bdiscovered (?:group |transaction )?coordinator\b|\b(?:re)?connected\b(?! to \S{1,80} failed)|\bconnection (?:\w+ )?(?:established|restored|recovered|opened|is up|successful|acquired)\b|\b(?:added|new|opened|got) connection\b|\bready (?:to (?:accept|serve|handle)|for connections)\b|\b(?:successfully )?(?:subscribed|joined group|logged in|authenticated|registered)\b|\b(?:sync|resync\w*)\b.{0,40}\b(?:success\w*|finished|completed)\b|\bsuccessfully acquired lease\b|\bCaches are synced\b|\b(?:retry|retries|attempt \d{1,4})\b.{0,40}\bsucceeded\b|\bsucceeded (?:at|after|on) (?:retry|attempt)\b/i

/** Incoming clients: a user, or a connection from somewhere. */
const ARRIVES =
  /\b(?:user|customer|player|visitor|member|guest|account|tenant|device|admin|subscriber)s?\b.{0,60}\b(?:re)?(?:connected|subscribed|joined|logged in|authenticated|registered)\b|\b(?:client|session|socket|websocket|peer|agent)\b[^:]{0,60}\b(?:re)?(?:connected|subscribed|joined|logged in|authenticated|registered)\b(?! (?:to|with|as)\b)|\bconnect(?:ed|ion) (?:\w+ )?from\b/i

/** True if an event reports that a connection, login or lease of this app's own was established. */
export function tellsOfConnection(said: Screened): boolean {
  return fits(said, CONNECTS, 600) && !ARRIVES.test(said.text.slice(0, 600))
}

/** The expressions of the functions above, for screening, except those with a literal in nearly every text. */
export const OF_SUCCESS: readonly RegExp[] = [HARMLESS, ATTEMPT, DONE, RESUMED, CONNECTS]

/** What an app does besides its job, even while it fails at that. */
const HOUSEKEEPING =
  /\b(?:heart-?beats?|health(?:y|z| ?-?checks?)?|liveness|readiness|keep-?alives?|uptime|metrics|statistics|garbage|gc|tick|housekeeping|clean-?up|config(?:uration)? (?:re)?loaded)\b/i

/** True if a success is housekeeping: it says nothing about the app's job. */
export function isHousekeeping({ text }: Pick<Screened, 'text'>): boolean {
  return HOUSEKEEPING.test(text.slice(0, 300))
}

/** Parts of a line that do not distinguish it: time, level, logger, and words for success or failure. */
const PREFIX =
  /^(?:\s|\[[^\]]{0,100}\]|\([^)]{0,60}\)|\d[\d:.,TZ/+-]*|(?:TRACE|DEBUG|INFO|NOTICE|LOG|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|SEVERE|UTC|INF|WRN|DBG)\b:?|[IWEF](?:\d\d(?:\d\d)?)?\d{4}\b|---|--|-|#\d+|\*|<\d>)+/i
const LOGGER = /^[\w.$/@-]{1,100}(?:\[[^\]]{0,60}\])?\s{0,40}(?: : |: | - )/
const WORDS = /[A-Za-z][A-Za-z_-]{2,}/g
const EMPTY: ReadonlySet<string> = new Set(
  'the and for with from into was were has have had will not could cannot couldn failed fail failing failure error unable did does get got post put delete head http https info warn debug null true false via after before than this that its are been being all any out msg time level name type code status err request response service server client again retry retrying attempt seconds successfully success done complete completed ready connected connection'.split(
    ' ',
  ),
)
const MAX_WORDS = 12

/** The first line of an event without time, level and logger, at most 400 characters. */
export function messageOf(line: string): string {
  return line.slice(0, 400).replace(PREFIX, '').replace(LOGGER, '')
}

/** What a message is about, as word stems. */
export function topicOf(message: string): ReadonlySet<string> {
  const said = messageOf(message)
  const action =
    /^(.{12,200}?)(?:: |; | - |, (?:reason|error|err|cause)\b| (?:err|error|reason)=)/.exec(said)?.[1] ??
    said.slice(0, 200)
  const topic = new Set<string>()
  for (const [word] of matchesOf(action, WORDS)) {
    const lower = word.toLowerCase()
    if (EMPTY.has(lower)) continue
    const stem = lower.replace(/(?:ing|ed|es|s|e|d)$/, '')
    if (stem.length >= 3) topic.add(stem)
    if (topic.size >= MAX_WORDS) break
  }
  return topic
}

/** True if two lines are about the same: they share at least half of the shorter one's words. */
export function isSameTopic(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a === b) return a.size > 0
  let shared = 0
  for (const word of a) if (b.has(word)) shared++
  return shared > 0 && 2 * shared >= Math.min(a.size, b.size)
}
