import { refText } from '../../ref.ts'
import type { Report, TimelineEntry } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { count } from '../wording.ts'
import { h, type Markup } from './markup.ts'
import { fold, widthOf } from './measure.ts'
import { type TimeScale, timeScale } from './time-scale.ts'
import { type Lane, lanesOf, MARK_TEXT, MARKS, type Mark, type Moment, markOf } from './timeline-marks.ts'

const WIDTH = 960
const LEFT = 236
const RIGHT = 20
const TOP = 34
const LANE = 46
const FONT = 11.5
/** Marks nearer than this are drawn as one, pixels. */
const NEAR = 12

/** Takes a report; returns its timeline as a picture on one axis and as a table. Nothing where nothing is known to have happened. */
export function timeline(report: Report): Markup | undefined {
  const { lanes, left } = lanesOf(report.timeline)
  if (lanes.length === 0) return undefined
  const begins = report.problems.slice(0, 9).flatMap(({ since }, index) => {
    const at = parseTime(since)
    return at === undefined ? [] : [{ at, number: index + 1 }]
  })
  const taken = parseTime(report.takenAt)
  const times = [...lanes.flatMap(lane => lane.moments.map(({ at }) => at)), ...begins.map(({ at }) => at)]
  const scale = timeScale(taken === undefined ? times : [...times, taken], LEFT + 14, WIDTH - LEFT - RIGHT - 28)
  const height = TOP + lanes.length * LANE + 6
  const used = new Set(lanes.flatMap(lane => lane.moments.map(({ entry }) => markOf(entry))))
  return h`<section class="card" aria-labelledby="timeline"><h2 id="timeline">What happened, and when</h2><div class="scroll" role="group" tabindex="0" aria-label="Timeline, can be scrolled sideways"><svg class="timeline" role="img" aria-label="Events of ${count(lanes.length, 'object')} on one axis; the table below has them all" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">${axis(scale, height)}${beginnings(begins, scale, height)}${lanes.map((lane, index) => laneOf(lane, TOP + index * LANE, scale))}</svg></div><ul class="legend">${MARKS.filter(mark => used.has(mark)).map(legend)}${begins.length > 0 ? h`<li><svg aria-hidden="true" width="14" height="14"><path class="begin" d="M7 0v14"/></svg>a problem begins</li>` : undefined}</ul>${left > 0 ? h`<p class="dim">Not drawn: ${count(left, 'more object')}.</p>` : undefined}${table(report.timeline)}</section>`
}

function axis({ ticks, breaks }: TimeScale, height: number): Markup {
  return h`${ticks.map(({ x, label }) => h`<path class="grid" d="M${x} 20V${height}"/><text class="tick" x="${x}" y="13">${label}</text>`)}${breaks.map(({ x, label }) => h`<rect class="break" x="${x - 13}" y="20" width="26" height="${height - 20}"/><text class="tick" x="${x}" y="32">${label}</text>`)}`
}

function beginnings(begins: readonly { at: number; number: number }[], scale: TimeScale, height: number): Markup {
  return h`${begins.map(({ at, number }) => h`<path class="begin" d="M${scale.x(at)} 20V${height}"><title>Problem ${number} begins</title></path>`)}`
}

function laneOf({ object, moments }: Lane, top: number, scale: TimeScale): Markup {
  const middle = top + 30
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`
  const [line = ''] = fold(name, LEFT - 12, FONT, 1)
  let free = LEFT
  const marks = clusters(moments, scale).map(({ x, together }) => {
    const mark = MARKS.find(each => together.some(({ entry }) => markOf(entry) === each)) ?? 'event'
    const label = labelOf(together, mark)
    const width = widthOf(label, 11)
    const from = Math.max(LEFT + width / 2, Math.min(x, WIDTH - 4 - width / 2))
    const fits = from - width / 2 >= free
    if (fits) free = from + width / 2 + 8
    const said = together.map(({ entry }) => eventText(entry)).join('\n')
    return h`<g class="mark ${mark}"><title>${said}</title>${shape(mark, x, middle)}${fits ? h`<text x="${Math.round(from * 10) / 10}" y="${middle - 11}">${label}</text>` : undefined}</g>`
  })
  return h`<g><title>${refText(object)}</title><text class="kind" x="0" y="${middle - 8}">${object.kind}</text><text class="name" x="0" y="${middle + 7}">${line}</text><path class="lane" d="M${LEFT} ${middle}H${WIDTH - 4}"/></g>${marks}`
}

function clusters(moments: readonly Moment[], scale: TimeScale): { x: number; together: Moment[] }[] {
  const all: { x: number; together: Moment[] }[] = []
  for (const moment of moments) {
    const x = scale.x(moment.at)
    const last = all.at(-1)
    if (last !== undefined && x - last.x < NEAR) last.together.push(moment)
    else all.push({ x, together: [moment] })
  }
  return all
}

/** The reason of the most telling mark, and how often it happened. */
function labelOf(together: readonly Moment[], mark: Mark): string {
  const telling = together.filter(({ entry }) => markOf(entry) === mark)
  const [first] = telling
  if (first === undefined) return ''
  const times = Math.max(...telling.map(({ entry }) => entry.count ?? 1))
  const others = new Set(together.map(({ entry }) => entry.reason)).size - 1
  return `${first.entry.reason.slice(0, 40)}${times > 1 ? ` ×${times}` : ''}${others > 0 ? ` +${others}` : ''}`
}

function shape(mark: Mark, x: number, y: number): Markup {
  if (mark === 'failure') return h`<path d="M${x} ${y - 7}l7 12h-14z"/>`
  if (mark === 'probe') return h`<path d="M${x} ${y - 7}l7 7l-7 7l-7 -7z"/>`
  if (mark === 'restart')
    return h`<rect x="${Math.round((x - 5.5) * 10) / 10}" y="${y - 5.5}" width="11" height="11" rx="2"/>`
  return h`<circle cx="${x}" cy="${y}" r="${mark === 'revision' ? 6 : 4.5}"/>`
}

function legend(mark: Mark): Markup {
  return h`<li><svg aria-hidden="true" width="14" height="14"><g class="mark ${mark}">${shape(mark, 7, 7)}</g></svg>${MARK_TEXT[mark]}</li>`
}

function eventText({ at, reason, text, count: times }: TimelineEntry): string {
  return `${at} ${reason}${times === undefined || times === 1 ? '' : ` (${times} times)`}: ${text}`
}

function table(entries: readonly TimelineEntry[]): Markup {
  const rows = entries.map(
    ({ at, object, reason, text, warning, count: times }) =>
      h`<tr${warning ? h` class="warning"` : undefined}><td><time>${at}</time></td><td class="ref">${refText(object)}</td><td>${reason}${times === undefined || times === 1 ? undefined : ` ×${times}`}</td><td>${text}</td></tr>`,
  )
  return h`<details><summary>All ${count(entries.length, 'event')} as a table</summary><div class="scroll" role="group" tabindex="0" aria-label="Table of events, can be scrolled sideways"><table><thead><tr><th scope="col">When</th><th scope="col">Object</th><th scope="col">Event</th><th scope="col">Message</th></tr></thead><tbody>${rows}</tbody></table></div></details>`
}
