import type { Conditions } from '../../support/conditions.ts'
import { gone, worded } from '../../support/variation.ts'

const SOURCE = 'kubernetes pkg/controller/namespace/deletion/status_condition_utils.go'

export default {
  'what cannot be deleted in a namespace keeps it, and nothing else tells why': {
    recording: 'namespace-stuck',
    varied: [
      gone('ConfigMap', 'billing-export'),
      worded(/^NamespaceFinalizersRemaining$/, 'NamespaceDeletionContentFailure', SOURCE),
      worded(
        /^Some content in the namespace has finalizers remaining: .*/,
        'Failed to delete all resource types, 1 remaining: unexpected items still remain in namespace: old-tenant for gvr: /v1, Resource=pods',
        SOURCE,
      ),
    ],
    found: 1,
  },
} satisfies Conditions
