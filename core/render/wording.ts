import { compareText, refText } from '../ref.ts'
import type { Confidence, Fix, Owner, Problem, Report, Subject, TemplateChange } from '../report.ts'
import type { Unseen } from '../snapshot.ts'
import { formatAge, parseTime } from '../time.ts'
import { capital, sentence } from '../words.ts'
import { CONTROLLERS } from '../workloads/workloads.ts'
import { clean, oneLine } from './clean.ts'

/** Whether it recovers, and until when it may. */
export function outlookText({ outlook, until, healing }: Problem): string {
  switch (outlook) {
    case 'needs-change':
      return "won't recover on its own"
    case 'may-recover':
      return `may still recover; needs a change if it persists after ${until ?? 'its time limit'}`
    case 'self-healing':
      return `recovers on its own${healing === undefined ? '' : `: ${healing}`}`
    case 'unknown':
      return 'the snapshot does not show whether it recovers'
  }
}

/** The outlook as a sentence, if the title alone suggests that the problem needs a change. */
export function hopeSentences(problem: Problem): readonly string[] {
  const hasHope = problem.outlook === 'may-recover' || problem.outlook === 'self-healing'
  return hasHope ? [`${capital(outlookText(problem))}.`] : []
}

export const OWNER: Readonly<Record<Owner, string>> = {
  app: 'app team',
  platform: 'platform team',
  registry: 'registry operator',
}

export const CONFIDENCE: Readonly<Record<Confidence, string>> = {
  certain: 'certain',
  likely: 'likely: the evidence fits, but does not prove it',
  possible: 'possible: one explanation among others',
}

/** The object and its container, if there is one. */
export function subjectText(subject: Subject): string {
  return subject.container === undefined ? refText(subject) : `${refText(subject)}, container ${subject.container}`
}

/** The title as a sentence. */
export function titleText({ title }: Problem): string {
  return sentence(capital(title))
}

/** The title as a sentence with its place: preceded by the affected workload, unless it mentions that. */
export function placedTitle(problem: Problem): string {
  const { title, subject, chain } = problem
  const { kind, namespace, name } = chain[0] ?? subject
  const place = refText({ kind, name, ...(namespace === undefined ? {} : { namespace }) })
  return mentions(title, name) ? titleText(problem) : sentence(`${place}: ${title}`)
}

/** Affected objects that are not in the chain. */
export function affected({ affects, chain }: Problem): string[] {
  const told = new Set(chain.map(refText))
  return affects.map(refText).filter(ref => !told.has(ref))
}

/**
 * The summary, preceded by the verdict if it does not mention that, and whether the workload in it still serves
 * traffic.
 */
export function headline(report: Report): string {
  const { verdict, summary } = report
  const serving = servingText(report)
  return `${mentions(summary, verdict) ? summary : `${capital(verdict)}: ${summary}`}${serving === undefined ? '' : ` ${serving}`}`
}

/** Whether the workload in the summary still serves traffic, as a sentence. */
function servingText({ problems: [first], workloads }: Report): string | undefined {
  if (first === undefined) return undefined
  const held = workloads.filter(({ problems }) => problems.includes(first.id))
  const [top] = first.chain
  const isElsewhere = top !== undefined && CONTROLLERS.has(top.kind)
  const { serving } =
    held.find(workload => refText(workload) === (top && refText(top))) ?? (isElsewhere ? {} : (held[0] ?? {}))
  return serving === undefined ? undefined : `${capital(serving)}.`
}

/** A cause's id with what `said`, the line above, lacks: the title, the subject, the container. */
export function causeText(
  { cause, title, subject }: Problem,
  said: string,
): { readonly id: string; readonly rest: string } {
  const where = mentions(said, refText(subject)) ? [] : [refText(subject)]
  const container = subject.container === undefined ? [] : [`container ${subject.container}`]
  const places = [...where, ...container].join(', ')
  const sentence = mentions(said, title) ? [] : [title]
  const id = cause === 'unknown' ? 'not found in the snapshot' : cause
  return { id, rest: [places === '' ? '' : ` in ${places}`, ...sentence].join(': ') }
}

