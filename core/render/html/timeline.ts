import { refText } from '../../ref.ts'
import type { Report, TimelineEntry } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { count } from '../wording.ts'
import { h, type Markup } from './markup.ts'
import { fold, widthOf } from './measure.ts'
import { type TimeScale, timeScale } from './time-scale.ts'
import { type Lane, lanesOf, MARK_TEXT, MARKS, type Mark, type Moment } from './timeline-marks.ts'

const WIDTH = 960
const LEFT = 236
const RIGHT = 20
const TOP = 34
const LANE = 46
const FONT = 11.5
/** Marks closer than this are drawn as one, in pixels. */
const NEAR = 12
/** A shorter series is hidden by its mark, in pixels. */
const SHORTEST = 8

/** The timeline as a picture with one axis and as a table; empty if there are no events. */
export function timeline(report: Report): Markup | undefined {
  const { lanes, left } = lanesOf(report)
  if (lanes.length === 0) return undefined
  const begins = report.problems.flatMap(({ since }) => parseTime(since) ?? [])
  const taken = parseTime(report.takenAt)
  const times = [
    ...lanes.flatMap(lane => lane.moments.flatMap(({ from, at }) => [from, at])),
    ...begins,
    ...(taken === undefined ? [] : [taken]),
  ]
  const scale = timeScale(times, LEFT + 14, WIDTH - LEFT - RIGHT - 28)
  const height = TOP + lanes.length * LANE + 6
  const used = new Set(lanes.flatMap(lane => lane.moments.map(({ mark }) => mark)))
  const legend = [
    ...MARKS.filter(mark => used.has(mark)).map(mark =>
      legendItem(MARK_TEXT[mark], h`<g class="mark ${mark}">${shape(mark, 7, 7)}</g>`),
    ),
    ...(lanes.some(lane => lane.moments.some(({ from, at }) => from < at))
      ? [legendItem('repeated since', h`<path class="series" d="M1 3v8m0 -4H13"/>`)]
      : []),
    ...(begins.length === 0 ? [] : [legendItem('a problem begins', h`<path class="begin" d="M7 0v14"/>`)]),
    ...(taken === undefined ? [] : [legendItem('snapshot taken', h`<path class="taken" d="M7 0v14"/>`)]),
  ]
  const drawing = [
    axis(scale, height),
    ...[...new Set(begins.map(scale.x))].map(x => h`<path class="begin" d="M${x} 20V${height}"/>`),
    ...(taken === undefined ? [] : [h`<path class="taken" d="M${scale.x(taken)} 20V${height}"/>`]),
    ...lanes.map((lane, index) => laneOf(lane, TOP + index * LANE, scale)),
  ]
  return h`<section class="card" aria-labelledby="timeline"><h2 id="timeline">What happened, and when</h2><div class="scroll" role="group" tabindex="0" aria-label="Timeline, can be scrolled sideways"><svg class="timeline" role="img" aria-label="Events of ${count(lanes.length, 'object')} on one axis; the table below has them all" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">${drawing}</svg></div><p class="dim sideways" aria-hidden="true">Scroll the picture sideways to see all of it.</p><ul class="legend">${legend}</ul>${left > 0 ? h`<p class="dim">Not drawn: ${count(left, 'more object')}.</p>` : undefined}${table(report.timeline)}</section>`
}

function axis({ ticks, breaks }: TimeScale, height: number): Markup {
  return h`${ticks.map(({ x, label }) => h`<path class="grid" d="M${x} 20V${height}"/><text class="tick" x="${x}" y="13">${label}</text>`)}${breaks.map(({ x, label }) => h`<rect class="break" x="${x - 13}" y="20" width="26" height="${height - 20}"/><text class="tick" x="${x}" y="32">${label}</text>`)}`
}

