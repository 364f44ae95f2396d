import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CAUSES, SYMPTOMS } from '../core/index.ts'
import { answerTo, type Condition, conditionsOf } from './support/conditions.ts'

const ids: ReadonlySet<string> = new Set([...CAUSES, ...SYMPTOMS].map(({ id }) => id))
const stages = globSync('conditions/*/', { cwd: import.meta.dirname }).map(path => path.split('/')[1] ?? '')

describe.each(stages)('what the rules of %s say depends on its conditions', async stage => {
  const known = new Map<Condition, ReturnType<typeof answerTo>>()
  function answered(rule: string, condition: Condition) {
    const answer = known.get(condition) ?? answerTo(rule, condition)
    known.set(condition, answer)
    return answer
  }

  const rules = [...(await conditionsOf(stage))]
  for (const [rule, conditions] of rules) {
    it(`${rule} is a rule`, () => expect(ids).toContain(rule))
    it.each(Object.entries(conditions))(`${rule}: %s`, (_, condition) => {
      const { found, text } = answered(rule, condition)
      expect(found, text).toBe(condition.found)
    })
  }

  it('and says it in the pinned words', async () => {
    const texts = rules.flatMap(([rule, conditions]) =>
      Object.entries(conditions).map(
        ([name, condition]) => `${rule}: ${name}\n    ${answered(rule, condition).text}\n`,
      ),
    )
    await expect(texts.join('')).toMatchFileSnapshot(join(import.meta.dirname, `goldens/conditions/${stage}.txt`))
  })
})
