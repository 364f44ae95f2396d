import type { Conditions } from '../../support/conditions.ts'
import { added, alsoRead, stated } from '../../support/variation.ts'
import { route } from './route-backend-missing.ts'

const good = { name: 'web', port: 80 }
const gateway = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { namespace: 'healthy-shop', name: 'edge' },
  spec: { gatewayClassName: 'envoy', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
}

const ENVOY = 'envoyproxy/gateway internal/gatewayapi/testdata'

export default {
  'its host is none of the Gateway’s': {
    recording: 'healthy-rolled',
    varied: [
      alsoRead('Gateway'),
      added(gateway, route(good, { hostnames: ['whales.kubernetes.io'] })),
      stated(
        'HTTPRoute',
        'web',
        {
          parents: [
            {
              parentRef: { name: 'edge' },
              controllerName: 'gateway.envoyproxy.io/gatewayclass-controller',
              conditions: [
                {
                  ...{ type: 'Accepted', status: 'False', reason: 'NoMatchingListenerHostname' },
                  message: `There were no hostname intersections between the HTTPRoute and this parent ref's Listener(s).`,
                },
                {
                  ...{ type: 'ResolvedRefs', status: 'True', reason: 'ResolvedRefs' },
                  message: 'Resolved all the Object references for the Route',
                },
              ],
            },
          ],
        },
        `${ENVOY}/httproute-with-non-matching-specific-hostname-attaching-to-gateway-with-wildcard-hostname.out.yaml`,
      ),
    ],
    found: 1,
  },
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
