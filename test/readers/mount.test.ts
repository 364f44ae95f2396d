import { describe, expect, test } from 'vitest'
import { readMountMessage, readUnmounted } from '../../core/causes/storage/mount.ts'
import { driverRemedy, mountReason } from '../../core/causes/storage/mount-reasons.ts'

describe('what the attach/detach controller and the kubelet say', () => {
  test.each([
    // pkg/controller/volume/attachdetach/reconciler/reconciler.go, reportMultiAttachError
    [
      'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another',
      [],
    ],
    ['Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0, web-1', ['web-0', 'web-1']],
    [
      'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0 and 2 pod(s) in different namespaces',
      ['web-0'],
    ],
    ['Multi-Attach error for volume "pvc-1" Volume is already used by 1 pod(s) in different namespaces', []],
    // the same, as proposed for later versions
    ['Waiting for detach for volume "pvc-1" Volume is already used by pod(s) web-0', ['web-0']],
  ])('%s', (message, holders) => {
    expect(readMountMessage('FailedAttachVolume', message)).toMatchObject({
      failure: 'held',
      volume: 'pvc-1',
      holders,
    })
  })

  test.each([
    // github.com/openshift/release/issues/7550
    `AttachVolume.Attach failed for volume "pvc-bef35f1d" : GCE 200 - RESOURCE_IN_USE_BY_ANOTHER_RESOURCE: The disk resource 'projects/openshift-ci-infra/zones/us-east1-c/disks/kubernetes-dynamic-pvc-bef35f1d' is already being used by 'projects/openshift-ci-infra/zones/us-east1-c/instances/origin-ci-ig-n-cdgz'`,
    // azuredisk-csi-driver, controller common: AttachDisk
    'AttachVolume.Attach failed for volume "pv" : rpc error: code = Internal desc = disk(/subscriptions/x/disks/pvc-1) already attached to node(/subscriptions/x/virtualMachines/aks-1), could not be attached to node(aks-2)',
    // github.com/hetznercloud/csi-driver/issues/41
    'AttachVolume.Attach failed for volume "pvc-7ff22820" : rpc error: code = Internal desc = failed to publish volume: volume is already attached to a server, please detach it first (service_error)',
    // longhorn csi/controller_server.go, ControllerPublishVolume
    'AttachVolume.Attach failed for volume "pv" : rpc error: code = FailedPrecondition desc = the volume pvc-1 cannot be attached to the node n1 since it is already attached to the node n2',
    // github.com/kubernetes/kubernetes/issues/29324
    'AttachVolume.Attach failed for volume "pv" : Error attaching EBS volume "vol-0dac" to instance "i-1": VolumeInUse: vol-0dac is already attached to an instance',
  ])('another machine has it: %s', message => {
    expect(readMountMessage('FailedAttachVolume', message).failure).toBe('held')
  })

  test.each([
    // pkg/volume/csi/csi_attacher.go, waitForVolumeAttachmentWithLister
    'AttachVolume.Attach failed for volume "postgres-pv-2" : timed out waiting for external-attacher of ebs.csi.aws.com CSI driver to attach volume vol-035f524f584d7cc80',
    'AttachVolume.Attach failed for volume "pv" : rpc error: code = NotFound desc = Instance "i-0abc" not found',
    'AttachVolume.Attach failed for volume "pv" : rpc error: code = Internal desc = Could not attach volume "vol-1" to node "i-1": UnauthorizedOperation: You are not authorized to perform this operation.',
    'AttachVolume.FindAttachablePluginBySpec failed for volume "pv"',
  ])('it is not attached: %s', message => {
    expect(readMountMessage('FailedAttachVolume', message).failure).toBe('attach')
  })

  test.each([
    // pkg/volume/csi/csi_client.go, newCsiDriverClient; the prefixes differ by version and phase
    [
      'MountVolume.SetUp failed for volume "secrets-store-inline" : kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name secrets-store.csi.k8s.io not found in the list of registered CSI drivers',
      'secrets-store.csi.k8s.io',
    ],
    [
      'MountVolume.MountDevice failed for volume "pv" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name fsx.csi.aws.com not found in the list of registered CSI drivers',
      'fsx.csi.aws.com',
    ],
    [
      'AttachVolume.Attach failed for volume "pvc-123" : CSINode node-a does not contain driver driver.longhorn.io',
      'driver.longhorn.io',
    ],
    [
      'MountVolume.SetUp failed for volume "pv" : rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /var/lib/kubelet/plugins/efs.csi.aws.com/csi.sock: connect: connection refused"',
      'efs.csi.aws.com',
    ],
  ])('the driver is not there: %s', (message, driver) => {
    expect(readMountMessage('FailedMount', message)).toMatchObject({ failure: 'driver', driver })
  })

  test('a Secret that a volume itself needs is the volume’s trouble', () => {
    // pkg/volume/csi/csi_attacher.go and csi_util.go, getCredentialsFromSecret
    const message =
      'MountVolume.MountDevice failed for volume "pv" : fetching NodeStageSecretRef ceph/rbd-secret failed: kubernetes.io/csi: failed to find the secret rbd-secret in the namespace ceph with error: secrets "rbd-secret" not found'
    expect(readMountMessage('FailedMount', message).failure).toBe('mount')
    expect(mountReason(message).id).toBe('credentials')
  })

  test('the volumes that the kubelet waits for', () => {
    // pkg/kubelet/volumemanager/volume_manager.go, 1.27 and later
    const message =
      'Unable to attach or mount volumes: unmounted volumes=[data cache], unattached volumes=[], failed to process volumes=[]: context deadline exceeded'
    expect(readUnmounted(message)).toEqual(['data', 'cache'])
    expect(readUnmounted('MountVolume.SetUp failed for volume "data" : x')).toEqual([])
  })
})

