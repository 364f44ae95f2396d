import type { Cases } from '../../support/cases.ts'
import { another, edit, gone, later, notListed, notRead, worded, write } from '../../support/variation.ts'

type Json = Readonly<Record<string, unknown>>

/** Puts an object under the same controller as another. */
const under = (kind: string, name: string) => (object: Json) => {
  const { metadata } = object as { readonly metadata: Json }
  return {
    ...object,
    metadata: { ...metadata, ownerReferences: [{ apiVersion: 'apps/v1', kind, name, controller: true }] },
  }
}

const VOLUMES = { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] }
/** A pod that has ended, and one that was never placed, with the claim of the others. */
const FINISHED = another(
  'healthy-job-retried',
  'Pod',
  'import-b97lz',
  { name: 'a-finished', namespace: 'postgres-ha' },
  { ...VOLUMES, nodeName: 'node-1' },
)
const UNPLACED = another(
  'pending-taint',
  'Pod',
  'render-865b9bbfc4-4qt8r',
  { name: 'a-unplaced', namespace: 'postgres-ha' },
  VOLUMES,
)
const RUNNING = another(
  'healthy-rolled',
  'Pod',
  'web-dbb6fffff-4fgpn',
  { name: 'web-0', namespace: 'postgres-ha' },
  { ...VOLUMES, nodeName: 'node-1' },
)
const primary = (name: string, nodeName: string) =>
  another('multi-attach', 'Pod', 'primary-7c5d4496f-xtlvl', { name }, { nodeName })
const leaving = (which: RegExp, until: string) => write('Pod', which, ['metadata', 'deletionTimestamp'], until)
const IN_TIME = leaving(/^primary-/, '2026-11-23T21:53:40Z')
const OF_PG_DATA = 'csi-7933a4bd708b5c2f621debc7b6c03f7e26923b0304c6249083a41426f8605cd6'
const attachment = (name: string, nodeName: string) =>
  another('multi-attach', 'VolumeAttachment', OF_PG_DATA, { name }, { nodeName })
const NOT_ATTACHED = another(
  'rwop-rolling',
  'VolumeAttachment',
  'csi-8b4a11a49a14a3c70233d4d8a3a7f21cf812dff9442e8488e617d77b4bf5c71b',
  { name: 'csi-a' },
  { nodeName: 'node-3', source: { persistentVolumeName: 'pg-data' } },
)
const NODE_LOST = [gone('Node', 'node-1'), another('node-lost', 'Node', 'node-2', { name: 'node-1' })]
const REGISTERED = write('CSINode', /^node-/, ['spec', 'drivers'], [{ name: 'ebs.csi.aws.com', nodeID: 'i-0a1b' }])
/** The event has expired: the attachments tell who has the volume. */
const BY_STATE = [REGISTERED, notRead('Event')]

