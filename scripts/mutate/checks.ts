import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../../core/index.ts'
import { casesOf } from '../../test/support/cases.ts'
import { variationsOf } from '../../test/support/pinned-variations.ts'
import { readRecording, readScenario, scenarioIds } from '../../test/support/scenarios.ts'
import type { Core } from './build.ts'

/** One answer that a test pins in words. */
export interface Check {
  readonly name: string
  /** The stage whose case it is. */
  readonly stage?: string
  /** True for a recording as it is. */
  readonly isRecording?: true
  readonly ask: (core: Core) => string
}

const inShort = ({ timeline, ...report }: Report): string => JSON.stringify({ ...report, timeline: timeline.length })

/** Returns whole reports, the answers to all cases, and the answers to recordings as they might also have been read. */
export async function checks(): Promise<readonly Check[]> {
  const recordings = scenarioIds.map(id => {
    const [snapshot, scope] = [readRecording(id), { namespace: readScenario(id).namespace }]
    return { name: id, isRecording: true as const, ask: ({ diagnose }: Core) => inShort(diagnose(snapshot, scope)) }
  })
  const stages = globSync('*/', { cwd: join(import.meta.dirname, '../../test/cases') }).map(path =>
    path.replace(/\/$/, ''),
  )
  const cases: Check[] = []
  for (const stage of stages)
    for (const [cause, all] of await casesOf(stage))
      for (const [name, asked] of Object.entries(all))
        cases.push({ stage, name: `${cause}: ${name}`, ask: ({ answerTo }) => answerTo(cause, asked).text })
  const variations = scenarioIds.flatMap(id =>
    variationsOf(id).map(({ name, snapshot, scope }) => ({
      name: `${id}: ${name}`,
      ask: ({ diagnose, inShort }: Core) => inShort(diagnose(snapshot, scope)),
    })),
  )
  return [...cases, ...recordings, ...variations]
}
