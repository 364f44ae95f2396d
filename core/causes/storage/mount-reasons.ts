/** A reason for a failed mount: what it means and what to do. */
export interface MountReason {
  readonly id: string
  readonly meaning: string
  readonly remedy: string
}

const DAMAGED = {
  meaning: 'the file system on the device is damaged or has another type',
  remedy:
    'Take a snapshot of the volume, check `fsType`, and repair the file system while it is unmounted (`fsck`, `xfs_repair`).',
}

/** The Secret in messages of kubelets and drivers that cannot read it. */
const SECRET = /(?:the secret (\S{1,253}) in the namespace (\S{1,63})|secrets? "([^"]{1,253})" not found)/

/**
 * Specific reasons before vague ones. Messages of mount(8), mount.nfs(8), mount.cifs(8), mount.ceph(8), fsck(8) and CSI
 * drivers.
 */
const REASONS: readonly (MountReason & { readonly pattern: RegExp })[] = [
  {
    id: 'secrets',
    pattern:
      /failed to mount secrets store objects[\s\S]{0,2000}?(?:denied|forbidden|unauthorized|not authorized|\b40[13]\b|IAM role must be associated|AADSTS\d)/i,
    meaning: 'the secrets store denies access to a secret',
    remedy:
      'Grant the identity that reads the secret (the service account’s cloud role, or the one in the SecretProviderClass) permission to read it; the message names what is denied.',
  },
  {
    id: 'ownership',
    pattern: /^Setting volume ownership for /,
    meaning: 'the kubelet is still changing the group of its files',
    remedy:
      'Set fsGroupChangePolicy to OnRootMismatch in the pod’s security context: later starts skip the change where the volume’s root has the right group.',
  },
  {
    id: 'expansion',
    pattern: /failed while expanding volume|NodeExpand|resize2fs|xfs_growfs/i,
    meaning: 'its file system cannot be grown on the node',
    remedy: 'Check the file system and the log of the driver’s pod on the node; the kubelet retries on its own.',
  },
  {
    id: 'file-system',
    pattern: /bad superblock on \/dev\//i,
    ...DAMAGED,
  },
  {
    id: 'helper',
    pattern:
      /unknown filesystem type|helper program|bad option; for several filesystems|executable file not found in \$PATH|mount\.\w{2,10}: (?:command )?not found/i,
    meaning: 'the node has no mount helper or kernel module for this file system',
    remedy: 'Install the client on every node (nfs-common or nfs-utils, cifs-utils, ceph-common, open-iscsi).',
  },
  {
    id: 'ceph',
    pattern:
      /no mds \(Metadata Server\) is up|\brbd: map failed[\s\S]{0,200}?\b110\b|\brbd\b[\s\S]{0,400}?(?:timed out|connection timed)/i,
    meaning: 'the Ceph cluster does not respond to the node',
    remedy:
      'Check the health of the Ceph cluster (`ceph status`), and that its monitors (3300 and 6789) and OSDs (6800 to 7300) can be reached from the node.',
  },
  {
    id: 'denied',
    pattern:
      /access denied by server|permission denied|mount error\(13\)|NT_STATUS_(?:ACCESS_DENIED|LOGON_FAILURE)|operation not permitted/i,
    meaning: 'the server denies the node access',
    remedy: 'Allow the nodes’ addresses in the server’s exports, or correct the volume’s credentials.',
  },
  {
    id: 'path',
    pattern:
      /no such file or directory|does not exist|reason given by server: No such|mount error\(2\)|not a directory/i,
    meaning: 'the exported path, share or device does not exist',
    remedy: 'Correct the volume’s path or share, or create it on the server (for a local volume, on the node).',
  },
  {
    id: 'name',
    pattern: /name or service not known|failed to resolve|could not resolve|no such host|name resolution/i,
    meaning: 'the name of the server cannot be resolved on the node',
    remedy:
      'Correct the server’s name in the volume, or the DNS of the nodes: they do not ask the cluster’s DNS. An EFS file system needs a mount target in the nodes’ VPC.',
  },
  {
    id: 'unreachable',
    pattern:
      /no route to host|connection (?:timed out|refused)|host is down|network is unreachable|mount error\(11[0-5]\)|server not responding|portmap query/i,
    meaning: 'the server does not respond to the node',
    remedy: 'Check that the server is running and that its ports (2049 for NFS, 445 for SMB) are open to the nodes.',
  },
  {
    id: 'busy',
    pattern: /already mounted or .{0,200}busy|device or resource busy|is busy|device is busy|resource busy/i,
    meaning: 'the device is in use on the node',
    remedy: 'Find out what uses the device on the node (often multipathd), and release it.',
  },
  {
    id: 'file-system',
    pattern:
      /wrong fs type|bad superblock|fsck|structure needs cleaning|can't read superblock|superblock|corrupt|UNEXPECTED INCONSISTENCY|bad magic|input\/output error|mount\(2\) system call failed/i,
    ...DAMAGED,
  },
  {
    id: 'options',
    pattern:
      /invalid argument|bad option|incorrect mount option|unsupported mount option|protocol not supported|requested NFS version|mount option/i,
    meaning: 'a mount option or a protocol version is not supported',
    remedy: 'Correct `mountOptions` in the volume or its class, for example `nfsvers`.',
  },
  {
    id: 'credentials',
    pattern:
      /couldn't get secret|NodeStageSecretRef|nodePublishSecretRef|failed to get secret|secrets? .{0,300}not found|SecretProviderClass/i,
    meaning: 'the volume’s credentials cannot be read',
    remedy: 'Create the Secret (or SecretProviderClass) that the volume references, in the referenced namespace.',
  },
  {
    id: 'stale',
    pattern: /stale (?:nfs )?file handle/i,
    meaning: 'the server no longer has the directory that the node mounted',
    remedy:
      'Check that the export is still there and was not recreated; then unmount it on the node (`umount -f`), or move the pod to another node.',
  },
  {
    id: 'device',
    // The drivers of EBS, GCE PD and Azure Disk.
    pattern: /find device|device (?:path|link)\b.{0,300}not found|find disk .{0,100}lun/i,
    meaning: 'the attached disk does not appear on the node',
    remedy:
      'Check that the disk is attached to the node (`kubectl get volumeattachments`, and the cloud’s console), and restart the driver’s pod on the node; if the disk still does not appear, move the pod to another node.',
  },
  {
    id: 'ended',
    pattern: /transport endpoint is not connected/i,
    meaning: 'the FUSE process on the node that serves the mount has exited',
    remedy:
      'Restart the driver’s pod on the node if it is not ready, then recreate the pod so that its volume is mounted again. The driver’s log shows why the process exited.',
  },
  {
    id: 'timeout',
    pattern:
      /DeadlineExceeded|context deadline exceeded|timed? ?out|operation with the given Volume ID .{0,300}already exists/i,
    meaning: 'the driver times out',
    remedy: 'Check the storage backend and the log of the driver’s pod on the node.',
  },
]

