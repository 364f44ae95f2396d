import type { Cluster } from '../../cluster/cluster.ts'
import { isRecord } from '../../json.ts'

interface Definition {
  readonly group?: unknown
  readonly names?: { readonly kind?: unknown }
  readonly claimNames?: { readonly kind?: unknown }
}

/** True for a CustomResourceDefinition of the kind, and for what makes one (Crossplane's CompositeResourceDefinition). */
function defines(manifest: unknown, group: string, kind: string): boolean {
  if (!isRecord(manifest) || !isRecord(manifest['spec'])) return false
  const { group: its, names, claimNames } = manifest['spec'] as Definition
  return its === group && (names?.kind === kind || claimNames?.kind === kind)
}

/**
 * Takes an API group and a kind; returns true where discovery cannot know the kind yet: its definition is applied together
 * with it, or its server is down.
 */
export function isOnItsWay(group: string, kind: string, cluster: Cluster): boolean {
  const isDown = cluster
    .list('APIService')
    .some(
      ({ spec, status }) =>
        spec?.group === group && status?.conditions?.some(item => item.type === 'Available' && item.status === 'False'),
    )
  return isDown || (cluster.snapshot.manifests ?? []).some(({ object }) => defines(object, group, kind))
}
