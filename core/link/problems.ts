import type { Cluster } from '../cluster/cluster.ts'
import { fingerprint } from '../fingerprint.ts'
import { compareRefs, refKey, refTo } from '../ref.ts'
import type { ChainLink, Evidence, ObjectRef, Problem } from '../report.ts'
import { formatTime } from '../time.ts'
import { templateChanges } from '../workloads/template-changes.ts'
import { WORKLOAD_KINDS } from '../workloads/workloads.ts'
import type { Merged } from './findings.ts'
import { stageOf, uniqueRefs } from './findings.ts'
import type { Graph, Symptom } from './graph.ts'
import { remedyOf } from './remedy.ts'
import { pathTo } from './trace.ts'

/** A problem's identity and subject. */
export interface Outline {
  readonly problem: Pick<Problem, 'id' | 'subject' | 'outlook' | 'chain' | 'affects'>
  /** `refKey` of every affected object, its subject included. */
  readonly touches: ReadonlySet<string>
  readonly stage: number
}

/** A problem with data that the report needs beyond its text. */
export interface Linked extends Outline {
  readonly problem: Problem
  /** True if it makes a complete workload fail at its job. */
  readonly degrades: boolean
}

const EVIDENCE_LIMIT = 8
const AFFECTS_LIMIT = 50
const WORKLOADS: ReadonlySet<string> = new Set(WORKLOAD_KINDS.filter(kind => kind !== 'Pod'))

/** The top of the chain: the affected workload, else any affected object. */
function topOf(root: Merged, affected: readonly ObjectRef[]): ObjectRef {
  const subject = refKey(root.subject)
  const rank = ({ kind }: ObjectRef) => {
    if (WORKLOADS.has(kind)) return kind === 'ReplicaSet' || kind === 'Job' ? 1 : 0
    return kind === 'Pod' ? 2 : 3
  }
  const sorted = [...affected].sort((a, b) => rank(a) - rank(b) || compareRefs(a, b))
  return sorted.find(ref => refKey(ref) === subject && rank(ref) < 2) ?? sorted[0] ?? root.subject
}

/** A symptom's text for the container of a finding, else its general text. */
function textFor({ containers }: Merged, { text, ofContainers }: Symptom): string {
  const states = ofContainers === undefined || ![...ofContainers.values()].includes(text) ? undefined : ofContainers
  const own = [...(containers ?? [])].find(name => states?.has(name) === true)
  return (own === undefined ? undefined : states?.get(own)) ?? text
}

function linkAt(ref: ObjectRef, root: Merged, graph: Graph): ChainLink | undefined {
  const { kind, namespace, name } = ref
  const place = refTo(kind, namespace, name)
  const symptom = graph.symptoms.get(refKey(ref))?.[0]
  if (symptom !== undefined) return { ...place, symptom: symptom.rule.id, text: textFor(root, symptom) }
  const swallowed = graph.explained.get(refKey(ref))?.find(finding => finding !== root)
  return swallowed === undefined ? undefined : { ...place, symptom: swallowed.rule.id, text: swallowed.words.title }
}

function chainOf(root: Merged, affected: readonly ObjectRef[], graph: Graph): readonly ChainLink[] {
  const path = pathTo(topOf(root, affected), root, graph)
  const links: ChainLink[] = []
  for (const ref of path) {
    const link = linkAt(ref, root, graph)
    if (link !== undefined) links.push(link)
    for (const finding of graph.explained.get(refKey(ref)) ?? []) {
      const { kind, namespace, name } = finding.subject
      const place = refTo(kind, namespace, name)
      const isShownHere = finding.explains.some(shown => refKey(shown) === refKey(ref))
      const isOnTheWay = isShownHere && finding !== root && graph.rootsOf(finding).includes(root)
      const text = finding.words.title
      if (isOnTheWay && !links.some(known => known.text === text))
        links.push({ ...place, symptom: finding.rule.id, text })
    }
  }
  const { object, text } = root.end ?? { object: root.subject, text: root.words.title }
  const { kind, namespace, name } = object
  const above = root.end === undefined ? links : links.filter(link => refKey(link) !== refKey(object))
  return [...above, { ...refTo(kind, namespace, name), symptom: root.rule.id, text }]
}

