import { CLUSTER_SCOPED } from '../kube/resources.ts'
import type { Snapshot } from '../snapshot.ts'

/** Whether everything of a kind in a namespace was read, so that a missing object is absent. */
export type Seen = (kind: string, namespace: string | undefined) => boolean

/** The kind was listed in the whole cluster. */
const EVERYWHERE = '*'

/**
 * What was seen. With `lists`, a kind was seen where it was listed; in a bare List, only in namespaces that have
 * objects of it (`isPresent`).
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
