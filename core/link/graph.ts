import type { SymptomHit } from '../finding.ts'
import { refKey } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import type { SymptomRule } from '../rule.ts'
import type { Merged } from './findings.ts'
import { stageOf } from './findings.ts'

/** A symptom as found on one object. */
export interface Symptom extends SymptomHit {
  readonly rule: SymptomRule
  readonly object: ObjectRef
  /** True where it is wrong, and too young to be reported as an unknown cause. */
  readonly isYoung?: boolean
}

/** Which findings explain which objects, and which explain one another. */
export interface Graph {
  readonly findings: readonly Merged[]
  readonly symptoms: ReadonlyMap<string, readonly Symptom[]>
  /** By `refKey` of an object: the findings that explain it. */
  readonly explained: ReadonlyMap<string, readonly Merged[]>
  /** The findings that no other explains, by finding: itself where it is one. */
  readonly rootsOf: (finding: Merged) => readonly Merged[]
}

function add<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else if (!list.includes(value)) list.push(value)
}

function sameContainer(a: Merged, b: Merged): boolean {
  const { containers } = b
  return a.containers === undefined || containers === undefined || [...a.containers].some(name => containers.has(name))
}

/**
 * The findings that lose every object to a finding of an earlier stage, with the findings they lost to.
 * On one object (and container) the earliest stage is the cause.
 */
function overtaken(
  findings: readonly Merged[],
  explained: ReadonlyMap<string, readonly Merged[]>,
): Map<Merged, Merged[]> {
  const losers = new Map<Merged, Merged[]>()
  for (const finding of findings) {
    const winners: Merged[] = []
    for (const ref of finding.explains) {
      const earlier = (explained.get(refKey(ref)) ?? []).find(
        other => other !== finding && stageOf(other) < stageOf(finding) && sameContainer(other, finding),
      )
      if (earlier === undefined) break
      winners.push(earlier)
    }
    if (winners.length > 0 && winners.length === finding.explains.length) losers.set(finding, [...new Set(winners)])
  }
  return losers
}

/** For each finding those at the top. A loop ends at its earliest stage. */
function rootFinder(parents: ReadonlyMap<Merged, readonly Merged[]>): Graph['rootsOf'] {
  const known = new Map<Merged, readonly Merged[]>()
  const climb = (finding: Merged, path: ReadonlySet<Merged>): readonly Merged[] => {
    const done = known.get(finding)
    if (done !== undefined) return done
    const above = (parents.get(finding) ?? []).filter(parent => !path.has(parent))
    if (above.length === 0) return [finding]
    const deeper = new Set(path).add(finding)
    return [...new Set(above.flatMap(parent => climb(parent, deeper)))]
  }
  return finding => {
    const roots = climb(finding, new Set([finding]))
    known.set(finding, roots)
    return roots
  }
}

function isBetter(other: Merged, fallback: Merged): boolean {
  return (
    other.rule.isFallback !== true &&
    other.rule.stage === fallback.rule.stage &&
    refKey(other.subject) === refKey(fallback.subject) &&
    other.subject.container === fallback.subject.container
  )
}

/** How they hang together. */
export function buildGraph(findings: readonly Merged[], symptoms: readonly Symptom[]): Graph {
  const byObject = new Map<string, Symptom[]>()
  for (const symptom of symptoms) add(byObject, refKey(symptom.object), symptom)
  const explained = new Map<string, Merged[]>()
  for (const finding of findings) {
    add(explained, refKey(finding.subject), finding)
    for (const ref of finding.explains) add(explained, refKey(ref), finding)
  }
  const parents = overtaken(findings, explainedBy(findings))
  for (const finding of findings) {
    if (finding.rule.isFallback !== true) continue
    for (const other of explained.get(refKey(finding.subject)) ?? [])
      if (isBetter(other, finding)) add(parents, finding, other)
  }
  for (const finding of findings) {
    for (const ref of finding.because ?? []) {
      for (const other of explained.get(refKey(ref)) ?? []) {
        const mutual = other.because?.some(back => refKey(back) === refKey(finding.subject)) === true
        if (other === finding || (mutual && stageOf(other) > stageOf(finding))) continue
        add(parents, finding, other)
      }
    }
  }
  return { findings, symptoms: byObject, explained, rootsOf: rootFinder(parents) }
}

function explainedBy(findings: readonly Merged[]): Map<string, Merged[]> {
  const byObject = new Map<string, Merged[]>()
  for (const finding of findings) for (const ref of finding.explains) add(byObject, refKey(ref), finding)
  return byObject
}
