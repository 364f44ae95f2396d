import { expect, test } from 'vitest'
import { isWorking } from '../../core/logs/working.ts'
import { parseTime } from '../../core/time.ts'

const now = parseTime('2026-11-23T21:41:41Z') ?? 0
const says = (...lines: readonly string[]) => isWorking(`${lines.join('\n')}\n`, now, 120_000)

/** Lines of pg_dump --verbose under `ts` and of restic, as their documentation shows them. */
test('a program works that has said something new a moment ago', () => {
  expect(
    says(
      '2026-11-23T21:41:02Z dumping contents of table "orders"',
      '2026-11-23T21:41:30Z dumping contents of table "items"',
    ),
  ).toBe(true)
  expect(says('2026/11/23 21:41:02 [00:12] 4.20%  1021 files', '2026/11/23 21:41:30 [00:40] 9.80%  2210 files')).toBe(
    true,
  )
})

test('a program that says the same, waits, fails, or has been silent may hang', () => {
  expect(says('2026-11-23T21:41:02Z tick', '2026-11-23T21:41:30Z tick')).toBe(false)
  expect(says('2026-11-23T21:41:02Z waiting for db (1)', '2026-11-23T21:41:30Z waiting for db (2)')).toBe(false)
  expect(says('2026-11-23T21:41:02Z step 1', '2026-11-23T21:41:30Z connection refused')).toBe(false)
  expect(says('2026-11-23T21:30:02Z step 1', '2026-11-23T21:31:30Z step 2')).toBe(false)
  expect(says('step 1', 'step 2')).toBe(false)
  expect(says('2026-11-23T21:41:30Z step 1')).toBe(false)
})

test('a clock that goes by another zone tells nothing', () => {
  expect(says('2026-11-23T23:41:02 step 1', '2026-11-23T23:41:30 step 2')).toBe(false)
  expect(says('2026-11-23T22:41:02+01:00 step 1', '2026-11-23T22:41:30+01:00 step 2')).toBe(true)
})