/** `2026-11-23T21:18:41Z, 5m before the snapshot`; without the age if a time cannot be parsed. */
export function sinceText(since: string, takenAt: string): string {
  const from = parseTime(since)
  const to = parseTime(takenAt)
  return from === undefined || to === undefined ? since : `${since}, ${formatAge(to - from)} before the snapshot`
}

/** `Secrets in shop: forbidden`. */
export function unseenText({ kind, namespace, why }: Unseen): string {
  return `${kind}${namespace === undefined ? '' : ` in ${namespace}`}: ${why}`
}

/** The words between path and values of a template change, and the values. */
export function changeText({ before, after }: TemplateChange): {
  readonly verb: string
  readonly values: readonly string[]
} {
  if (before !== undefined && after !== undefined) return { verb: 'changed', values: [before, after] }
  if (after !== undefined) return { verb: 'added', values: [after] }
  return before === undefined ? { verb: 'changed', values: [] } : { verb: 'removed', values: [before] }
}

/** `2 workloads`. */
export function count(number: number, noun: string, many = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : many}`
}

const NAMESPACES_NAMED = 10

/** How many problems are not shown, and in which namespaces, most problems first. */
export function hiddenText(problems: readonly Problem[]): string {
  const counts = new Map<string, number>()
  for (const { subject } of problems) {
    const place = subject.kind === 'Namespace' ? subject.name : subject.namespace
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  const places = [...counts].sort(([a, many], [b, more]) => more - many || compareText(a, b))
  const named = places.slice(0, NAMESPACES_NAMED).map(([place, number]) => `${place} (${number})`)
  const left = places.length - named.length
  const where = left > 0 ? `${named.join(', ')} and ${count(left, 'other')}` : named.join(', ')
  const noun = places.length === 1 ? 'namespace' : 'namespaces'
  return `${count(problems.length, 'more problem')}${where === '' ? '' : ` in ${noun} ${where}`}: see the JSON report.`
}

/** True if the value of evidence with this path is log text. */
export function isLog(path: string): boolean {
  return path === 'log' || path === 'previous log'
}

const LABELS = { check: 'Check', change: 'Run', destroy: 'Deletes' } as const

/** What a step does, in one word: `Check`, `Run`, `Deletes`; `Change` without a command. */
export function fixLabel({ kind = 'change', command }: Fix): string {
  return kind === 'change' && command === undefined ? 'Change' : LABELS[kind]
}

/** A step's label and its text: `Check:` is omitted if the text begins with the same word. */
export function labelled(fix: Fix): { readonly lead: string; readonly rest: string } {
  const label = fixLabel(fix)
  return fix.text.startsWith(`${label} `)
    ? { lead: label, rest: fix.text.slice(label.length + 1) }
    : { lead: `${label}:`, rest: fix.text }
}

/** A step as a sentence that shows its kind. */
export function fixText(fix: Fix): string {
  const { lead, rest } = labelled(fix)
  return `${lead} ${rest}`
}

/** The result of trying a step's patch; undefined if it was not tried. */
export function proofText({ proved }: Fix): string | undefined {
  return proved === true ? 'checked: with this change the problem is gone and no new one appears' : undefined
}

/** The lines of a command; empty if it is too long to show completely, as half a command may be harmful. */
export function commandLines({ command }: Fix): string[] {
  return command === undefined || command.length > 4000 ? [] : clean(command).trimEnd().split('\n')
}

/** The URL of the cause's page; undefined if the catalogue or the cause is unknown. */
export function causeLink(causesUrl: string | undefined, cause: string): string | undefined {
  if (causesUrl === undefined || cause === 'unknown') return undefined
  return `${causesUrl.replace(/\/$/, '')}/${encodeURIComponent(oneLine(cause))}`
}

/** Whether the text contains the part as whole words: `web` is not in `web-2`. */
function mentions(text: string, part: string): boolean {
  const at = text.toLowerCase().indexOf(part.toLowerCase())
  return at >= 0 && !/^(?:[-\w]|\.\w)/.test(text.slice(at + part.length, at + part.length + 2))
}
