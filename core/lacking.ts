import { AskedCluster, type Lack } from './cluster/asked-cluster.ts'
import { KINDS } from './collect/kinds.ts'
import { diagnoseCluster } from './diagnose.ts'
import type { Scope } from './scope.ts'
import type { Snapshot } from './snapshot.ts'

const ON_PATHS: ReadonlySet<string> = new Set(KINDS.flatMap(({ kind, onPaths }) => (onPaths === true ? [kind] : [])))
/** Namespaces from which every collection reads what it needs. */
const COMMON: ReadonlySet<string> = new Set(KINDS.flatMap(({ also = [] }) => also))

/** What a diagnosis of one namespace needs of others: where the paths of its apps lead, and what decides them. */
export function lacksOfDiagnosis(snapshot: Snapshot, scope: Scope): readonly Lack[] {
  if (scope.namespace === undefined) return []
  const cluster = new AskedCluster(snapshot)
  const { problems } = diagnoseCluster(cluster, scope, { prove: false })
  const isElsewhere = (namespace: string) => namespace !== scope.namespace && !COMMON.has(namespace)
  const lists = cluster.lacks.filter(
    lack => lack.what === 'list' && ON_PATHS.has(lack.kind) && isElsewhere(lack.namespace),
  )
  // What is wrong with a dependency shows in its events and logs.
  const troubled = problems.flatMap(({ subject: { namespace } }): readonly Lack[] =>
    namespace !== undefined && isElsewhere(namespace) && !cluster.seen('Event', namespace)
      ? [{ what: 'everything', namespace }]
      : [],
  )
  return [...lists, ...troubled]
}
