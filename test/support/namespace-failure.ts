import { worded } from './variation.ts'

/** What the namespace controller writes where it fails to delete what is left, in place of what was recorded. */
export const CONTENT_FAILURE = [
  worded(
    /^NamespaceFinalizersRemaining$/,
    'NamespaceDeletionContentFailure',
    'kubernetes pkg/controller/namespace/deletion/status_condition_utils.go',
  ),
  worded(
    /^Some content in the namespace has finalizers remaining: .*/,
    'Failed to delete all resource types, 1 remaining: unexpected items still remain in namespace: old-tenant for gvr: /v1, Resource=pods',
    'kubernetes pkg/controller/namespace/deletion/status_condition_utils.go',
  ),
]
