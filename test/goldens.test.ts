import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../core/index.ts'
import { readRecording, readScenario, scenarioIds } from './support/scenarios.ts'

describe('whole reports', () => {
  it.each(scenarioIds)('%s', async id => {
    const report = diagnose(readRecording(id), { namespace: readScenario(id).namespace })
    await expect(`${JSON.stringify({ ...report, timeline: report.timeline.length }, null, 1)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, 'goldens', `${id}.json`),
    )
  })
})
