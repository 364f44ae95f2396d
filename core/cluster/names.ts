import type { Kind, Kube } from '../kube/index.ts'
import { Names } from '../nearest.ts'
import type { Cluster } from './cluster.ts'

function namesOf(objects: readonly Kube[]): Names {
  return new Names(objects.map(({ metadata }) => metadata.name))
}

/** The name of an object of a kind that is near enough to be what was meant. All who ask about a list share one look at it. */
export function nearestNamed(
  wanted: string,
  kind: Kind,
  namespace: string | undefined,
  cluster: Cluster,
): string | undefined {
  const objects: readonly Kube[] = cluster.list(kind, namespace)
  return objects.length === 0 ? undefined : cluster.of(objects, namesOf).nearest(wanted)
}
