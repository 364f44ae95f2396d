import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { KINDS } from '../../core/collect/kinds.ts'
import type { RbacRule } from '../../core/collect/privileges.ts'
import { rbac, rolesFor } from '../../core/collect/rbac.ts'
import type { Identity } from '../fake/kube/authorize.ts'
import { collectFrom, SCOPED_TOKEN, withServer } from './live.ts'

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly rules?: readonly RbacRule[]
  readonly roleRef?: { readonly kind: string; readonly name: string }
}

const manifestsOf = (options: Parameters<typeof rbac>[0]): readonly Manifest[] =>
  parseAllDocuments(rbac(options).manifest).map(document => {
    expect(document.errors).toEqual([])
    return document.toJS()
  })

/** What the printed manifest grants, not what the code that prints it thinks. */
function identityOf(options: Parameters<typeof rbac>[0]): Identity {
  const roles = manifestsOf(options).filter(each => each.rules)
  return {
    name: 'system:serviceaccount:checkout:kubewhy',
    grants: roles.map(role => ({
      rules: role.rules ?? [],
      ...(role.kind === 'Role' ? { namespace: role.metadata.namespace ?? '' } : {}),
    })),
  }
}

describe('the printed role', () => {
  it.each([
    ['of a namespace', { namespace: 'checkout', logs: true }, { namespace: 'checkout' }],
    [
      'of a workload',
      { namespace: 'checkout', logs: true },
      { namespace: 'checkout', workload: { kind: 'Deployment', name: 'checkout' } },
    ],
    ['of the cluster', { logs: true }, { cluster: true }],
    ['of the cluster, for one namespace', { logs: true }, { namespace: 'checkout' }],
    ['of a namespace with Secrets', { namespace: 'checkout', logs: true, secrets: true }, { namespace: 'checkout' }],
  ] as const)('%s lets the collection read all it asks for', (_name, options, scope) =>
    withServer(
      { cluster: 'crash-missing-module', identities: { [SCOPED_TOKEN]: identityOf(options) } },
      async server => {
        const snapshot = await collectFrom(server, scope, SCOPED_TOKEN)
        expect(server.requests.filter(request => request.status === 403).map(request => request.url)).toEqual([])
        expect(snapshot.logs).toHaveLength(1)
        const secrets = 'secrets' in options
        expect(snapshot.unseen?.map(each => each.kind)).toEqual(secrets ? [] : ['Secret'])
        expect(snapshot.credentials?.excess).toEqual(secrets ? ['read Secrets'] : [])
      },
    ),
  )

  it('grants nothing that a collection does not ask for', () =>
    withServer({ cluster: 'crash-missing-module' }, async server => {
      await collectFrom(server, { namespace: 'checkout' })
      const asked = new Set(
        server.requests.map(({ verb, resource }) =>
          [
            verb,
            resource?.namespace ?? '',
            resource?.group,
            [resource?.resource, resource?.subresource].filter(Boolean).join('/'),
          ].join(' '),
        ),
      )
      const granted = rolesFor({ namespace: 'checkout', logs: true, secrets: true }).flatMap(({ namespace, rules }) =>
        rules.flatMap(rule =>
          rule.verbs.flatMap(verb =>
            rule.apiGroups.flatMap(group => rule.resources.map(each => [verb, namespace ?? '', group, each].join(' '))),
          ),
        ),
      )
      // The recorded cluster has no add-ons, and their kinds are asked for only where they are served.
      const addOns = new Set(KINDS.flatMap(({ group, orGroup, addOn }) => (addOn === true ? [group, orGroup] : [])))
      const isServed = (each: string) => !addOns.has(each.split(' ')[2] ?? '')
      expect(granted.filter(each => isServed(each) && !asked.has(each))).toEqual([])
    }))

  it('reads only, without logs and Secrets unless they are asked for', () => {
    for (const options of [{}, { namespace: 'shop' }]) {
      const rules = manifestsOf(options).flatMap(each => each.rules ?? [])
      expect(new Set(rules.flatMap(rule => rule.verbs))).toEqual(new Set(['get', 'list']))
      const resources = rules.flatMap(rule => rule.resources)
      expect(resources).not.toContain('secrets')
      expect(resources).not.toContain('pods/log')
      expect(resources).not.toContain('*')
    }
  })

  it('binds every role to its account', () => {
    const manifests = manifestsOf({ namespace: 'shop', logs: true })
    expect(manifests.map(each => `${each.kind} ${each.metadata.namespace ?? '-'}/${each.metadata.name}`)).toEqual([
      'ServiceAccount shop/kubewhy',
      'Role shop/kubewhy',
      'RoleBinding shop/kubewhy',
      'Role default/kubewhy-shop',
      'RoleBinding default/kubewhy-shop',
      'Role kube-node-lease/kubewhy-shop',
      'RoleBinding kube-node-lease/kubewhy-shop',
      'Role kube-system/kubewhy-shop',
      'RoleBinding kube-system/kubewhy-shop',
      'ClusterRole -/kubewhy-shop',
      'ClusterRoleBinding -/kubewhy-shop',
    ])
    for (const [at, each] of manifests.entries()) {
      if (each.roleRef) expect(each.roleRef).toMatchObject({ kind: manifests[at - 1]?.kind, name: each.metadata.name })
    }
  })

  it('refuses what is no namespace', () => {
    expect(() => rbac({ namespace: 'a; rm -rf /' })).toThrow(RangeError)
  })
})
