import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { basename, dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Report, Rules, Snapshot } from '../../core/index.ts'
import { diagnose, FAMILIES, SYMPTOMS } from '../../core/index.ts'
import type { Family, SymptomRule } from '../../core/rule.ts'
import { answerTo, conditionsOf } from '../../test/support/conditions.ts'
import { readRecording, readScenario, scenarioIds } from '../../test/support/scenarios.ts'
import { variedAnswers } from '../../test/support/variations.ts'
import type { Mutant } from './mutants.ts'

const sources = new Map<string, string>()
registerHooks({
  load(url, context, nextLoad) {
    const source = sources.get(url)
    if (source === undefined) return nextLoad(url, context)
    return { format: 'module', source: stripTypeScriptTypes(source), shortCircuit: true }
  },
})

interface Case {
  readonly id: string
  readonly snapshot: Snapshot
  readonly namespace: string
  readonly report: string
  /** What its variations get. */
  readonly varied: string
}

const inShort = ({ timeline, ...report }: Report): string => JSON.stringify({ ...report, timeline: timeline.length })

const cases: readonly Case[] = scenarioIds.map(id => {
  const [snapshot, { namespace }] = [readRecording(id), readScenario(id)]
  return { id, snapshot, namespace, report: inShort(diagnose(snapshot, { namespace })), varied: variedAnswers(id) }
})

async function answersOf(file: string, rules?: Rules): Promise<readonly string[]> {
  const rule = basename(file, '.ts')
  const conditions = (await conditionsOf(basename(dirname(file)))).get(rule) ?? {}
  return Object.entries(conditions).map(([name, condition]) => {
    const { found, text } = answerTo(rule, condition, rules)
    if (found !== condition.found) throw new Error(`${rule}: ${name}: ${found} found`)
    return text
  })
}

const unchanged = new Map<string, Promise<readonly string[]>>()

/** Takes a rule's file; returns what its conditions get as it is. Throws where one of them does not hold. */
export function standingAnswers(file: string): Promise<readonly string[]> {
  const known = unchanged.get(file) ?? answersOf(file)
  unchanged.set(file, known)
  return known
}

let count = 0

/**
 * Takes a changed rule; returns true where the report on some recording is another one, as the whole reports that are
 * pinned would show, or the answer to a variation of one in which the rule has a say, or to one of the rule's conditions.
 */
export async function isNoticed(mutant: Mutant): Promise<boolean> {
  const url = `${pathToFileURL(mutant.file)}?mutant=${count++}`
  sources.set(url, mutant.source)
  const { default: rule } = (await import(url)) as { default: Family | SymptomRule }
  const replaced = <T extends { readonly id: string }>(known: readonly T[]) =>
    known.map(each => (each.id === rule.id ? (rule as unknown as T) : each))
  const rules = { families: replaced(FAMILIES), symptoms: replaced(SYMPTOMS) }
  const answers = await answersOf(mutant.file, rules).catch(() => undefined)
  if (JSON.stringify(answers) !== JSON.stringify(await standingAnswers(mutant.file))) return true
  const saysMore = ({ report, varied }: Case) => report.includes(rule.id) || varied.includes(rule.id)
  const likely = cases.toSorted((a, b) => Number(saysMore(b)) - Number(saysMore(a)))
  return (
    likely.some(
      ({ snapshot, namespace, report }) => inShort(diagnose(snapshot, { namespace }, { rules })) !== report,
    ) || cases.some(each => saysMore(each) && variedAnswers(each.id, rules) !== each.varied)
  )
}
