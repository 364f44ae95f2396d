import type { Cluster } from '../../cluster/cluster.ts'

/** What the cluster serves, as far as was read. */
export interface ServedApis {
  /** Kinds with their `group/version`; none where discovery was not read, which alone knows them. */
  readonly kinds: readonly { readonly version: string; readonly kind: string }[]
  /** Takes a `group/version` and a kind; returns false only where they are known not to be served. */
  readonly mayServe: (apiVersion: string, kind: string) => boolean
}

/** Every API server serves these; a list of APIServices without them is not the whole list. */
const ALWAYS = ['v1', 'apps/v1']
/** What serves the APIServices has none itself. */
const AGGREGATOR = 'apiregistration.k8s.io/v1'

/**
 * The versions that have an APIService, as all have that are served, those of CustomResourceDefinitions too (kube-aggregator
 * `pkg/controllers/autoregister`). It is named `VERSION.GROUP`.
 */
function versionsOf(cluster: Cluster): ReadonlySet<string> | undefined {
  if (!cluster.seen('APIService', undefined)) return undefined
  const names = cluster.list('APIService').map(({ metadata: { name } }) => {
    const at = name.indexOf('.')
    const [version, group] = [name.slice(0, at), name.slice(at + 1)]
    return group === '' ? version : `${group}/${version}`
  })
  const versions = new Set([...names, AGGREGATOR])
  return ALWAYS.every(version => versions.has(version)) ? versions : undefined
}

/** Takes a snapshot; returns what its cluster serves, by discovery or else by its APIServices; undefined where neither was read. */
export function servedApis(cluster: Cluster): ServedApis | undefined {
  const served = cluster.snapshot.served ?? []
  if (served.length > 0) {
    const known = new Set(served)
    const kinds = served.map(item => {
      const at = item.lastIndexOf('/')
      return { version: item.slice(0, at), kind: item.slice(at + 1) }
    })
    return { kinds, mayServe: (apiVersion, kind) => known.has(`${apiVersion}/${kind}`) }
  }
  const versions = versionsOf(cluster)
  return versions === undefined ? undefined : { kinds: [], mayServe: apiVersion => versions.has(apiVersion) }
}
