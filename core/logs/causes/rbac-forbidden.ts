import { refTo } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { consequence, defineLogCause, type ProgramFacts } from '../log-cause.ts'

/** `deployments/scale` of the group `apps` is `deployments.apps/scale`. */
function withGroup(resource: string, group: string): string {
  return group === '' ? resource : resource.replace(/(?=\/|$)/, () => `.${group}`)
}

/** The account in the log, else the pod's. */
function accountOf({ named, account }: ProgramFacts): ObjectRef {
  const { serviceAccount, accountNamespace } = named
  return serviceAccount === undefined ? account : refTo('ServiceAccount', accountNamespace, serviceAccount)
}

export default defineLogCause({
  id: 'rbac-forbidden',
  owner: 'platform',
  patience: 'stuck',
  specificity: 1,
  mayWait: true,
  running: 'own',
  subject: facts => accountOf(facts),
  text: {
    summary: 'RBAC forbids the service account’s Kubernetes API requests',
    shows:
      'The container crashes, or runs without becoming ready; its log says `… is forbidden: User "system:serviceaccount:…" cannot …`.',
    happens:
      'No Role or ClusterRole with this permission is bound to the service account, or the pod uses the wrong service account.',
    fix: 'Bind a Role with just this verb and resource to the service account.',
    docs: ['https://kubernetes.io/docs/reference/access-authn-authz/rbac/'],
  },

  explain(facts) {
    const { named, container } = facts
    const { namespace: accountNamespace = '', name: account } = accountOf(facts)
    /** The namespace of the request; undefined for cluster-wide requests. */
    const where = named['namespace']
    /** With its API group, as an argument of kubectl; a path of the API server begins with a slash. */
    const asked =
      named['resource'] === undefined
        ? undefined
        : { verb: named['verb'] ?? '', resource: withGroup(named['resource'], named['apiGroup'] ?? '') }
    const { verb = '', resource = 'access' } = asked ?? {}
    const kind = where === undefined ? 'clusterrole' : 'role'
    const place = namespaceFlag(where)
    const name = `${account}-${resource}`.replace(/[^a-z0-9]+/g, '-')
    const what = asked === undefined ? 'make this Kubernetes API request' : `${verb} ${resource}`
    const object = resource.startsWith('/') ? 'non-resource-url' : 'resource'
    return {
      title: `service account ${account} cannot ${what}${where === undefined ? '' : ` in namespace ${where}`}`,
      why: consequence(facts, `the Kubernetes API forbids the requests of container ${container}`),
      fix:
        asked === undefined
          ? [
              { kind: 'change', text: 'Grant the service account the permission that the log line names.' },
              {
                kind: 'check',
                text: 'List its permissions.',
                command: sh`kubectl auth can-i --list --as=system:serviceaccount:${accountNamespace}:${account}`,
              },
            ]
          : [
              {
                kind: 'change',
                text: 'Create a role with this permission.',
                command: sh`kubectl create ${kind} ${name} --verb=${verb} --${object}=${resource}${place}`,
              },
              {
                kind: 'change',
                text: 'Bind it to the service account.',
                command: sh`kubectl create ${kind}binding ${name} --${kind}=${name} --serviceaccount=${accountNamespace}:${account}${place}`,
              },
            ],
    }
  },
})
