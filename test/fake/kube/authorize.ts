import type { RbacRule } from '../../../core/collect/privileges.ts'
import type { RequestInfo } from './request-info.ts'

/** Rules that hold in one namespace, or without one everywhere. */
export interface Grant {
  readonly namespace?: string
  readonly rules: readonly RbacRule[]
}

/** Somebody whom the API server knows. */
export interface Identity {
  readonly name: string
  /** `all` for a cluster administrator. */
  readonly grants: readonly Grant[] | 'all'
}

/** The one who sends no credentials. */
export const ANONYMOUS: Identity = { name: 'system:anonymous', grants: [] }

const ABOUT_ONESELF = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews']

/** Whether RBAC lets `identity` send the request. Discovery, health and version are open to everyone known (`system:discovery`). */
export function mayRequest(identity: Identity, info: RequestInfo): boolean {
  if (identity.grants === 'all') return true
  const { resource } = info
  if (!resource) return identity !== ANONYMOUS || /^\/(version|healthz|livez|readyz)$/.test(info.path)
  if (ABOUT_ONESELF.includes(resource.resource)) return identity !== ANONYMOUS
  const wanted = resource.subresource === undefined ? resource.resource : `${resource.resource}/${resource.subresource}`
  return identity.grants
    .filter(grant => grant.namespace === undefined || grant.namespace === resource.namespace)
    .flatMap(grant => grant.rules)
    .some(
      rule =>
        matches(rule.verbs, info.verb) &&
        matches(rule.apiGroups, resource.group) &&
        matches(rule.resources, wanted) &&
        (rule.resourceNames === undefined || rule.resourceNames.includes(resource.name ?? '')),
    )
}

/** What a SelfSubjectRulesReview lists for `namespace`, besides what everyone may. */
export function rulesIn(identity: Identity, namespace: string): readonly RbacRule[] {
  if (identity.grants === 'all') return [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]
  return identity.grants
    .filter(grant => grant.namespace === undefined || grant.namespace === namespace)
    .flatMap(grant => grant.rules)
}

function matches(list: readonly string[], wanted: string): boolean {
  return list.includes(wanted) || list.includes('*')
}
