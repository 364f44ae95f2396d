import type { Conditions } from '../../support/conditions.ts'
import { later, notRead, worded, write } from '../../support/variation.ts'

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
const FULL = worded(
  /Insufficient nvidia\.com\/gpu/g,
  'node(s) exceed max volume count',
  'pkg/scheduler/framework/plugins/nodevolumelimits/csi.go, ErrReasonMaxVolumeCountExceeded',
)

export default {
  'drivers may fail for a minute': {
    recording: 'multi-attach',
    varied: [TIMED_OUT],
    found: 1,
  },
  'after a minute it is a failure': {
    recording: 'multi-attach',
    varied: [TIMED_OUT, later(30)],
    found: 1,
  },
  'of a long message the beginning is quoted': {
    recording: 'multi-attach',
    varied: [LONG, later(30)],
    found: 1,
  },
  'nodes that can take no more volumes keep the pod from being placed': {
    recording: 'pending-gpu',
    varied: [write('Pod', 'infer-0', ['spec', 'containers'], [{ name: 'infer' }]), FULL],
    found: 1,
  },
  'so they do where nodes were not read': {
    recording: 'pending-gpu',
    varied: [FULL, notRead('Node')],
    found: 1,
  },
} satisfies Conditions
