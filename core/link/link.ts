import type { Cluster } from '../cluster/cluster.ts'
import type { JudgedFinding } from '../finding.ts'
import { compareRefs, compareText, refKey } from '../ref.ts'
import type { ObjectRef, Problem } from '../report.ts'
import { CONFIDENCES, OWNERS } from '../report.ts'
import { workloadKey } from '../workloads/workloads.ts'
import type { Merged } from './findings.ts'
import { mergeFindings, WORST } from './findings.ts'
import type { Graph, Symptom } from './graph.ts'
import { buildGraph } from './graph.ts'
import type { Linked, Outline } from './problems.ts'
import { outlineOf, toProblem } from './problems.ts'
import { downgradeReplaced } from './replaced.ts'
import { rootsAt } from './trace.ts'
import { unknownFinding } from './unknown.ts'

/** Compares by position in an order. */
function by<T>(order: readonly T[], a: T, b: T): number {
  return order.indexOf(a) - order.indexOf(b)
}

function rank(a: Linked, b: Linked): number {
  const [p, q]: [Problem, Problem] = [a.problem, b.problem]
  return (
    by(WORST, p.outlook, q.outlook) ||
    Number(a.degrades) - Number(b.degrades) ||
    by(CONFIDENCES, p.confidence, q.confidence) ||
    a.stage - b.stage ||
    b.touches.size - a.touches.size ||
    // The app team can act at once.
    by(OWNERS, p.owner, q.owner) ||
    compareRefs(p.subject, q.subject) ||
    compareText(p.cause, q.cause) ||
    compareText(p.subject.container ?? '', q.subject.container ?? '')
  )
}

function affectedByRoot(symptoms: readonly Symptom[], graph: Graph): Map<Merged, ObjectRef[]> {
  const affected = new Map<Merged, ObjectRef[]>()
  const seen = new Set<string>()
  for (const { object } of symptoms) {
    if (seen.has(refKey(object))) continue
    seen.add(refKey(object))
    for (const root of rootsAt(object, graph)) {
      const list = affected.get(root)
      if (list === undefined) affected.set(root, [object])
      else list.push(object)
    }
  }
  return affected
}

/** Tests whether a finding that needs an affected object has one. */
function affectsAnything(findings: readonly Merged[], symptoms: readonly Symptom[]): (finding: Merged) => boolean {
  const suffering = new Set(symptoms.flatMap(({ object, because }) => [object, ...because].map(refKey)))
  const blaming = new Map<string, Set<Merged>>()
  for (const finding of findings) {
    for (const key of (finding.because ?? []).map(refKey)) {
      const known = blaming.get(key)
      if (known === undefined) blaming.set(key, new Set([finding]))
      else known.add(finding)
    }
  }
  return finding => {
    if (finding.rule.needsAffected !== true) return true
    return [finding.subject, ...finding.explains].map(refKey).some(key => {
      const others = blaming.get(key)
      return suffering.has(key) || (others !== undefined && others.size > (others.has(finding) ? 1 : 0))
    })
  }
}

/** Workloads with a pod whose problem needs a change: what else is wrong with their other pods can wait. */
function stalledWorkloads({ findings }: Graph, cluster: Cluster): ReadonlySet<string> {
  const explained = findings.filter(({ outlook }) => outlook === 'needs-change').flatMap(({ explains }) => explains)
  return new Set(explained.filter(({ kind }) => kind === 'Pod').map(ref => workloadKey(ref, cluster)))
}

/** Wrong symptoms that nothing explains, only the deepest of each chain. */
function unexplained(symptoms: readonly Symptom[], graph: Graph, cluster: Cluster): readonly Symptom[] {
  const bare = symptoms.filter(({ object, wrong }) => wrong === true && rootsAt(object, graph).length === 0)
  if (bare.length === 0) return bare
  const stalled = stalledWorkloads(graph, cluster)
  const open = bare.filter(({ object }) => !stalled.has(workloadKey(object, cluster)))
  const wrongs = new Set(open.map(({ object }) => refKey(object)))
  return open.filter(({ because }) => !because.some(ref => wrongs.has(refKey(ref))))
}

/** Findings that nothing else explains, each with the objects it affects. */
function rootCauses(found: readonly JudgedFinding[], symptoms: readonly Symptom[], cluster: Cluster) {
  const merged = mergeFindings(found).map(finding => downgradeReplaced(finding, cluster))
  const findings = merged.filter(affectsAnything(merged, symptoms))
  const known = buildGraph(findings, symptoms)
  const unknowns = mergeFindings(unexplained(symptoms, known, cluster).map(symptom => unknownFinding(symptom, cluster)))
  const graph = unknowns.length === 0 ? known : buildGraph([...findings, ...unknowns], symptoms)
  const affected = affectedByRoot(symptoms, graph)
  const roots = graph.findings.filter(finding => graph.rootsOf(finding).includes(finding))
  return { graph, roots: roots.map(root => [root, affected.get(root) ?? []] as const) }
}

/** The problems, in the order in which to fix them. */
export function link(
  found: readonly JudgedFinding[],
  symptoms: readonly Symptom[],
  cluster: Cluster,
): readonly Linked[] {
  const { graph, roots } = rootCauses(found, symptoms, cluster)
  return roots.map(([root, affected]) => toProblem(root, affected, graph, cluster)).sort(rank)
}

/** The outlines of the same problems, unordered. */
export function outline(
  found: readonly JudgedFinding[],
  symptoms: readonly Symptom[],
  cluster: Cluster,
): readonly Outline[] {
  const { graph, roots } = rootCauses(found, symptoms, cluster)
  return roots.map(([root, affected]) => outlineOf(root, affected, graph))
}
