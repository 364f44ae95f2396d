import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Report } from '../../core/index.ts'
import { casesOf } from '../../test/support/cases.ts'
import { variationsOf } from '../../test/support/pinned-variations.ts'
import { readRecording, readScenario, scenarioIds } from '../../test/support/scenarios.ts'
import { readTimeline } from '../../test/support/timeline.ts'
import type { Core } from './build.ts'
import { type Block, blocksOf } from './tests.ts'

/** One result that a test pins as text. */
export interface Check {
  readonly name: string
  readonly ask: (core: Core) => string | Promise<string>
}

const inShort = ({ timeline, ...report }: Report): string => JSON.stringify({ ...report, timeline: timeline.length })

const evaluated = new WeakMap<Core, Map<string, Promise<readonly Block[]>>>()

/** The blocks of a test file, evaluated once per core. */
function blocksFor(core: Core, file: string): Promise<readonly Block[]> {
  const files = evaluated.get(core) ?? new Map<string, Promise<readonly Block[]>>()
  evaluated.set(core, files)
  const blocks = files.get(file) ?? blocksOf(async () => core.tests[file]?.())
  files.set(file, blocks)
  return blocks
}

/**
 * A check for each block of these test files. What a file computes when it is evaluated comes from a core without
 * mutants.
 */
export async function testChecks(core: Core, testFiles: readonly string[]): Promise<readonly Check[]> {
  const checks: Check[] = []
  for (const file of testFiles)
    for (const [at] of (await blocksFor(core, file)).entries())
      checks.push({
        name: `${basename(file)} ${at}`,
        ask: async core => {
          await (await blocksFor(core, file))[at]?.()
          return ''
        },
      })
  return checks
}

const SECONDS = join(import.meta.dirname, '../../test/goldens/every-second.txt')

/** Recorded rollouts at each second at which their report changes, and one second before. */
function moments(): readonly Check[] {
  const turns = [...readFileSync(SECONDS, 'utf8').matchAll(/^(\S+), (\d+) s:/gm)]
  return turns.flatMap(([, id = '', text]) => {
    const { snapshotAt, namespace } = readTimeline(id)
    return [Number(text) - 1, Number(text)]
      .filter(second => second >= 0)
      .map(second => {
        const snapshot = snapshotAt(second)
        const ask = ({ diagnose, inShort }: Core) => inShort(diagnose(snapshot, { namespace }))
        return { name: `${id}, ${second} s`, ask }
      })
  })
}

/**
 * All recordings, cases, moments of rollouts, and variations of recordings; of the latter one in eight if `isQuick`.
 */
export async function checks(isQuick: boolean): Promise<readonly Check[]> {
  const recordings = scenarioIds.map(id => {
    const [snapshot, scope] = [readRecording(id), { namespace: readScenario(id).namespace }]
    return { name: id, ask: ({ diagnose }: Core) => inShort(diagnose(snapshot, scope)) }
  })
  const stages = globSync('*/', { cwd: join(import.meta.dirname, '../../test/cases') }).map(path =>
    path.replace(/\/$/, ''),
  )
  const cases: Check[] = []
  for (const stage of stages)
    for (const [cause, all] of await casesOf(stage))
      for (const [name, asked] of Object.entries(all))
        cases.push({ name: `${cause}: ${name}`, ask: ({ answerTo }) => answerTo(cause, asked).text })
  const variations = scenarioIds.flatMap(id =>
    variationsOf(id).map(({ name, snapshot, scope }) => ({
      name: `${id}: ${name}`,
      ask: ({ diagnose, inShort }: Core) => inShort(diagnose(snapshot, scope)),
    })),
  )
  return [...cases, ...recordings, ...moments(), ...variations.filter((_, at) => !isQuick || at % 8 === 0)]
}
