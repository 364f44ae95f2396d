import { isRecord } from '../json.ts'
import type { Kind, Kube } from '../kube/index.ts'
import type { Cluster } from './cluster.ts'
import { rawOf } from './view.ts'

/** Labels of an object, or required labels. */
export type Labels = Readonly<Record<string, string>>

interface LabelSelector {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly {
    readonly key?: string
    readonly operator?: string
    readonly values?: readonly string[]
  }[]
}

/** True if all required labels match. */
export function matchesMap(labels: Labels | undefined, wanted: Labels): boolean {
  return Object.entries(wanted).every(
    ([key, value]) => labels !== undefined && Object.hasOwn(labels, key) && labels[key] === value,
  )
}

/** True if a label's value satisfies the requirement. Unknown operators match nothing. */
export function meetsRequirement(
  value: string | undefined,
  operator: string | undefined,
  values: readonly string[],
): boolean {
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
}

/** True for a selector that selects everything. */
export function isEmptySelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length + matchExpressions.length === 0
}

/** An empty selector matches everything, an undefined one nothing. */
export function matchesSelector(labels: Labels | undefined, selector: LabelSelector | undefined): boolean {
  if (selector === undefined) return false
  if (!matchesMap(labels, selector.matchLabels ?? {})) return false
  return (selector.matchExpressions ?? []).every(({ key = '', operator, values = [] }) => {
    const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
    return meetsRequirement(value, operator, values)
  })
}

/** Objects by the value of a label, in the order of the list. */
function groupByLabel(objects: readonly Kube[], key: string): ReadonlyMap<string, readonly Kube[]> {
  const groups = new Map<string, Kube[]>()
  for (const object of objects) {
    const { metadata } = rawOf(object)
    const labels = isRecord(metadata) ? metadata['labels'] : undefined
    const value = isRecord(labels) && Object.hasOwn(labels, key) ? labels[key] : undefined
    if (typeof value !== 'string') continue
    const group = groups.get(value)
    if (group === undefined) groups.set(value, [object])
    else group.push(object)
  }
  return groups
}

/** Up to this many keys are indexed one by one; after that, all labels are indexed at once. */
const FEW_KEYS = 16

/** Finds objects in a list by label. Keys are indexed on demand: most labels are unique to a pod or a revision. */
function labelIndex(objects: readonly Kube[]): (key: string, value: string) => readonly Kube[] {
  const keys = new Map<string, ReadonlyMap<string, readonly Kube[]>>()
  let withKey: ReadonlyMap<string, readonly Kube[]> | undefined
  return (key, value) => {
    let groups = keys.get(key)
    if (groups === undefined) {
      if (keys.size >= FEW_KEYS) withKey ??= groupByKey(objects)
      groups = groupByLabel(withKey === undefined ? objects : (withKey.get(key) ?? []), key)
      keys.set(key, groups)
    }
    return groups.get(value) ?? []
  }
}

function groupByKey(objects: readonly Kube[]): ReadonlyMap<string, readonly Kube[]> {
  const groups = new Map<string, Kube[]>()
  for (const object of objects) {
    for (const key of Object.keys(object.metadata.labels ?? {})) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [object])
      else group.push(object)
    }
  }
  return groups
}

/** The objects of one of the cluster's lists that have all labels; at least one label is required. */
export function labelled<K extends Kind>(
  objects: readonly Kube<K>[],
  labels: Labels,
  cluster: Cluster,
): readonly Kube<K>[] {
  const find = cluster.ofItself(objects as readonly Kube[], labelIndex)
  const lists = Object.entries(labels).map(([key, value]) => find(key, value))
  const [fewest = [], ...others] = lists.sort((a, b) => a.length - b.length)
  const all = others.length === 0 ? fewest : fewest.filter(({ metadata }) => matchesMap(metadata.labels, labels))
  return all as readonly Kube[] as readonly Kube<K>[]
}

/** The pods in a namespace that match a non-empty selector. */
export function podsLabelled(namespace: string, selector: Labels, cluster: Cluster): readonly Kube<'Pod'>[] {
  return labelled(cluster.list('Pod', namespace), selector, cluster)
}

/** The pods in a namespace that match a label selector. */
export function podsSelected(
  namespace: string,
  selector: LabelSelector | undefined,
  cluster: Cluster,
): readonly Kube<'Pod'>[] {
  const labels = selector?.matchLabels ?? {}
  const all = Object.keys(labels).length === 0
  const pods = all ? cluster.list('Pod', namespace) : podsLabelled(namespace, labels, cluster)
  return pods.filter(({ metadata }) => matchesSelector(metadata.labels, selector))
}

/** A label selector in kubectl's syntax: `app=web,tier in (a,b)`. */
export function selectorText(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`)
  const expressions = (selector?.matchExpressions ?? []).map(({ key = '', operator, values = [] }) => {
    if (operator === 'Exists') return key
    if (operator === 'DoesNotExist') return `!${key}`
    return `${key} ${operator === 'NotIn' ? 'notin' : 'in'} (${values.join(',')})`
  })
  return [...labels, ...expressions].join(',')
}