function laneOf({ object, moments }: Lane, top: number, scale: TimeScale): Markup {
  const middle = top + 30
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`
  const [line = ''] = fold(name, LEFT - 12, FONT, 1)
  const groups = grouped(moments, scale)
  return h`<g><title>${refText(object)}</title><text class="kind" x="0" y="${middle - 8}">${object.kind}</text><text class="name" x="0" y="${middle + 7}">${line}</text><path class="lane" d="M${LEFT} ${middle}H${WIDTH - 4}"/></g>${series(groups, middle)}${groups.map(group => h`<g class="mark ${group.mark}"><title>${group.moments.map(({ entry }) => eventText(entry)).join('; ')}</title>${shape(group.mark, group.x, middle)}</g>`)}${labels(groups, middle - 11)}`
}

interface Group {
  readonly mark: Mark
  readonly x: number
  /** Where the first of a repeated event is. */
  from: number
  readonly moments: Moment[]
}

/** Merges similar marks that are close together, and puts different marks side by side. */
function grouped(moments: readonly Moment[], scale: TimeScale): Group[] {
  const groups: Group[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const moment of moments) {
    const x = scale.x(moment.at)
    const near = groups.findLast(group => group.mark === moment.mark)
    if (near !== undefined && x - near.x < NEAR) {
      near.moments.push(moment)
      near.from = Math.min(near.from, scale.x(moment.from))
      continue
    }
    last = Math.max(x, last + NEAR)
    groups.push({ mark: moment.mark, x: Math.min(last, WIDTH - 8), from: scale.x(moment.from), moments: [moment] })
  }
  return groups
}

/** Repeated events: a line from the first time to the mark at the last; the most telling on top. */
function series(groups: readonly Group[], y: number): Markup[] {
  return MARKS.toReversed()
    .flatMap(mark => groups.filter(group => group.mark === mark && group.x - group.from >= SHORTEST))
    .map(({ mark, x, from }) => h`<path class="series ${mark}" d="M${from} ${y - 4}v8m0 -4H${x}"/>`)
}

/** Labels the marks, most telling first, as far as there is room. */
function labels(groups: readonly Group[], y: number): Markup[] {
  const taken: (readonly [number, number])[] = []
  return MARKS.flatMap(mark => groups.filter(group => group.mark === mark)).flatMap(({ mark, x, moments }) => {
    const label = labelOf(moments)
    const half = widthOf(label, FONT) / 2
    const middle = Math.max(LEFT + half, Math.min(x, WIDTH - 4 - half))
    if (taken.some(([from, to]) => middle - half < to && from < middle + half)) return []
    taken.push([middle - half - 6, middle + half + 6])
    return [h`<text class="label ${mark}" x="${Math.round(middle * 10) / 10}" y="${y}">${label}</text>`]
  })
}

/** The most frequent reason, and how often it occurred. */
function labelOf(moments: readonly Moment[]): string {
  const most = moments.reduce<TimelineEntry | undefined>(
    (best, { entry }) => (best === undefined || (entry.count ?? 1) > (best.count ?? 1) ? entry : best),
    undefined,
  )
  const times = most?.count ?? 1
  return `${(most?.reason ?? '').slice(0, 40)}${times > 1 ? ` ×${times}` : ''}`
}

function shape(mark: Mark, x: number, y: number): Markup {
  if (mark === 'failure') return h`<path d="M${x} ${y - 7}l7 12h-14z"/>`
  if (mark === 'probe') return h`<path d="M${x} ${y - 7}l7 7l-7 7l-7 -7z"/>`
  if (mark === 'restart')
    return h`<rect x="${Math.round((x - 5.5) * 10) / 10}" y="${y - 5.5}" width="11" height="11" rx="2"/>`
  return h`<circle cx="${x}" cy="${y}" r="${mark === 'revision' ? 6 : 4.5}"/>`
}

function legendItem(text: string, drawing: Markup): Markup {
  return h`<li><svg aria-hidden="true" width="14" height="14">${drawing}</svg>${text}</li>`
}

function eventText({ at, reason, text, count: times, from }: TimelineEntry): string {
  const since = from === undefined ? '' : ` since ${from}`
  return `${at} ${reason}${times === undefined || times === 1 ? '' : ` (${times} times${since})`}: ${text}`
}

function table(entries: readonly TimelineEntry[]): Markup {
  const rows = entries.map(
    ({ at, object, reason, text, warning, count: times, from }) =>
      h`<tr${warning ? h` class="warning"` : undefined}><td><time>${at}</time></td><td class="ref">${refText(object)}</td><td>${reason}${times === undefined || times === 1 ? undefined : h` ×${times}`}${from === undefined ? undefined : h` since <time>${from}</time>`}</td><td>${text}</td></tr>`,
  )
  return h`<details><summary>All ${count(entries.length, 'event')} as a table</summary><div class="scroll" role="group" tabindex="0" aria-label="Table of events, can be scrolled sideways"><table><thead><tr><th scope="col">When</th><th scope="col">Object</th><th scope="col">Event</th><th scope="col">Message</th></tr></thead><tbody>${rows}</tbody></table></div></details>`
}
