import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { htmlText } from '../core/render/escape.ts'

/** A step of the data flow, and the folders or files that implement it. */
interface Step {
  readonly title: string
  readonly paths: readonly string[]
}

/** Steps that are drawn side by side. */
type Row = readonly Step[]

const ROWS: readonly Row[] = [
  [
    { title: 'Bytes', paths: ['api', 'action'] },
    { title: 'Live cluster', paths: ['core/connect'] },
  ],
  [
    { title: 'Read', paths: ['core/read'] },
    { title: 'Collect', paths: ['core/collect'] },
  ],
  [{ title: 'Snapshot', paths: ['core/snapshot.ts'] }],
  [{ title: 'Cluster', paths: ['core/cluster', 'core/kube'] }],
  [
    { title: 'Findings', paths: ['core/causes', 'core/patience.ts'] },
    { title: 'Symptoms', paths: ['core/symptoms'] },
  ],
  [{ title: 'Linker: problems', paths: ['core/link', 'core/patch'] }],
  [{ title: 'Report', paths: ['core/report.ts', 'core/redact'] }],
  [
    { title: 'Renderers', paths: ['core/render'] },
    { title: 'Output', paths: ['api', 'action'] },
  ],
]

/** Drawn beside the findings and symptoms, which use them. */
const SHARED: Step = { title: 'Shared readings', paths: ['core/workloads', 'core/logs'] }
const SHARED_ROW = 4

const [BOX, HEIGHT, GAP_X, GAP_Y, MARGIN] = [244, 54, 28, 30, 16]
const WIDTH = 3 * BOX + 2 * GAP_X + 2 * MARGIN

function top(row: number): number {
  return MARGIN + row * (HEIGHT + GAP_Y)
}

function left(count: number, index: number): number {
  const flow = 2 * BOX + GAP_X
  return MARGIN + (flow - (count * BOX + (count - 1) * GAP_X)) / 2 + index * (BOX + GAP_X)
}

function box({ title, paths }: Step, x: number, y: number): string {
  const middle = x + BOX / 2
  return `<rect x="${x}" y="${y}" width="${BOX}" height="${HEIGHT}" rx="8"/><text class="title" x="${middle}" y="${y + 23}">${htmlText(title)}</text><text x="${middle}" y="${y + 42}">${htmlText(paths.join(' · '))}</text>`
}

function arrow(x1: number, y1: number, x2: number, y2: number): string {
  return `<path d="M${x1} ${y1}L${x2} ${y2}" marker-end="url(#tip)"/>`
}

/** From each box of a row to those of the next: straight down between rows of equal length. */
function arrowsBelow(row: number): readonly string[] {
  const [from = [], to = []] = [ROWS[row], ROWS[row + 1]]
  const middle = (length: number, index: number) => left(length, index) + BOX / 2
  return from.flatMap((_, index) =>
    to.flatMap((__, other) =>
      from.length === to.length && index !== other
        ? []
        : [arrow(middle(from.length, index), top(row) + HEIGHT, middle(to.length, other), top(row + 1) - 2)],
    ),
  )
}

/**
 * The data flow through the repository's folders as SVG, readable on light and dark pages. Throws if a folder or file
 * in it does not exist, so that a renamed one is not forgotten.
 */
export function structurePicture(root: string): string {
  const steps = [...ROWS.flat(), SHARED]
  for (const path of steps.flatMap(({ paths }) => paths)) {
    if (!existsSync(join(root, path))) throw new Error(`docs/structure.svg names ${path}, which does not exist`)
  }
  const height = top(ROWS.length) - GAP_Y + MARGIN
  const sharedX = MARGIN + 2 * (BOX + GAP_X)
  const boxes = ROWS.flatMap((row, at) => row.map((step, index) => box(step, left(row.length, index), top(at))))
  const arrows = ROWS.slice(0, -2).flatMap((_, row) => arrowsBelow(row))
  const last = ROWS.length - 1
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Data flow: ${htmlText(ROWS.map(row => row.map(({ title }) => title).join(', ')).join('; '))}">
<style>rect{fill:#f6f8fa;stroke:#57606a}text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#57606a;text-anchor:middle}.title{font:600 14px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}path{stroke:#57606a;stroke-width:1.5;fill:none}.tip{fill:#57606a;stroke:none}@media(prefers-color-scheme:dark){rect{fill:#161b22;stroke:#8b949e}text{fill:#8b949e}.title{fill:#e6edf3}path{stroke:#8b949e}.tip{fill:#8b949e}}</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0l8 4l-8 4z"/></marker></defs>
${arrows.join('\n')}
${arrow(left(1, 0) + BOX / 2, top(last - 1) + HEIGHT, left(2, 0) + BOX / 2, top(last) - 2)}
${arrow(left(2, 0) + BOX, top(last) + HEIGHT / 2, left(2, 1) - 2, top(last) + HEIGHT / 2)}
${arrow(sharedX, top(SHARED_ROW) + HEIGHT / 2, left(2, 1) + BOX + 2, top(SHARED_ROW) + HEIGHT / 2)}
${[...boxes, box(SHARED, sharedX, top(SHARED_ROW))].join('\n')}
</svg>
`
}
