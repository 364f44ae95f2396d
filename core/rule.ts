import type { Cluster } from './cluster/cluster.ts'
import type { Finding, Found, Hit, SymptomHit, Words } from './finding.ts'
import type { Kind, Kube } from './kube/index.ts'
import { refOf } from './ref.ts'
import type { Field, ObjectRef, Outlook, Owner, Subject } from './report.ts'

/**
 * The stages at which a workload can fail, in the order in which one hides the next. They are the folders of `rules/`.
 * On one pod (and container) the earliest stage is the cause and what later stages show follows from it.
 */
export const STAGES = [
  'control-plane',
  'manifest',
  'admission',
  'node',
  'storage',
  'scheduling',
  'image',
  'container-start',
  'crash',
  'readiness',
  'rollout',
  'network',
] as const
export type Stage = (typeof STAGES)[number]

/** What the catalogue says of a cause, apart from any one case. */
export interface CauseText {
  /** The fault in one clause, without a full stop. */
  readonly summary: string
  /** How it shows: what kubectl prints. */
  readonly shows: string
  /** Why it happens, the usual reasons. */
  readonly happens: string
  /** How to fix it. */
  readonly fix: string
  /** Pages of the Kubernetes documentation. */
  readonly docs: readonly string[]
}

/** A rule that names one cause of the catalogue. */
export interface CauseSpec<K extends Kind, F> {
  /** A key of the catalogue and the name of the file. Never renamed, never reused. */
  readonly id: string
  readonly stage: Stage
  readonly owner: Owner
  /** Unless a hit says otherwise: `needs-change`. */
  readonly outlook?: Outlook
  /** True for trouble that is none until something suffers from it: a cordoned node with no pod waiting for it. */
  readonly needsVictim?: boolean
  /** True for a cause that is named only where nothing better is: it gives way to any other of its stage on the same subject. */
  readonly isFallback?: boolean
  readonly text: CauseText
  /**
   * The kinds that `detect` is given, one object at a time. Left out are pods that are plainly healthy, and Deployments and
   * ReplicaSets that are complete and of which no pod is troubled.
   */
  readonly on: readonly K[]
  /** Other kinds that it looks at: what the collector must read and the role must grant. */
  readonly reads: readonly Kind[]
  /** True where `detect` is also asked about Deployments and ReplicaSets that are complete. */
  readonly evenComplete?: true
  /** True where `detect` is also asked about controllers that were not read and fail by what their events say. */
  readonly onUnread?: true
  /** Finds facts. Must not word them. */
  detect(object: Kube<K>, cluster: Cluster): Found<Hit<F>>
  /** Words the facts. Must not look for more. */
  explain(facts: F): Words
}

/** A rule that finds what follows from a cause and says on which objects it depends. */
export interface SymptomSpec<K extends Kind> {
  readonly id: string
  readonly on: readonly K[]
  readonly reads: readonly Kind[]
  readonly evenComplete?: true
  readonly onUnread?: true
  detect(object: Kube<K>, cluster: Cluster): Found<SymptomHit>
}

export interface CauseRule extends Omit<CauseSpec<Kind, unknown>, 'detect' | 'explain'> {
  readonly run: (object: Kube, cluster: Cluster) => readonly Finding[]
  /** For causes that no object of the cluster shows: run once. */
  readonly runOnCluster?: (cluster: Cluster) => readonly Finding[]
}

export interface SymptomRule extends Omit<SymptomSpec<Kind>, 'detect'> {
  readonly run: (object: Kube, cluster: Cluster) => readonly SymptomHit[]
}

/** Shared: most rules find nothing about most objects. */
const NOTHING: readonly never[] = []

function listOf<T extends object>(found: Found<T>): readonly T[] {
  if (found === undefined) return NOTHING
  if (Array.isArray(found)) return found
  return Symbol.iterator in found ? [...found] : [found]
}

/**
 * Where a pod was made by another, as executors are by their driver, that one is its workload and holds no template of it: the
 * field is the pod's own, by the same path.
 */
function fieldOf(object: Kube, field: Field | undefined): Field | undefined {
  const isMakers = object.kind === 'Pod' && field?.object.kind === 'Pod' && isOwner(object, field.object)
  return isMakers ? { ...field, object: refOf(object) } : field
}

function isOwner({ metadata }: Kube, { name }: ObjectRef): boolean {
  return metadata.ownerReferences?.some(owner => owner.kind === 'Pod' && owner.name === name) === true
}

/** Takes a cause's rule, checked with its own types; returns it in the form in which rules of all kinds share a list. */
export function defineCause<K extends Kind, F>(spec: CauseSpec<K, F>): CauseRule {
  const { detect, explain, ...meta } = spec
  const rule: CauseRule = {
    ...meta,
    run(object, cluster) {
      const hits = listOf(detect.call(spec, object as Kube<K>, cluster))
      if (hits.length === 0) return NOTHING
      return hits.map(hit => ({
        ...hit,
        rule,
        field: fieldOf(object, hit.field),
        explains: hit.explains ?? [refOf(object)],
        words: explain.call(spec, hit.facts),
      }))
    },
  }
  return rule
}

/** Stands for the cluster as a whole, where no object of it is the subject. */
export const CLUSTER: ObjectRef = { kind: 'Cluster', name: 'cluster' }

/** The same for a cause that the snapshot itself shows and no object in it: its subject is the cluster unless a hit says otherwise. */
export function defineClusterCause<F>(
  spec: Omit<CauseSpec<never, F>, 'on' | 'reads' | 'detect'> & {
    detect(cluster: Cluster): Found<Omit<Hit<F>, 'subject'> & { readonly subject?: Subject }>
  },
): CauseRule {
  const { detect, explain, ...meta } = spec
  const rule: CauseRule = {
    ...meta,
    on: [],
    reads: [],
    run: () => NOTHING,
    runOnCluster(cluster) {
      return listOf(detect.call(spec, cluster)).map(hit => {
        const { subject = CLUSTER, explains = [subject] } = hit
        return { ...hit, rule, subject, explains, words: explain.call(spec, hit.facts) }
      })
    },
  }
  return rule
}

/** The same for a symptom's rule. */
export function defineSymptom<K extends Kind>(spec: SymptomSpec<K>): SymptomRule {
  const { detect, ...meta } = spec
  return { ...meta, run: (object, cluster) => listOf(detect.call(spec, object as Kube<K>, cluster)) }
}