export default {
  'pods of one workload cannot share the volume on two nodes': {
    recording: 'multi-attach',
    varied: [edit('Pod', /^replica-/, under('ReplicaSet', 'primary-7c5d4496f'))],
    found: 1,
  },
  'an update that waits for its own old pod is a deadlock': {
    recording: 'multi-attach',
    varied: [edit('ReplicaSet', /^replica-/, under('Deployment', 'primary'))],
    found: 0,
  },
  'a holder that is gone lets go of the volume within minutes': {
    recording: 'multi-attach',
    varied: [gone('Pod', /^primary-/)],
    found: 1,
  },
  'a holder that is gone for longer than a forced detachment takes did not let go': {
    recording: 'multi-attach',
    varied: [gone('Pod', /^primary-/), later(7 * 60)],
    found: 1,
  },
  'the event names the holder where only some pods were given': {
    recording: 'multi-attach',
    varied: [gone('Pod', /^primary-/), notListed('Pod')],
    found: 1,
  },
  'a node that is gone is the cause, and not the volumes that it keeps': {
    recording: 'multi-attach',
    varied: [gone('Node', 'node-1')],
    found: 0,
  },
  'a claim for one pod at a time is used by a pod of another workload': {
    recording: 'rwop-rolling',
    varied: [edit('Pod', /^jira-d79cb75b6-/, under('StatefulSet', 'backup'))],
    found: 1,
  },
  'two replicas cannot share a claim for one pod': {
    recording: 'rwop-rolling',
    varied: [
      edit('Pod', /^jira-/, under('StatefulSet', 'jira')),
      write('Pod', /^jira-/, ['metadata', 'labels', 'pod-template-hash'], undefined),
      gone('Deployment'),
      gone('ReplicaSet'),
    ],
    found: 1,
  },
  'a pod that is on its way out frees a claim for one pod': {
    recording: 'rwop-rolling',
    varied: [
      edit('Pod', /^jira-d79cb75b6-/, under('StatefulSet', 'backup')),
      write('Pod', /^jira-d79cb75b6-/, ['metadata', 'deletionTimestamp'], '2026-11-23T21:40:40Z'),
    ],
    found: 1,
  },
  'the pod that has a claim for one pod is not always shown': {
    recording: 'rwop-rolling',
    varied: [gone('Pod', /^jira-d79cb75b6-/)],
    found: 1,
  },
  'pods that have ended or were never placed hold nothing': {
    recording: 'multi-attach',
    varied: [FINISHED, UNPLACED],
    found: 1,
  },
  'the pod that the event names may have ended since': {
    recording: 'multi-attach',
    varied: [
      FINISHED,
      gone('Pod', /^primary-/),
      worded(/primary-7c5d4496f-xtlvl$/, 'a-finished', 'the name of another pod'),
    ],
    found: 1,
  },
  'the pod on the node that has the volume holds it': {
    recording: 'multi-attach',
    varied: [primary('a-third', 'node-3'), notRead('Event'), REGISTERED],
    found: 1,
  },
  'where attachments were not read a pod on any other node may hold it': {
    recording: 'multi-attach',
    varied: [
      notRead('VolumeAttachment', 'Node'),
      UNPLACED,
      primary('a-own', 'node-2'),
      worded(
        / by pod\(s\) .*/,
        ' by 1 pod(s) in different namespaces',
        'pkg/controller/volume/attachdetach/reconciler/reconciler.go, reportMultiAttachError',
      ),
    ],
    found: 1,
  },
  'where nothing of the holder was read its node is not known': {
    recording: 'multi-attach',
    varied: [notRead('VolumeAttachment'), gone('Pod', /^primary-/), notListed('Pod')],
    found: 1,
  },
  'a node that does not answer is the cause': {
    recording: 'multi-attach',
    varied: NODE_LOST,
    found: 0,
  },
  'a holder that is stopping in time lets go': { recording: 'multi-attach', varied: [IN_TIME], found: 1 },
  'a holder that should have stopped long ago does not': {
    recording: 'multi-attach',
    varied: [leaving(/^primary-/, '2026-11-23T21:50:00Z')],
    found: 1,
  },
  'a holder on a node that does not answer does not stop': {
    recording: 'multi-attach',
    varied: [...NODE_LOST, IN_TIME],
    found: 0,
  },
  'of two holders one stays': {
    recording: 'multi-attach',
    varied: [IN_TIME, primary('staying', 'node-1')],
    found: 1,
  },
  'a volume is where its attachment says that it is attached': {
    recording: 'multi-attach',
    varied: [
      gone('VolumeAttachment', OF_PG_DATA),
      NOT_ATTACHED,
      attachment('csi-b', 'node-2'),
      attachment('csi-c', 'node-1'),
      primary('a-third', 'node-3'),
    ],
    found: 1,
  },
  'a volume that its own node has too is not held elsewhere': {
    recording: 'multi-attach',
    varied: [...BY_STATE, attachment('csi-b', 'node-2')],
    found: 0,
  },
  'a volume that is attached nowhere is not held': {
    recording: 'multi-attach',
    varied: [...BY_STATE, gone('VolumeAttachment', OF_PG_DATA), NOT_ATTACHED],
    found: 0,
  },
  'a volume that many nodes may have is not held': {
    recording: 'multi-attach',
    varied: [
      ...BY_STATE,
      write('PersistentVolume', 'pg-data', ['spec', 'accessModes'], ['ReadWriteOnce', 'ReadOnlyMany']),
    ],
    found: 0,
  },
  'nobody scales a DaemonSet down': {
    recording: 'multi-attach',
    varied: [edit('Pod', /^/, under('DaemonSet', 'db'))],
    found: 1,
  },
  'the claim for one pod is not known where claims were not read': {
    recording: 'rwop-rolling',
    varied: [edit('Pod', /^jira-d79cb75b6-/, under('StatefulSet', 'backup')), notRead('PersistentVolumeClaim')],
    found: 1,
  },
  'the holder of a claim for one pod is not known where it was not read either': {
    recording: 'rwop-rolling',
    varied: [gone('Pod', /^jira-d79cb75b6-/), notRead('PersistentVolumeClaim')],
    found: 1,
  },
  'a pod that is going needs no claim': {
    recording: 'rwop-rolling',
    varied: [
      edit('Pod', /^jira-d79cb75b6-/, under('StatefulSet', 'backup')),
      leaving(/^jira-999578db6-/, '2026-11-23T21:40:40Z'),
    ],
    found: 0,
  },
  'another pod that waits does not hold a claim for one pod': {
    recording: 'rwop-rolling',
    varied: [
      gone('Pod', /^jira-d79cb75b6-/),
      another('rwop-rolling', 'Pod', 'jira-999578db6-rwcg8', { name: 'jira-999578db6-a' }),
    ],
    found: 1,
  },
  'a pod on a node that does not answer does not free a claim for one pod': {
    recording: 'rwop-rolling',
    varied: [
      edit('Pod', /^jira-d79cb75b6-/, under('StatefulSet', 'backup')),
      leaving(/^jira-d79cb75b6-/, '2026-11-23T21:40:40Z'),
      gone('Node', 'node-1'),
      another('node-lost', 'Node', 'node-2', { name: 'node-1' }),
    ],
    found: 1,
  },
  'where neither events nor attachments were read, the pod that runs with the claim tells': {
    recording: 'multi-attach',
    varied: [gone('Pod', /^primary-/), RUNNING, notRead('Event', 'VolumeAttachment', 'CSINode', 'PersistentVolume')],
    found: 1,
  },
  'a pod that runs with the claim on the same node is no holder': {
    recording: 'multi-attach',
    varied: [
      gone('Pod', /^primary-/),
      RUNNING,
      write('Pod', 'web-0', ['spec', 'nodeName'], 'node-2'),
      notRead('Event', 'VolumeAttachment', 'CSINode', 'PersistentVolume'),
    ],
    found: 0,
  },
  'where attachments were not read a pod that does not run holds nothing': {
    recording: 'multi-attach',
    varied: [notRead('Event', 'VolumeAttachment', 'CSINode', 'PersistentVolume')],
    found: 0,
  },
  'a pod holds no claim that many nodes may have': {
    recording: 'multi-attach',
    varied: [
      gone('Pod', /^primary-/),
      RUNNING,
      notRead('Event', 'VolumeAttachment', 'CSINode', 'PersistentVolume'),
      write('PersistentVolumeClaim', 'data', ['spec', 'accessModes'], ['ReadWriteOnce', 'ReadWriteMany']),
    ],
    found: 0,
  },
  'what was read of attachments decides': {
    recording: 'multi-attach',
    varied: [
      gone('Pod', /^primary-/),
      RUNNING,
      gone('VolumeAttachment'),
      notRead('Event', 'CSINode', 'PersistentVolume'),
    ],
    found: 0,
  },
} satisfies Cases
