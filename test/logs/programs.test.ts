import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lastWords, readLog } from '../../core/logs/read-log.ts'
import { FAILED, NOT_NAMED, WEAK } from './programs.ts'

const FOLDER = join(import.meta.dirname, '../fixtures/logs')
const read = (name: string) => readFileSync(join(FOLDER, `${name}.log`), 'utf8')

const failed = Object.entries(FAILED).flatMap(([cause, logs]) =>
  Object.entries(logs).map(([name, facts]) => ({ name, cause, facts })),
)

describe('what real programs print when they fail', () => {
  it('is all in the table', () => {
    const listed = [...failed.map(({ name }) => name), ...NOT_NAMED].sort()
    expect(listed).toEqual(
      readdirSync(FOLDER)
        .map(file => file.replace('.log', ''))
        .sort(),
    )
  })

  it.each(failed)('$name: $cause', ({ name, cause, facts }) => {
    const text = read(name)
    const verdict = readLog(text)
    expect(verdict).toMatchObject({ cause, facts, strength: WEAK.includes(name) ? 'weak' : 'strong' })
    expect(text.split('\n')[(verdict?.lineNumber ?? 0) - 1]).toBeDefined()
    expect(verdict?.line.length).toBeLessThanOrEqual(500)
  })

  it.each(NOT_NAMED)('%s names no cause', name => {
    expect(readLog(read(name))).toBeUndefined()
  })

  it.each([
    ['python-story-warning-then-mistake', 'ZeroDivisionError: division by zero'],
    ['node-warning-then-mistake', "TypeError: Cannot read properties of undefined (reading 'port')"],
    ['go-warning-then-mistake', 'panic: assignment to entry in nil map'],
    ['rust-mistake', 'index out of bounds: the len is 1 but the index is 7'],
    ['healthy-redis', '1677:M 27 Nov 2026 08:53:25.228 * Ready to accept connections'],
  ])('%s has last words', (name, words) => {
    expect(lastWords(read(name))).toBe(words)
  })
})
