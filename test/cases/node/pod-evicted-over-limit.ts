import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { later, worded, write } from '../../support/variation.ts'

const says = (message: string): Variation =>
  worded(/Pod ephemeral local storage usage exceeds .*$/, message, 'pkg/kubelet/eviction/eviction_manager.go')

export default {
  'ten minutes after the last eviction the loop has ended': {
    recording: 'evicted-over-limit',
    varied: [later(720)],
    found: 0,
  },
  'the volume that grew past its limit is named': {
    recording: 'evicted-over-limit',
    varied: [says('Usage of EmptyDir volume "scratch" exceeds the limit "64Mi". ')],
    found: 1,
  },
  'the container that wrote more than its limit is named': {
    recording: 'evicted-over-limit',
    varied: [says('Container ingest exceeded its local ephemeral storage limit "20Mi". ')],
    found: 1,
  },
  'which of two containers wrote too much is not known': {
    recording: 'evicted-over-limit',
    varied: [
      write(
        'Pod',
        /^ingest-/,
        ['spec', 'containers'],
        ['ingest', 'scan'].map(name => ({ name, resources: { limits: { 'ephemeral-storage': '10Mi' } } })),
      ),
    ],
    found: 1,
  },
} satisfies Cases
