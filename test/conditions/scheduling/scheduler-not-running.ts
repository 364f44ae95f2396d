import type { Conditions } from '../../support/conditions.ts'
import { later, notRead, write } from '../../support/variation.ts'

export default {
  'without its lease a pod that nobody looked at for three minutes tells': {
    recording: 'scheduler-down',
    varied: [notRead('Lease'), later(150)],
    found: 1,
  },
  'without its lease a scheduler is given a minute': {
    recording: 'scheduler-down',
    varied: [notRead('Lease'), later(10)],
    found: 1,
  },
  'a pod that waits for another scheduler tells nothing': {
    recording: 'scheduler-unknown',
    varied: [notRead('Lease'), later(600)],
    found: 0,
  },
  'a scheduler that keeps its lease runs': {
    recording: 'scheduler-unknown',
    varied: [write('Pod', /^app-/, ['spec', 'schedulerName'], 'default-scheduler')],
    found: 0,
  },
} satisfies Conditions
