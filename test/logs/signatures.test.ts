import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { groupEvents } from '../../core/logs/events.ts'
import { readLines, readPieces } from '../../core/logs/lines.ts'
import { needsOf } from '../../core/logs/literals.ts'
import { indexSignatures, matchEvent } from '../../core/logs/match.ts'
import { isChatter } from '../../core/logs/progress.ts'
import { readLog } from '../../core/logs/read-log.ts'
import { SIGNATURES } from '../../core/logs/signatures/index.ts'
import { QUOTES, type Quote } from './quotes.ts'

const INDEX = indexSignatures(SIGNATURES)
const FACTS = [
  'symbol',
  'root',
  'lacking',
  'compiled',
  'library',
  'relocated',
  'mesh',
  'directory',
  'expired',
  'missing',
  'halted',
  'locked',
  'version',
  'status',
  'sealed',
  'refusal',
  'limited',
  'blocked',
  'client',
  'plain',
  'clock',
  'early',
  'pool',
  'full',
  'peers',
  'ports',
  'link',
  'region',
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
  return groupEvents(pieces).flatMap(event => matchEvent(event, pieces, INDEX).map(({ signature }) => signature.id))
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
    // A server is not ended by what it says of one request.
    if (!isChatter(quote.line)) expect(readLog(textOf(quote))?.cause).toBe(byId.get(quote.signature)?.cause)
  })

  it.each(QUOTES.filter(({ facts }) => facts !== undefined))('$signature names what $line names', quote => {
    expect(readLog(textOf(quote))?.facts).toEqual(quote.facts)
  })

  it('has a recorded log or a quotation for each', () => {
    const shown = new Set([...QUOTES.map(textOf), ...recordedLogs()].flatMap(matched))
    expect(SIGNATURES.filter(({ id }) => !shown.has(id)).map(({ id }) => id)).toEqual([])
  })

  it.each(SIGNATURES)('$id is well formed', signature => {
    const patterns = [signature.pattern, signature.above, signature.below, signature.except]
    expect(signature.words?.length).not.toBe(0)
    // Without words, literals of its own have to tell that it may match.
    if (signature.words === undefined) expect(needsOf(signature.pattern)).not.toContainEqual([])
    for (const word of signature.words ?? []) expect(word).toMatch(/^[a-z][a-z0-9_]{1,}$/)
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

  // What an expression costs for each character is held by `regular-expressions/linear.test.ts`.
  // Of more than 64 KiB only the end is read.
  it.each(hostile)('grows with the length of one line of %j', part => {
    const line = (length: number) => part.repeat(Math.ceil(length / part.length))
    const once = charactersTried(() => readLog(line(30_000)))
    expect(charactersTried(() => readLog(line(60_000)))).toBeLessThanOrEqual(once * 2.5)
  })

  it.each(hostile)('grows with the number of lines of %j', part => {
    const line = part.repeat(Math.ceil(1900 / part.length)).slice(0, 1900)
    const once = charactersTried(() => readLog(`${line}\n`.repeat(15)))
    expect(charactersTried(() => readLog(`${line}\n`.repeat(30)))).toBeLessThanOrEqual(once * 2.5)
  })
})

/** Over how many characters regular expressions are moved meanwhile: the same on every machine. */
function charactersTried(work: () => unknown): number {
  const { exec } = RegExp.prototype
  let characters = 0
  RegExp.prototype.exec = function (text) {
    const from = this.global || this.sticky ? this.lastIndex : 0
    const hit = exec.call(this, text)
    const to = hit === null ? (this.sticky ? from + 1 : text.length) : hit.index + hit[0].length
    characters += to - from
    return hit
  }
  try {
    work()
  } finally {
    RegExp.prototype.exec = exec
  }
  return characters
}
