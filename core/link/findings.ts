import { STAGES } from '../cause.ts'
import type { Finding, JudgedFinding } from '../finding.ts'
import { compareText, refKey } from '../ref.ts'
import type { ObjectRef, Outlook } from '../report.ts'
import { CONFIDENCES } from '../report.ts'
import { earliest } from '../time.ts'

/** Findings of one cause on one subject, merged: ten pods with one cause are one. */
export interface Merged extends JudgedFinding {
  readonly key: string
  /** The number of findings. */
  readonly count: number
  /** The affected containers of the explained pods; undefined for whole pods. */
  readonly containers: ReadonlySet<string> | undefined
}

/** Worst first. */
export const WORST: readonly Outlook[] = ['needs-change', 'unknown', 'may-recover', 'self-healing']

function keyOf({ rule, subject }: Finding): string {
  return `${rule.id} ${refKey(subject)} ${subject.container ?? ''}`
}

export function uniqueRefs(refs: readonly ObjectRef[]): readonly ObjectRef[] {
  const byKey = new Map<string, ObjectRef>()
  for (const ref of refs) if (!byKey.has(refKey(ref))) byKey.set(refKey(ref), ref)
  return [...byKey.values()]
}

/** The findings of one cause on one subject. */
type Group = [JudgedFinding, ...JudgedFinding[]]

/** The value that comes first in an order. */
function first<T extends string>(order: readonly T[], values: readonly T[]): T | undefined {
  return order.find(each => values.includes(each))
}

function join(group: Group, key: string): Merged {
  const surest = first(
    CONFIDENCES,
    group.map(({ confidence = 'certain' }) => confidence),
  )
  const best = group.find(({ confidence = 'certain' }) => confidence === surest) ?? group[0]
  const containers = group.map(({ container }) => container).filter(name => name !== undefined)
  const outlook =
    first(
      WORST,
      group.map(finding => finding.outlook),
    ) ?? group[0].outlook
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
    healing: group.find(({ healing }) => healing !== undefined)?.healing,
    until: earliest(group.map(({ until }) => until)),
  }
}

/** One per cause and subject, sorted by key. */
export function mergeFindings(findings: readonly JudgedFinding[]): readonly Merged[] {
  const groups = new Map<string, Group>()
  for (const finding of findings) {
    const key = keyOf(finding)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return [...groups]
    .map(([key, group]) => join(group, key))
    .sort((a, b) => stageOf(a) - stageOf(b) || compareText(a.key, b.key))
}

export function stageOf({ rule }: Finding): number {
  return STAGES.indexOf(rule.stage)
}
