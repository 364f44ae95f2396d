import { fieldEvidence } from '../../evidence.ts'
import { refTo } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { detectCrash } from './crash-hit.ts'

/** `deployments/scale` of the group `apps` is `deployments.apps/scale`. */
function withGroup(resource: string, group: string): string {
  return group === '' ? resource : resource.replace(/(?=\/|$)/, () => `.${group}`)
}

export default defineCause({
  id: 'rbac-forbidden',
  stage: 'crash',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The log says that the Kubernetes API forbids what the service account asks for',
    shows:
      'The container crashes, or runs without becoming ready; its log says `… is forbidden: User "system:serviceaccount:…" cannot …`.',
    happens:
      'No Role or ClusterRole with these rights is bound to the service account, or the pod runs under another service account than meant.',
    fix: 'Bind a Role with exactly the verb and the resource to the service account.',
    docs: ['https://kubernetes.io/docs/reference/access-authn-authz/rbac/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    const own = pod.spec?.serviceAccountName ?? 'default'
    return detectCrash(pod, cluster, 'rbac-forbidden').map(hit => {
      const { named, container, isRunning } = hit.facts
      const { verb, resource, apiGroup = '' } = named
      const [namespace = pod.metadata.namespace, name = own] = named['serviceAccount']?.split('/') ?? []
      return {
        ...hit,
        facts: {
          account: name,
          accountNamespace: namespace ?? '',
          /** The namespace that was asked in; undefined for cluster-wide requests. */
          where: named['namespace'],
          /** With its API group, as kubectl takes it; a path of the API server begins with a slash. */
          asked: resource === undefined ? undefined : { verb: verb ?? '', resource: withGroup(resource, apiGroup) },
          container,
          isRunning,
        },
        subject: refTo('ServiceAccount', namespace, name),
        evidence: [...hit.evidence, fieldEvidence(pod, 'spec.serviceAccountName', own)],
      }
    })
  },

  explain({ account, accountNamespace, where, asked, container, isRunning }) {
    const { verb = '', resource = 'access' } = asked ?? {}
    const kind = where === undefined ? 'clusterrole' : 'role'
    const place = placeOf(where)
    const name = `${account}-${resource}`.replace(/[^a-z0-9]+/g, '-')
    const what = asked === undefined ? 'do what it asks of the Kubernetes API' : `${verb} ${resource}`
    const object = resource.startsWith('/') ? 'non-resource-url' : 'resource'
    return {
      title: `service account ${account} may not ${what}${where === undefined ? '' : ` in namespace ${where}`}`,
      why: `The program in container ${container} ${isRunning ? 'waits' : 'ends'} because the Kubernetes API forbids its request.`,
      fix:
        asked === undefined
          ? [
              {
                text: 'Grant the service account what the log line names.',
                command: sh`kubectl auth can-i --list --as=system:serviceaccount:${accountNamespace}:${account}`,
              },
            ]
          : [
              {
                text: 'Create a role with that right.',
                command: sh`kubectl create ${kind} ${name} --verb=${verb} --${object}=${resource}${place}`,
              },
              {
                text: 'Bind it to the service account.',
                command: sh`kubectl create ${kind}binding ${name} --${kind}=${name} --serviceaccount=${accountNamespace}:${account}${place}`,
              },
            ],
    }
  },
})
