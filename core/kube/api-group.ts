/** The group of an `apiVersion`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

/** The `apiVersion` of a version in a group; the core group has no name. */
export function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`
}

/** The kind's name in the API: `NetworkPolicy` for `NetworkPolicy.projectcalico.org`. */
export function apiKindOf(kind: string): string {
  const dot = kind.indexOf('.')
  return dot < 0 ? kind : kind.slice(0, dot)
}

/** The group of a kind that shares its name with a Kubernetes kind; undefined for all others. */
export function namesakeGroup(kind: string): string | undefined {
  const dot = kind.indexOf('.')
  return dot < 0 ? undefined : kind.slice(dot + 1)
}

/** A kind as an argument of kubectl. Calico's API server and its CRDs serve one name in two groups. */
export function resourceArgument({ kind, apiVersion }: { readonly kind: string; readonly apiVersion: string }): string {
  const group = groupOf(apiVersion)
  const isAmbiguous = namesakeGroup(kind) !== undefined || group.endsWith('projectcalico.org')
  return `${apiKindOf(kind).toLowerCase()}${isAmbiguous ? `.${group}` : ''}`
}
