import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const text = readFileSync(join(ROOT, 'THREAT-MODEL.md'), 'utf8')
const rows = text.split('\n').filter(line => line.startsWith('| ') && !line.startsWith('| promise '))
const named = rows.map(row => /^\| (.+) \| `(test\/[\w./-]+)`: (.+) \|$/.exec(row)?.slice(1) ?? [row, '', ''])

describe('the threat model', () => {
  it('makes promises', () => {
    expect(rows.length).toBeGreaterThan(25)
  })

  it.each(named)('%s', (_, file, name) => {
    expect(file).not.toBe('')
    expect(existsSync(join(ROOT, file ?? ''))).toBe(true)
    const source = readFileSync(join(ROOT, file ?? ''), 'utf8')
    expect(['it', 'test'].some(call => source.includes(`${call}('${name}'`) || source.includes(`)('${name}'`))).toBe(
      true,
    )
  })
})
