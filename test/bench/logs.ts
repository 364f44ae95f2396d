import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFailing } from '../../core/logs/failing.ts'
import { MAX_CHARACTERS } from '../../core/logs/lines.ts'
import type { Figure } from './figure.ts'

const CLUSTERS = join(import.meta.dirname, '../fixtures/clusters')
const NOW = Date.parse('2026-12-01T11:45:00Z')
const PLAIN = /\b(?:error|fail\w*|exception|refused|denied|timed? ?out)\b/i

/** Recorded logs by what fills them, each as often as the part of a log that is read has room for. */
const KINDS: Readonly<Record<string, string>> = {
  'stack traces of the JVM': 'ready-same-record-fails/logs/fare-engine/fare-consumer-6f7c7846c9-snv9t/consumer.log',
  'stack traces of .NET': 'ready-npgsql-password/logs/ledger-books/ledger-api-69f56465f5-rjsz4/api.log',
  'stack traces of Ruby': 'ready-table-missing/logs/magazine-subs/subs-web-577d484d89-wbvvf/rails.log',
  'records of JSON': 'ready-schema-missing/logs/stadium/fixtures-api-8547b765b5-rfz9m/api.log',
  'an access log': 'noisy-access-log/logs/valley/shopfront-67bd64468c-vrrpq/nginx.log',
}

/** The engine compiles what reads logs while it reads so many characters, and each log so often at least. */
const [WARM, ROUNDS] = [8e6, 8]
/** A shorter log tells too little to be repeated. */
const SHORTEST = 200

/** The least milliseconds of processor time that a call takes for each of some texts, added up. */
function least(texts: readonly string[], call: (text: string) => unknown): number {
  const warm = Math.max(ROUNDS, Math.ceil(WARM / lengthOf(texts)))
  const least = texts.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < 2 * warm; round++)
    for (const [index, text] of texts.entries()) {
      const before = process.cpuUsage()
      call(text)
      const { user, system } = process.cpuUsage(before)
      if (round >= warm) least[index] = Math.min(least[index] ?? 0, (user + system) / 1000)
    }
  return least.reduce((sum, time) => sum + time, 0)
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0)
}

function filled(log: string): string {
  return `${log.trimEnd()}\n`.repeat(Math.ceil(MAX_CHARACTERS / log.length)).slice(-MAX_CHARACTERS)
}

/** Every recorded log. */
function recorded(): readonly string[] {
  const logs = readdirSync(CLUSTERS, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.log'))
  return logs.map(file => readFileSync(join(CLUSTERS, file), 'utf8'))
}

/** Milliseconds a megabyte on one core, and beside it what splitting into lines and one expression for each take. */
function figuresOf(kind: string, texts: readonly string[]): readonly Figure[] {
  const time = least(texts, text => readFailing(text, { now: NOW, startedAt: NOW - 600_000 }))
  const plain = least(texts, text => text.split('\n').filter(line => PLAIN.test(line)).length)
  return [
    { name: `judging ${kind}, milliseconds a megabyte`, value: time / (lengthOf(texts) / 1e6), unit: 'ms', target: 20 },
    { name: `judging ${kind} by splitting and one expression`, value: time / plain, unit: '×' },
  ]
}

/** What it takes to judge the logs of ready programs. */
export function logFigures(): readonly Figure[] {
  const logs = recorded()
  const all = logs.join('\n')
  const parts = Array.from({ length: Math.floor(all.length / MAX_CHARACTERS) }, (_, index) =>
    all.slice(index * MAX_CHARACTERS, (index + 1) * MAX_CHARACTERS),
  )
  return [
    ...Object.entries(KINDS).flatMap(([kind, file]) =>
      figuresOf(kind, [filled(readFileSync(join(CLUSTERS, file), 'utf8'))]),
    ),
    ...figuresOf('each recorded log', logs.filter(({ length }) => length > SHORTEST).map(filled)),
    ...figuresOf('all recorded logs end to end', parts),
  ]
}
