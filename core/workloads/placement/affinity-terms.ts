import type { Cluster } from '../../cluster/cluster.ts'
import { isEmptySelector, matchesSelector, podsLabelled } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import type { PodSpec } from '../../kube/pod.ts'
import { isFinished } from '../pods.ts'

type Pod = Kube<'Pod'>
type Affinity = NonNullable<NonNullable<PodSpec>['affinity']>
type Terms = NonNullable<Affinity['podAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']

/** One required term of pod affinity or anti-affinity. */
export type AffinityTerm = NonNullable<Terms>[number]

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key?: string
    readonly operator?: string
    readonly values?: readonly string[]
  }[]
}

/**
 * The namespaces of a term: `all` if its namespaceSelector is empty, undefined if it depends on labels of namespaces
 * that were not read. Named and selected namespaces are combined (`framework.AffinityTerm.Matches`).
 */
function namespacesOf(term: AffinityTerm, pod: Pod, cluster: Cluster): readonly string[] | 'all' | undefined {
  const { namespaces = [], namespaceSelector } = term
  if (namespaceSelector === undefined) return namespaces.length > 0 ? namespaces : [pod.metadata.namespace ?? '']
  if (isEmptySelector(namespaceSelector)) return 'all'
  if (!cluster.seen('Namespace', undefined)) return undefined
  const selected = cluster
    .list('Namespace')
    .filter(({ metadata }) => matchesSelector(metadata.labels, namespaceSelector))
  return [...new Set([...namespaces, ...selected.map(({ metadata }) => metadata.name)])]
}

/** True if a pod's term selects the other pod; false also if that is not known. */
export function selectsPod(term: AffinityTerm, pod: Pod, other: Pod, cluster: Cluster): boolean {
  const { labelSelector, namespaces = [], namespaceSelector } = term
  const { labels, namespace: name = '' } = other.metadata
  if (!matchesSelector(labels, labelSelector)) return false
  if (namespaces.includes(name)) return true
  if (namespaceSelector === undefined) return namespaces.length === 0 && name === (pod.metadata.namespace ?? '')
  if (isEmptySelector(namespaceSelector)) return true
  const home = cluster.get({ kind: 'Namespace', name })
  return home !== undefined && matchesSelector(home.metadata.labels, namespaceSelector)
}

/** The placed pods that a pod's term selects; undefined if that is not known. */
export function selectedPods(term: AffinityTerm, pod: Pod, cluster: Cluster): readonly Pod[] | undefined {
  const names = namespacesOf(term, pod, cluster)
  if (names === undefined) return undefined
  const labels = term.labelSelector?.matchLabels ?? {}
  const isLabelled = Object.keys(labels).length > 0
  const podsIn = (name: string) => (isLabelled ? podsLabelled(name, labels, cluster) : cluster.list('Pod', name))
  const pods = names === 'all' ? cluster.list('Pod') : names.flatMap(podsIn)
  return pods.filter(
    other =>
      other !== pod &&
      other.spec?.nodeName !== undefined &&
      !isFinished(other) &&
      matchesSelector(other.metadata.labels, term.labelSelector) &&
      (term.matchLabelKeys ?? []).every(key => other.metadata.labels?.[key] === pod.metadata.labels?.[key]),
  )
}

function knownNamespaces(): Map<string, string | undefined> {
  return new Map()
}

/**
 * For a term limited to the pod's own namespace: the first other namespace, by name, with a placed pod that it selects.
 * Cached, as replicas ask for the same.
 */
export function namespaceWith(term: AffinityTerm, pod: Pod, cluster: Cluster): string | undefined {
  if (term.namespaceSelector !== undefined || (term.namespaces ?? []).length > 0) return undefined
  const known = cluster.of(cluster.snapshot, knownNamespaces)
  const own = (term.matchLabelKeys ?? []).map(key => pod.metadata.labels?.[key])
  const key = JSON.stringify([pod.metadata.namespace, term.labelSelector, own])
  if (!known.has(key)) {
    const pods = selectedPods({ ...term, namespaceSelector: {} }, pod, cluster) ?? []
    known.set(key, pods.map(({ metadata }) => metadata.namespace ?? '').sort()[0])
  }
  return known.get(key)
}

/** True if every namespace of a term was read. */
export function sawNamespaces(term: AffinityTerm, pod: Pod, cluster: Cluster): boolean {
  const names = namespacesOf(term, pod, cluster)
  if (names === undefined) return false
  return names === 'all' ? cluster.seen('Pod', undefined) : names.every(name => cluster.seen('Pod', name))
}
