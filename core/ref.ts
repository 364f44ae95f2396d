import type { ObjectRef } from './report.ts'

/** A string that is equal for equal references. */
export function refKey(ref: ObjectRef): string {
  return `${ref.kind}/${ref.namespace ?? ''}/${ref.name}`
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

/** A reference for people: `Deployment shop/web`, `Node node-2`. */
export function refText(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`
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
