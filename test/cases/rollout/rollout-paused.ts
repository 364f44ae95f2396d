import type { Cases } from '../../support/cases.ts'
import { gone, notRead, write } from '../../support/variation.ts'

const paused = write('Deployment', /^/, ['spec', 'paused'], true)

export default {
  'a pause that holds nothing back is no problem': { recording: 'healthy-rolled', varied: [paused], found: 0 },
  'a pause in the middle of a rollout keeps the old pods': { recording: 'rwop-rolling', varied: [paused], found: 1 },
  'a Deployment that was paused from the start makes no pods': {
    recording: 'healthy-scaled-zero',
    varied: [paused, gone('ReplicaSet'), write('Deployment', /^/, ['spec', 'replicas'], 1)],
    found: 1,
  },
  'ReplicaSets that were not read may be there': {
    recording: 'healthy-scaled-zero',
    varied: [paused, notRead('ReplicaSet'), write('Deployment', /^/, ['spec', 'replicas'], 1)],
    found: 0,
  },
  'a paused Deployment that wants no pod lacks none': {
    recording: 'healthy-scaled-zero',
    varied: [paused, gone('ReplicaSet')],
    found: 0,
  },
  'pods of the newest template are lacking for another reason': {
    recording: 'quota-exceeded',
    varied: [paused],
    found: 0,
  },
} satisfies Cases
