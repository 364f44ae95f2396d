import type { CollectedList, Unseen } from '../snapshot.ts'
import type { Listed } from './list.ts'
import { type CollectScope, grantOf, namespaceOf, pathOf, type Target } from './plan.ts'
import { allows, type Privileges } from './privileges.ts'
import type { Failure } from './reader.ts'
import type { ServerFacts } from './server-facts.ts'

/** The refusal of a list that is requested only if allowed and that the API server reports as not allowed. */
export function refusalOf(target: Target, privileges: Privileges | undefined): Listed | undefined {
  if (privileges === undefined || privileges.incomplete) return undefined
  if (allows(privileges.rules, 'list', target.kind.group, target.kind.resource)) return undefined
  const unseen: Unseen = {
    kind: target.kind.kind,
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
    why: 'forbidden',
    grant: grantOf(target.kind.group, target.kind.resource, 'list'),
  }
  return { target, objects: [], changes: new Map(), unseen }
}

/** What was listed completely, in a snapshot's form. */
export function listsOf(listed: readonly Pick<Listed, 'target' | 'unseen'>[]): readonly CollectedList[] {
  const lists = new Map<string, string[] | undefined>()
  for (const { target, unseen } of listed) {
    if (unseen) continue
    const { kind } = target.kind
    if (target.namespace === undefined) lists.set(kind, undefined)
    else lists.set(kind, [...(lists.get(kind) ?? []), target.namespace])
  }
  return [...lists].map(([kind, namespaces]) => ({ kind, ...(namespaces ? { namespaces } : {}) }))
}

/** The revision of each list by `Kind` or `Kind/namespace`. */
export function revisionsOf(listed: readonly Listed[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listed.flatMap(({ target, resourceVersion }) => {
      const place = target.namespace === undefined ? target.kind.kind : `${target.kind.kind}/${target.namespace}`
      return resourceVersion === undefined ? [] : [[place, resourceVersion]]
    }),
  )
}

/** Credentials that may not list anything in scope are useless. */
export function forbiddenFailure(listed: readonly Listed[], scope: CollectScope): Failure | undefined {
  const inScope = listed.filter(({ target }) => target.kind.namespaced && target.namespace === namespaceOf(scope))
  const [first] = inScope
  if (!first || !inScope.every(list => list.unseen?.why === 'forbidden')) return undefined
  return {
    kind: 'forbidden',
    request: `GET ${pathOf(first.target)}`,
    message: 'the credentials do not allow listing anything in scope (403)',
  }
}

/**
 * Something responds that has no version and no lists: a proxy in front of an API server that is down, or another
 * server.
 */
export function foreignFailure(
  listed: readonly Listed[],
  { withoutVersion: status }: ServerFacts,
): Failure | undefined {
  if (status === undefined || status === 403 || listed.some(list => list.unseen === undefined)) return undefined
  return {
    kind: 'other',
    request: 'GET /version',
    message:
      status >= 500 ? `the API server returned ${status}` : `the server is not an API server (it returned ${status})`,
  }
}