const OTHER: MountReason = {
  id: 'other',
  meaning: 'the driver or mount(8) returns an error',
  remedy: 'Fix the error in the message; the kubelet retries on its own.',
}

/** The reason in the message of a failed mount. */
export function mountReason(message: string): MountReason {
  const reason = REASONS.find(({ pattern }) => pattern.test(message)) ?? OTHER
  const [, name, namespace, bare] = reason.id === 'credentials' ? (SECRET.exec(message) ?? []) : []
  const secret = name === undefined ? bare : `${namespace}/${name}`
  return secret === undefined ? reason : { ...reason, remedy: `Create Secret ${secret}, which the volume references.` }
}

/**
 * Fixes for drivers' errors that report a refusal by the cloud or the backend. Messages of the EBS, EFS, Azure, GCE,
 * vSphere, Ceph and Longhorn drivers, and gRPC codes.
 */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [
    /UnauthorizedOperation|AccessDenied|AuthorizationFailed|PERMISSION_DENIED|PermissionDenied|not authorized to|does not have (?:authorization|permission)|Required '[^']{1,100}' permission/i,
    'Grant the identity of the driver’s controller (the cloud role of its service account) the permission that the error names.',
  ],
  [
    /no node was specified|only support .{0,40}WaitForFirstConsumer/i,
    'Use a class with volumeBindingMode WaitForFirstConsumer: the driver creates a volume on its pod’s node. A class cannot be changed, so create another one, then recreate the claim, which holds no data yet.',
  ],
  [
    /maximum number of (?:data )?disks|AttachmentLimitExceeded|attachment limit|too many (?:volumes|disks) attached|exceeds? the (?:maximum|limit) .{0,60}(?:volumes|disks)/i,
    'Move pods with volumes to another node, or use a larger machine type: this node has reached its limit of disks.',
  ],
  [
    /ZoneMismatch|not in the same (?:availability )?zone/i,
    'Place the pod in the zone of its volume (nodeSelector topology.kubernetes.io/zone), and give the PersistentVolume its nodeAffinity, which keeps pods there; or restore a snapshot of it in the other zone.',
  ],
  [
    /volume attachment is being deleted/i,
    'Find out why the driver does not detach the volume: see the log of its controller (csi-attacher). The VolumeAttachment remains until it does.',
  ],
  [
    /no (?:available )?topology (?:key )?found|accessibility requirements/i,
    'Check that the driver’s pods on the nodes are ready and that the class’s allowedTopologies match a node: no node reports a matching topology in its CSINode.',
  ],
  [
    /RequestLimitExceeded|\bThrottl(?:ing|ed)|TooManyRequests|rateLimitExceeded|\brate limit exceeded/i,
    'Wait: the cloud’s API rate limit is hit, and the driver retries on its own. If this persists, find what else in the account calls the API so often, or request a higher limit.',
  ],
  [
    /quota|LimitExceeded/i,
    'Raise the quota that the error names, or delete volumes and snapshots that are no longer needed.',
  ],
  [
    /MULTI_NODE_\w+|access ?modes?\b.{0,80}not supported|only .{0,40}ReadWriteOnce/i,
    'Request an access mode that the driver supports (ReadWriteOnce), or use a class for shared file systems; a claim’s modes are immutable, so recreate it.',
  ],
  [
    /DataSource|(?:getting|source) snapshot|volumesnapshots?\.\S{1,60} "|source (?:volume|claim|pvc) .{0,200}not found/i,
    'Create the snapshot or claim that dataSource names, or correct it; a claim’s source is immutable, so recreate it.',
  ],
  [
    /insufficient (?:storage|capacity|space)|not enough (?:free )?(?:storage|capacity|space)|no space left|out of (?:capacity|space)|ResourceExhausted/i,
    'Add storage to the backend, or delete volumes that are no longer needed.',
  ],
  [
    /InvalidVolume\.NotFound|(?:disk|volume|item)\b.{0,200}(?:not found|could not be found|does not exist)|types\.NotFound/i,
    'Find out whether the disk still exists; if it was deleted, restore its data to a new claim.',
  ],
]

/** The fix for a driver's error; undefined if the error does not suggest one. */
export function driverRemedy(message: string): string | undefined {
  return REFUSALS.find(([pattern]) => pattern.test(message))?.[1]
}

/** The error without the wrapping of gRPC and cloud SDKs. */
export function driverError(message: string): string {
  return message
    .replace(/rpc error: code = \w{1,40} desc = /g, '')
    .replace(
      /operation error [\w ]{1,40}: \w{1,60}, https response error StatusCode: \d{3}, RequestID: [\w-]{0,60}, (?:HostID: [^,]{0,100}, )?/g,
      '',
    )
    .replace(
      /Retriable: \w{1,5}, RetryAfter: \w{1,10}, HTTPStatusCode: \d{3}, RawError: (?:\{"error":\{"code":"(\w{1,80})","message":)?/g,
      '$1 ',
    )
    .replace(/\s+/g, ' ')
    .trim()
}
