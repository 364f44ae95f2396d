import type { Conditions } from '../../support/conditions.ts'
import { gone, worded, write } from '../../support/variation.ts'

const NO_PLUGIN = worded(
  /^MountVolume\.MountDevice failed for volume "lake-data" : .*/,
  'MountVolume.FindPluginBySpec failed for volume "lake-data" : no volume plugin matched',
  'pkg/volume/util/operationexecutor/operation_generator.go and pkg/volume/plugins.go, FindPluginBySpec',
)
const EBS = { name: 'ebs.csi.aws.com', nodeID: 'i-1' }
const EFS = { name: 'efs.csi.aws.com', nodeID: 'i-1' }

export default {
  'a driver that has registered since goes on by itself': {
    recording: 'csi-missing',
    varied: [write('CSINode', 'node-1', ['spec', 'drivers'], [EBS, EFS])],
    found: 1,
  },
  'a driver that other nodes have leaves this node out': {
    recording: 'csi-missing',
    varied: [
      write('CSINode', 'node-1', ['spec', 'drivers'], [EBS]),
      write('CSINode', 'node-2', ['spec', 'drivers'], [EBS, EFS]),
    ],
    found: 1,
  },
  'a driver that the cluster does not know has to be installed': {
    recording: 'csi-missing',
    varied: [gone('CSIDriver')],
    found: 1,
  },
  'a volume that no plugin serves may name no driver': {
    recording: 'csi-missing',
    varied: [NO_PLUGIN],
    found: 1,
  },
} satisfies Conditions
