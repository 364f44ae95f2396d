export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Where boxes (their middle) and arrows (start, bend, end) lie, in pixels from the upper left corner. */
export interface Layout extends Size {
  readonly boxes: readonly Point[]
  readonly arrows: readonly (readonly Point[])[]
}

interface Box extends Size, Point {
  /** Where the arrows of its row bend. */
  readonly bend: number
}

const MARGIN = 2
const COLUMN_GAP = 18
const ROW_GAP = 30

/**
 * Takes the boxes of a chain, the cause last and all of one width, and the box of what else the cause affects. Returns
 * their places, that box's last: the chain as a column, the effects in the row above the cause, an arrow to the cause from
 * both. The effects stand right of the chain, or left of it where only one link is above the cause.
 */
export function place(chain: readonly Size[], effects?: Size): Layout {
  const last = chain.length - 1
  const causeRow = effects === undefined ? last : Math.max(last, 1)
  const chainWidth = chain[0]?.width ?? 0
  const side = effects !== undefined && last > 0 ? COLUMN_GAP + effects.width : 0
  const isLeft = last === 1
  const chainX = MARGIN + (isLeft ? side : 0) + chainWidth / 2
  const effectsWidth = effects?.width ?? 0
  const effectsX = side === 0 ? chainX : MARGIN + (isLeft ? 0 : chainWidth + COLUMN_GAP) + effectsWidth / 2
  const places = [
    ...chain.map((size, index) =>
      index === last ? { ...size, x: (chainX + effectsX) / 2, row: causeRow } : { ...size, x: chainX, row: index },
    ),
    ...(effects === undefined ? [] : [{ ...effects, x: effectsX, row: causeRow - 1 }]),
  ]
  let bottom = MARGIN - ROW_GAP
  const rows = Array.from({ length: causeRow + 1 }, (_, row) => {
    const top = bottom + ROW_GAP
    bottom = top + Math.max(...places.filter(each => each.row === row).map(({ height }) => height))
    return { y: (top + bottom) / 2, bend: bottom + ROW_GAP / 2 }
  })
  const boxes = places.map((each): Box => ({ ...each, ...(rows[each.row] ?? { y: 0, bend: 0 }) }))
  return {
    width: chainWidth + side + 2 * MARGIN,
    height: Math.ceil(bottom + MARGIN),
    boxes: boxes.map(rounded),
    arrows: boxes.flatMap((box, index) => {
      const target = boxes[Math.min(index + 1, last)]
      return index === last || target === undefined ? [] : [arrow(box, target)]
    }),
  }
}

/** Straight down to below the row, then towards the middle of the target as far as its upper edge. */
function arrow(from: Box, to: Box): readonly Point[] {
  const up = to.height / 2
  const share = up / (to.y - from.bend)
  return [
    { x: from.x, y: from.y + from.height / 2 },
    { x: from.x, y: from.bend },
    { x: to.x + (from.x - to.x) * share, y: to.y - up },
  ].map(rounded)
}

/** Tenths of a pixel, so that the last bits of a calculation never show. */
function rounded({ x, y }: Point): Point {
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 }
}
