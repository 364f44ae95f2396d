import type { Conditions } from '../../support/conditions.ts'
import { added, notRead, worded, write } from '../../support/variation.ts'
import { storageClass } from '../../support/written.ts'

const UNAUTHORIZED = worded(
  'storageclass.storage.k8s.io "fast-ssd" not found',
  'failed to provision volume with StorageClass "fast-ssd": rpc error: code = Internal desc = Could not create volume "pvc-c338311b-294b-44b8": could not create volume in EC2: UnauthorizedOperation: You are not authorized to perform this operation. Encoded authorization failure message:\n\tstatus code: 403, request id: 1',
  'github.com/kubernetes-sigs/aws-ebs-csi-driver/issues/1449 and 963',
)
const IN_TREE = worded(
  'storageclass.storage.k8s.io "fast-ssd" not found',
  'Failed to provision volume with StorageClass "fast-ssd": failed to find a matching storage account',
  'pkg/controller/volume/persistentvolume/pv_controller.go, provisionClaimOperation',
)
const driver = { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'ebs.csi.aws.com' }, spec: {} }
const inTree = { ...storageClass('fast-ssd'), provisioner: 'kubernetes.io/azure-file' }

export default {
  'of a long error the first line is quoted, as far as a title goes': {
    recording: 'pvc-class-missing',
    varied: [UNAUTHORIZED, added(storageClass('fast-ssd'))],
    found: 1,
  },
  'provisioners inside the controller manager say it with a capital': {
    recording: 'pvc-class-missing',
    varied: [IN_TREE, added(inTree)],
    found: 1,
  },
  'the claim names the provisioner where classes were not read': {
    recording: 'provisioner-absent',
    varied: [notRead('StorageClass')],
    found: 1,
  },
  'nobody is known to serve a claim that names no provisioner': {
    recording: 'provisioner-absent',
    varied: [notRead('StorageClass'), write('PersistentVolumeClaim', 'data-pg-0', ['metadata', 'annotations'], {})],
    found: 1,
  },
  'what an in-tree provisioner was to make a driver makes that has taken over from it': {
    recording: 'provisioner-absent',
    varied: [write('StorageClass', 'gp3', ['provisioner'], 'kubernetes.io/aws-ebs')],
    found: 1,
  },
  'a driver that has taken over and runs on a node gets more time': {
    recording: 'provisioner-absent',
    varied: [
      write('StorageClass', 'gp3', ['provisioner'], 'kubernetes.io/aws-ebs'),
      write(
        'CSINode',
        'node-1',
        ['spec', 'drivers'],
        [{ name: 'ebs.csi.aws.com', nodeID: 'i-0a1b', topologyKeys: [] }],
      ),
    ],
    found: 1,
  },
  'an installed driver that is silent does not answer': {
    recording: 'provisioner-absent',
    varied: [added(driver)],
    found: 1,
  },
} satisfies Conditions
