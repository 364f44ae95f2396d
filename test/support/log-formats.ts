import type { ContainerLog, Snapshot } from '../../core/index.ts'
import { groupEvents } from '../../core/logs/events.ts'
import type { Level } from '../../core/logs/level.ts'
import { readLines, readPieces } from '../../core/logs/lines.ts'
import { isMissingLog } from '../../core/logs/read-log.ts'
import { timeOfField, timeOfText } from '../../core/logs/times.ts'

/** One thing that a log tells, without the form in which it stands. */
export interface Said {
  /** Milliseconds since 1970; that of the event before where it carries none. */
  readonly time: number
  readonly level: Level
  /** The message, then the lines of its trace. */
  readonly lines: readonly string[]
  /** Further fields, as `key=value`. */
  readonly fields: string
}

const HEAD =
  /^(?:\s|\[[^\]]{0,80}\]|\d[\d:.,TZ/+-]*|(?:TRACE|DEBUG|INFO|NOTICE|LOG|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|UTC|error|info|warn|warning|fatal)\b:?|[IWEF]\d{4}|---|--)+/

/** What a log tells, oldest first; one without times is spread over the container's life. `now`, `started`: milliseconds since 1970. */
export function saidIn(text: string, now: number, started: number): readonly Said[] {
  const pieces = readPieces(readLines(text))
  const events = groupEvents(pieces)
  const isTimed = pieces.some(
    piece => (timeOfField(piece.record?.time, now) ?? timeOfText(piece.line.text, now)) !== undefined,
  )
  let time = started
  return events.flatMap(({ start, end }, index) => {
    if (!isTimed) time = started + ((now - started) * (index + 1)) / events.length
    const head = pieces[start]
    if (head === undefined || (end === start + 1 && head.text.trim() === '')) return []
    time = (timeOfField(head.record?.time, now) ?? timeOfText(head.line.text, now))?.time ?? time
    const lines = pieces.slice(start, end).map(piece => piece.text)
    const first = head.structured ? head.text : head.text.replace(HEAD, '') || head.text
    const isTrace = /^Traceback|(?:Error|Exception|SIGSEGV|panic)\b/m.test(lines.join('\n'))
    return {
      time,
      level: head.level ?? (isTrace ? 'error' : 'info'),
      lines: [first, ...lines.slice(1)],
      fields: head.record?.fields ?? '',
    }
  })
}

const iso = (time: number) => new Date(time).toISOString()
const LETTER = { debug: 'I', info: 'I', warn: 'W', error: 'E', fatal: 'F' } as const

function fieldsOf(fields: string): Record<string, string> {
  const pairs = [...fields.matchAll(/([\w.-]+)=(\S*)/g)].map(([, key = '', value = '']) => [key, value] as const)
  return Object.fromEntries(pairs.filter(([key]) => !['level', 'msg', 'time', 'error'].includes(key)))
}

/** How the same events stand in the forms that programs write. */
export const FORMATS: Readonly<Record<string, (said: Said) => string>> = {
  json: ({ time, level, lines: [message = '', ...trace], fields }) =>
    JSON.stringify({
      level,
      time: iso(time),
      ...fieldsOf(fields),
      msg: message,
      ...(trace.length > 0 && { stack: trace.join('\n') }),
    }),
  logfmt: ({ time, level, lines: [message = '', ...trace], fields }) =>
    [
      `time=${iso(time)} level=${level} msg=${JSON.stringify(message)}`,
      ...(trace.length > 0 ? [`err=${JSON.stringify(trace.join('\n'))}`] : []),
      ...(fields === '' ? [] : [fields]),
    ].join(' '),
  klog: ({ time, level, lines, fields }) => {
    const at = iso(time)
    const head = `${LETTER[level]}${at.slice(5, 7)}${at.slice(8, 10)} ${at.slice(11, 23)}000       1 main.go:88] `
    return head + [`${lines[0]} ${fields}`.trim(), ...lines.slice(1)].join('\n')
  },
  logback: ({ time, level, lines, fields }) => {
    const head = `${iso(time).slice(0, 23).replace('T', ' ')} ${level.toUpperCase().padEnd(5)} [main] c.e.app.Worker - `
    return head + [`${lines[0]} ${fields}`.trim(), ...lines.slice(1)].join('\n')
  },
}

/** The current logs of all containers in the format of that name, if there is one. */
export function inFormat(snapshot: Snapshot, format: string): Snapshot {
  const write = FORMATS[format]
  const now = Date.parse(snapshot.takenAt ?? '')
  const logs = snapshot.logs?.map((log): ContainerLog => {
    if (write === undefined || log.current === undefined || isMissingLog(log.current)) return log
    return {
      ...log,
      current: saidIn(log.current, now, startOf(snapshot, log))
        .map(said => `${write(said)}\n`)
        .join(''),
    }
  })
  return { ...snapshot, ...(logs === undefined ? {} : { logs }) }
}

interface PodLike {
  readonly kind?: string
  readonly metadata?: { readonly name?: string; readonly namespace?: string }
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly name?: string
      readonly state?: { readonly running?: { readonly startedAt?: string } }
    }[]
  }
}

function startOf({ objects }: Snapshot, { namespace, pod, container }: ContainerLog): number {
  const found = (objects as readonly PodLike[]).find(
    ({ kind, metadata }) => kind === 'Pod' && metadata?.name === pod && metadata.namespace === namespace,
  )
  const status = found?.status?.containerStatuses?.find(({ name }) => name === container)
  return Date.parse(status?.state?.running?.startedAt ?? '') || 0
}
