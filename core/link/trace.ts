import { refKey } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import type { Merged } from './findings.ts'
import type { Graph } from './graph.ts'

/** More than any chain of owners and volumes. */
const MAX_DEPTH = 12

/** Objects that explain an object's trouble: those named by its symptoms, then by the findings about it. */
function below(ref: ObjectRef, graph: Graph): readonly ObjectRef[] {
  const key = refKey(ref)
  return [
    ...(graph.symptoms.get(key) ?? []).flatMap(({ because }) => because),
    ...(graph.explained.get(key) ?? []).flatMap(({ because, explains }) =>
      explains.some(explained => refKey(explained) === key) ? (because ?? []) : [],
    ),
  ]
}

/** The root findings behind an object's trouble. */
export function rootsAt(ref: ObjectRef, graph: Graph): readonly Merged[] {
  const roots = new Set<Merged>()
  const seen = new Set<string>()
  let level: readonly ObjectRef[] = [ref]
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: ObjectRef[] = []
    for (const at of level) {
      const key = refKey(at)
      if (seen.has(key)) continue
      seen.add(key)
      for (const finding of graph.explained.get(key) ?? []) {
        for (const root of graph.rootsOf(finding)) roots.add(root)
      }
      for (const { because } of graph.symptoms.get(key) ?? []) for (const below of because) next.push(below)
    }
    level = next
  }
  return [...roots]
}

/** The shortest path of objects to a root, starting with the object. */
export function pathTo(from: ObjectRef, root: Merged, graph: Graph): readonly ObjectRef[] {
  const goals = new Set(root.explains.map(refKey))
  const subject = refKey(root.subject)
  const cameFrom = new Map<string, ObjectRef | undefined>([[refKey(from), undefined]])
  const parentOf = (ref: ObjectRef) => cameFrom.get(refKey(ref))
  let level: readonly ObjectRef[] = [from]
  let found: ObjectRef | undefined
  for (let depth = 0; depth < MAX_DEPTH && found === undefined && level.length > 0; depth++) {
    const next: ObjectRef[] = []
    for (const at of level) {
      for (const ref of below(at, graph)) {
        if (cameFrom.has(refKey(ref))) continue
        cameFrom.set(refKey(ref), at)
        next.push(ref)
      }
    }
    found =
      level.find(ref => goals.has(refKey(ref)) && refKey(ref) !== subject) ?? next.find(ref => goals.has(refKey(ref)))
    level = next
  }
  const path: ObjectRef[] = []
  for (let at = found ?? from, steps = 0; steps < MAX_DEPTH; steps++) {
    path.unshift(at)
    const parent = parentOf(at)
    if (parent === undefined) break
    at = parent
  }
  return path
}
