import { isRecord } from './json.ts'
import { apiKindOf, namesakeGroup } from './kube/api-group.ts'
import type { ObjectRef } from './report.ts'

/** A kind as the rules know it: one that bears another's name has its group behind it. */
export function wholeKind({ kind, group }: ObjectRef): string {
  return group === undefined ? kind : `${kind}.${group}`
}

/** A string that is equal for equal references. */
export function refKey(ref: ObjectRef): string {
  return `${wholeKind(ref)}/${ref.namespace ?? ''}/${ref.name}`
}

/** A copy of a report in which each reference has the kind's name in the API, and the group of one that bears another's beside it. */
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

/** A reference; cluster-scoped objects have no namespace. */
export function refTo(kind: string, namespace: string | undefined, name: string): ObjectRef {
  return namespace === undefined ? { kind, name } : { kind, namespace, name }
}

export function refOf(object: {
  readonly kind: string
  readonly metadata: { readonly namespace?: string; readonly name: string }
}): ObjectRef {
  return refTo(object.kind, object.metadata.namespace, object.metadata.name)
}

/** Whose kinds bear the names of others. */
const PROJECTS: Readonly<Record<string, string>> = {
  'projectcalico.org': 'Calico',
  'networking.istio.io': 'Istio',
}

/** A kind for people, with the project of one that bears the name of another: `Calico NetworkPolicy`. */
export function kindText(kind: string, group = namesakeGroup(kind)): string {
  const project = group === undefined ? undefined : PROJECTS[group]
  return project === undefined ? kind : `${project} ${apiKindOf(kind)}`
}

/** A reference for people: `Deployment shop/web`, `Node node-2`. */
export function refText(ref: ObjectRef): string {
  return `${kindText(ref.kind, ref.group)} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`
}

/** Orders texts by code units, the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The index, among texts in that order, of the first that is not before the wanted one. */
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
