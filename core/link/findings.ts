import { STAGES } from '../cause.ts'
import type { Finding, JudgedFinding } from '../finding.ts'
import { compareText, refKey } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import { earliest } from '../time.ts'

/** Findings of one cause on one subject, taken together: ten pods with one cause are one. */
export interface Merged extends JudgedFinding {
  readonly key: string
  /** How many places showed it. */
  readonly count: number
  /** The containers of the explained pods that it is about; undefined where it is about all of a pod. */
  readonly containers: ReadonlySet<string> | undefined
}

const ORDER = { certain: 0, likely: 1, possible: 2 } as const

function keyOf({ rule, subject }: Finding): string {
  return `${rule.id} ${refKey(subject)} ${subject.container ?? ''}`
}

function uniqueRefs(refs: readonly ObjectRef[]): readonly ObjectRef[] {
  const byKey = new Map<string, ObjectRef>()
  for (const ref of refs) if (!byKey.has(refKey(ref))) byKey.set(refKey(ref), ref)
  return [...byKey.values()]
}

/** Worst first. */
const WORST = ['needs-change', 'unknown', 'may-recover', 'self-healing'] as const

function join(group: readonly JudgedFinding[], key: string): Merged | undefined {
  const [first, ...rest] = group
  if (first === undefined) return undefined
  const best = [first, ...rest].reduce((a, b) =>
    ORDER[b.confidence ?? 'certain'] < ORDER[a.confidence ?? 'certain'] ? b : a,
  )
  const containers = group.map(({ container }) => container).filter(name => name !== undefined)
  const outlook = WORST.find(each => group.some(finding => finding.outlook === each)) ?? 'needs-change'
  const { until, healing } = group.find(finding => finding.outlook === outlook) ?? first
  return {
    ...best,
    key,
    count: group.length,
    containers: containers.length === group.length ? new Set(containers) : undefined,
    explains: uniqueRefs(group.flatMap(({ explains }) => explains)),
    because: uniqueRefs(group.flatMap(({ because }) => because ?? [])),
    degrades: group.every(({ degrades }) => degrades === true),
    since: earliest(group.map(({ since }) => since)),
    outlook,
    healing,
    until: outlook === 'may-recover' ? earliest(group.map(each => each.until)) : until,
  }
}

/** One for each cause and subject, in the order of their keys. */
export function mergeFindings(findings: readonly JudgedFinding[]): readonly Merged[] {
  const groups = new Map<string, JudgedFinding[]>()
  for (const finding of findings) {
    const key = keyOf(finding)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return [...groups]
    .map(([key, group]) => join(group, key))
    .filter(merged => merged !== undefined)
    .sort((a, b) => stageOf(a) - stageOf(b) || compareText(a.key, b.key))
}

export function stageOf({ rule }: Finding): number {
  return STAGES.indexOf(rule.stage)
}
