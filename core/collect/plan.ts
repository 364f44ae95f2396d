import { apiKindOf } from '../kube/api-group.ts'
import { groupsOf } from '../kube/resources.ts'
import { type CollectKind, KINDS, NAMESPACE_KIND } from './kinds.ts'

/** The scope of a diagnosis. `cluster` reads every namespace; otherwise `namespace`, or `default` without one. */
export interface CollectScope {
  readonly namespace?: string
  /** Reads everything in its namespace, as a neighbor may be the cause; the logs of its own pods come first. */
  readonly workload?: { readonly kind: string; readonly name: string }
  readonly cluster?: boolean
}

/** One list to read: a kind in one namespace, or in the whole cluster. */
export interface Target {
  readonly kind: CollectKind
  readonly namespace?: string
}

/** The namespace in scope, or undefined for the whole cluster. */
export function namespaceOf(scope: CollectScope): string | undefined {
  return scope.cluster === true ? undefined : (scope.namespace ?? 'default')
}

/** The lists that `scope` needs, most important first. */
export function planLists(scope: CollectScope): readonly Target[] {
  const namespace = namespaceOf(scope)
  if (namespace === undefined) return [NAMESPACE_KIND, ...KINDS].map(kind => ({ kind }))
  return KINDS.flatMap(kind =>
    kind.namespaced
      ? [...new Set([namespace, ...(kind.also ?? [])])].map(name => ({ kind, namespace: name }))
      : [{ kind }],
  )
}

/** The version in which a cluster serves a kind of a group, its own if possible; undefined if it does not. */
function servedVersion(group: string, { version, kind }: CollectKind, served: readonly string[]): string | undefined {
  const versions = served.flatMap(each => {
    const [of, name, what] = each.split('/')
    return of === group && what === apiKindOf(kind) && name !== undefined ? [name] : []
  })
  return versions.includes(version) ? version : versions[0]
}

/** `target` as the cluster serves it: a kind of an add-on may have another version or group there, or be unknown. */
export function asServed(target: Target, served: readonly string[] | undefined): Target | undefined {
  if (target.kind.addOn !== true) return target
  const { kind } = target
  for (const group of groupsOf(kind)) {
    const version = servedVersion(group, kind, served ?? [])
    if (version !== undefined) return { ...target, kind: { ...kind, group, version } }
  }
  return undefined
}

/** The path of `target`'s list, or of one object with `name`. */
export function pathOf(target: Target, name?: string): string {
  const { group, version, resource } = target.kind
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const namespace = target.namespace === undefined ? '' : `/namespaces/${encodeURIComponent(target.namespace)}`
  return `${root}${namespace}/${resource}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`
}

/** The RBAC rule that allows `verb` on `resource` of `group`, in YAML flow style. */
export function grantOf(group: string, resource: string, verb: 'get' | 'list'): string {
  return `{apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"]}`
}
