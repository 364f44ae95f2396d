import type { Cases } from '../../support/cases.ts'
import { taintedBy } from '../../support/unread-nodes.ts'
import { another, gone, notRead, told, worded } from '../../support/variation.ts'

const UNPACKED = worded(
  /failed to resolve image: .*/,
  'failed to extract layer sha256:5d: write /var/lib/containerd/tmpmounts/containerd-mount1/usr/lib/x86_64-linux-gnu/libicudata.so: no space left on device: unknown',
  'containerd core/unpack/unpacker.go with ENOSPC',
)

const NO_SPACE =
  'write /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs/app: no space left on device: unknown'
/** The node when it has space again. */
const RECOVERED = [gone('Node', 'node-2'), another('node-disk-pressure', 'Node', 'node-1', { name: 'node-2' })]
const EVICTED = another('node-disk-pressure', 'Pod', 'thumbs-8f5c45c7b-4s7v9', {
  name: 'web-dbb6fffff-evicted',
  namespace: 'healthy-shop',
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-dbb6fffff', controller: true }],
})

export default {
  'the scheduler tells of nodes that were not read': {
    recording: 'pending-taint',
    varied: taintedBy('2 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }'),
    found: 1,
  },
  'an image that cannot be unpacked finds no space': {
    recording: 'image-tag-typo',
    varied: [UNPACKED],
    found: 1,
  },
  'the state of the container tells it when the events are gone': {
    recording: 'image-tag-typo',
    varied: [UNPACKED, gone('Event', /^web-58fb588565-s8bfg/)],
    found: 1,
  },
  'of a node that was not read it is said all the same': {
    recording: 'image-tag-typo',
    varied: [UNPACKED, notRead('Node')],
    found: 1,
  },
  'no space for control groups is not that of the disk': {
    recording: 'image-tag-typo',
    varied: [
      worded(
        /failed to resolve image: .*/,
        'mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod79fe803c: no space left on device: unknown',
        'kubernetes/kubernetes issue 70324',
      ),
    ],
    found: 0,
  },
  'a container cannot be made without space': {
    recording: 'crash-command-not-found',
    varied: [
      worded(/failed to create containerd task: .*/, `failed to create containerd task: ${NO_SPACE}`, 'containerd'),
      gone('Event', /^thumbs-/),
    ],
    found: 1,
  },
  'a sandbox cannot be made without space': {
    recording: 'cni-bad-plugin',
    varied: [worded(/^Failed to create pod sandbox: .*/, `Failed to create pod sandbox: ${NO_SPACE}`, 'containerd')],
    found: 1,
  },
  'a pod that runs has found space since': {
    recording: 'healthy-restarted',
    varied: [
      told(
        'crash-command-not-found',
        'thumbs-6cb4546c6b-zw42s.18eac9397382d3ad',
        { kind: 'Pod', namespace: 'healthy-api', name: 'api-5dfbf559c4-hml42' },
        { reason: 'Failed', message: `Error: ${NO_SPACE}`, source: 'containerd' },
      ),
    ],
    found: 0,
  },
  'a node that has space again takes pods': {
    recording: 'node-disk-pressure',
    varied: RECOVERED,
    found: 1,
  },
  'an eviction is history once the node has space and all pods are there': {
    recording: 'healthy-rolled',
    varied: [EVICTED, another('node-disk-pressure', 'Node', 'node-1', { name: 'node-2' })],
    found: 0,
  },
} satisfies Cases
