import { expect, test } from 'vitest'
import { recoveryAfter } from '../../core/workloads/crashes/recovery.ts'

const MINUTE = 60_000

test('a container has to outlive its last life by half, for five minutes at most', () => {
  expect(recoveryAfter(MINUTE, 3, 5 * MINUTE)).toBe(1.5 * MINUTE)
  expect(recoveryAfter(0, 3, 5 * MINUTE)).toBe(MINUTE / 3)
  expect(recoveryAfter(60 * MINUTE, 2, 7 * 1440 * MINUTE)).toBe(5 * MINUTE)
})

test('in a slow loop the last life counts, however long it was', () => {
  expect(recoveryAfter(10 * MINUTE, 9, 100 * MINUTE)).toBe(15 * MINUTE)
  expect(recoveryAfter(5 * MINUTE, 9, 9 * 10 * MINUTE)).toBe(7.5 * MINUTE)
  expect(recoveryAfter(50 * MINUTE, 30, 30 * 51 * MINUTE)).toBe(75 * MINUTE)
})

test('few restarts, or many over a long time, are no loop', () => {
  expect(recoveryAfter(10 * MINUTE, 4, 45 * MINUTE)).toBe(5 * MINUTE)
  expect(recoveryAfter(10 * MINUTE, 9, 7 * 1440 * MINUTE)).toBe(5 * MINUTE)
})
