import type { Cases } from '../../support/cases.ts'
import { later, told, worded, write } from '../../support/variation.ts'

const UNMARSHAL = worded(
  /mount failed: exit status 32[\s\S]*$/,
  'rpc error: code = Unknown desc = failed to mount secrets store objects for pod shared-files/files-6c8bd7996-6d2zt, err: rpc error: code = Unknown desc = failed to mount objects, error: unmarshal failed for keyVaultObjects at index 0, error: yaml: line 3: mapping values are not allowed in this context',
  'github.com/Azure/secrets-store-csi-driver-provider-azure/issues/1108',
)

const KUBELET = 'pkg/kubelet/volumemanager/volume_manager.go, WaitForAttachAndMount'
const STILL_WAITING = (names: string) =>
  worded(
    /^MountVolume[\s\S]*/,
    `Unable to attach or mount volumes: unmounted volumes=[${names}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded`,
    KUBELET,
  )
const POD = { kind: 'Pod', namespace: 'shared-files', name: 'files-6c8bd7996-6d2zt' }
/** Said after the volume was mounted, or with a failure of another volume before. */
const said = (reason: string, message: string, source: string) =>
  told('healthy-job-retried', 'import.18eacaeafb5acd7e', POD, { reason, message, source })

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
  'what the kubelet still waits for is known, and not why': {
    recording: 'nfs-mount',
    varied: [STILL_WAITING('kube-api-access-249cw share')],
    found: 1,
  },
  'volumes of the API’s own objects are not storage': {
    recording: 'nfs-mount',
    varied: [STILL_WAITING('kube-api-access-249cw')],
    found: 0,
  },
  'what fails comes before what the kubelet waits for': {
    recording: 'nfs-mount',
    varied: [
      said(
        'FailedMount',
        'Unable to attach or mount volumes: unmounted volumes=[share]: context deadline exceeded',
        KUBELET,
      ),
    ],
    found: 1,
  },
  'a volume failed for the first time when it failed, not another': {
    recording: 'nfs-mount',
    varied: [
      said(
        'FailedMount',
        'MountVolume.SetUp failed for volume "cache" : mount failed: exit status 32',
        'pkg/volume/util/operationexecutor/operation_generator.go',
      ),
    ],
    found: 1,
  },
  'a pod whose image is pulled has its volumes': {
    recording: 'nfs-mount',
    varied: [said('Pulling', 'Pulling image "busybox:1.36"', 'pkg/kubelet/images/image_manager.go')],
    found: 0,
  },
  'a pod that is being deleted needs no volume': {
    recording: 'nfs-mount',
    varied: [write('Pod', /^files-/, ['metadata', 'deletionTimestamp'], '2026-11-23T21:45:00Z')],
    found: 0,
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
} satisfies Cases
