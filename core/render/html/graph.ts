import { Graph, layout } from '@dagrejs/dagre'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Positions of boxes (their centers) and arrows, in pixels from the upper left corner. */
export interface Layout extends Size {
  readonly boxes: readonly Point[]
  readonly arrows: readonly (readonly Point[])[]
}

/** Positions of boxes and arrows; each arrow's target is below its start. */
export function place(boxes: readonly Size[], arrows: readonly (readonly [from: number, to: number])[]): Layout {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'TB', nodesep: 18, edgesep: 12, ranksep: 30, marginx: 2, marginy: 2 })
  boxes.forEach(({ width, height }, index) => {
    graph.setNode(String(index), { width, height })
  })
  // The first arrows are the chain: its weight keeps it straight.
  for (const [from, to] of arrows) graph.setEdge(String(from), String(to), { weight: to === from + 1 ? 10 : 1 })
  layout(graph)
  const { width = 0, height = 0 }: Partial<Size> = graph.graph() ?? {}
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: boxes.map((_, index) => point(graph.node(String(index)))),
    arrows: arrows.map(([from, to]) => {
      const { points = [] }: { points?: readonly Partial<Point>[] } = graph.edge(String(from), String(to)) ?? {}
      return points.map(point)
    }),
  }
}

/** Tenths of a pixel, to hide rounding errors. */
function point({ x = 0, y = 0 }: Partial<Point>): Point {
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 }
}
