import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CAUSES, SYMPTOMS } from '../core/index.ts'
import { answerTo, type Condition, conditionsOf } from './support/conditions.ts'

const ids: ReadonlySet<string> = new Set([...CAUSES, ...SYMPTOMS].map(({ id }) => id))
const stages = globSync('conditions/*/', { cwd: import.meta.dirname }).map(path => path.split('/')[1] ?? '')

/** The pinned texts of a stage, by rule and name of the case; undefined while they are written anew. */
function pinnedIn(file: string, titles: ReadonlySet<string>): ReadonlyMap<string, string> | undefined {
  if (process.env['KUBEWHY_UPDATES'] === '1' || !existsSync(file)) return undefined
  const texts = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of readFileSync(file, 'utf8').replace(/\n$/, '').split('\n')) {
    if (titles.has(line)) {
      lines = []
      texts.set(line, lines)
    } else lines.push(line)
  }
  return new Map([...texts].map(([title, lines]) => [title, lines.join('\n').trimStart()]))
}

describe.each(stages)('what the rules of %s say depends on its conditions', async stage => {
  const known = new Map<Condition, ReturnType<typeof answerTo>>()
  function answered(rule: string, condition: Condition) {
    const answer = known.get(condition) ?? answerTo(rule, condition)
    known.set(condition, answer)
    return answer
  }

  const rules = [...(await conditionsOf(stage))]
  const file = join(import.meta.dirname, `goldens/conditions/${stage}.txt`)
  const titleOf = (rule: string, name: string) => `${rule}: ${name}`
  const titles = rules.flatMap(([rule, conditions]) => Object.keys(conditions).map(name => titleOf(rule, name)))
  const pinned = pinnedIn(file, new Set(titles))
  for (const [rule, conditions] of rules) {
    it(`${rule} is a rule`, () => expect(ids).toContain(rule))
    it.each(Object.entries(conditions))(`${rule}: %s`, (name, condition) => {
      const { found, text } = answered(rule, condition)
      expect(found, text).toBe(condition.found)
      if (pinned !== undefined) expect(text).toBe(pinned.get(titleOf(rule, name)))
    })
  }

  it('and says it in the pinned words', async () => {
    const texts = rules.flatMap(([rule, conditions]) =>
      Object.entries(conditions).map(
        ([name, condition]) => `${titleOf(rule, name)}\n    ${answered(rule, condition).text}\n`,
      ),
    )
    await expect(texts.join('')).toMatchFileSnapshot(file)
  })
})