const swallowed = new WeakMap<Graph, ReadonlyMap<Merged, readonly Merged[]>>()

function readSwallowed(graph: Graph): ReadonlyMap<Merged, readonly Merged[]> {
  const byRoot = new Map<Merged, Merged[]>()
  for (const finding of graph.findings) {
    for (const root of graph.rootsOf(finding)) {
      if (root === finding) continue
      const known = byRoot.get(root)
      if (known === undefined) byRoot.set(root, [finding])
      else known.push(finding)
    }
  }
  return byRoot
}

/** The findings that follow from a root. */
function swallowedBy(root: Merged, graph: Graph): readonly Merged[] {
  const byRoot = swallowed.get(graph) ?? readSwallowed(graph)
  swallowed.set(graph, byRoot)
  return byRoot.get(root) ?? []
}

function evidenceOf(root: Merged, graph: Graph): readonly Evidence[] {
  const all = [...root.evidence, ...swallowedBy(root, graph).flatMap(({ evidence }) => evidence.slice(0, 2))]
  const unique = new Map(all.map(item => [`${refKey(item.object)} ${item.path} ${item.value}`, item] as const))
  return [...unique.values()].slice(0, EVIDENCE_LIMIT)
}

function outlookOf({ outlook, until, healing }: Merged): Pick<Problem, 'outlook' | 'until' | 'healing'> {
  return {
    outlook,
    ...(outlook === 'may-recover' && until !== undefined ? { until: formatTime(until) } : {}),
    ...(outlook === 'self-healing' && healing !== undefined ? { healing } : {}),
  }
}

/**
 * The outline of a problem. The fingerprint covers cause and subject, so it is stable across pod renames and repeated
 * runs.
 */
export function outlineOf(root: Merged, affected: readonly ObjectRef[], graph: Graph): Outline {
  const { subject, rule } = root
  const own = refKey(subject)
  const others = new Map([...affected, ...root.explains].map(ref => [refKey(ref), ref] as const))
  others.delete(own)
  return {
    problem: {
      id: fingerprint(`${rule.id} ${own} ${subject.container ?? ''}`),
      subject,
      outlook: outlookOf(root).outlook,
      // Trials of fixes rarely need these.
      get chain() {
        return chainOf(root, affected, graph)
      },
      get affects() {
        const following = swallowedBy(root, graph).map(({ subject: { kind, namespace, name } }) =>
          refTo(kind, namespace, name),
        )
        const all = uniqueRefs([...following, ...others.values()]).filter(ref => refKey(ref) !== own)
        return all.sort(compareRefs).slice(0, AFFECTS_LIMIT)
      },
    },
    touches: new Set([own, ...others.keys()]),
    stage: stageOf(root),
  }
}

export function toProblem(root: Merged, affected: readonly ObjectRef[], graph: Graph, cluster: Cluster): Linked {
  const { subject, words, rule } = root
  const { problem, ...rest } = outlineOf(root, affected, graph)
  const changed = templateChanges(subject, cluster)
  return {
    ...rest,
    problem: {
      id: problem.id,
      cause: rule.id,
      subject,
      title: words.title,
      why: words.why,
      confidence: root.confidence ?? 'certain',
      ...outlookOf(root),
      owner: root.owner ?? rule.owner,
      ...(root.since === undefined ? {} : { since: formatTime(root.since) }),
      evidence: evidenceOf(root, graph),
      ...remedyOf(root, cluster),
      chain: problem.chain,
      affects: problem.affects,
      ...(changed.length === 0 ? {} : { changed }),
    },
    degrades: [root, ...swallowedBy(root, graph)].some(finding => finding.degrades === true),
  }
}
