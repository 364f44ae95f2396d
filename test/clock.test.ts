import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const READS_CLOCK = /\bcluster\.now\b|\bcluster\.snapshot\.takenAt\b|\b\{[^}\n]*\bnow\b[^}\n]*\} = cluster\b|\bDate\b/

/**
 * What tells that something is over, still alive or overdue by its own account; nothing here keeps what is young from being
 * found. Time decides on findings in `core/patience.ts`.
 */
const OVER: ReadonlySet<string> = new Set([
  'recency.ts',
  'pods.ts',
  'history.ts',
  'retries.ts',
  'progress.ts',
  'cron-schedule.ts',
  'creation/failed-create.ts',
  'crashes/recovery.ts',
  'crashes/failing-log.ts',
  'nodes/eviction.ts',
  'network/endpoints.ts',
  'nodes/sandbox-failure.ts',
  'placement/relief.ts',
  'placement/verdict.ts',
  'probes/partial.ts',
  'probes/probes.ts',
  'volumes/claims.ts',
])

const filesIn = (folder: string) => globSync(`${folder}/**/*.ts`, { cwd: ROOT }).sort()
/** Words may say how long ago something was. */
const WORDS = /\bhowOften\(\w+, cluster\.now\)/g
const readsClock = (file: string) => READS_CLOCK.test(readFileSync(join(ROOT, file), 'utf8').replaceAll(WORDS, ''))

describe('the clock', () => {
  it('is not read where causes are found', () => {
    expect(filesIn('core/causes').filter(readsClock)).toEqual([])
  })

  it('is read below causes only where something is told to be over', () => {
    const readers = filesIn('core/workloads')
      .filter(readsClock)
      .map(file => file.slice('core/workloads/'.length))
    expect(readers.filter(file => !OVER.has(file))).toEqual([])
    expect([...OVER].filter(file => !readers.includes(file))).toEqual([])
  })
})
