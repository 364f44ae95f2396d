import { isRecord } from './json.ts'
import { apiKindOf, namesakeGroup } from './kube/api-group.ts'
import type { ObjectRef } from './report.ts'

/** A kind as the rules know it: with its group if another kind has the same name. */
export function wholeKind({ kind, group }: ObjectRef): string {
  return group === undefined ? kind : `${kind}.${group}`
}

/** Equal for equal references. */
export function refKey(ref: ObjectRef): string {
  return `${wholeKind(ref)}/${ref.namespace ?? ''}/${ref.name}`
}

/** A copy of a report in which references have the API's kind names, with `group` for those that share a name. */
export function withApiKinds<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withApiKinds) as T
  if (!isRecord(value)) return value
  const copy: Record<string, unknown> = {}
  const { kind, name } = value
  const group = typeof kind === 'string' && typeof name === 'string' ? namesakeGroup(kind) : undefined
  for (const [key, inner] of Object.entries(value)) {
    copy[key] = withApiKinds(inner)
    if (key === 'kind' && group !== undefined) Object.assign(copy, { kind: apiKindOf(String(kind)), group })
  }
  return copy as T
}

/** A reference; without namespace for cluster-scoped objects. */
export function refTo(kind: string, namespace: string | undefined, name: string): ObjectRef {
  return namespace === undefined ? { kind, name } : { kind, namespace, name }
}

export function refOf(object: {
  readonly kind: string
  readonly metadata: { readonly namespace?: string; readonly name: string }
}): ObjectRef {
  return refTo(object.kind, object.metadata.namespace, object.metadata.name)
}

/** Projects whose kinds share names with Kubernetes kinds. */
const PROJECTS: Readonly<Record<string, string>> = {
  'projectcalico.org': 'Calico',
  'networking.istio.io': 'Istio',
}

/** A kind for readers, with its project if it shares a name with another: `Calico NetworkPolicy`. */
export function kindText(kind: string, group = namesakeGroup(kind)): string {
  const project = group === undefined ? undefined : PROJECTS[group]
  return project === undefined ? kind : `${project} ${apiKindOf(kind)}`
}

/** A reference for readers: `Deployment shop/web`, `Node node-2`. */
export function refText(ref: ObjectRef): string {
  return `${kindText(ref.kind, ref.group)} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`
}

/** Orders texts by code units, independent of the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Index of the first text that is not before the wanted one, in a list sorted by `compareText`. */
export function firstFrom(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** Orders references by namespace, kind and name. */
export function compareRefs(a: ObjectRef, b: ObjectRef): number {
  return compareText(a.namespace ?? '', b.namespace ?? '') || compareText(a.kind, b.kind) || compareText(a.name, b.name)
}
