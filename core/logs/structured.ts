import { isRecord } from '../json.ts'
import { type Level, levelOfValue, SEVERITIES } from './level.ts'

const LEVEL_KEYS = ['level', 'severity', 'lvl', 'levelname', 'log.level', 'loglevel', 'LogLevel', '@l', 'Level', 's']
const TEXT_KEYS = [
  'log',
  'msg',
  'message',
  'Message',
  '@m',
  '@mt',
  'event',
  'short_message',
  'textPayload',
  'reason',
  'errmsg',
  'error',
  'err',
  'Error',
  'error.message',
  'err.message',
  'err.detail',
  'exception',
  'Exception',
  '@x',
  'exc_info',
  'thrown',
  'cause',
  'detail',
  'details',
  'attr',
  'stack',
  'stacktrace',
  'stack_trace',
  'stackTrace',
  'StackTrace',
  'error.stack_trace',
  'error.stack',
  'errorVerbose',
]
const RANKS: ReadonlyMap<string, number> = new Map(TEXT_KEYS.map((key, rank) => [key, rank]))
const MAX_PARTS = 12
const MAX_DEPTH = 3

export interface Structured {
  readonly level: Level | undefined
  /** Message, error and stack, in this order; each may contain line breaks. */
  readonly texts: readonly string[]
  /** When it was written, according to the record. */
  readonly time: string | number | undefined
  /** The other fields as `key=value`, for the names in them: `url=http://catalog/items`. */
  readonly fields: string
}

/** The content of a log record in JSON or logfmt; undefined if the line is neither, or has no known field. */
export function readStructured(line: string): Structured | undefined {
  const record = line.startsWith('{') ? parseObject(line) : (parsePrefixed(line) ?? parsePairs(line))
  if (record === undefined) return undefined
  const texts: string[] = []
  collect(record, texts, 0)
  if (texts.length === 0) return undefined
  return { level: levelOf(record), texts, time: timeIn(record), fields: fieldsOf(record) }
}

/** A line of only pairs, including a level and a message or an error. */
const IS_PAIRS =
  /^(?=[a-z][\w.]{0,30}=)(?=.{0,400}?\b(?:level|lvl|severity)=)(?=.{0,600}?\b(?:msg|message|err|error)=)/i
const PAIR = /([A-Za-z_][\w./@-]{0,60})=("(?:[^"\\]|\\.)*"|[^\s"]*)(?:\s+|$)/y

/** `level=error msg="flush failed" err="…"` (logfmt): slog, logrus, go-kit. */
function parsePairs(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.includes('=') || !IS_PAIRS.test(line)) return undefined
  const record: Record<string, unknown> = {}
  PAIR.lastIndex = 0
  while (PAIR.lastIndex < line.length) {
    const [, key = '', value = ''] = PAIR.exec(line) ?? []
    if (key === '') return undefined
    record[key] = value.startsWith('"') ? unquoted(value) : value
  }
  return record
}

function unquoted(value: string): unknown {
  if (!value.includes('\\')) return value.slice(1, -1)
  try {
    return JSON.parse(value)
  } catch {
    return value.slice(1, -1)
  }
}

/** What log shippers put before a line: times, and at most one name. */
const PREFIX =
  /^(?:[A-Z][a-z]{2} {1,2}\d{1,2} |(?=[^ ]*[\d|[])[^ {]{1,60} {1,40})*(?:[\w.@/-]{1,60}(?: {0,40}\||:) {1,4})?$/
const MAX_PREFIX = 120

/**
 * A complete record after a prefix: `app[1]: {"level":"error","msg":"…"}`. Data that a message only adds to itself has
 * no level.
 */
function parsePrefixed(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.endsWith('}')) return undefined
  const start = line.indexOf('{"')
  if (start < 1 || start > MAX_PREFIX || !PREFIX.test(line.slice(0, start))) return undefined
  const record = parseObject(line.slice(start))
  return record !== undefined && levelOf(record) !== undefined ? record : undefined
}

export function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.endsWith('}')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function levelOf(record: Readonly<Record<string, unknown>>): Level | undefined {
  for (const key of LEVEL_KEYS) {
    const level = levelOfValue(record[key])
    if (level !== undefined) return level
  }
  // GELF uses syslog severities, in which Nextcloud's errors are errors too.
  const severity = record['level']
  if (typeof severity === 'number' && ('short_message' in record || severity === 3)) return SEVERITIES[severity]
  const log = record['log']
  return isRecord(log) ? levelOfValue(log['level']) : undefined
}

const TIME_KEYS = [
  'time',
  'ts',
  'timestamp',
  '@timestamp',
  '@t',
  'eventTime',
  'Timestamp',
  'asctime',
  'datetime',
  'date',
  't',
  'instant',
  'timeUnixNano',
]

function timeIn(record: Readonly<Record<string, unknown>>): string | number | undefined {
  for (const key of TIME_KEYS) {
    const value = record[key]
    if (typeof value === 'string' || typeof value === 'number') return value
    // MongoDB writes {"t":{"$date":"2026-12-01T11:29:43.839+00:00"}}, Google {"timestamp":{"seconds":…,"nanos":…}},
    // Log4j {"instant":{"epochSecond":…}}.
    if (isRecord(value)) {
      const inner = value['$date'] ?? value['seconds'] ?? value['epochSecond']
      if (typeof inner === 'string' || typeof inner === 'number') return inner
    }
  }
  return undefined
}

const MAX_FIELDS = 30
const MAX_FIELD = 300
const SAID: ReadonlySet<string> = new Set([...TEXT_KEYS, ...TIME_KEYS, ...LEVEL_KEYS])

function fieldsOf(record: Readonly<Record<string, unknown>>, depth = 0): string {
  const parts: string[] = []
  const keys = Object.keys(record)
  for (let at = 0; at < keys.length && at < MAX_FIELDS; at++) {
    const key = keys[at] ?? ''
    const value = record[key]
    if (SAID.has(key) && !isRecord(value)) continue
    if (typeof value === 'string') parts.push(`${key}=${value.slice(0, MAX_FIELD)}`)
    else if (typeof value === 'number' || typeof value === 'boolean') parts.push(`${key}=${value}`)
    else if (isRecord(value) && depth < 1) parts.push(fieldsOf(value, depth + 1))
    else if (Array.isArray(value) && !SAID.has(key)) parts.push(`${key}=${listOf(value)}`)
  }
  return parts.join(' ')
}

function listOf(value: readonly unknown[]): string {
  return value
    .filter(item => typeof item === 'string')
    .join(' ')
    .slice(0, MAX_FIELD)
}

function collect(record: Readonly<Record<string, unknown>>, texts: string[], depth: number): void {
  const keys = Object.keys(record).filter(key => RANKS.has(key))
  if (keys.length > 1) keys.sort((a, b) => (RANKS.get(a) ?? 0) - (RANKS.get(b) ?? 0))
  for (const key of keys) {
    if (texts.length >= MAX_PARTS) return
    const value = record[key]
    if (typeof value === 'string') {
      if (value.trim() !== '') texts.push(value)
    } else if (Array.isArray(value)) {
      const lines = value.filter(item => typeof item === 'string')
      if (lines.length > 0) texts.push(lines.join('\n'))
    } else if (isRecord(value) && depth < MAX_DEPTH) {
      collect(value, texts, depth + 1)
    }
  }
}
