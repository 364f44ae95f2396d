import type { Cases } from '../../support/cases.ts'
import { borrowed, gone, later, notRead, onlyPods, unsaid, untimed, write } from '../../support/variation.ts'

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
  'without its lease a pod that it has placed since tells': {
    recording: 'scheduler-down',
    varied: [notRead('Lease'), borrowed('working-dir', 'Pod', 'builder-544f775c97-ncw7l'), later(600)],
    found: 0,
  },
  'without its lease a scheduler is given a few seconds': {
    recording: 'scheduler-down',
    varied: [notRead('Lease'), later(-30)],
    found: 1,
  },
  'without its lease nothing can be told of pods that were just made, whenever they were read': {
    recording: 'scheduler-down',
    varied: [onlyPods, untimed],
    found: 0,
  },
  'no other lease need be read': {
    recording: 'scheduler-down',
    varied: [gone('Lease', /^(?!kube-scheduler)/)],
    found: 1,
  },
  'a lease that was never renewed says nothing': {
    recording: 'scheduler-down',
    varied: [gone('Lease', /^(?!kube-scheduler)/), write('Lease', 'kube-scheduler', ['spec', 'renewTime'], undefined)],
    found: 0,
  },
  'a pod that was refused has been looked at, though its events are gone': {
    recording: 'pending-cpu',
    varied: [notRead('Lease'), gone('Event', /^trainer-/), later(600)],
    found: 0,
  },
  'no scheduler looks at a pod with a gate': {
    recording: 'gated',
    varied: [notRead('Lease'), unsaid('Pod', /^resize-/, ['status', 'conditions']), later(600)],
    found: 0,
  },
  'no scheduler looks at a pod that names its node': {
    recording: 'node-name-unknown',
    varied: [notRead('Lease'), later(600)],
    found: 0,
  },
} satisfies Cases
