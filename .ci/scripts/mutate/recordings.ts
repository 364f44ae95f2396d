import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Report, Snapshot } from '../../../core/index.ts'
import { CAUSES, diagnose, SYMPTOMS } from '../../../core/index.ts'
import type { CauseRule, SymptomRule } from '../../../core/rule.ts'
import { readRecording, readScenario, scenarioIds } from '../../../test/support/scenarios.ts'
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
  readonly snapshot: Snapshot
  readonly namespace: string
  readonly report: string
}

const inShort = ({ timeline, ...report }: Report): string => JSON.stringify({ ...report, timeline: timeline.length })

const cases: readonly Case[] = scenarioIds.map(id => {
  const [snapshot, { namespace }] = [readRecording(id), readScenario(id)]
  return { snapshot, namespace, report: inShort(diagnose(snapshot, { namespace })) }
})

let count = 0

/** Takes a changed rule; returns true where the report on some recording is another one, as the goldens would notice. */
export async function isNoticed(mutant: Mutant): Promise<boolean> {
  const url = `${pathToFileURL(mutant.file)}?mutant=${count++}`
  sources.set(url, mutant.source)
  const { default: rule } = (await import(url)) as { default: CauseRule | SymptomRule }
  const replaced = <T extends { readonly id: string }>(rules: readonly T[]) =>
    rules.map(each => (each.id === rule.id ? (rule as unknown as T) : each))
  const rules = { causes: replaced(CAUSES), symptoms: replaced(SYMPTOMS) }
  const [id] = [rule.id]
  const likely = cases.toSorted((a, b) => Number(b.report.includes(id)) - Number(a.report.includes(id)))
  return likely.some(({ snapshot, namespace, report }) => inShort(diagnose(snapshot, { namespace }, rules)) !== report)
}