test.each([
  // mount(8), mount.nfs(8), mount.cifs(8), kubernetes mount-utils; the lines after `Output:`
  ["mount: /var/lib/kubelet/pods/1/volumes/kubernetes.io~nfs/share: unknown filesystem type 'nfs'.", 'helper'],
  [
    'mount: wrong fs type, bad option, bad superblock on 10.0.0.1:/srv, missing codepage or helper program, or other error\n(for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.<type> helper program)',
    'helper',
  ],
  [
    'mount: /var/lib/kubelet/pods/1/volumes/nfs: bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.nfs helper program.',
    'helper',
  ],
  ['mount.nfs: access denied by server while mounting 10.0.0.1:/share', 'denied'],
  ['mount error(13): Permission denied\nRefer to the mount.cifs(8) manual page', 'denied'],
  ['mount.nfs: mounting 10.0.0.1:/nope failed, reason given by server: No such file or directory', 'path'],
  [
    'MountVolume.NewMounter initialization failed for volume "local-pv" : path "/mnt/disks/ssd1" does not exist',
    'path',
  ],
  ['mount.nfs: No route to host', 'unreachable'],
  ['mount.nfs: Connection timed out', 'unreachable'],
  ['mount.nfs: Failed to resolve server nfs.example.com: Name or service not known', 'name'],
  ['mount: /stage/globalmount: /dev/drbd1378 already mounted or mount point busy.', 'busy'],
  [
    "'fsck' found errors on device /dev/longhorn/pvc-1 but could not correct them: fsck from util-linux 2.31.1",
    'file-system',
  ],
  [
    'mount: /globalmount: wrong fs type, bad option, bad superblock on /dev/nvme1n1, missing codepage, or other error.',
    'file-system',
  ],
  ['mount.nfs: requested NFS version or transport protocol is not supported', 'options'],
  ['mount.nfs: an incorrect mount option was specified', 'options'],
  [
    'mount error: no mds (Metadata Server) is up. The cluster might be laggy, or you may not be authorized',
    'ceph', // mount.ceph(8)
  ],
  ['mount.nfs: Stale file handle', 'stale'],
  // github.com/kubernetes-sigs/aws-ebs-csi-driver pkg/driver/node_linux.go
  ['Failed to find device path /dev/xvdba. nvme path "/dev/disk/by-id/nvme-x" not found', 'device'],
  ['stat /var/lib/kubelet/plugins/x/globalmount: transport endpoint is not connected', 'ended'], // ENOTCONN of FUSE
  ['rbd: sysfs write failed\nrbd: map failed: (110) Connection timed out', 'ceph'],
  ['rpc error: code = DeadlineExceeded desc = context deadline exceeded', 'timeout'],
  ['rpc error: code = Aborted desc = an operation with the given Volume ID 0001 already exists', 'timeout'],
  ['rpc error: code = Internal desc = something new', 'other'],
])('%s: %s', (message, id) => {
  expect(mountReason(message).id).toBe(id)
})

describe('what a driver’s error says is refused', () => {
  test.each([
    // AWS EC2 error codes, as the EBS driver passes them on
    [
      /zone of its volume/,
      "api error InvalidVolume.ZoneMismatch: The volume 'vol-0a1b' is not in the same availability zone as instance 'i-0a'",
    ],
    // kubernetes pkg/volume/csi/csi_attacher.go
    [/csi-attacher/, 'volume attachment is being deleted'],
    // openebs/lvm-localpv#112, kubernetes-csi/external-provisioner
    [/allowedTopologies/, 'error generating accessibility requirements: no available topology found'],
    // openebs/dynamic-localpv-provisioner#186
    [/WaitForFirstConsumer/, 'configuration error, no node was specified'],
    // github.com/kubernetes-sigs/aws-ebs-csi-driver pkg/cloud, as AWS answers
    [
      /permission that the error names/,
      'Could not create volume "pvc-1": UnauthorizedOperation: You are not authorized to perform this operation.',
    ],
    // kubernetes-sigs/azuredisk-csi-driver issue 1270
    [
      /limit of disks/,
      '"code": "OperationNotAllowed", "message": "The maximum number of data disks allowed to be attached to a VM of this size is 4."',
    ],
    // kubernetes-sigs/gcp-compute-persistent-disk-csi-driver, as GCE answers
    [
      /quota/,
      "Insert disk operation error: QUOTA_EXCEEDED - Quota 'SSD_TOTAL_GB' exceeded.  Limit: 500.0 in region europe-west1.",
    ],
    // kubernetes-sigs/aws-ebs-csi-driver pkg/driver/controller.go
    [
      /access mode/,
      'Volume capabilities MULTI_NODE_MULTI_WRITER not supported. Only AccessModes[ReadWriteOnce] supported.',
    ],
    // kubernetes-csi/external-provisioner pkg/controller/controller.go
    [
      /dataSource/,
      'error getting handle for DataSource Type VolumeSnapshot by Name nightly: error getting snapshot nightly from api server',
    ],
  ])('%s: %s', (remedy, message) => {
    expect(driverRemedy(message)).toMatch(remedy)
  })

  test('an error that names no refusal has no remedy of its own', () => {
    expect(driverRemedy('context deadline exceeded')).toBeUndefined()
  })
})
