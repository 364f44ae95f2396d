import { globSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Problem, Report } from '../../core/index.ts'
import { SYMPTOMS } from '../../core/index.ts'
import { readScenario } from './scenarios.ts'
import { reportUntried, type Variation, varied } from './variation.ts'

/** A varied recording, and how often a rule finds its cause there. */
export interface Case {
  readonly recording: string
  readonly varied?: readonly Variation[]
  /** How many problems of the rule's cause are reported; for a symptom's rule: in all, with their chains. */
  readonly found: number
  /** Asks about the whole cluster, as its platform team does, not about the recording's namespace. */
  readonly everywhere?: true
}

/** By what is different, in words. */
export type Cases = Readonly<Record<string, Case>>

const FOLDER = join(import.meta.dirname, '../cases')

/** The cases of a stage's rules, by the ids of the rules. */
export async function casesOf(stage: string): Promise<ReadonlyMap<string, Cases>> {
  const found = new Map<string, Cases>()
  for (const file of globSync(`${stage}/*.ts`, { cwd: FOLDER }).sort()) {
    const { default: cases } = (await import(pathToFileURL(join(FOLDER, file)).href)) as { default: Cases }
    found.set(file.replace(/^.*\//, '').replace(/\.ts$/, ''), cases)
  }
  return found
}

function fixText({ text, command, patch }: Problem['fix'][number]): string {
  return [text, command, patch && JSON.stringify(patch)].filter(part => part !== undefined).join(' | ')
}

function evidenceText({ object, path, value }: Problem['evidence'][number]): string {
  return `${object.kind} ${object.name} ${path}: ${value.slice(0, 60)}`
}

function problemText(problem: Problem): string {
  const { subject, confidence, outlook, until, healing, owner, since, title, why, field, fix, evidence, affects } =
    problem
  const recovery = `${until === undefined ? '' : ` until ${until}`}${healing === undefined ? '' : `: ${healing}`}`
  const container = subject.container === undefined ? '' : `, container ${subject.container}`
  const place =
    field &&
    `at ${field.object.kind} ${field.object.name} ${field.path}: ${field.value ?? ''}${field.suggestion === undefined ? '' : ` → ${field.suggestion}`}`
  return [
    `${subject.kind} ${subject.name}${container}, ${confidence}, ${outlook}${recovery}, ${owner}, since ${since ?? 'unknown'}`,
    `${title}. ${why}`,
    ...(place === undefined ? [] : [place]),
    ...fix.map(fixText),
    ...evidence.map(evidenceText),
    `affects ${affects.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`,
  ].join('\n    ')
}

function chainText({ cause, outlook, since, why, fix, chain, evidence, affects }: Problem): string {
  return [
    `${cause}, ${outlook}, since ${since ?? 'unknown'}`,
    ...(cause === 'unknown' ? [why, ...fix.map(fixText)] : []),
    ...chain.map(({ kind, name, text }) => `${kind} ${name}: ${text}`),
    ...evidence.map(evidenceText),
    `affects ${affects.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`,
  ].join('\n    ')
}

function workloadText({ kind, name, verdict, ready, wanted, reason }: Report['workloads'][number]): string {
  return `${kind} ${name} ${verdict} ${ready}/${wanted}${reason === undefined ? '' : `: ${reason}`}`
}

/** What the report says of a rule in one of its cases. Throws where a rule threw. */
export function answerTo(rule: string, asked: Case): { found: number; text: string } {
  const { recording, varied: variations = [], everywhere = false } = asked
  const snapshot = varied(recording, ...variations)
  const report = reportUntried(snapshot, everywhere ? {} : { namespace: readScenario(recording).namespace })
  if (report.broken.length > 0) throw new Error(JSON.stringify(report.broken))
  const isSymptom = SYMPTOMS.some(({ id }) => id === rule)
  const own = report.problems.filter(({ cause }) => isSymptom || cause === rule)
  const others = report.problems.filter(problem => !own.includes(problem)).map(({ cause }) => cause)
  const text = [
    `${report.verdict}${others.length === 0 ? '' : `, besides: ${others.join(', ')}`}`,
    ...own.map(isSymptom ? chainText : problemText),
    ...(own.length === 0 ? report.workloads.filter(({ verdict }) => verdict !== 'healthy').map(workloadText) : []),
  ]
  return { found: own.length, text: text.join('\n    ') }
}
