import type { Conditions } from '../../support/conditions.ts'
import { edit, gone, later, notListed, write } from '../../support/variation.ts'

type Json = Readonly<Record<string, unknown>>

/** Puts an object under the same controller as another. */
const under = (kind: string, name: string) => (object: Json) => {
  const { metadata } = object as { readonly metadata: Json }
  return {
    ...object,
    metadata: { ...metadata, ownerReferences: [{ apiVersion: 'apps/v1', kind, name, controller: true }] },
  }
}

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
} satisfies Conditions
