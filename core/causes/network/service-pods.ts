import type { Cluster } from '../../cluster/cluster.ts'
import { matchesMap, podsOfService } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import { templateOf, WORKLOAD_KINDS } from '../../workloads/workloads.ts'

type Labels = Readonly<Record<string, string>>

/** Labels of everything in a namespace that is or makes pods; equal sets once. */
interface LabelSets {
  readonly sets: readonly Labels[]
  /** How many pods and templates have them. */
  readonly count: number
}

function knownSets(): Map<string, LabelSets> {
  return new Map()
}

function labelSets(namespace: string, cluster: Cluster): LabelSets {
  const known = cluster.of(cluster.snapshot, knownSets)
  const found = known.get(namespace)
  if (found !== undefined) return found
  const sets = new Map<string, Labels>()
  let count = 0
  for (const kind of WORKLOAD_KINDS) {
    for (const workload of cluster.list(kind, namespace)) {
      const labels = templateOf(workload)?.metadata?.labels
      if (labels === undefined) continue
      count++
      sets.set(JSON.stringify(labels), labels)
    }
  }
  const read = { sets: [...sets.values()], count }
  known.set(namespace, read)
  return read
}

/**
 * Takes a Service; returns true where its selector fits a pod in any phase or the template of any workload, so that what is
 * missing are the pods (scaled to zero, not made, finished) and not the selector.
 */
export function isSelectorMatched(service: Kube<'Service'>, cluster: Cluster): boolean {
  if (podsOfService(service, cluster).length > 0) return true
  const { selector = {} } = service.spec ?? {}
  return labelSets(service.metadata.namespace ?? '', cluster).sets.some(labels => matchesMap(labels, selector))
}

/** One label that keeps a selector from fitting. */
export interface LabelMiss {
  readonly key: string
  readonly wanted: string
  /** Values that pods which fit the rest of the selector have for the key. */
  readonly values: readonly string[]
  /** Other keys under which these pods have the wanted value. */
  readonly keys: readonly string[]
}

/** Takes a Service whose selector fits nothing; returns the labels without which the rest of it would fit something. */
export function labelMisses(service: Kube<'Service'>, cluster: Cluster): readonly LabelMiss[] {
  const { selector = {} } = service.spec ?? {}
  const { sets } = labelSets(service.metadata.namespace ?? '', cluster)
  return Object.entries(selector).flatMap(([key, wanted]) => {
    const { [key]: _, ...rest } = selector
    const near = sets.filter(labels => matchesMap(labels, rest))
    if (near.length === 0) return []
    const values = near.flatMap(labels => (Object.hasOwn(labels, key) ? [labels[key] ?? ''] : []))
    const keys = near.flatMap(labels => Object.keys(labels).filter(name => name !== key && labels[name] === wanted))
    return [{ key, wanted, values: [...new Set(values)], keys: [...new Set(keys)] }]
  })
}

/** Takes a Service; returns how many pods and pod templates its namespace has: without any there is nothing to select. */
export function candidateCount(service: Kube<'Service'>, cluster: Cluster): number {
  return labelSets(service.metadata.namespace ?? '', cluster).count
}
