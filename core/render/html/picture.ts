import { refText } from '../../ref.ts'
import type { ChainLink, Problem } from '../../report.ts'
import { affected, count } from '../wording.ts'
import { type Point, place, type Size } from './graph.ts'
import { h, type Markup } from './markup.ts'
import { fold } from './measure.ts'

type Role = 'link' | 'cause' | 'effect'

interface Row {
  readonly text: string
  readonly style: 'kind' | 'name' | 'note'
}

interface Box extends Size {
  readonly role: Role
  /** The text of the box, not truncated. */
  readonly title: string
  readonly rows: readonly Row[]
}

/** Font sizes in pixels; a bold one counts as a little larger. */
const FONT: Readonly<Record<Row['style'], number>> = { kind: 11, name: 14, note: 12 }
const LINE = 17
const PADDING = 11
const MAX_LINKS = 12
const MAX_EFFECTS = 4
const MAX_LISTED = 50

/**
 * A problem's chain from the workload down to the cause, with its effects beside it, and the same as a list. Empty
 * without a chain.
 */
export function picture(problem: Problem): Markup | undefined {
  const { chain, cause } = problem
  if (chain.length === 0) return undefined
  // No chain of Kubernetes objects is this long: both ends are what matters.
  const shown = chain.length > MAX_LINKS ? [...chain.slice(0, MAX_LINKS - 2), ...chain.slice(-2)] : chain
  const effects = affected(problem)
  const boxes = [
    ...shown.map((link, index) => linkBox(link, index === shown.length - 1 ? 'cause' : 'link')),
    ...(effects.length === 0 ? [] : [effectBox(effects)]),
  ]
  const last = shown.length - 1
  const arrows = boxes.flatMap((_, index): [number, number][] =>
    index === last ? [] : [index > last ? [index, last] : [index, index + 1]],
  )
  const places = place(boxes, arrows)
  const label = `From ${refText(chain[0] ?? problem.subject)} down to the cause, ${cause === 'unknown' ? 'not found' : cause}`
  return h`<figure class="picture"><svg role="img" aria-label="${label}" width="${places.width}" height="${places.height}" viewBox="0 0 ${places.width} ${places.height}">${places.arrows.map(arrow)}${boxes.map((box, index) => drawn(box, places.boxes[index] ?? { x: 0, y: 0 }))}</svg><figcaption>Each arrow means <em>because</em>.</figcaption><details><summary>The picture as text</summary><ol>${chain.slice(0, MAX_LISTED).map(link => h`<li><span class="ref">${refText(link)}</span>: ${link.text}</li>`)}</ol>${effectList(effects)}</details></figure>`
}

function linkBox(link: ChainLink, role: Role): Box {
  const name = link.namespace === undefined ? link.name : `${link.namespace}/${link.name}`
  return box(role, `${refText(link)}: ${link.text}`, 216, [
    [role === 'cause' ? `Cause · ${link.kind}` : link.kind, 'kind', 1],
    [name, 'name', 2],
    [link.text, 'note', role === 'cause' ? 4 : 3],
  ])
}

function effectBox(effects: readonly string[]): Box {
  const left = effects.length - MAX_EFFECTS
  const shown = left > 1 ? effects.slice(0, MAX_EFFECTS) : effects
  return box('effect', `Also affected: ${effects.join(', ')}`, 150, [
    ['Also affected', 'kind', 1],
    ...shown.map((effect): [string, Row['style'], number] => [effect, 'note', 2]),
    ...(left > 1 ? [[`and ${left} more`, 'kind', 1] as [string, Row['style'], number]] : []),
  ])
}

function box(role: Role, title: string, width: number, parts: readonly [string, Row['style'], number][]): Box {
  const rows = parts.flatMap(([text, style, max]) =>
    fold(text, width - 2 * PADDING, FONT[style], max).map(line => ({ text: line, style })),
  )
  return { role, title, width, height: rows.length * LINE + 2 * PADDING - 4, rows }
}

function drawn({ role, title, width, height, rows }: Box, { x, y }: Point): Markup {
  const left = x - width / 2
  const top = y - height / 2
  const text = rows.map(
    (row, index) =>
      h`<text class="${row.style}" x="${round(left + PADDING)}" y="${round(top + PADDING + 9 + index * LINE)}">${row.text}</text>`,
  )
  return h`<g class="box ${role}"><title>${title}</title><rect x="${round(left)}" y="${round(top)}" width="${width}" height="${height}" rx="9"/>${text}</g>`
}

function arrow(points: readonly Point[]): Markup {
  const end = points.at(-1)
  if (end === undefined) return h``
  const [start, ...rest] = points
  const turn = rest.length === 2 ? 'Q' : 'L'
  const path = `M${start?.x} ${start?.y}${turn}${rest.map(({ x, y }, index) => `${x} ${index === rest.length - 1 ? y - 5 : y}`).join(' ')}`
  return h`<path class="edge" d="${path}"/><path class="tip" d="M${end.x} ${end.y}l-5 -9h10z"/>`
}

function effectList(effects: readonly string[]): Markup {
  if (effects.length === 0) return h``
  const left = effects.length - MAX_LISTED
  return h`<p>Also affected:</p><ul>${effects.slice(0, MAX_LISTED).map(effect => h`<li class="ref">${effect}</li>`)}${left > 0 ? h`<li>and ${count(left, 'more object')}</li>` : undefined}</ul>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
