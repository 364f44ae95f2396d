import { isRecord } from '../json.ts'
import { type Level, levelOfValue } from './level.ts'

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
const MAX_PARTS = 12
const MAX_DEPTH = 3

export interface Structured {
  readonly level: Level | undefined
  /** Message, error and stack, in this order; each may hold line breaks. */
  readonly texts: readonly string[]
}

/** What a JSON log record says, or nothing when the line is no JSON object or says nothing in a known field. */
export function readStructured(line: string): Structured | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined
  const record = parseObject(line)
  if (record === undefined) return undefined
  const texts: string[] = []
  collect(record, texts, 0)
  if (texts.length === 0) return undefined
  return { level: levelOf(record), texts }
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
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
  const log = record['log']
  return isRecord(log) ? levelOfValue(log['level']) : undefined
}

function collect(record: Readonly<Record<string, unknown>>, texts: string[], depth: number): void {
  for (const key of TEXT_KEYS) {
    if (texts.length >= MAX_PARTS) return
    if (!Object.hasOwn(record, key)) continue
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
