import type { Cause, Stage, Words } from './cause.ts'
import type { Cluster } from './cluster/cluster.ts'
import type { Finding, Found, Hit, SymptomHit } from './finding.ts'
import type { Kind, Kube } from './kube/index.ts'
import { refOf } from './ref.ts'
import type { Field, ObjectRef, Subject } from './report.ts'

export type { Cause, CauseText, Stage } from './cause.ts'
export { STAGES } from './cause.ts'

/** The objects that a rule examines and reads. */
interface Inputs<K extends Kind> {
  /**
   * The kinds passed to `detect`, one object at a time, except clearly healthy pods, and complete Deployments and
   * ReplicaSets without a pod in trouble.
   */
  readonly on: readonly K[]
  /** Other kinds it reads: the collector fetches them, and the role grants them. */
  readonly reads: readonly Kind[]
  /** True if `detect` also gets complete Deployments and ReplicaSets. */
  readonly evenComplete?: true
  /** True if `detect` also gets controllers that were not read but fail according to their events. */
  readonly onUnread?: true
}

/** One cause with its own detection. */
export interface CauseSpec<K extends Kind, F> extends Cause<F>, Inputs<K> {
  /** Finds facts, however recent. Must not word them or read a clock. */
  detect(object: Kube<K>, cluster: Cluster): Found<Hit<F>>
  /** Finds what no object of the kinds shows; asked once. */
  detectOnCluster?(cluster: Cluster): Found<Hit<F>>
  /** Words the facts. Must not look anything up. */
  explain(facts: F): Words
}

/** One cause of a family: its data and words. */
export type Member<F> = Omit<Cause<F>, 'id' | 'stage'> & { explain(facts: F): Words }

/** A hit that names its cause in the family. */
export type FamilyHit<M> = { [Id in keyof M]: Hit<M[Id]> & { readonly cause: Id } }[keyof M]

/** The facts found by the detection of one cause in a family. */
export type FactsOf<D extends (...args: never[]) => { readonly facts: unknown } | undefined> = NonNullable<
  ReturnType<D>
>['facts']

/**
 * Causes that share one detection. `M` maps each cause id to the facts that its words need: an id without a text, or a
 * text without an id, does not compile.
 */
export interface FamilySpec<K extends Kind, M> extends Inputs<K> {
  /** The name in `broken` if the detection throws. */
  readonly family: string
  readonly stage: Stage
  detect(object: Kube<K>, cluster: Cluster): Found<FamilyHit<M>>
  readonly causes: { readonly [Id in keyof M & string]: Member<M[Id]> }
}

/** A rule for a symptom, with the objects that may explain it. */
export interface SymptomSpec<K extends Kind> extends Inputs<K> {
  readonly id: string
  detect(object: Kube<K>, cluster: Cluster): Found<SymptomHit>
}

/** A detection and the causes it can find. */
export interface Family extends Inputs<Kind> {
  readonly id: string
  readonly causes: readonly Cause[]
  readonly run: (object: Kube, cluster: Cluster) => readonly Finding[]
  /** For causes that no single object shows: runs once. */
  readonly runOnCluster?: (cluster: Cluster) => readonly Finding[]
}

export interface SymptomRule extends Inputs<Kind> {
  readonly id: string
  readonly run: (object: Kube, cluster: Cluster) => readonly SymptomHit[]
}

/** Shared, as most rules find nothing on most objects. */
const NOTHING: readonly never[] = []

function listOf<T extends object>(found: Found<T>): readonly T[] {
  if (found === undefined) return NOTHING
  if (Array.isArray(found)) return found
  return Symbol.iterator in found ? [...found] : [found]
}

/**
 * A pod that was created by another pod (a Spark driver creates executors) has that one as its workload, which has no
 * template of it: the field is then the pod's own, at the same path.
 */
function fieldOf(object: Kube, field: Field | undefined): Field | undefined {
  const isMakers = object.kind === 'Pod' && field?.object.kind === 'Pod' && isOwner(object, field.object)
  return isMakers ? { ...field, object: refOf(object) } : field
}

function isOwner({ metadata }: Kube, { name }: ObjectRef): boolean {
  return metadata.ownerReferences?.some(owner => owner.kind === 'Pod' && owner.name === name) === true
}

