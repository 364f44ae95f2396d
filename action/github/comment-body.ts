import { markdownCode } from '../../core/render/escape.ts'
import { markdown } from '../../core/render/markdown.ts'
import type { Report } from '../../core/report.ts'
import { parseTime } from '../../core/time.ts'
import { formatDuration } from '../duration.ts'
import type { Marker } from './marker.ts'
import { type Run, runUrl } from './run.ts'

/** GitHub refuses a comment of more than 65,536 characters. The marker takes at most 2,020 of them. */
const MAX_BODY = 63_000

export interface CommentContext {
  readonly run: Run
  /** Of this run. */
  readonly marker: Marker
  /** Of the comment that this one replaces. */
  readonly previous?: Marker | undefined
  /** RFC 3339. */
  readonly now: string
  /** Duration of this rollout in milliseconds. */
  readonly took?: number
  /** Whether log excerpts may be shown. */
  readonly logs: boolean
  /** URL of the catalogue of causes. */
  readonly causesUrl?: string
}

/**
 * The visible part of the sticky comment: the diagnosis and its source; if it replaces a failure and nothing fails any
 * more, first that it is over and how long it lasted. At most 63,000 UTF-16 units.
 */
export function commentBody(report: Report, context: CommentContext): string {
  const { logs, causesUrl } = context
  const end = footer(context)
  const text = markdown(report, {
    maxLength: MAX_BODY - end.length,
    logs,
    heading: recovery(context),
    ...(causesUrl === undefined ? {} : { causesUrl }),
  })
  return `${text.trimEnd()}\n\n${end}\n`
}

function recovery({ marker, previous, now }: CommentContext): string {
  if (marker.state !== 'fine' || previous?.state !== 'failed') return ''
  const since = parseTime(previous.since ?? previous.at)
  const until = parseTime(now)
  const lasted = since === undefined || until === undefined ? '' : `, took ${formatDuration(until - since)}`
  const cause = previous.cause === undefined ? '' : `; the cause was ${markdownCode(previous.cause)}`
  return `**Recovered**${lasted}${cause}.`
}

function footer({ run, marker, took }: CommentContext): string {
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : ''
  return [
    markdownCode(marker.key.slice(0, 500)),
    ...(marker.sha === '' ? [] : [`commit ${markdownCode(marker.sha.slice(0, 7))}`]),
    `[run ${run.id}${attempt}](<${encodeURI(runUrl(run))}>)`,
    ...(took === undefined ? [] : [`rollout ${formatDuration(took)}`]),
  ].join(' · ')
}
