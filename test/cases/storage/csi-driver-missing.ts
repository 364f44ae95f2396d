import type { Cases } from '../../support/cases.ts'
import { another, gone, joined, notRead, told, unsaid, worded, write } from '../../support/variation.ts'

const NO_PLUGIN = worded(
  /^MountVolume\.MountDevice failed for volume "lake-data" : .*/,
  'MountVolume.FindPluginBySpec failed for volume "lake-data" : no volume plugin matched',
  'pkg/volume/util/operationexecutor/operation_generator.go and pkg/volume/plugins.go, FindPluginBySpec',
)
const EBS = { name: 'ebs.csi.aws.com', nodeID: 'i-1' }
const EFS = { name: 'efs.csi.aws.com', nodeID: 'i-1' }

const POD = 'query-cb74c4b8d-5mfph'

const FAILED = {
  reason: 'FailedMount',
  message:
    'MountVolume.MountDevice failed for volume "lake-data" : driver name efs.csi.aws.com not found in the list of registered CSI drivers',
  source: 'pkg/volume/csi/csi_client.go, newCsiDriverClient',
}
const said = (id: string, event: string, reason: string, message: string) =>
  told(
    id,
    event,
    { kind: 'Pod', namespace: 'lake', name: POD },
    { reason, message, source: 'pkg/kubelet and pkg/controller/util/node' },
  )

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
  'a volume in the pod itself names its driver': {
    recording: 'csi-missing',
    varied: [
      notRead('Event'),
      write('Pod', POD, ['spec', 'volumes'], [{ name: 'keys', csi: { driver: 'secrets-store.csi.k8s.io' } }]),
    ],
    found: 1,
  },
  'the claim of an ephemeral volume is found in the pod': {
    recording: 'csi-missing',
    varied: [
      write('PersistentVolumeClaim', 'data', ['metadata', 'name'], `${POD}-scratch`),
      write(
        'Pod',
        POD,
        ['spec', 'volumes'],
        [
          { name: 'other', emptyDir: {} },
          { name: 'scratch', ephemeral: {} },
        ],
      ),
    ],
    found: 1,
  },
  'a pod that is started anew after its node was mounts its volumes again': {
    recording: 'csi-missing',
    varied: [joined(POD, 'healthy-job-retried', 'import-b97lz', 'containers')],
    found: 1,
  },
  'a pod of which a container runs has its volumes': {
    recording: 'csi-missing',
    varied: [joined(POD, 'healthy-restarted', 'api-5dfbf559c4-hml42', 'containers')],
    found: 0,
  },
  'what has ended mounts nothing any more': {
    recording: 'job-failing',
    varied: [
      told(
        'multi-attach',
        'primary-7c5d4496f-xtlvl.18eacb217a267c63',
        { kind: 'Pod', namespace: 'etl', name: 'nightly-9tq2t' },
        FAILED,
      ),
    ],
    found: 0,
  },
  'of many nodes that have the driver five are named': {
    recording: 'csi-missing',
    varied: [
      write('CSINode', 'node-2', ['spec', 'drivers'], [EFS]),
      ...[3, 4, 5, 6, 7].map(number =>
        another('csi-missing', 'CSINode', 'node-2', { name: `node-${number}` }, { drivers: [EFS] }),
      ),
    ],
    found: 1,
  },
  'a pod without a condition for its sandbox is judged by its containers': {
    recording: 'csi-missing',
    varied: [unsaid('Pod', POD, ['status', 'conditions'])],
    found: 1,
  },
  'a pod that is started anew may have its volumes where nothing says otherwise': {
    recording: 'csi-missing',
    varied: [joined(POD, 'healthy-job-retried', 'import-b97lz', 'containers'), notRead('Event')],
    found: 0,
  },
  'a container that ended in its sandbox has its volumes': {
    recording: 'crash-exit-zero',
    varied: [
      told(
        'csi-missing',
        `${POD}.18eaca5cc09b8f2c`,
        { kind: 'Pod', namespace: 'queue', name: 'worker-7d9d9db9f9-dq72x' },
        FAILED,
      ),
    ],
    found: 0,
  },
  'an image is pulled once the volumes are there, whatever the node says of its drivers': {
    recording: 'csi-missing',
    varied: [said('provisioner-absent', 'data-pg-0.18eaca66e72c4e65', 'Pulling', 'Pulling image "busybox:1.36"')],
    found: 0,
  },
  'what fails after that fails still': {
    recording: 'csi-missing',
    varied: [
      said('csi-missing', 'query.18eaca5c9a547451', 'Pulling', 'Pulling image "busybox:1.36"'),
      said('provisioner-absent', 'data-pg-0.18eaca66e72c4e65', 'NodeNotReady', 'Node is not ready'),
    ],
    found: 1,
  },
} satisfies Cases
