import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CAUSES, SYMPTOMS } from '../core/index.ts'
import { answerTo, type Case, casesOf } from './support/cases.ts'

const ids: ReadonlySet<string> = new Set([...CAUSES, ...SYMPTOMS].map(({ id }) => id))
const stages = globSync('cases/*/', { cwd: import.meta.dirname }).map(path => path.split('/')[1] ?? '')

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

describe.each(stages)('the rules of %s say of their cases', async stage => {
  const known = new Map<Case, ReturnType<typeof answerTo>>()
  function answered(rule: string, asked: Case) {
    const answer = known.get(asked) ?? answerTo(rule, asked)
    known.set(asked, answer)
    return answer
  }

  const rules = [...(await casesOf(stage))]
  const file = join(import.meta.dirname, `goldens/cases/${stage}.txt`)
  const titleOf = (rule: string, name: string) => `${rule}: ${name}`
  const titles = rules.flatMap(([rule, cases]) => Object.keys(cases).map(name => titleOf(rule, name)))
  const pinned = pinnedIn(file, new Set(titles))
  for (const [rule, cases] of rules) {
    it(`${rule} is a rule`, () => expect(ids).toContain(rule))
    it.each(Object.entries(cases))(`${rule}: %s`, (name, asked) => {
      const { found, text } = answered(rule, asked)
      expect(found, text).toBe(asked.found)
      if (pinned !== undefined) expect(text).toBe(pinned.get(titleOf(rule, name)))
    })
  }

  it('matches the pinned reports', async () => {
    const texts = rules.flatMap(([rule, cases]) =>
      Object.entries(cases).map(([name, asked]) => `${titleOf(rule, name)}\n    ${answered(rule, asked).text}\n`),
    )
    await expect(texts.join('')).toMatchFileSnapshot(file)
  })
})
