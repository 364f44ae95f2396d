import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CAUSES } from '../core/index.ts'

const text = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const rows = text.slice(text.indexOf('| what you see'), text.indexOf('## Privacy'))
const named = new Set([...rows.matchAll(/`([a-z0-9-]+)`/g)].map(([, id]) => id))

describe('the table of failures in the README', () => {
  it('names every cause', () => {
    expect(CAUSES.map(({ id }) => id).filter(id => !named.has(id))).toEqual([])
  })

  it('names nothing that is not in the catalogue', () => {
    const known = new Set(CAUSES.map(({ id }) => id))
    expect([...named].filter(id => id !== undefined && !known.has(id))).toEqual([])
  })
})
