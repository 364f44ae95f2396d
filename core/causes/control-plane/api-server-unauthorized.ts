import { fieldEvidence } from '../../evidence.ts'
import { CLUSTER, defineClusterCause } from '../../rule.ts'

export default defineClusterCause({
  id: 'api-server-unauthorized',
  stage: 'control-plane',
  owner: 'platform',
  patience: 'none',
  text: {
    summary: 'The API server rejects the credentials or they have expired',
    shows: 'Every request returns 401: `You must be logged in to the server (Unauthorized)`.',
    happens:
      'The token or client certificate has expired or was revoked, belongs to another cluster, or the service account was deleted.',
    fix: 'Get new credentials for this cluster.',
    docs: ['https://kubernetes.io/docs/reference/access-authn-authz/authentication/'],
  },

  detect(cluster) {
    const failure = cluster.snapshot.controlPlane?.failure
    if (failure?.kind !== 'unauthorized') return
    return {
      facts: { request: failure.request },
      isOpen: true,
      evidence: [fieldEvidence(CLUSTER, failure.request, failure.message)],
    }
  },

  explain({ request }) {
    return {
      title: 'the API server rejects the credentials (401)',
      why: `The workloads cannot be diagnosed, because ${request} was unauthorized.`,
      fix: [
        { kind: 'change', text: 'Log in again, or get a new token or certificate.' },
        {
          kind: 'change',
          text: 'For a service account, create a new token.',
          command: 'kubectl create token <service-account> -n <namespace>',
        },
        { kind: 'check', text: 'Show the identity that the API server sees.', command: 'kubectl auth whoami' },
      ],
    }
  },
})
