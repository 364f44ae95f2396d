import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CAUSES, SYMPTOMS } from '../core/index.ts'
import { answerTo, conditionsOf } from './support/conditions.ts'

const ids: ReadonlySet<string> = new Set([...CAUSES, ...SYMPTOMS].map(({ id }) => id))
const stages = globSync('conditions/*/', { cwd: import.meta.dirname }).map(path => path.split('/')[1] ?? '')

describe.each(stages)('what the rules of %s say depends on its conditions', async stage => {
  const answers: string[] = []
  for (const [rule, conditions] of await conditionsOf(stage)) {
    it(`${rule} is a rule`, () => expect(ids).toContain(rule))
    it.each(Object.keys(conditions))(`${rule}: %s`, name => {
      const condition = conditions[name]
      if (condition === undefined) throw new Error(`no condition ${name}`)
      const { found, text } = answerTo(rule, condition)
      answers.push(`${rule}: ${name}\n    ${text}\n`)
      expect(found, text).toBe(condition.found)
    })
  }

  it('and says it in the pinned words', () =>
    expect(answers.join('')).toMatchFileSnapshot(join(import.meta.dirname, `goldens/conditions/${stage}.txt`)))
})
