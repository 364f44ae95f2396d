import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { CAUSES, STAGES, SYMPTOMS } from '../core/index.ts'
import { definitionsOf } from '../scripts/gen-stages.ts'

const ROOT = join(import.meta.dirname, '..')
const vocabulary = parse(readFileSync(join(import.meta.dirname, 'fixtures/causes.yaml'), 'utf8')) as Record<
  string,
  Record<string, { subject: string; what: string }>
>
const ids = Object.entries(vocabulary).flatMap(([stage, causes]) => Object.keys(causes).map(id => ({ stage, id })))
const folders = readdirSync(join(ROOT, 'core/causes'), { withFileTypes: true }).filter(entry => entry.isDirectory())

describe('the catalogue', () => {
  it.each(ids)('has a rule for $id', ({ stage, id }) => {
    expect(CAUSES.find(rule => rule.id === id)?.stage).toBe(stage)
  })

  it('has each id once', () => {
    const all = [...CAUSES, ...SYMPTOMS].map(rule => rule.id)
    expect(new Set(all).size).toBe(all.length)
  })

  it('has one folder for each stage', () => {
    expect(folders.map(({ name }) => name).sort()).toEqual([...STAGES].sort())
  })

  it.each(STAGES)('defines in the folder of %s what is of that stage, and nothing else', async stage => {
    const defined = (await definitionsOf(ROOT, stage)).flatMap(({ family }) => family.causes)
    const ofStage = CAUSES.filter(cause => cause.stage === stage).map(({ id }) => id)
    expect(defined.map(({ id }) => id).sort()).toEqual(ofStage.sort())
  })

  it.each(CAUSES.map(rule => [rule.id, rule.text] as const))('%s is written as the catalogue is', (_, text) => {
    expect(text.summary).toMatch(/^(?:[^a-z]|[a-z]+[A-Z.]|kube-).*[^.]$/)
    for (const sentence of [text.shows, text.happens, text.fix])
      expect(sentence).toMatch(/^(?:[^a-z]|[a-z]+[A-Z.]|kube-).*[.…]$/s)
    expect(text.docs.length).toBeGreaterThan(0)
    for (const page of text.docs) expect(page).toMatch(/^https:\/\/(kubernetes\.io|docs\.|github\.com|[a-z.-]+\.io)\//)
  })
})
