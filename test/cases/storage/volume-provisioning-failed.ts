import type { Cases } from '../../support/cases.ts'
import { added, borrowed, gone, later, notRead, told, worded, write } from '../../support/variation.ts'
import { localClass, storageClass } from '../../support/written.ts'

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

const THROTTLED = worded(
  'storageclass.storage.k8s.io "fast-ssd" not found',
  'failed to provision volume with StorageClass "fast-ssd": rpc error: code = DeadlineExceeded desc = context deadline exceeded',
  'sig-storage-lib-external-provisioner controller/controller.go, provisionClaimOperation',
)
const placing = (words: string, source: string) =>
  worded('pod has unbound immediate PersistentVolumeClaims. not found', words, source)
const NO_ROOM = placing(
  '1 node(s) did not have enough free storage.',
  'pkg/scheduler/framework/plugins/volumebinding/binder.go, ErrReasonNotEnoughSpace',
)
const NO_VOLUME = placing(
  "1 node(s) didn't find available persistent volumes to bind.",
  'pkg/scheduler/framework/plugins/volumebinding/binder.go, ErrReasonBindConflict',
)
/** Said of a claim at the end of its recording, by its controller or its provisioner. */
const said = (namespace: string, name: string, reason: string, message: string, source: string) =>
  told(
    'pvc-no-default-class',
    'uploads.18eac94be2a6ceca',
    { kind: 'PersistentVolumeClaim', namespace, name },
    { reason, message, source },
  )
const PROVISIONED = said(
  'wiki',
  'data-wiki-0',
  'ProvisioningSucceeded',
  'Successfully provisioned volume pvc-c338311b-294b-44b8',
  'sig-storage-lib-external-provisioner controller/controller.go',
)
const PROVISIONING = said(
  'wiki',
  'data-wiki-0',
  'Provisioning',
  'External provisioner is provisioning volume for claim "wiki/data-wiki-0"',
  'sig-storage-lib-external-provisioner controller/controller.go',
)
const FIRST_CONSUMER = said(
  'wiki',
  'data-wiki-0',
  'WaitForFirstConsumer',
  'waiting for first consumer to be created before binding',
  'pkg/controller/volume/persistentvolume/pv_controller.go, syncUnboundClaim',
)
const SELECTED = write('PersistentVolumeClaim', 'data-wiki-0', ['metadata', 'annotations'], {
  'volume.kubernetes.io/selected-node': 'node-1',
})
/** The claim is of a class of this provisioner, and names none itself. */
const servedBy = (provisioner: string) => [
  write('StorageClass', 'gp3', ['provisioner'], provisioner),
  write('PersistentVolumeClaim', 'data-pg-0', ['metadata', 'annotations'], undefined),
]
const RUNNING_LAB = borrowed('healthy-claim-waiting', 'Pod', 'lab-56bcf56756-7xwsc', 'warehouse')
const waiting = added(storageClass('fast-ssd'))

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
    varied: [
      write('StorageClass', 'gp3', ['provisioner'], 'kubernetes.io/aws-ebs'),
      write('CSINode', 'node-1', ['spec', 'drivers'], [{ name: 'efs.csi.aws.com', nodeID: 'i-1' }]),
    ],
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
        [
          { name: 'efs.csi.aws.com', nodeID: 'i-1', topologyKeys: [] },
          { name: 'ebs.csi.aws.com', nodeID: 'i-1', topologyKeys: [] },
        ],
      ),
      added({ apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name: 'node-2' }, spec: {} } as {
        kind: string
      }),
    ],
    found: 1,
  },
  'an installed driver that is silent does not answer': {
    recording: 'provisioner-absent',
    varied: [added(driver)],
    found: 1,
  },
  'a lease that is kept shows that a provisioner runs': {
    recording: 'provisioner-absent',
    varied: servedBy('kube/scheduler'),
    found: 1,
  },
  'a lease that nobody renews any more shows nothing': {
    recording: 'provisioner-absent',
    varied: [...servedBy('kube/scheduler'), later(130)],
    found: 1,
  },
  'a pod that runs may bear the name of its provisioner': {
    recording: 'provisioner-absent',
    varied: [...servedBy('example.com/lab'), RUNNING_LAB],
    found: 1,
  },
  'a pod that does not run serves nobody': {
    recording: 'provisioner-absent',
    varied: [...servedBy('example.com/pg-0'), RUNNING_LAB],
    found: 1,
  },
  'where nothing is said a provisioner gets a quarter of an hour': {
    recording: 'provisioner-absent',
    varied: [notRead('Event')],
    found: 1,
  },
  'nobody waits for a claim that no pod has wanted for an hour': {
    recording: 'provisioner-absent',
    varied: [gone('Pod'), later(3600)],
    found: 0,
  },
  'a claim that no pod wants yet waits all the same': {
    recording: 'provisioner-absent',
    varied: [gone('Pod'), later(600)],
    found: 1,
  },
  'an error may be overcome within half a minute': {
    recording: 'pvc-class-missing',
    varied: [UNAUTHORIZED, waiting, later(-55)],
    found: 1,
  },
  'a timeout is mostly overcome': {
    recording: 'pvc-class-missing',
    varied: [THROTTLED, waiting],
    found: 1,
  },
  'an error is over once the volume is made': {
    recording: 'pvc-class-missing',
    varied: [UNAUTHORIZED, waiting, PROVISIONED],
    found: 0,
  },
  'the error is told while the provisioner tries again': {
    recording: 'pvc-class-missing',
    varied: [UNAUTHORIZED, waiting, PROVISIONING],
    found: 1,
  },
  'the error decides where classes were not read': {
    recording: 'pvc-class-missing',
    varied: [UNAUTHORIZED, notRead('StorageClass')],
    found: 1,
  },
  'a provisioner that tries is seen, where classes were not read too': {
    recording: 'pvc-class-missing',
    varied: [gone('Event', /^data-wiki-0/), PROVISIONING, notRead('StorageClass')],
    found: 1,
  },
  'a provisioner that tries has its pod placed': {
    recording: 'pvc-class-missing',
    varied: [waiting, PROVISIONING],
    found: 1,
  },
  'a claim waits until its pod is placed': {
    recording: 'pvc-class-missing',
    varied: [waiting],
    found: 0,
  },
  'a claim whose pod is placed waits for its provisioner': {
    recording: 'pvc-class-missing',
    varied: [waiting, SELECTED],
    found: 1,
  },
  'a claim that was just told to wait is not overdue': {
    recording: 'pvc-class-missing',
    varied: [waiting, SELECTED, FIRST_CONSUMER],
    found: 0,
  },
  'the scheduler knows how much room a driver has': {
    recording: 'pvc-class-missing',
    varied: [waiting, NO_ROOM],
    found: 1,
  },
  'what the scheduler says of volumes made by hand is no provisioner’s affair': {
    recording: 'pvc-class-missing',
    varied: [added(localClass('fast-ssd')), NO_VOLUME],
    found: 0,
  },
} satisfies Cases
