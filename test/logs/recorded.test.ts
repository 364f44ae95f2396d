import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { isMissingLog, readLog } from '../../core/logs/read-log.ts'
import { readingOf } from '../../core/logs/signature.ts'

const CLUSTERS = join(import.meta.dirname, '../fixtures/clusters')

/** Scenarios whose cause no log can show, and what the log of the failing container says all the same. */
const SHOWS: Readonly<Record<string, string>> = {
  'cluster-dns-not-running': 'app-name-resolution-failed',
  'network-policy-blocking': 'app-dependency-unreachable',
}

/** Programs whose last words, before they were started again and were well, say what they waited for. */
const WAITS: readonly string[] = ['healthy-restarted', 'progressing-first-crash']

interface Recorded {
  readonly scenario: string
  readonly file: string
  readonly text: string
  readonly causes: readonly string[]
}

const recorded = readdirSync(CLUSTERS).flatMap(scenario => logsOf(scenario))

function logsOf(scenario: string): Recorded[] {
  const folder = join(CLUSTERS, scenario)
  const description: { expect?: readonly { cause: string }[]; running?: boolean } = parse(
    readFileSync(join(folder, 'scenario.yaml'), 'utf8'),
  )
  // Those of programs that run on are read by `readFailing`.
  if (description.running === true) return []
  const causes = (description.expect ?? []).map(({ cause }) => cause)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.log'))
    .map(file => ({ scenario, file, text: readFileSync(join(folder, file), 'utf8'), causes }))
}

const logs = recorded.filter(({ text }) => !isMissingLog(text))

describe('recorded logs', () => {
  it('are told apart from answers that are no log', () => {
    expect(logs.length).toBeGreaterThan(30)
    for (const { text } of recorded.filter(log => isMissingLog(log.text))) {
      expect(text.trim() === '' || text.startsWith('unable to retrieve container logs for ')).toBe(true)
      expect(readLog(text)).toBeUndefined()
    }
  })

  it.each(logs.filter(log => log.causes.some(cause => cause in SHOWS || isLogCause(cause))))(
    '$scenario $file names the cause',
    log => {
      const expected = log.causes.map(cause => SHOWS[cause] ?? cause)
      const verdict = readLog(log.text)
      if (verdict === undefined) expect(log.text).toContain('Ready to accept connections')
      else expect(expected).toContain(verdict.cause)
    },
  )

  it.each(logs.filter(log => !log.causes.some(cause => cause in SHOWS || isLogCause(cause))))(
    '$scenario $file names none',
    log => {
      const verdict = readLog(log.text)
      if (!WAITS.includes(log.scenario)) expect(verdict).toBeUndefined()
      else if (verdict !== undefined)
        expect(verdict).toMatchObject({ cause: 'app-dependency-unreachable', strength: 'weak' })
    },
  )
})

function isLogCause(cause: string): boolean {
  return readingOf(cause) !== undefined
}
