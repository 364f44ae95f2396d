import { recordedJson } from './recorded.ts'

/** One resource that the recorded cluster serves. */
export interface Resource {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
  readonly singular: string
  readonly verbs: readonly string[]
  readonly shortNames: readonly string[]
}

interface Discovery {
  readonly items: readonly {
    readonly metadata: { readonly name?: string }
    readonly versions: readonly {
      readonly version: string
      readonly resources: readonly {
        readonly resource: string
        readonly responseKind: { readonly kind: string }
        readonly scope: string
        readonly singularResource: string
        readonly verbs: readonly string[]
        readonly shortNames?: readonly string[]
      }[]
    }[]
  }[]
}

/** Every resource in the recorded discovery, preferred versions first. */
export const RESOURCES: readonly Resource[] = ['discovery-api', 'discovery-apis'].flatMap(name =>
  (recordedJson(name) as unknown as Discovery).items.flatMap(({ metadata, versions }) =>
    versions.flatMap(({ version, resources }) =>
      resources.map(entry => ({
        group: metadata.name ?? '',
        version,
        resource: entry.resource,
        kind: entry.responseKind.kind,
        namespaced: entry.scope === 'Namespaced',
        singular: entry.singularResource,
        verbs: entry.verbs,
        shortNames: entry.shortNames ?? [],
      })),
    ),
  ),
)

/** The resource at `group/version`, if it is served. */
export function servedResource(group: string, version: string, resource: string): Resource | undefined {
  return RESOURCES.find(each => each.group === group && each.version === version && each.resource === resource)
}

/** The resource that holds objects of `kind` with `apiVersion`. */
export function resourceOf(apiVersion: string, kind: string): Resource | undefined {
  const [version, group] = apiVersion.split('/').reverse()
  return RESOURCES.find(each => each.group === (group ?? '') && each.version === version && each.kind === kind)
}

/** The documents of discovery before it was aggregated, by path: `/api`, `/apis`, `/api/v1`, `/apis/<group>/<version>`. */
export function legacyDiscovery(path: string): unknown {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
  if (path === '/apis') {
    const groups = [...new Set(RESOURCES.map(({ group }) => group))].filter(group => group !== '')
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(apiGroup) }
  }
  const groupVersion = path.replace(/^\/apis?\//, '')
  const [version, group] = groupVersion.split('/').reverse()
  const resources = RESOURCES.filter(each => each.group === (group ?? '') && each.version === version)
  if (resources.length === 0) return undefined
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: resources.map(({ resource, singular, namespaced, kind, verbs, shortNames }) => ({
      name: resource,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      shortNames,
    })),
  }
}

function apiGroup(name: string) {
  const versions = [...new Set(RESOURCES.filter(({ group }) => group === name).map(({ version }) => version))].map(
    version => ({ groupVersion: `${name}/${version}`, version }),
  )
  return { name, versions, preferredVersion: versions[0] }
}
