import { fieldEvidence } from '../../evidence.ts'
import { CLUSTER, defineClusterCause } from '../../rule.ts'

const SHOWN = 8

export default defineClusterCause({
  id: 'api-server-forbidden',
  stage: 'control-plane',
  owner: 'platform',
  patience: 'none',
  text: {
    summary: 'The credentials do not allow the reads that a diagnosis needs',
    shows: 'Requests return 403: `pods is forbidden: User "…" cannot list resource "pods"`.',
    happens: 'No Role or ClusterRole is bound to the user or service account in this namespace.',
    fix: 'Bind a Role that allows the reads; `kubewhy rbac` prints the one that is needed.',
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
    const what = kinds.length === 0 ? 'the workload itself' : `${kinds.slice(0, SHOWN).join(', ')}${more}`
    return {
      title: 'the credentials do not allow the reads that a diagnosis needs (403)',
      why: `The workloads cannot be diagnosed: ${request} was forbidden, and so was ${what}.`,
      fix: [
        { kind: 'check', text: 'Print the Role that is needed.', command: 'kubewhy rbac' },
        { kind: 'change', text: 'Bind that Role to these credentials, and no more.' },
        { kind: 'check', text: 'List what the credentials allow.', command: 'kubectl auth can-i --list' },
      ],
    }
  },
})
