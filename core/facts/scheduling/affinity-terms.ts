import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { PodSpec } from '../../kube/pod.ts'
import { isFinished } from '../pods/pods.ts'
import { matchesSelector, podsLabelled } from '../selectors.ts'

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

/** The namespaces that a term looks at: `all` where its namespaceSelector is empty, undefined where labels of namespaces decide. */
function namespacesOf(term: AffinityTerm, pod: Pod): readonly string[] | 'all' | undefined {
  const { namespaces = [], namespaceSelector } = term
  if (namespaceSelector !== undefined) {
    const { matchLabels = {}, matchExpressions = [] } = namespaceSelector
    return Object.keys(matchLabels).length + matchExpressions.length === 0 ? 'all' : undefined
  }
  return namespaces.length > 0 ? namespaces : [pod.metadata.namespace ?? '']
}

/** Takes a term of a pod; returns the placed pods of the snapshot that it selects; undefined where it cannot be told. */
export function selectedPods(term: AffinityTerm, pod: Pod, cluster: Cluster): readonly Pod[] | undefined {
  const places = namespacesOf(term, pod)
  if (places === undefined) return undefined
  const labels = term.labelSelector?.matchLabels ?? {}
  const isLabelled = Object.keys(labels).length > 0
  const inPlace = (place: string) => (isLabelled ? podsLabelled(place, labels, cluster) : cluster.list('Pod', place))
  const pods = places === 'all' ? cluster.list('Pod') : places.flatMap(inPlace)
  return pods.filter(
    other =>
      other !== pod &&
      other.spec?.nodeName !== undefined &&
      !isFinished(other) &&
      matchesSelector(other.metadata.labels, term.labelSelector) &&
      (term.matchLabelKeys ?? []).every(key => other.metadata.labels?.[key] === pod.metadata.labels?.[key]),
  )
}

/** True where every namespace that a term looks at was read. */
export function sawNamespaces(term: AffinityTerm, pod: Pod, cluster: Cluster): boolean {
  const places = namespacesOf(term, pod)
  if (places === undefined) return false
  return places === 'all' ? cluster.seen('Pod', undefined) : places.every(place => cluster.seen('Pod', place))
}

/** Takes a label selector; returns it as kubectl takes it: `app=web,tier in (a,b)`. */
export function selectorText(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`)
  const expressions = (selector?.matchExpressions ?? []).map(({ key = '', operator, values = [] }) => {
    if (operator === 'Exists') return key
    if (operator === 'DoesNotExist') return `!${key}`
    return `${key} ${operator === 'NotIn' ? 'notin' : 'in'} (${values.join(',')})`
  })
  return [...labels, ...expressions].join(',')
}
