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
  'what mount(8) says of any bad argument tells of the file system where it names a device': {
    recording: 'nfs-mount',
    varied: [
      worded(
        /Output: .*$/s,
        'Output: mount: /var/lib/kubelet/plugins/kubernetes.io/csi/pv/globalmount: wrong fs type, bad option, bad superblock on /dev/nvme1n1, missing codepage or helper program, or other error.',
        'util-linux libmount/src/context_mount.c',
      ),
    ],
    found: 1,
  },
  'nodes do not ask the DNS of the cluster': {
    recording: 'nfs-mount',
    varied: [
      worded(
        /Output: .*$/s,
        'Output: Failed to resolve "fs-0123.efs.eu-west-1.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID.',
        'github.com/aws/efs-utils/issues/90',
      ),
    ],
    found: 1,
  },
} satisfies Conditions
