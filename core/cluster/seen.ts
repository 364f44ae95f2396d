import { CLUSTER_SCOPED } from '../kube/resources.ts'
import type { Snapshot } from '../snapshot.ts'

/** Tells for a kind and a namespace whether everything there was read, so that what is not there is absent. */
export type Seen = (kind: string, namespace: string | undefined) => boolean

/** The whole cluster's worth of a kind was listed. */
const EVERYWHERE = '*'

/**
 * What was seen. With `lists` a kind was seen where it was listed. A bare List shows a kind only where objects of it are.
 * `isPresent`: whether the snapshot holds objects of a kind in a namespace.
 */
export function seenIn(snapshot: Snapshot, isPresent: (kind: string, namespace: string) => boolean): Seen {
  const unseen = new Set<string>()
  for (const { kind, namespace } of snapshot.unseen ?? []) unseen.add(`${kind}/${namespace ?? EVERYWHERE}`)
  const listed = new Set<string>()
  for (const { kind, namespaces } of snapshot.lists ?? []) {
    if (namespaces === undefined) listed.add(`${kind}/${EVERYWHERE}`)
    else for (const namespace of namespaces) listed.add(`${kind}/${namespace}`)
  }
  return (kind, namespace) => {
    const place = CLUSTER_SCOPED.has(kind) ? '' : (namespace ?? '')
    if (unseen.has(`${kind}/${EVERYWHERE}`) || unseen.has(`${kind}/${place}`)) return false
    if (snapshot.lists === undefined) return isPresent(kind, place)
    return listed.has(`${kind}/${EVERYWHERE}`) || (place !== '' && listed.has(`${kind}/${place}`))
  }
}
