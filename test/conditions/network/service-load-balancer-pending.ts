import type { Conditions } from '../../support/conditions.ts'
import { later, notRead, unsaid, write } from '../../support/variation.ts'

const taken = write('Service', 'public', ['metadata', 'finalizers'], ['service.kubernetes.io/load-balancer-cleanup'])

export default {
  'a controller may take the Service on within a minute': {
    recording: 'lb-pending',
    varied: [later(-20)],
    found: 0,
  },
  'a controller that has taken it on may be at work': {
    recording: 'lb-pending',
    varied: [taken],
    found: 0,
  },
  'a controller that has taken it on is at work no longer than the cloud takes': {
    recording: 'lb-pending',
    varied: [taken, later(240)],
    found: 1,
  },
  'where events were not read a controller may be at work': {
    recording: 'lb-pending',
    varied: [notRead('Event')],
    found: 0,
  },
  'where events were not read no controller works for that long': {
    recording: 'lb-pending',
    varied: [notRead('Event'), later(240)],
    found: 1,
  },
  'a Service of unknown age may be new': {
    recording: 'lb-pending',
    varied: [unsaid('Service', 'public', ['metadata', 'creationTimestamp'])],
    found: 0,
  },
  'a class of its own has a controller of its own': {
    recording: 'lb-pending',
    varied: [write('Service', 'public', ['spec', 'loadBalancerClass'], 'service.k8s.aws/nlb')],
    found: 1,
  },
  'an external address that somebody wrote is an address': {
    recording: 'lb-pending',
    varied: [write('Service', 'public', ['spec', 'externalIPs'], ['192.0.2.1'])],
    found: 0,
  },
  'a Service of another type needs none': {
    recording: 'lb-pending',
    varied: [write('Service', 'public', ['spec', 'type'], 'NodePort')],
    found: 0,
  },
  'a Service that is being deleted needs none': {
    recording: 'lb-pending',
    varied: [write('Service', 'public', ['metadata', 'deletionTimestamp'], '2026-11-23T21:39:40Z')],
    found: 0,
  },
} satisfies Conditions
