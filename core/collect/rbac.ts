import { groupsOf } from '../kube/resources.ts'
import { type CollectKind, KINDS, NAMESPACE_KIND } from './kinds.ts'
import type { RbacRule } from './privileges.ts'
import { tokenInstructions } from './token-instructions.ts'

/** The purpose of the role; for the whole cluster without a namespace. */
export interface RbacOptions {
  readonly namespace?: string
  /** Other namespaces into which paths are traced, such as the one with a mesh’s configuration. */
  readonly pathsTo?: readonly string[]
  /** Also reads logs. */
  readonly logs?: boolean
  /** Also lists Secrets. RBAC cannot allow their names without their values. */
  readonly secrets?: boolean
  /** Also watches, as the GitHub Action does during a rollout. */
  readonly watch?: boolean
}

/** One Role (with a namespace) or ClusterRole (without) and its rules. */
export interface RoleSpec {
  readonly name: string
  readonly namespace?: string
  readonly rules: readonly RbacRule[]
}

/** The namespace of the ServiceAccount for a whole cluster. */
const OWN_NAMESPACE = 'kubewhy'
const NAME = 'kubewhy'

/**
 * The roles that a collection needs, without any other rights, generated from the kinds that the rules read.
 * `/version`, `/readyz`, discovery and SelfSubjectRulesReview need none: `system:public-info-viewer`,
 * `system:discovery` and `system:basic-user` grant them to every authenticated user. Throws a RangeError if the
 * namespace is not a valid name.
 */
export function rolesFor(options: RbacOptions): readonly RoleSpec[] {
  const { namespace } = options
  const kinds = KINDS.filter(kind => options.secrets === true || kind.onlyIfAllowed !== true)
  const logs = options.logs === true ? [rule('', ['pods/log'], ['get'])] : []
  const verbs = options.watch === true ? ['list', 'watch'] : ['list']
  if (namespace === undefined) {
    const namespaces = rule('', [NAMESPACE_KIND.resource], ['get', ...verbs])
    return [{ name: NAME, rules: [...rulesOf(kinds, verbs), namespaces, ...logs] }]
  }
  const pathsTo = new Set(options.pathsTo ?? [])
  pathsTo.delete(namespace)
  if (![namespace, ...pathsTo].every(name => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))) {
    throw new RangeError('The namespace must be a DNS label: at most 63 lower-case letters, digits and hyphens.')
  }
  const namespaced = kinds.filter(kind => kind.namespaced)
  const itself = (name: string) => ({ ...rule('', [NAMESPACE_KIND.resource], ['get']), resourceNames: [name] })
  const also = new Set([...namespaced.flatMap(kind => kind.also ?? []), ...pathsTo])
  const elsewhere = [...also].filter(name => name !== namespace).sort()
  return [
    { name: NAME, namespace, rules: [...rulesOf(namespaced, verbs), itself(namespace), ...logs] },
    ...elsewhere.map(name => ({
      name: `${NAME}-${namespace}`,
      namespace: name,
      rules: [
        ...rulesOf(
          namespaced.filter(kind => kind.also?.includes(name) || (kind.onPaths === true && pathsTo.has(name))),
          ['list'],
        ),
        ...(pathsTo.has(name) ? [itself(name), ...logs] : []),
      ],
    })),
    {
      name: `${NAME}-${namespace}`,
      rules: rulesOf(
        kinds.filter(kind => !kind.namespaced),
        ['list'],
      ),
    },
  ]
}

/**
 * The manifest (YAML) of the ServiceAccount, roles and bindings for a collection, and the shell commands that create a
 * kubeconfig with a one-hour token from it. Throws like `rolesFor`.
 */
export function rbac(options: RbacOptions): { readonly manifest: string; readonly instructions: string } {
  const account = options.namespace ?? OWN_NAMESPACE
  const documents = [
    ...(options.namespace === undefined ? [header('v1', 'Namespace', account)] : []),
    header('v1', 'ServiceAccount', NAME, account),
    ...rolesFor(options).flatMap(role => [roleYaml(role), bindingYaml(role, account)]),
  ]
  return {
    manifest: `${documents.join('\n---\n')}\n`,
    instructions: tokenInstructions(NAME, account, options.namespace),
  }
}

function rule(group: string, resources: readonly string[], verbs: readonly string[]): RbacRule {
  return { apiGroups: [group], resources, verbs }
}

function rulesOf(kinds: readonly CollectKind[], verbs: readonly string[]): readonly RbacRule[] {
  const groups = [...new Set(kinds.flatMap(groupsOf))]
  return groups.map(group =>
    rule(
      group,
      kinds.filter(kind => groupsOf(kind).includes(group)).map(kind => kind.resource),
      verbs,
    ),
  )
}

const AUTHORIZATION = 'rbac.authorization.k8s.io'

function header(apiVersion: string, kind: string, name: string, namespace?: string): string {
  const place = namespace === undefined ? '' : `\n  namespace: ${namespace}`
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}${place}`
}

function roleYaml(role: RoleSpec): string {
  const kind = role.namespace === undefined ? 'ClusterRole' : 'Role'
  const rules = role.rules.map(
    ({ apiGroups, resources, verbs, resourceNames }) =>
      `  - apiGroups: ${flow(apiGroups)}\n    resources: ${flow(resources)}\n` +
      `${resourceNames ? `    resourceNames: ${flow(resourceNames)}\n` : ''}    verbs: ${flow(verbs)}`,
  )
  return `${header(`${AUTHORIZATION}/v1`, kind, role.name, role.namespace)}\nrules:\n${rules.join('\n')}`
}

function bindingYaml(role: RoleSpec, account: string): string {
  const kind = role.namespace === undefined ? 'ClusterRole' : 'Role'
  return (
    `${header(`${AUTHORIZATION}/v1`, `${kind}Binding`, role.name, role.namespace)}\n` +
    `roleRef:\n  apiGroup: ${AUTHORIZATION}\n  kind: ${kind}\n  name: ${role.name}\n` +
    `subjects:\n  - kind: ServiceAccount\n    name: ${NAME}\n    namespace: ${account}`
  )
}

function flow(values: readonly string[]): string {
  return `[${values.map(value => JSON.stringify(value)).join(', ')}]`
}
