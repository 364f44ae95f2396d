import { parseTime } from '../time.ts'
import { codeAt, startsBlank } from './characters.ts'
import { type Level, levelOfText } from './level.ts'
import { parseObject, readStructured, type Structured } from './structured.ts'
import { splitStamp } from './times.ts'

/** Only the end of a longer log is read. */
export const MAX_CHARACTERS = 64 * 1024
export const MAX_LINES = 2000
/** Only the beginning of a longer line is matched. */
const MAX_LINE_LENGTH = 2000
const MAX_PIECES_OF_LINE = 200

export interface LogLine {
  /** 1-based, in the whole text. */
  readonly number: number
  /** Without colors and the prefix of kubectl or the container runtime. */
  readonly text: string
  /** The kubelet's timestamp, in milliseconds since 1970. */
  readonly stamp?: number
}

/** Part of a line that is matched like a line: the whole line, or one line of a message or stack in a JSON record. */
export interface Piece {
  readonly line: LogLine
  readonly text: string
  readonly level: Level | undefined
  /** True except for the first piece of a line. */
  readonly inner: boolean
  readonly structured: boolean
  /** The structured record of a line; only for its first piece. */
  readonly record: Pick<Structured, 'texts' | 'time' | 'fields'> | undefined
}

const ANSI =
  /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)|[\u0000-\u0008\u000b-\u001f]/g
/** The first character of each. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f]/
const POD_PREFIX = /^\[pod\/[a-z0-9.-]{1,253}\/[a-z0-9-]{1,63}\] /
const RUNTIME_PREFIX = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{7,9})?(?:Z|[+-]\d\d:\d\d) (?:(?:stdout|stderr) [FP] )?/
const NANO_TIME_OR_STREAM =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7,9}(?:Z|[+-]\d\d:\d\d) |^\S{20,35} (?:stdout|stderr) [FP] /

/** A stack frame has no level, whatever its names say. */
const FRAME = /^\s+at \S/

/** The last lines of a log, limited by `MAX_CHARACTERS` and `MAX_LINES`, or a multiple of these. */
export function readLines(text: string, times = 1): LogLine[] {
  const cut = Math.max(0, text.length - times * MAX_CHARACTERS)
  const firstBreak = cut === 0 ? -1 : text.indexOf('\n', cut)
  const start = cut === 0 ? 0 : firstBreak === -1 ? cut : firstBreak + 1
  const end = text.slice(start)
  const isPlain = !CONTROL.test(end)
  const raw = end.split('\n')
  const skipped = Math.max(0, raw.length - times * MAX_LINES)
  const before = countBreaks(text, start) + skipped
  return raw.slice(skipped).map((line, index) => {
    const kept = line.startsWith(DOCKER) ? readDocker(line) : undefined
    const { time } = kept ?? splitStamp(line)
    const number = before + index + 1
    const said = kept?.text ?? clean(isPlain ? line : line.replace(ANSI, ''))
    return time === undefined ? { number, text: said } : { number, text: said, stamp: time }
  })
}

function countBreaks(text: string, end: number): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** The prefix of a line by Docker's `json-file` driver, and its fields. */
const DOCKER = '{"log":"'
const DOCKER_KEYS: ReadonlySet<string> = new Set(['log', 'stream', 'time', 'attrs'])

/**
 * A line as stored by Docker on a node, unwrapped; undefined for similar lines of log shippers, which have more fields.
 */
function readDocker(line: string): { readonly text: string; readonly time: number | undefined } | undefined {
  const record = parseObject(line.trimEnd())
  const { log, stream, time } = record ?? {}
  if (record === undefined || typeof log !== 'string' || typeof stream !== 'string' || typeof time !== 'string')
    return undefined
  if (!Object.keys(record).every(key => DOCKER_KEYS.has(key))) return undefined
  return { text: clean(log.trimEnd().replace(ANSI, '')), time: parseTime(time) }
}

/** Character code of the `T` between date and time. */
const T = 84

/** Trims last: an empty line ends with the space after its timestamp, which the prefix includes. */
function clean(line: string): string {
  const plain = line.startsWith('[pod/') ? line.replace(POD_PREFIX, '') : line
  const hasPrefix = codeAt(plain, 10) === T && NANO_TIME_OR_STREAM.test(plain)
  return (hasPrefix ? plain.replace(RUNTIME_PREFIX, '') : plain).trimEnd()
}

/** The texts in lines that signatures are matched with. */
export function readPieces(lines: readonly LogLine[]): Piece[] {
  const pieces: Piece[] = []
  for (const line of lines) {
    const record = readStructured(line.text.trim())
    if (record === undefined) {
      const isFrame = startsBlank(line.text) && FRAME.test(line.text)
      const level = isFrame ? undefined : levelOrUncaught(levelOfText(line.text), line.text)
      if (isWhole(line.text)) {
        const text = line.text.slice(0, MAX_LINE_LENGTH)
        pieces.push({ line, text, level, inner: false, structured: false, record: undefined })
        continue
      }
      const texts = split(line.text)
      for (let at = 0; at < texts.length; at++)
        pieces.push({ line, text: texts[at] ?? '', level, inner: at > 0, structured: false, record: undefined })
      continue
    }
    const texts = record.texts.flatMap(split).slice(0, MAX_PIECES_OF_LINE)
    const level = levelOrUncaught(record.level ?? levelOfText(texts[0] ?? ''), texts[0] ?? '')
    for (let at = 0; at < texts.length; at++)
      pieces.push({
        line,
        text: texts[at] ?? '',
        level,
        inner: at > 0,
        structured: true,
        record: at === 0 ? record : undefined,
      })
  }
  return pieces
}

const UNCAUGHT = /\b[Uu]n(?:caught|handled) (?:exception|error)\b|\bPHP (?:Fatal|Parse) error: /

/** An uncaught exception is an error whatever level its handler logs it with. */
function levelOrUncaught(level: Level | undefined, text: string): Level | undefined {
  if (level === undefined || level === 'error') return level
  const mayBe = text.includes('caught ') || text.includes('handled ') || text.includes('PHP ')
  return mayBe && UNCAUGHT.test(text.slice(0, MAX_LINE_LENGTH)) ? 'error' : level
}

/** True for a single line without escapes. */
function isWhole(text: string): boolean {
  return !text.includes('\n') && !text.includes('\\')
}

/** Splits at line breaks, including escaped ones, and unescapes quotes, so that a signature needs only one form. */
function split(text: string): string[] {
  if (isWhole(text)) return [text.slice(0, MAX_LINE_LENGTH)]
  return text.split(/\n|\\n/).map(part =>
    part
      .slice(0, MAX_LINE_LENGTH)
      .replace(/(?<!\\)\\+(["'])/g, '$1')
      .replace(/\\t/g, '\t'),
  )
}
