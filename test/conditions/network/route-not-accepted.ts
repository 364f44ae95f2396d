import type { Conditions } from '../../support/conditions.ts'
import { added, alsoRead } from '../../support/variation.ts'
import { route } from './route-backend-missing.ts'

const good = { name: 'web', port: 80 }
const gateway = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { namespace: 'healthy-shop', name: 'edge' },
  spec: { gatewayClassName: 'envoy', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
}

export default {
  'its Gateway does not exist': {
    recording: 'healthy-rolled',
    varied: [alsoRead('Gateway'), added(route(good))],
    found: 1,
  },
  'its Gateway was not read': {
    recording: 'healthy-rolled',
    varied: [added(route(good))],
    found: 0,
  },
  'nobody has looked at it yet': {
    recording: 'healthy-rolled',
    varied: [alsoRead('Gateway'), added(gateway, route(good))],
    found: 0,
  },
  'one of its Gateways exists': {
    recording: 'healthy-rolled',
    varied: [
      alsoRead('Gateway'),
      added(gateway, route(good, { parentRefs: [{ name: 'old' }, { name: 'edge', sectionName: 'http' }] })),
    ],
    found: 0,
  },
  'a Service is its parent': {
    recording: 'healthy-rolled',
    varied: [alsoRead('Gateway'), added(route(good, { parentRefs: [{ group: '', kind: 'Service', name: 'web' }] }))],
    found: 0,
  },
} satisfies Conditions
