import { describe, expect, test } from 'vitest'
import { place, type Size } from '../../core/render/html/chain-layout.ts'

const link = (height: number): Size => ({ width: 216, height })
const effects: Size = { width: 150, height: 60 }

describe('the layout of a chain', () => {
  test('is a column, each arrow from the lower edge of a box to the upper edge of the next', () => {
    expect(place([link(51), link(70), link(88)])).toEqual({
      width: 220,
      height: 273,
      boxes: [
        { x: 110, y: 27.5 },
        { x: 110, y: 118 },
        { x: 110, y: 227 },
      ],
      arrows: [
        [
          { x: 110, y: 53 },
          { x: 110, y: 68 },
          { x: 110, y: 83 },
        ],
        [
          { x: 110, y: 153 },
          { x: 110, y: 168 },
          { x: 110, y: 183 },
        ],
      ],
    })
  })

  test('of a cause alone is its box, its effects above it', () => {
    expect(place([link(70)])).toEqual({ width: 220, height: 74, boxes: [{ x: 110, y: 37 }], arrows: [] })
    const { width, boxes, arrows } = place([link(70)], effects)
    expect([width, boxes]).toEqual([
      220,
      [
        { x: 110, y: 127 },
        { x: 110, y: 32 },
      ],
    ])
    expect(arrows).toEqual([
      [
        { x: 110, y: 62 },
        { x: 110, y: 77 },
        { x: 110, y: 92 },
      ],
    ])
  })

  test('has the effects left of one link and right of several, the cause between', () => {
    expect(place([link(70), link(87)], effects).boxes.map(({ x }) => x)).toEqual([278, 177.5, 77])
    expect(place([link(70), link(87), link(104)], effects).boxes.map(({ x }) => x)).toEqual([110, 110, 210.5, 311])
  })

  test('keeps boxes apart and inside the picture, and arrows on the edges of boxes', () => {
    for (let length = 1; length <= 12; length++) {
      for (const beside of [undefined, effects, link(300)]) {
        const sizes = Array.from({ length }, (_, index) => link(35 + 17 * ((index * 5) % 7)))
        const { width, height, boxes, arrows } = place(sizes, beside)
        const all = [...sizes, ...(beside === undefined ? [] : [beside])]
        expect(boxes).toHaveLength(all.length)
        expect(arrows).toHaveLength(all.length - 1)
        const edges = boxes.map(({ x, y }, index) => {
          const { width: w = 0, height: h = 0 } = all[index] ?? {}
          return { left: x - w / 2, right: x + w / 2, top: y - h / 2, bottom: y + h / 2 }
        })
        edges.forEach((box, index) => {
          expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(2)
          expect(box.right).toBeLessThanOrEqual(width - 2)
          expect(box.bottom).toBeLessThanOrEqual(height - 2)
          for (const other of edges.slice(index + 1)) {
            const isApart =
              box.right < other.left || other.right < box.left || box.bottom < other.top || other.bottom < box.top
            expect(isApart).toBe(true)
          }
        })
        arrows.forEach(([start, , end], index) => {
          const from = index < length - 1 ? index : length
          const to = from === length ? length - 1 : from + 1
          expect(start?.y).toBeCloseTo(edges[from]?.bottom ?? 0, 1)
          expect(end?.y).toBeCloseTo(edges[to]?.top ?? 0, 1)
          expect(end?.x).toBeGreaterThan(edges[to]?.left ?? 0)
          expect(end?.x).toBeLessThan(edges[to]?.right ?? 0)
        })
      }
    }
  })
})