function causeOf<F>({ id, stage, owner, patience, needsAffected, isFallback, text, atHop }: Cause<F>): Cause {
  return {
    id,
    stage,
    owner,
    patience,
    text,
    ...(needsAffected && { needsAffected }),
    ...(isFallback && { isFallback }),
    ...(atHop && { atHop }),
  }
}

/** A cause with its own detection: a family of one. */
export function defineCause<K extends Kind, F>(spec: CauseSpec<K, F>): Family {
  const { id, on, reads, evenComplete, onUnread } = spec
  const rule = causeOf(spec)
  return {
    id,
    on,
    reads,
    ...(evenComplete && { evenComplete }),
    ...(onUnread && { onUnread }),
    causes: [rule],
    run(object, cluster) {
      const hits = listOf(spec.detect(object as Kube<K>, cluster))
      if (hits.length === 0) return NOTHING
      return hits.map(hit => ({
        ...hit,
        rule,
        field: fieldOf(object, hit.field),
        explains: hit.explains ?? [refOf(object)],
        words: spec.explain(hit.facts),
      }))
    },
    ...(spec.detectOnCluster && {
      runOnCluster: cluster => foundOnCluster(rule, listOf(spec.detectOnCluster?.(cluster)), spec.explain),
    }),
  }
}

/** Hits that no object shows explain their subjects. */
function foundOnCluster<F>(rule: Cause, hits: readonly Hit<F>[], explain: (facts: F) => Words): readonly Finding[] {
  return hits.map(hit => ({ ...hit, rule, explains: hit.explains ?? [hit.subject], words: explain(hit.facts) }))
}

/** Causes that share one detection, which runs once per object. */
export function defineFamily<K extends Kind, M>(spec: FamilySpec<K, M>): Family {
  const { family, stage, on, reads, evenComplete, onUnread } = spec
  const members = Object.entries<Member<never>>(spec.causes).map(([id, member]) => ({
    rule: causeOf<never>({ ...member, id, stage }),
    explain: (facts: unknown) => member.explain(facts as never),
  }))
  const byId = new Map(members.map(member => [member.rule.id, member]))
  return {
    id: family,
    on,
    reads,
    ...(evenComplete && { evenComplete }),
    ...(onUnread && { onUnread }),
    causes: members.map(({ rule }) => rule),
    run(object, cluster) {
      const hits: readonly (Hit<unknown> & { readonly cause: PropertyKey })[] = listOf(
        spec.detect(object as Kube<K>, cluster),
      )
      if (hits.length === 0) return NOTHING
      return hits.flatMap(({ cause, ...hit }) => {
        const member = byId.get(String(cause))
        if (member === undefined) throw new Error(`${family} has no cause ${String(cause)}`)
        return {
          ...hit,
          rule: member.rule,
          field: fieldOf(object, hit.field),
          explains: hit.explains ?? [refOf(object)],
          words: member.explain(hit.facts),
        }
      })
    },
  }
}

/** Represents the cluster as a whole. */
export const CLUSTER: ObjectRef = { kind: 'Cluster', name: 'cluster' }

/** A cause that no single object shows. Its subject is the cluster, unless a hit names another. */
export function defineClusterCause<F>(
  spec: Cause<F> & {
    detect(cluster: Cluster): Found<Omit<Hit<F>, 'subject'> & { readonly subject?: Subject }>
    explain(facts: F): Words
  },
): Family {
  const rule = causeOf(spec)
  return {
    id: spec.id,
    on: [],
    reads: [],
    causes: [rule],
    run: () => NOTHING,
    runOnCluster(cluster) {
      const hits = listOf(spec.detect(cluster)).map(hit => ({ ...hit, subject: hit.subject ?? CLUSTER }))
      return foundOnCluster(rule, hits, spec.explain)
    },
  }
}

export function defineSymptom<K extends Kind>(spec: SymptomSpec<K>): SymptomRule {
  const { id, on, reads, evenComplete, onUnread } = spec
  return {
    id,
    on,
    reads,
    ...(evenComplete && { evenComplete }),
    ...(onUnread && { onUnread }),
    run: (object, cluster) => listOf(spec.detect(object as Kube<K>, cluster)),
  }
}
