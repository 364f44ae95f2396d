import type { Conditions } from '../../support/conditions.ts'
import { notRead, write } from '../../support/variation.ts'

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
  'the status counts old pods that were not read': {
    recording: 'ds-on-delete',
    varied: [notRead('Pod', 'ControllerRevision')],
    found: 1,
  },
} satisfies Conditions
