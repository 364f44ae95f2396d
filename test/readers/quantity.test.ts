import { describe, expect, it } from 'vitest'
import { formatAmount, parseQuantity } from '../../core/kube/quantity.ts'

describe('parseQuantity', () => {
  it.each([
    ['1', 1000n],
    ['1500m', 1500n],
    ['0.5', 500n],
    ['.5', 500n],
    ['1.5Gi', 1_610_612_736_000n],
    ['24581684Ki', 25_171_644_416_000n],
    ['2k', 2_000_000n],
    ['1e3', 1_000_000n],
    ['1E', 1_000_000_000_000_000_000_000n],
    ['1E3', 1_000_000n],
    ['12e-1', 1200n],
    ['100u', 1n],
    ['1n', 1n],
    ['8Ei', 9_223_372_036_854_775_808_000n],
    [2, 2000n],
    [0.25, 250n],
  ])('reads %s exactly, in thousandths', (text, milli) => {
    expect(parseQuantity(text)).toBe(milli)
  })

  it.each(['', 'x', '1x', '-1', '1.2.3', '1e99', '1Ki3', 'Gi', '9'.repeat(100), undefined])('refuses %s', text => {
    expect(parseQuantity(text)).toBeUndefined()
  })
})

describe('formatAmount', () => {
  it.each([
    ['cpu', 1500n, '1500m'],
    ['cpu', 2000n, '2'],
    ['memory', 1_610_612_736_000n, '1.5Gi'],
    ['memory', 25_171_644_416_000n, '23.44Gi'],
    ['ephemeral-storage', 512_000n, '512'],
    ['nvidia.com/gpu', 1000n, '1'],
  ])('writes %s of %d as people do', (resource, milli, text) => {
    expect(formatAmount(resource, milli)).toBe(text)
  })
})
