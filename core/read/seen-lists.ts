import type { CollectedList } from '../snapshot.ts'
import type { SeenList } from './intake.ts'

/**
 * What was listed according to the input: complete lists in files whose layout says of what, and the sequence of lists
 * in `kubectl cluster-info dump`. Undefined without such signs, as for a bare List.
 */
export function listedKinds(seen: readonly SeenList[]): CollectedList[] | undefined {
  const namespaces = new Map<string, Set<string>>()
  const everywhere = new Set<string>()
  const note = (kind: string, namespace: string | undefined): void => {
    if (namespace === undefined) everywhere.add(kind)
    else namespaces.set(kind, (namespaces.get(kind) ?? new Set()).add(namespace))
  }
  for (const list of seen) {
    const { covers, resource } = list.origin
    if (!covers || list.kind !== resource?.kind || (covers.typedOnly === true && !list.typed)) continue
    const { namespace } = covers
    const strangers = namespace !== undefined && [...list.namespaces].some(other => other !== namespace)
    if (!strangers) note(list.kind, namespace)
  }
  for (const { kind, namespace } of dumpedLists(seen)) note(kind, namespace)
  if (namespaces.size + everywhere.size === 0) return undefined
  return [
    ...[...everywhere].map(kind => ({ kind })),
    ...[...namespaces]
      .filter(([kind]) => !everywhere.has(kind))
      .map(([kind, names]) => ({ kind, namespaces: [...names].sort() })),
  ]
}

/**
 * `kubectl cluster-info dump` prints the nodes, then for each namespace seven typed lists, events first
 * (kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go). An empty list has no namespace, but its neighbors do.
 */
function* dumpedLists(seen: readonly SeenList[]): Generator<{ kind: string; namespace: string | undefined }> {
  const lists = seen.filter(list => list.origin.resource === undefined && list.typed)
  if (lists[0]?.kind !== 'Node' || lists[1]?.kind !== 'Event') return
  yield { kind: 'Node', namespace: undefined }
  let group: SeenList[] = []
  for (const list of [...lists.slice(1), undefined]) {
    if (group.length > 0 && (list === undefined || list.kind === 'Event')) {
      const names = new Set(group.flatMap(({ namespaces }) => [...namespaces]))
      const [namespace] = names
      if (names.size === 1) for (const { kind } of group) yield { kind, namespace }
      group = []
    }
    if (list) group.push(list)
  }
}
