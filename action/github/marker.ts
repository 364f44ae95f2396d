import { parseTime } from '../../core/time.ts'

/** Metadata in the hidden first line of our comment. */
export interface Marker {
  /** Which of several comments on a pull request: environment and namespace. */
  readonly key: string
  readonly sha: string
  readonly run: number
  readonly attempt: number
  /** RFC 3339: when the run began to watch. A run that finishes late still counts as the older one. */
  readonly at: string
  readonly state: 'failed' | 'fine'
  /** RFC 3339: when the comment's failure was first reported. Absent if nothing failed. */
  readonly since?: string
  /** Cause of the first problem while it failed. */
  readonly cause?: string
}

const PREFIX = '<!-- kubewhy:v1 '
const FIRST_LINE = /^<!-- kubewhy:v1 ([^<>\r\n]{1,2000}) -->/

/** The marker as one line of HTML comment. */
export function formatMarker(marker: Marker): string {
  const { key, sha, run, attempt, at, state, since, cause } = marker
  const fields = Object.entries({ key, sha, run: `${run}.${attempt}`, at, state, since, cause })
  const given = fields.filter((field): field is [string, string] => field[1] !== undefined)
  return `${PREFIX}${given.map(([name, value]) => `${name}=${encode(value)}`).join(' ')} -->`
}

/** The marker at the beginning of a comment; undefined if there is none of ours, or it is incomplete. */
export function parseMarker(body: string): Marker | undefined {
  const line = FIRST_LINE.exec(body)?.[1]
  if (line === undefined) return undefined
  const fields = new Map<string, string>()
  for (const field of line.split(' ')) {
    const at = field.indexOf('=')
    const value = at < 0 ? undefined : decode(field.slice(at + 1))
    if (value !== undefined) fields.set(field.slice(0, at), value)
  }
  const [run, attempt] = (fields.get('run') ?? '').split('.').map(Number)
  const key = fields.get('key')
  const at = fields.get('at')
  if (key === undefined || at === undefined || parseTime(at) === undefined) return undefined
  if (!Number.isSafeInteger(run) || !Number.isSafeInteger(attempt)) return undefined
  const since = fields.get('since')
  const cause = fields.get('cause')
  return {
    key,
    sha: fields.get('sha') ?? '',
    run: run ?? 0,
    attempt: attempt ?? 0,
    at,
    state: fields.get('state') === 'fine' ? 'fine' : 'failed',
    ...(since === undefined ? {} : { since }),
    ...(cause === undefined ? {} : { cause }),
  }
}

/**
 * Whether `a` is older than `b`. Within one run the attempt decides, between first attempts the run number, which grows
 * with every run of a repository; a re-run of an earlier run is compared by its start.
 */
export function isOlder(a: Marker, b: Marker): boolean {
  if (a.run === b.run && a.attempt !== b.attempt) return a.attempt < b.attempt
  if (a.run !== b.run && a.attempt === 1 && b.attempt === 1) return a.run < b.run
  const began = (parseTime(a.at) ?? 0) - (parseTime(b.at) ?? 0)
  return began === 0 ? a.run < b.run : began < 0
}

/** The comment without its first line, to compare what readers see. */
export function visiblePart(body: string): string {
  return body.replaceAll('\r\n', '\n').replace(FIRST_LINE, '').trim()
}

const encode = (value: string): string => encodeURIComponent(value).replaceAll('--', '%2D%2D')

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}
