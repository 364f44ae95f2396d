import { fieldEvidence } from '../../evidence.ts'
import { CLUSTER, defineClusterCause } from '../../rule.ts'

const SHOWN = 8

export default defineClusterCause({
  id: 'api-server-forbidden',
  stage: 'control-plane',
  owner: 'platform',
  patience: 'none',
  text: {
    summary: 'The credentials may not read what the diagnosis needs',
    shows: 'Requests are answered with 403: `pods is forbidden: User "…" cannot list resource "pods"`.',
    happens: 'No Role or ClusterRole is bound to the user or service account in this namespace.',
    fix: 'Bind the reading Role; `kubewhy rbac` prints exactly what is needed.',
    docs: ['https://kubernetes.io/docs/reference/access-authn-authz/rbac/'],
  },

  detect(cluster) {
    const failure = cluster.snapshot.controlPlane?.failure
    if (failure?.kind !== 'forbidden') return
    const kinds = (cluster.snapshot.unseen ?? []).filter(({ why }) => why === 'forbidden').map(({ kind }) => kind)
    return {
      facts: { request: failure.request, kinds: [...new Set(kinds)] },
      isOpen: true,
      evidence: [fieldEvidence(CLUSTER, failure.request, failure.message)],
    }
  },

  explain({ request, kinds }) {
    const more = kinds.length > SHOWN ? ` and ${kinds.length - SHOWN} more` : ''
    const what = kinds.length === 0 ? 'what is asked about' : `${kinds.slice(0, SHOWN).join(', ')}${more}`
    return {
      title: 'the credentials may not read what the diagnosis needs (403)',
      why: `Nothing can be said of the workloads: ${request} was refused, and so was ${what}.`,
      fix: [
        { kind: 'check', text: 'See which Role reading needs.', command: 'kubewhy rbac' },
        { kind: 'change', text: 'Bind that Role to these credentials, and no more.' },
        { kind: 'check', text: 'See what the credentials may do.', command: 'kubectl auth can-i --list' },
      ],
    }
  },
})
