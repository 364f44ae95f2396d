import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reportOn } from './support/report-on.ts'
import { scenarioIds } from './support/scenarios.ts'

describe('whole reports', () => {
  it.each(scenarioIds)('%s', async id => {
    const report = reportOn(id)
    await expect(`${JSON.stringify({ ...report, timeline: report.timeline.length }, null, 1)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, 'goldens', `${id}.json`),
    )
  })
})
