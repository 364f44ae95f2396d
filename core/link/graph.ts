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
  /** Until when it may still pass, in milliseconds since 1970; undefined once that time is over. */
  readonly until?: number | undefined
  /** True while what it waits for may still come: nothing is wrong yet. */
  readonly isAwaited?: boolean
}

/** Which findings explain which objects and findings. */
export interface Graph {
  readonly findings: readonly Merged[]
  readonly symptoms: ReadonlyMap<string, readonly Symptom[]>
  /** The findings that explain an object, by its `refKey`. */
  readonly explained: ReadonlyMap<string, readonly Merged[]>
  /** The findings at the top of a finding's chain: itself if nothing explains it. */
  readonly rootsOf: (finding: Merged) => readonly Merged[]
}

/** Appends to the list of a key unless the value was the last one added: duplicates arrive in sequence. */
export function add<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else if (list.at(-1) !== value) list.push(value)
}

function sameContainer(a: Merged, b: Merged): boolean {
  const { containers } = b
  return a.containers === undefined || containers === undefined || [...a.containers].some(name => containers.has(name))
}

/**
 * Findings that lose every object to a finding of an earlier stage, with the ones they lost to. On one object (and
 * container) the earliest stage is the cause.
 */
function overtaken(
  findings: readonly Merged[],
  explained: ReadonlyMap<string, readonly Merged[]>,
): Map<Merged, ReadonlySet<Merged>> {
  const losers = new Map<Merged, ReadonlySet<Merged>>()
  for (const finding of findings) {
    const winners: Merged[] = []
    for (const ref of finding.explains) {
      const earlier = (explained.get(refKey(ref)) ?? []).find(
        other => stageOf(other) < stageOf(finding) && sameContainer(other, finding),
      )
      if (earlier === undefined) break
      winners.push(earlier)
    }
    if (winners.length > 0 && winners.length === finding.explains.length) losers.set(finding, new Set(winners))
  }
  return losers
}

type Parents = ReadonlyMap<Merged, ReadonlySet<Merged>>

/**
 * Strongly connected components of the findings, explaining ones first. Tarjan's algorithm, iterative: the snapshot
 * determines the length of a chain.
 */
function loopsOf(findings: readonly Merged[], parents: Parents): readonly (readonly Merged[])[] {
  const order = new Map<Merged, { readonly index: number; low: number; isOpen: boolean }>()
  const loops: Merged[][] = []
  const open: Merged[] = []
  const way: {
    readonly finding: Merged
    readonly rest: Iterator<Merged>
    readonly at: { low: number; index: number; isOpen: boolean }
  }[] = []
  const enter = (finding: Merged): void => {
    const at = { index: order.size, low: order.size, isOpen: true }
    order.set(finding, at)
    open.push(finding)
    way.push({ finding, rest: (parents.get(finding) ?? new Set<Merged>()).values(), at })
  }
  for (const first of findings) {
    if (!order.has(first)) enter(first)
    for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
      const { done, value } = here.rest.next()
      if (done !== true) {
        const seen = order.get(value)
        if (seen === undefined) enter(value)
        else if (seen.isOpen) here.at.low = Math.min(here.at.low, seen.index)
        continue
      }
      way.pop()
      const below = way.at(-1)
      if (below !== undefined) below.at.low = Math.min(below.at.low, here.at.low)
      if (here.at.low !== here.at.index) continue
      const loop = open.splice(open.lastIndexOf(here.finding))
      for (const member of loop) {
        const at = order.get(member)
        if (at !== undefined) at.isOpen = false
      }
      loops.push(loop)
    }
  }
  return loops
}

/**
 * Finds the roots of each finding. A loop that nothing else explains has its findings of the earliest stage as roots.
 */
function rootFinder(findings: readonly Merged[], parents: Parents): Graph['rootsOf'] {
  const known = new Map<Merged, readonly Merged[]>()
  for (const loop of loopsOf(findings, parents)) {
    const members = new Set(loop)
    const above = loop.flatMap(finding => [...(parents.get(finding) ?? [])]).filter(parent => !members.has(parent))
    const roots = [...new Set(above.flatMap(parent => known.get(parent) ?? []))]
    const stage = Math.min(...loop.map(stageOf))
    const earliest = loop.filter(finding => stageOf(finding) === stage)
    for (const finding of loop) {
      if (roots.length > 0) known.set(finding, roots)
      else known.set(finding, stageOf(finding) === stage ? [finding] : earliest)
    }
  }
  return finding => known.get(finding) ?? [finding]
}

function isBetter(other: Merged, fallback: Merged): boolean {
  return (
    other.rule.isFallback !== true &&
    other.rule.stage === fallback.rule.stage &&
    refKey(other.subject) === refKey(fallback.subject) &&
    other.subject.container === fallback.subject.container
  )
}

/**
 * True if a fallback finding says less than another: that a program of the network fails says less than what is missing
 * without it.
 */
function isVaguer(fallback: Merged, { rule, subject }: Merged): boolean {
  return fallback.rule.isFallback === true && rule.stage === 'network' && refKey(fallback.subject) === refKey(subject)
}

export function buildGraph(findings: readonly Merged[], symptoms: readonly Symptom[]): Graph {
  const byObject = new Map<string, Symptom[]>()
  for (const symptom of symptoms) add(byObject, refKey(symptom.object), symptom)
  const explained = new Map<string, Merged[]>()
  for (const finding of findings) {
    add(explained, refKey(finding.subject), finding)
    for (const ref of finding.explains) add(explained, refKey(ref), finding)
  }
  const parents = new Map<Merged, Set<Merged>>()
  const addParent = (finding: Merged, parent: Merged) => {
    const known = parents.get(finding)
    if (known === undefined) parents.set(finding, new Set([parent]))
    else known.add(parent)
  }
  for (const finding of findings) {
    if (finding.rule.isFallback !== true) continue
    for (const other of explained.get(refKey(finding.subject)) ?? [])
      if (isBetter(other, finding)) addParent(finding, other)
  }
  for (const finding of findings) {
    for (const ref of finding.because ?? []) {
      for (const other of explained.get(refKey(ref)) ?? []) {
        const mutual = other.because?.some(back => refKey(back) === refKey(finding.subject)) === true
        if (other === finding || (mutual && stageOf(other) > stageOf(finding))) continue
        if (isVaguer(other, finding)) addParent(other, finding)
        else addParent(finding, other)
      }
    }
  }
  for (const [finding, winners] of overtaken(findings, explainedBy(findings))) {
    // A finding does not lose to one that it explains.
    for (const winner of winners) if (parents.get(winner)?.has(finding) !== true) addParent(finding, winner)
  }
  return { findings, symptoms: byObject, explained, rootsOf: rootFinder(findings, parents) }
}

function explainedBy(findings: readonly Merged[]): Map<string, Merged[]> {
  const byObject = new Map<string, Merged[]>()
  for (const finding of findings) for (const ref of finding.explains) add(byObject, refKey(ref), finding)
  return byObject
}
