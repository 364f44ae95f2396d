import type { Conditions } from '../../support/conditions.ts'
import { later, worded } from '../../support/variation.ts'

const UNMARSHAL = worded(
  /mount failed: exit status 32[\s\S]*$/,
  'rpc error: code = Unknown desc = failed to mount secrets store objects for pod shared-files/files-6c8bd7996-6d2zt, err: rpc error: code = Unknown desc = failed to mount objects, error: unmarshal failed for keyVaultObjects at index 0, error: yaml: line 3: mapping values are not allowed in this context',
  'github.com/Azure/secrets-store-csi-driver-provider-azure/issues/1108',
)

export default {
  'a mount may fail for half a minute': {
    recording: 'nfs-mount',
    varied: [later(-30)],
    found: 1,
  },
  'after half a minute it is a failure': {
    recording: 'nfs-mount',
    varied: [later(0)],
    found: 1,
  },
  'what no wording explains is quoted, the beginning of a long message only': {
    recording: 'nfs-mount',
    varied: [UNMARSHAL],
    found: 1,
  },
} satisfies Conditions
