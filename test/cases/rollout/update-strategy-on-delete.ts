import type { Cases } from '../../support/cases.ts'
import { later, notRead, type Variation, write } from '../../support/variation.ts'

const controlled = (kind: string): Variation =>
  write(
    kind,
    /^/,
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch', name: 'logs', controller: true }],
  )

export default {
  'pods that are up to date need not be deleted': {
    recording: 'node-lost',
    varied: [write('StatefulSet', /^/, ['spec', 'updateStrategy'], { type: 'OnDelete' })],
    found: 0,
  },
  'a DaemonSet whose pods are up to date need not delete them': {
    recording: 'image-never',
    varied: [write('DaemonSet', /^/, ['spec', 'updateStrategy'], { type: 'OnDelete' })],
    found: 0,
  },
  'which pods are up to date is not known without its revisions, and the status counts them': {
    recording: 'image-never',
    varied: [write('DaemonSet', /^/, ['spec', 'updateStrategy'], { type: 'OnDelete' }), notRead('ControllerRevision')],
    found: 0,
  },
  'the status counts old pods that were not read': {
    recording: 'ds-on-delete',
    varied: [notRead('Pod', 'ControllerRevision')],
    found: 1,
  },
  'an operator deletes the pods of its set one by one': {
    recording: 'ds-on-delete',
    varied: [controlled('DaemonSet')],
    found: 0,
  },
  'an operator that has deleted no pod for ten minutes is not waited for': {
    recording: 'ds-on-delete',
    varied: [controlled('DaemonSet'), later(600)],
    found: 1,
  },
} satisfies Cases
