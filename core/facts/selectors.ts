import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'

type Labels = Readonly<Record<string, string>>

interface LabelSelector {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly {
    readonly key?: string
    readonly operator?: string
    readonly values?: readonly string[]
  }[]
}

/** Takes labels and a map of wanted labels; returns true where all are there. */
export function matchesMap(labels: Labels | undefined, wanted: Labels): boolean {
  return Object.entries(wanted).every(
    ([key, value]) => labels !== undefined && Object.hasOwn(labels, key) && labels[key] === value,
  )
}

/** Takes labels and a label selector; returns true where it selects them. An empty selector selects everything, none nothing. */
export function matchesSelector(labels: Labels | undefined, selector: LabelSelector | undefined): boolean {
  if (selector === undefined) return false
  if (!matchesMap(labels, selector.matchLabels ?? {})) return false
  return (selector.matchExpressions ?? []).every(({ key = '', operator, values = [] }) => {
    const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value)
      case 'NotIn':
        return value === undefined || !values.includes(value)
      case 'Exists':
        return value !== undefined
      case 'DoesNotExist':
        return value === undefined
      default:
        return false
    }
  })
}

/** Takes a Service; returns the pods that it selects, finished ones left out. A Service without a selector selects none. */
export function podsOfService(service: Kube<'Service'>, cluster: Cluster): readonly Kube<'Pod'>[] {
  const { selector } = service.spec ?? {}
  if (selector === undefined || Object.keys(selector).length === 0) return []
  return cluster
    .list('Pod', service.metadata.namespace ?? '')
    .filter(
      pod =>
        matchesMap(pod.metadata.labels, selector) &&
        pod.status?.phase !== 'Succeeded' &&
        pod.status?.phase !== 'Failed',
    )
}
