import { join } from 'node:path'
import { expect, it } from 'vitest'
import { variedAnswers } from './support/pinned-variations.ts'
import { scenarioIds } from './support/scenarios.ts'

it('every recording gets the pinned answer with each kind unread or gone, without logs, earlier and later', {
  timeout: 600_000,
}, async () => {
  const answers = scenarioIds.map(id => `${id}\n${variedAnswers(id)}`)
  await expect(answers.join('')).toMatchFileSnapshot(join(import.meta.dirname, 'goldens/variations.txt'))
})
