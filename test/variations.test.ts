import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inShort, pinnedAnswers, usualAnswer, variationsOf, variedAnswers } from './support/pinned-variations.ts'
import { ASKS_ALL, sampler } from './support/sample.ts'
import { scenarioIds } from './support/scenarios.ts'
import { reportUntried } from './support/variation.ts'

const FILE = join(import.meta.dirname, 'goldens/variations.txt')
const isWritten = ASKS_ALL || process.env['KUBEWHY_UPDATES'] === '1' || !existsSync(FILE)

describe('every recording gets the pinned answer with each kind unread or gone, without logs, earlier and later', () => {
  it.runIf(isWritten)('in every variation', { timeout: 600_000 }, async () => {
    const answers = scenarioIds.map(id => `${id}\n${variedAnswers(id)}`)
    await expect(answers.join('')).toMatchFileSnapshot(FILE)
  })

  it.runIf(!isWritten)('in every other variation', { timeout: 600_000 }, () => {
    const pinned = pinnedAnswers(readFileSync(FILE, 'utf8'))
    const sample = sampler(2)
    expect([...pinned.keys()]).toEqual(scenarioIds)
    for (const id of scenarioIds) {
      const usual = usualAnswer(id)
      for (const { name, snapshot, scope } of sample(variationsOf(id))) {
        expect(inShort(reportUntried(snapshot, scope)), `${id}, ${name}`).toBe(pinned.get(id)?.get(name) ?? usual)
      }
    }
  })
})
