import type { Cases } from '../../support/cases.ts'
import { edit, gone, later, notRead, unsaid, worded, write } from '../../support/variation.ts'

const recording = 'rwop-rolling'

/** The pods on two nodes are of two revisions of one Deployment. */
const REVISIONS = edit('ReplicaSet', /^replica-/, object => ({
  ...object,
  metadata: {
    ...(object['metadata'] as Readonly<Record<string, unknown>>),
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'primary', controller: true }],
  },
}))
const going = (which: RegExp) => write('Pod', which, ['metadata', 'deletionTimestamp'], '2026-11-23T21:53:40Z')
/** No driver is missing, and the event has expired. */
const BY_STATE = [
  REVISIONS,
  notRead('Event'),
  write('CSINode', /^node-/, ['spec', 'drivers'], [{ name: 'ebs.csi.aws.com', nodeID: 'i-0a1b' }]),
]

export default {
  'the objects tell without events': { recording, varied: [gone('Event')], found: 1 },
  'an old pod that is about to end frees the volume': { recording, varied: [later(-30)], found: 1 },
  'with the strategy Recreate the old pod goes first': {
    recording,
    varied: [write('Deployment', 'jira', ['spec', 'strategy'], { type: 'Recreate' })],
    found: 0,
  },
  'events tell where the pod has no conditions': {
    recording,
    varied: [unsaid('Pod', /^jira-/, ['status', 'conditions'])],
    found: 1,
  },
  'a pod that finds no room does not wait for its volume': {
    recording,
    varied: [
      gone('Event'),
      worded(
        /node\(s\) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod/,
        'Insufficient cpu',
        'pkg/scheduler/framework/plugins/noderesources/fit.go',
      ),
    ],
    found: 0,
  },
  'a volume for one node at a time is held on another': { recording: 'multi-attach', varied: [REVISIONS], found: 1 },
  'a volume that is held on another node shows by its attachment, without events': {
    recording: 'multi-attach',
    varied: BY_STATE,
    found: 1,
  },
  'a volume that is attached nowhere is held by nobody': {
    recording: 'multi-attach',
    varied: [...BY_STATE, gone('VolumeAttachment')],
    found: 0,
  },
  'the event tells where the claim was not read': {
    recording: 'multi-attach',
    varied: [REVISIONS, notRead('PersistentVolumeClaim')],
    found: 1,
  },
  'many nodes may have it': {
    recording: 'multi-attach',
    varied: [
      ...BY_STATE,
      write('PersistentVolumeClaim', 'data', ['spec', 'accessModes'], ['ReadWriteOnce', 'ReadWriteMany']),
    ],
    found: 0,
  },
  'pods on one node share it': {
    recording: 'multi-attach',
    varied: [...BY_STATE, write('Pod', /^replica-/, ['spec', 'nodeName'], 'node-1')],
    found: 0,
  },
  'a pod without a node waits for none': {
    recording: 'multi-attach',
    varied: [...BY_STATE, write('Pod', /^replica-/, ['spec', 'nodeName'], undefined)],
    found: 0,
  },
  'an old pod without a node has nothing': {
    recording: 'multi-attach',
    varied: [...BY_STATE, write('Pod', /^primary-/, ['spec', 'nodeName'], undefined)],
    found: 0,
  },
  'an old pod that is going lets go': { recording: 'multi-attach', varied: [REVISIONS, going(/^primary-/)], found: 0 },
  'a new pod that is going waits for nothing': {
    recording: 'multi-attach',
    varied: [REVISIONS, going(/^replica-/)],
    found: 0,
  },
} satisfies Cases
