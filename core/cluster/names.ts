import type { Kind, Kube } from '../kube/index.ts'
import { Names } from '../nearest.ts'
import type { Cluster } from './cluster.ts'

function namesOf(objects: readonly Kube[]): Names {
  return new Names(objects.map(({ metadata }) => metadata.name))
}

/** The existing name of a kind that was probably meant. The index of a list is shared by all lookups. */
export function nearestNamed(
  wanted: string,
  kind: Kind,
  namespace: string | undefined,
  cluster: Cluster,
): string | undefined {
  const objects: readonly Kube[] = cluster.list(kind, namespace)
  return objects.length === 0 ? undefined : cluster.of(objects, namesOf).nearest(wanted)
}
