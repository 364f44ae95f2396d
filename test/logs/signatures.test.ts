import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { groupEvents } from '../../core/logs/events.ts'
import { readLines, readPieces } from '../../core/logs/lines.ts'
import { indexSignatures, matchAll } from '../../core/logs/match.ts'
import { readLog } from '../../core/logs/read-log.ts'
import type { Signature } from '../../core/logs/signature.ts'
import { SIGNATURES } from '../../core/logs/signatures/index.ts'
import { QUOTES, type Quote } from './quotes.ts'

const INDEX = indexSignatures(SIGNATURES)
const FACTS = [
  'expired',
  'clock',
  'early',
  'pool',
  'full',
  'variable',
  'bind',
  'file',
  'module',
  'flag',
  'host',
  'port',
  'address',
  'user',
  'path',
  'limit',
  'resource',
  'verb',
  'apiGroup',
  'namespace',
  'command',
  'table',
  'column',
  'schema',
  'database',
  'service',
]

const byId = new Map(SIGNATURES.map(signature => [signature.id, signature]))

function matched(text: string): string[] {
  const pieces = readPieces(readLines(text))
  return matchAll(pieces, groupEvents(pieces), INDEX).map(({ signature }) => signature.id)
}

function textOf({ above, line, below }: Quote): string {
  return [above, line, below].filter(part => part !== undefined).join('\n')
}

function recordedLogs(): string[] {
  const fixtures = join(import.meta.dirname, '../fixtures')
  return ['logs', 'clusters'].flatMap(folder =>
    readdirSync(join(fixtures, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.log'))
      .map(name => readFileSync(join(fixtures, folder, name), 'utf8')),
  )
}

describe('the catalogue of signatures', () => {
  it('has unique ids', () => {
    expect(byId.size).toBe(SIGNATURES.length)
  })

  it.each(QUOTES)('$signature knows what $source prints', quote => {
    expect(matched(textOf(quote))).toContain(quote.signature)
    expect(readLog(textOf(quote))?.cause).toBe(byId.get(quote.signature)?.cause)
  })

  it('has a recorded log or a quotation for each', () => {
    const shown = new Set([...QUOTES.map(textOf), ...recordedLogs()].flatMap(matched))
    expect(SIGNATURES.filter(({ id }) => !shown.has(id)).map(({ id }) => id)).toEqual([])
  })

  it.each(SIGNATURES)('$id is well formed', signature => {
    const patterns = [signature.pattern, signature.above, signature.below, signature.except]
    expect(signature.words.length).toBeGreaterThan(0)
    for (const word of signature.words) expect(word).toMatch(/^[a-z][a-z0-9_]{1,}$/)
    for (const pattern of patterns) {
      if (pattern === undefined) continue
      expect(pattern.flags.replace('i', '')).toBe('')
      const names = namesOf(pattern)
      expect(new Set(names).size).toBe(names.length)
      for (const name of names) expect(FACTS).toContain(name.replace(/\d$/, ''))
    }
  })
})

function namesOf(pattern: RegExp): string[] {
  return [...pattern.source.matchAll(/\(\?<([a-zA-Z]\w*)>/g)].map(match => match[1] ?? '')
}

describe('the work a log costs', () => {
  /** Lines that come as near as possible to matching: what a signature's quotation repeats, and single characters repeated. */
  const hostile = [
    ...'a 0/"\'(.:-_[{=\\'.split(''),
    'connection refused ',
    'open /',
    'User "',
    'connect to ',
    '=[ERROR] ',
    'Caused by: ',
    '{"msg":"',
    'config ',
    'No such file ',
    ...QUOTES.filter((_, index) => index % 10 === 0).map(({ line }) => line),
  ]

  it.each(hostile)('is bounded for 100 KB of %j in one line', part => {
    const line = part.repeat(Math.ceil(100_000 / part.length))
    expect(msOf(() => readLog(line))).toBeLessThan(150)
  })

  it.each(hostile)('grows in line with the length for many lines of %j', part => {
    const line = part.repeat(Math.ceil(1900 / part.length)).slice(0, 1900)
    const once = msOf(() => readLog(`${line}\n`.repeat(15)))
    const twice = msOf(() => readLog(`${line}\n`.repeat(30)))
    expect(twice).toBeLessThan(once * 4 + 20)
  })

  it.each(SIGNATURES)('$id alone is linear on its own words', ({ pattern, words }: Signature) => {
    const seeds = [...words, ...literalsOf(pattern)].map(word => `${word} `)
    for (const seed of seeds) {
      const line = seed.repeat(Math.ceil(2000 / seed.length)).slice(0, 2000)
      expect(msOf(() => pattern.exec(line))).toBeLessThan(15)
    }
  })

  it('is small for an ordinary log of 64 KB', () => {
    const log = recordedLogs()
      .join('\n')
      .slice(-64 * 1024)
    readLog(log)
    expect(msOf(() => readLog(log))).toBeLessThan(60)
  })
})

function literalsOf(pattern: RegExp): string[] {
  return (pattern.source.match(/[A-Za-z][A-Za-z :'"/-]{2,}/g) ?? []).slice(0, 6)
}

/** Milliseconds, the best of three: other programs share the machine. */
function msOf(work: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return Math.min(...times)
}
