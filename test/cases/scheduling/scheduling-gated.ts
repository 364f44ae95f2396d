import type { Cases } from '../../support/cases.ts'
import { later, write } from '../../support/variation.ts'

const recording = 'gated'

const queued = write('Pod', /^resize/, ['spec', 'schedulingGates'], [{ name: 'kueue.x-k8s.io/admission' }])

export default {
  'a pod that is being deleted waits for nobody': {
    recording,
    varied: [write('Pod', /^resize/, ['metadata', 'deletionTimestamp'], '2026-11-23T21:39:30Z')],
    found: 0,
  },
  'a pod without gates is not gated': {
    recording,
    varied: [write('Pod', /^resize/, ['spec', 'schedulingGates'], undefined)],
    found: 0,
  },
  'all gates are named, and steps given for three': {
    recording,
    varied: [
      write(
        'Pod',
        /^resize/,
        ['spec', 'schedulingGates'],
        ['acme.io/quota-approval', 'acme.io/licence', 'kueue.x-k8s.io/admission', 'acme.io/audit'].map(name => ({
          name,
        })),
      ),
    ],
    found: 1,
  },
  'a queue takes its gate off when there is room': { recording, varied: [queued], found: 1 },
  'there may never be': { recording, varied: [queued, later(600)], found: 1 },
} satisfies Cases
