import { codeAt } from './characters.ts'

export type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal'

const WORDS: ReadonlyMap<string, Level> = new Map<string, Level>(
  Object.entries({
    trace: 'debug',
    trc: 'debug',
    verbose: 'debug',
    debug: 'debug',
    dbug: 'debug',
    dbg: 'debug',
    debu: 'debug',
    info: 'info',
    information: 'info',
    inf: 'info',
    note: 'info',
    notice: 'info',
    system: 'info',
    statement: 'info',
    warn: 'warn',
    warning: 'warn',
    wrn: 'warn',
    err: 'error',
    error: 'error',
    eror: 'error',
    erro: 'error',
    fail: 'error',
    severe: 'error',
    fatal: 'fatal',
    ftl: 'fatal',
    fata: 'fatal',
    crit: 'fatal',
    critical: 'fatal',
    emerg: 'fatal',
    emergency: 'fatal',
    alert: 'fatal',
    panic: 'fatal',
    dpanic: 'fatal',
  }),
)

/** The letters of klog and of MongoDB's field `s`. */
const LETTERS: ReadonlyMap<string, Level> = new Map([
  ['D', 'debug'],
  ['I', 'info'],
  ['W', 'warn'],
  ['E', 'error'],
  ['F', 'fatal'],
])

/** The level in a structured record's field. Numbers are those of pino and bunyan (10 to 60); others are ignored. */
export function levelOfValue(value: unknown): Level | undefined {
  if (typeof value === 'number') {
    if (value < 10 || value > 60) return undefined
    return value >= 60 ? 'fatal' : value >= 50 ? 'error' : value >= 40 ? 'warn' : value >= 30 ? 'info' : 'debug'
  }
  if (typeof value !== 'string') return undefined
  return value.length === 1 ? LETTERS.get(value) : WORDS.get(value.toLowerCase())
}

/** Part of every word for a level; most lines of an access log or a trace have none. */
const ANY =
  /trace|trc|verb|dbu?g|debu|inf|note|notice|system|statement|warn|wrn|err|eror|fail|severe|fata|ftl|crit|emerg|alert|panic/i

const KLOG = /^([IWEF])(?:\d\d(?:\d\d)?)?\d{4} \d\d:\d\d:\d\d/
/** `2026-12-01T11:42:35Z E! [outputs.file] ` (Telegraf). */
const SHOUTED = /^\S{10,40} ([DIWE])! /
const KEYED = /\b(?:level|lvl|severity)="?([A-Za-z]{3,11})\b/
const BRACKETED = /[[<(] {0,3}(?:[a-z_]{1,20}:)?([A-Za-z]{3,11})\d?(?:\/[\w-]{1,40})? {0,3}[\])>]/g
const UPPER =
  /(^|[\s[|<(:-])(TRACE|VERBOSE|DEBUG|INFO|NOTICE|STATEMENT|WARN|WARNING|WRN|ERR|ERROR|ERRO|INF|DBG|DEBU|FTL|FATA|SEVERE|FATAL|CRITICAL|EMERG|ALERT|PANIC)(?=[\s:\]|>,/[-])/
/** zap's console encoder, Istio: between tabs. */
const TABBED = /\t([A-Za-z]{4,7})\t/
const DOTNET = /^(dbug|trce|info|warn|fail|crit): /
/** `2026-12-01T11:42:35Z error: ` (winston): only after a time, as tools begin messages with it as well. */
const ERROR_AFTER_TIME = /^\[?\d[\d:.,TZ/+-]{6,40}\]?(?: \[?\d[\d:.,+-]{4,20}\]?)? (error|err|fatal|critical): /i
/** `[2026-12-01 11:42:35] app.CRITICAL: ` (Monolog). */
const CHANNEL = /^\[[^\]]{10,40}\] [\w-]{1,60}\.([A-Z]{4,9}): /
const LOWER_START = /^(?:\S{1,40} ){0,3}(warning|warn|info|notice|debug): /i
const FIRST = /^(error|fatal|fail)(?:ed|ure)?(?::| -) /i
/** Symbols that scripts print before messages. */
const SIGNS: readonly (readonly [RegExp, Level])[] = [
  [/[❌✖⛔🚫🔴💥🚨🛑]/u, 'error'],
  [/[⚠🟡🟠]/u, 'warn'],
  [/[✅✔🟢🎉]/u, 'info'],
]

/** Levels by syslog severity, 0 to 7. */
export const SEVERITIES: readonly Level[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug']
/** `%3|1796039760.327|FAIL|rdkafka#producer-1| ` (librdkafka's `rd_kafka_log_print`). */
const NUMBERED = /^%([0-7])\|\d/

/** Follows the letter of a line of Ruby's `Logger`: `E, [2026-12-01T11:43:22.728475 #1] ERROR -- : `. */
const RUBY = ', ['

/** The level that a line of text has in its first 120 characters, if any. */
export function levelOfText(text: string): Level | undefined {
  const head = text.slice(0, 120)
  if (head.startsWith('%')) return SEVERITIES[Number(NUMBERED.exec(head)?.[1] ?? Number.NaN)]
  const ruby = head.startsWith(RUBY, 1) ? LETTERS.get(head.slice(0, 1)) : undefined
  if (ruby !== undefined) return ruby
  const klog = isOfKlog(codeAt(head, 0)) ? KLOG.exec(head)?.[1] : undefined
  if (klog !== undefined) return LETTERS.get(klog)
  const shouted = head.includes('! ') ? SHOUTED.exec(head)?.[1] : undefined
  if (shouted !== undefined) return LETTERS.get(shouted)
  if (!ANY.test(head)) return levelOfSign(head)
  const keyed = head.includes('=') ? KEYED.exec(head)?.[1] : undefined
  if (keyed !== undefined) return levelOfValue(keyed)
  BRACKETED.lastIndex = 0
  for (let match = BRACKETED.exec(head); match !== null; match = BRACKETED.exec(head)) {
    const level = levelOfValue(match[1])
    if (level !== undefined) return level
  }
  const tabbed = head.includes('\t') ? levelOfValue(TABBED.exec(head)?.[1]) : undefined
  if (tabbed !== undefined) return tabbed
  const channel = head.startsWith('[') ? levelOfValue(CHANNEL.exec(head)?.[1]) : undefined
  if (channel !== undefined) return channel
  const dotnet = head.startsWith(': ', 4) ? DOTNET.exec(head)?.[1] : undefined
  if (dotnet !== undefined) return levelOfValue(dotnet)
  const upper = UPPER.exec(head)
  if (upper?.[2] !== undefined && isPrefix(head.slice(0, upper.index))) return levelOfValue(upper[2])
  return (
    levelOfValue((LOWER_START.exec(head) ?? FIRST.exec(head) ?? ERROR_AFTER_TIME.exec(head))?.[1]) ?? levelOfSign(head)
  )
}

/** True for the letters at the beginning of a klog line. */
function isOfKlog(code: number): boolean {
  return code === 0x49 || code === 0x57 || code === 0x45 || code === 0x46
}

function levelOfSign(head: string): Level | undefined {
  const start = head.slice(0, 40)
  return /[^\x00-\x7f]/.test(start) ? SIGNS.find(([sign]) => sign.test(start))?.[1] : undefined
}

/**
 * A level comes first or after a time, brackets or dashes, not within a sentence such as `the variable DEBUG is unset`.
 */
function isPrefix(before: string): boolean {
  return before.trim() === '' || /[\d\]|>)-]/.test(before)
}
