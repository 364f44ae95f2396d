import { type Accept, parseAccept } from 'hono/utils/accept'
import { FORMATS, type Format, mediaTypes } from '../core/render/format.ts'
import { ProblemError } from './problem.ts'

/** The default if the caller accepts anything. */
const DEFAULT_FORMAT: Format = 'json'

/**
 * The format of the response (RFC 9110, 12.5.1). The one `named` in the query takes precedence. Throws a `ProblemError`
 * (406) if none is acceptable.
 */
export function chooseFormat(
  named: Format | undefined,
  accept: string | undefined,
  offered: readonly Format[] = FORMATS,
): Format {
  if (named !== undefined) {
    if (offered.includes(named)) return named
    throw notAcceptable(`Format ${named} is not supported.`, 'query format', offered)
  }
  if (accept === undefined || accept.trim() === '') return DEFAULT_FORMAT
  const ranges = parseAccept(accept.slice(0, 2000))
  const [best] = [DEFAULT_FORMAT, ...offered]
    .map(format => ({ format, q: quality(essence(format), ranges) }))
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
  if (best === undefined) throw notAcceptable('No report format matches the Accept header.', 'header Accept', offered)
  return best.format
}

/** The media type of a format without its parameters. */
export function essence(format: Format): string {
  return mediaTypes[format].split(';', 1)[0] ?? ''
}

/** The weight of a media type: the most specific range that matches it decides. */
function quality(type: string, ranges: readonly Accept[]): number {
  const [main] = type.split('/', 1)
  for (const covering of [type, `${main}/*`, '*/*']) {
    const range = ranges.find(each => each.type.toLowerCase() === covering)
    if (range !== undefined) return range.q
  }
  return 0
}

function notAcceptable(detail: string, where: string, offered: readonly Format[]): ProblemError {
  return new ProblemError(
    406,
    'not-acceptable',
    detail,
    `Accept one of ${[...new Set(offered.map(essence))].join(', ')}, or set ?format=${offered.join('|')}.`,
    { where },
  )
}
