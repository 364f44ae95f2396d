import type { Cluster } from '../../cluster/cluster.ts'
import { matchesMap } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import { Names } from '../../nearest.ts'
import { podsOfService } from '../../workloads/network/selected-pods.ts'
import { templateOf, WORKLOAD_KINDS } from '../../workloads/workloads.ts'

type Labels = Readonly<Record<string, string>>

/** The distinct label sets of everything in a namespace that is or creates pods. */
interface LabelSets {
  readonly sets: readonly Labels[]
  /** Number of pods and templates with these labels. */
  readonly count: number
  /** Sets that have a label, by `pairKey`. */
  readonly byPair: ReadonlyMap<string, readonly Labels[]>
  /** Label sets near to a selector, by the selector without one of its labels. */
  readonly near: Map<string, Near>
}

/** Label sets that match a selector except for one key. */
interface Near {
  readonly values: Names
  /** Their value, if they all have the same. */
  readonly only: string | undefined
  readonly hasValues: boolean
  /** The other keys under which they have a value. */
  readonly keysOf: ReadonlyMap<string, ReadonlySet<string>>
}

const NOTHING: readonly never[] = []

function pairKey(key: string, value: string): string {
  return `${key}\0${value}`
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [item])
  else known.push(item)
}

function readSets([service]: readonly Kube<'Service'>[], cluster: Cluster): LabelSets {
  const sets = new Map<string, Labels>()
  let count = 0
  for (const kind of WORKLOAD_KINDS) {
    for (const workload of cluster.list(kind, service?.metadata.namespace ?? '')) {
      const labels = templateOf(workload)?.metadata?.labels
      if (labels === undefined) continue
      count++
      sets.set(JSON.stringify(labels), labels)
    }
  }
  const byPair = new Map<string, Labels[]>()
  for (const labels of sets.values())
    for (const [key, value] of Object.entries(labels)) push(byPair, pairKey(key, value), labels)
  return { sets: [...sets.values()], count, byPair, near: new Map<string, Near>() }
}

/** The label sets in a Service's namespace. */
function setsBeside({ metadata }: Kube<'Service'>, cluster: Cluster): LabelSets {
  return cluster.of(cluster.list('Service', metadata.namespace ?? ''), readSets)
}

/** The label sets that have all of some labels; without labels, all sets. */
function setsWith(labels: readonly (readonly [string, string])[], { sets, byPair }: LabelSets): readonly Labels[] {
  const lists = labels.map(([key, value]) => byPair.get(pairKey(key, value)) ?? NOTHING)
  const [fewest = sets] = lists.toSorted((a, b) => a.length - b.length)
  const wanted = Object.fromEntries(labels)
  return fewest.filter(set => matchesMap(set, wanted))
}

/**
 * Whether a Service's selector matches a pod in any phase or the template of any workload: then the pods are missing
 * (scaled to zero, not created, finished) and the selector is right.
 */
export function isSelectorMatched(service: Kube<'Service'>, cluster: Cluster): boolean {
  // Nearly all have pods, and then the labels of the namespace need not be read.
  if (podsOfService(service, cluster).length > 0) return true
  const { selector = {} } = service.spec ?? {}
  return setsWith(Object.entries(selector), setsBeside(service, cluster)).length > 0
}

/** One label that keeps a selector from matching. */
export interface LabelMiss {
  readonly key: string
  readonly wanted: string
  /** The nearest value for the key among pods that match the rest of the selector. */
  readonly nearest: string | undefined
  /** The value for the key that all of these pods with the key share. */
  readonly only: string | undefined
  /** False if none of these pods has the key. */
  readonly hasValues: boolean
  /** Other keys under which these pods have the required value. */
  readonly keys: readonly string[]
}

function readNear(key: string, sets: readonly Labels[]): Near {
  const keysOf = new Map<string, Set<string>>()
  for (const [name, value] of sets.flatMap(labels => Object.entries(labels)))
    keysOf.set(value, (keysOf.get(value) ?? new Set()).add(name))
  const values = sets.flatMap(labels => (Object.hasOwn(labels, key) ? [labels[key] ?? ''] : []))
  const [only, ...others] = new Set(values)
  return {
    values: new Names(values),
    only: others.length === 0 ? only : undefined,
    hasValues: values.length > 0,
    keysOf,
  }
}

/**
 * With more labels it is impossible to say which one is wrong. Small selectors are common to many Services, which ask
 * for the same rest.
 */
const FEW = 8

function nearTo(pairs: readonly (readonly [string, string])[], all: LabelSets): readonly (readonly [string, Near])[] {
  if (pairs.length > FEW) return []
  return pairs.flatMap(([key]) => {
    const rest = pairs.filter(([name]) => name !== key)
    const id = JSON.stringify([key, rest])
    const known = all.near.get(id)
    if (known !== undefined) return [[key, known] as const]
    const sets = setsWith(rest, all)
    if (sets.length === 0) return []
    const near = readNear(key, sets)
    all.near.set(id, near)
    return [[key, near] as const]
  })
}

/** For a Service whose selector matches nothing: the labels without which the rest would match. */
export function labelMisses(service: Kube<'Service'>, cluster: Cluster): readonly LabelMiss[] {
  const { selector = {} } = service.spec ?? {}
  const near = nearTo(Object.entries(selector), setsBeside(service, cluster))
  return near.map(([key, { values, only, hasValues, keysOf }]) => {
    const wanted = selector[key] ?? ''
    const keys = [...(keysOf.get(wanted) ?? NOTHING)].filter(name => name !== key)
    return { key, wanted, nearest: values.nearest(wanted, service.metadata.name), only, hasValues, keys }
  })
}

/** Number of pods and pod templates in the Service's namespace: without any there is nothing to select. */
export function candidateCount(service: Kube<'Service'>, cluster: Cluster): number {
  return setsBeside(service, cluster).count
}

/** Labels, by `pairKey`, in the selectors of a namespace's Services that match something. */
interface ServedPairs {
  readonly pairs: ReadonlySet<string>
  readonly isAny: boolean
}

function servedPairs(services: readonly Kube<'Service'>[], cluster: Cluster): ServedPairs {
  const served = services.filter(service => isSelectorMatched(service, cluster))
  const pairs = served.flatMap(({ spec }) => Object.entries(spec?.selector ?? {}))
  return { pairs: new Set(pairs.map(([key, value]) => pairKey(key, value))), isAny: served.length > 0 }
}

/**
 * For a Service without pods: whether another one forwards to the pods that match its selector except for some labels.
 */
export function isIdleBeside(service: Kube<'Service'>, without: readonly string[], cluster: Cluster): boolean {
  const { pairs, isAny } = cluster.of(cluster.list('Service', service.metadata.namespace ?? ''), servedPairs)
  const rest = Object.entries(service.spec?.selector ?? {}).filter(([key]) => !without.includes(key))
  return rest.length === 0 ? isAny : rest.some(([key, value]) => pairs.has(pairKey(key, value)))
}
