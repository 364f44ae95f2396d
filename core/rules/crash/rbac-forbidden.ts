import { fieldEvidence } from '../../evidence.ts'
import { detectCrash } from '../../facts/crash/crash-hit.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'

export default defineCause({
  id: 'rbac-forbidden',
  stage: 'crash',
  owner: 'platform',
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

  *detect(pod, cluster) {
    for (const hit of detectCrash(pod, cluster, 'rbac-forbidden')) {
      const { named, workload, container, isRunning } = hit.facts
      const [first, second] = (named['serviceAccount'] ?? '').split('/')
      const namespace = second === undefined ? pod.metadata.namespace : first
      const name = second ?? (first === '' ? undefined : first) ?? pod.spec?.serviceAccountName ?? 'default'
      const { verb, resource, apiGroup } = named
      yield {
        facts: {
          account: name,
          accountNamespace: namespace ?? '',
          /** The namespace that was asked in; undefined for cluster-wide requests. */
          where: named['namespace'],
          verb,
          resource:
            apiGroup === undefined || apiGroup === '' || resource === undefined
              ? resource
              : `${resource.replace(/\/.*$/, '')}.${apiGroup}${/\/.*$/.exec(resource)?.[0] ?? ''}`,
          workload,
          container,
          isRunning,
        },
        subject: { kind: 'ServiceAccount', ...(namespace === undefined ? {} : { namespace }), name },
        explains: [
          {
            kind: 'Pod',
            ...(pod.metadata.namespace === undefined ? {} : { namespace: pod.metadata.namespace }),
            name: pod.metadata.name,
          },
        ],
        container,
        evidence: [
          ...hit.evidence,
          fieldEvidence(pod, 'spec.serviceAccountName', pod.spec?.serviceAccountName ?? 'default'),
        ],
        since: hit.since,
        ...(hit.confidence === undefined ? {} : { confidence: hit.confidence }),
        ...(hit.outlook === undefined ? {} : { outlook: hit.outlook }),
      }
    }
  },

  explain({ account, accountNamespace, where, verb, resource, container, isRunning }) {
    const asked =
      verb === undefined || resource === undefined ? 'what it asks of the Kubernetes API' : `${verb} ${resource}`
    const kind = where === undefined ? 'clusterrole' : 'role'
    const place = placeOf(where)
    const name = `${account}-${(resource ?? 'access').replace(/[^a-z0-9]+/g, '-')}`
    return {
      title: `service account ${account} may not ${asked}${where === undefined ? '' : ` in namespace ${where}`}`,
      why: `The program in container ${container} ${isRunning ? 'waits' : 'ends'} because the Kubernetes API forbids its request.`,
      fix:
        verb === undefined || resource === undefined
          ? [
              {
                text: 'Grant the service account what the log line names.',
                command: sh`kubectl auth can-i --list --as=system:serviceaccount:${accountNamespace}:${account}`,
              },
            ]
          : [
              {
                text: 'Create a role with that right.',
                command: sh`kubectl create ${kind} ${name} --verb=${verb} --resource=${resource}${place}`,
              },
              {
                text: 'Bind it to the service account.',
                command: sh`kubectl create ${kind}binding ${name} --${kind}=${name} --serviceaccount=${accountNamespace}:${account}${place}`,
              },
            ],
    }
  },
})
