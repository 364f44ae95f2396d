import type { Cases } from '../../support/cases.ts'
import { another, later, notRead, told, unsaid, worded, write } from '../../support/variation.ts'

const TIMED_OUT = worded(
  /^Multi-Attach error for volume "pg-data" .*/,
  'AttachVolume.Attach failed for volume "pg-data" : timed out waiting for external-attacher of ebs.csi.aws.com CSI driver to attach volume vol-0abc',
  'pkg/volume/csi/csi_attacher.go, waitForVolumeAttachmentWithLister',
)
const LONG = worded(
  /^Multi-Attach error for volume "pg-data" .*/,
  'AttachVolume.Attach failed for volume "pg-data" : rpc error: code = Internal desc = Bad response statusCode [500]. Status [500 Internal Server Error]. Body: [detail=, message=unable to attach volume pg-data to node-2: volume pg-data not scheduled, code=Server Error] from [http://longhorn-backend:9500/v1/volumes/pg-data?action=attach]',
  'github.com/longhorn/longhorn/issues/1565',
)
const NO_PATH = worded(
  /^MountVolume\.MountDevice failed for volume "lake-data" .*/,
  'MountVolume.WaitForAttach failed for volume "lake-data" : failed to get any path for iscsi disk, last err seen:\nTimed out waiting for device at path /dev/disk/by-path/ip-192.168.1.31:3260-iscsi-iqn.2020-12.com.example.dnuc01:dnuc01-lun-0 after 30s',
  'pkg/volume/iscsi/iscsi_util.go, AttachDisk and waitForPathToExist',
)
const FULL = worded(
  /Insufficient nvidia\.com\/gpu/g,
  'node(s) exceed max volume count',
  'pkg/scheduler/framework/plugins/nodevolumelimits/csi.go, ErrReasonMaxVolumeCountExceeded',
)

/** The drivers of both nodes. */
const REGISTERED = write('CSINode', /^node-/, ['spec', 'drivers'], [{ name: 'ebs.csi.aws.com', nodeID: 'i-0a1b' }])

const NO_GPU = write('Pod', 'infer-0', ['spec', 'containers'], [{ name: 'infer' }])
const fullNode = (number: number) => another('pending-gpu', 'Node', 'node-1', { name: `node-${number}` })
/** Said after the attachment failed. */
const attached = (volume: string) =>
  told(
    'multi-attach',
    'primary-7c5d4496f-xtlvl.18eacb217a267c63',
    { kind: 'Pod', namespace: 'postgres-ha', name: 'replica-7bcfb66c67-v6vgw' },
    {
      reason: 'SuccessfulAttachVolume',
      message: `AttachVolume.Attach succeeded for volume "${volume}" `,
      source: 'pkg/volume/util/operationexecutor/operation_generator.go, GenerateAttachVolumeFunc',
    },
  )

export default {
  'drivers may fail for a minute': {
    recording: 'multi-attach',
    varied: [LONG],
    found: 1,
  },
  'after a minute it is a failure, and of a long message the beginning is quoted': {
    recording: 'multi-attach',
    varied: [LONG, later(30)],
    found: 1,
  },
  'who has not answered for two minutes does not come by itself': {
    recording: 'multi-attach',
    varied: [TIMED_OUT],
    found: 1,
  },
  'a disk of Fibre Channel or iSCSI is brought to the node by the kubelet, without an attachment': {
    recording: 'csi-missing',
    varied: [NO_PATH, later(30)],
    found: 1,
  },
  'an attachment that nobody answers is read where events are not': {
    recording: 'multi-attach',
    varied: [unsaid('VolumeAttachment', /^csi-/, ['status', 'attached']), REGISTERED, notRead('Event'), later(130)],
    found: 1,
  },
  'an attachment takes its time': {
    recording: 'multi-attach',
    varied: [unsaid('VolumeAttachment', /^csi-/, ['status', 'attached']), REGISTERED, notRead('Event'), later(60)],
    found: 1,
  },
  'where its driver is not registered on the node that is the cause': {
    recording: 'multi-attach',
    varied: [unsaid('VolumeAttachment', /^csi-/, ['status', 'attached']), notRead('Event'), later(130)],
    found: 0,
  },
  'nodes that can take no more volumes keep the pod from being placed': {
    recording: 'pending-gpu',
    varied: [write('Pod', 'infer-0', ['spec', 'containers'], [{ name: 'infer' }]), FULL],
    found: 1,
  },
  'nodes that can take no more volumes keep the pod from being placed, where nodes were not read too': {
    recording: 'pending-gpu',
    varied: [FULL, notRead('Node')],
    found: 1,
  },
  'three full nodes are named': {
    recording: 'pending-gpu',
    varied: [NO_GPU, FULL, ...[2, 3].map(fullNode)],
    found: 1,
  },
  'more full nodes are counted': {
    recording: 'pending-gpu',
    varied: [NO_GPU, FULL, ...[2, 3, 4].map(fullNode)],
    found: 1,
  },
  'a volume that was attached since does not fail': {
    recording: 'multi-attach',
    varied: [LONG, attached('pg-data'), later(30)],
    found: 0,
  },
  'another volume that was attached since does not help': {
    recording: 'multi-attach',
    varied: [LONG, attached('pg-wal'), later(30)],
    found: 1,
  },
} satisfies Cases
