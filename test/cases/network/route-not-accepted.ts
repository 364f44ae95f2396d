import type { Cases } from '../../support/cases.ts'
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
const ISTIO = 'istio/istio pilot/pkg/config/kube/gateway/testdata'

type Said = Readonly<Record<'type' | 'status' | 'reason' | 'message', string>>
/** A route whose parents say so, each in one condition. */
const told = (source: string, parents: readonly (readonly [parentRef: object, said: Said])[]) => [
  alsoRead('Gateway'),
  added(route(good, { parentRefs: parents.map(([parentRef]) => parentRef) })),
  stated(
    'HTTPRoute',
    'web',
    { parents: parents.map(([parentRef, said]) => ({ parentRef, conditions: [said] })) },
    source,
  ),
]
const named = (name: string, namespace = 'healthy-shop') => ({ ...gateway, metadata: { namespace, name } })
const noHost: Said = {
  ...{ type: 'Accepted', status: 'False', reason: 'NoMatchingListenerHostname' },
  message: `There were no hostname intersections between the HTTPRoute and this parent ref's Listener(s).`,
}
const notAllowed: Said = {
  ...{ type: 'Accepted', status: 'False', reason: 'NotAllowedByListeners' },
  message: 'No listeners included by this parent ref allowed this attachment.',
}
const accepted: Said = { ...{ type: 'Accepted', status: 'True', reason: 'Accepted' }, message: 'Route is accepted' }
const dropped: Said = {
  ...{ type: 'PartiallyInvalid', status: 'True', reason: 'UnsupportedValue' },
  message:
    'Dropped Rule(s) [2]: Failed to process route rule 2: regex "*regex*" is invalid: error parsing regexp: missing argument to repetition operator: `*`.',
}

const invalid = {
  ...{ type: 'Programmed', status: 'False', reason: 'Invalid' },
  message: 'Listener must have at least 1 TLS certificate ref',
}
const programmed = {
  ...{ type: 'Programmed', status: 'True', reason: 'Programmed' },
  message: 'Sending translated listener configuration to the data plane',
}
/** The Gateway with one listener that does not serve and others that do. */
const partlyClosed = (...others: readonly string[]) => [
  added(named('edge')),
  stated(
    'Gateway',
    'edge',
    {
      listeners: [{ name: 'tls', conditions: [invalid] }, ...others.map(name => ({ name, conditions: [programmed] }))],
    },
    `${ENVOY}/gateway-with-listener-with-invalid-tls-configuration-no-certificate-refs.out.yaml`,
  ),
]
const closed = partlyClosed()

export default {
  'no listener serves its host name': {
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
                noHost,
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
  'no controller has reported on it yet': {
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
  'a Gateway of nearly that name exists': {
    recording: 'healthy-rolled',
    varied: [alsoRead('Gateway'), added(named('edges'), route(good))],
    found: 1,
  },
  'its Gateway is in another namespace': {
    recording: 'healthy-rolled',
    varied: [alsoRead('Gateway'), added(named('edge', 'default'), route(good))],
    found: 1,
  },
  'one of two Gateways refuses it': {
    recording: 'healthy-rolled',
    varied: [
      added(named('edge'), named('internal')),
      ...told(`${ENVOY}/gateway-with-attached-routes.out.yaml`, [
        [{ name: 'edge' }, accepted],
        [{ name: 'internal' }, noHost],
      ]),
    ],
    found: 1,
  },
  'it is taken without one of its rules': {
    recording: 'healthy-rolled',
    varied: [
      added(named('edge')),
      ...told(`${ENVOY}/httproute-with-single-rule-with-multiple-rules.out.yaml`, [[{ name: 'edge' }, dropped]]),
    ],
    found: 1,
  },
  'its Gateway does not serve': {
    recording: 'healthy-rolled',
    varied: [...closed, ...told(`${ENVOY}/listenerset-invalid.out.yaml`, [[{ name: 'edge' }, notAllowed]])],
    found: 0,
  },
  'another listener of its Gateway does not serve': {
    recording: 'healthy-rolled',
    varied: [
      ...partlyClosed('http'),
      ...told(`${ENVOY}/gateway-with-attached-routes.out.yaml`, [[{ name: 'edge' }, noHost]]),
    ],
    found: 1,
  },
  'its Gateway does not serve, and takes it without one of its rules': {
    recording: 'healthy-rolled',
    varied: [
      ...closed,
      ...told(`${ENVOY}/httproute-with-single-rule-with-multiple-rules.out.yaml`, [[{ name: 'edge' }, dropped]]),
    ],
    found: 1,
  },
  'its Gateway does not serve, and does not know a value of it': {
    recording: 'healthy-rolled',
    varied: [
      ...closed,
      ...told(`${ENVOY}/httproute-filter-match-matrix.out.yaml`, [
        [
          { name: 'edge' },
          {
            ...{ type: 'Accepted', status: 'False', reason: 'UnsupportedValue' },
            message: 'Only one HTTPRouteFilter with matches is supported per HTTPRouteRule.',
          },
        ],
      ]),
    ],
    found: 1,
  },
  'its Gateway does not serve, and its filters exclude each other': {
    recording: 'healthy-rolled',
    varied: [
      ...closed,
      ...told('istio/istio pilot/pkg/config/kube/agentgateway/agw.go', [
        [
          { name: 'edge' },
          {
            ...{ type: 'Accepted', status: 'False', reason: 'IncompatibleFilters' },
            message: 'unsupported filter type "ExternalAuth"',
          },
        ],
      ]),
    ],
    found: 1,
  },
  'a Service of the name of a Gateway that does not serve is its parent': {
    recording: 'healthy-rolled',
    varied: [
      ...closed,
      ...told(`${ISTIO}/valid-invalid-parent-ref.status.yaml.golden`, [
        [
          { group: '', kind: 'Service', name: 'edge' },
          {
            ...{ type: 'Accepted', status: 'False', reason: 'NoMatchingParent' },
            message: 'parent service: "edge" not found',
          },
        ],
      ]),
    ],
    found: 1,
  },
  'its Gateway has no such listener': {
    recording: 'healthy-rolled',
    varied: [
      added(named('edge')),
      ...told(`${ENVOY}/httproute-not-attaching-to-listener-non-matching-port.out.yaml`, [
        [
          { name: 'edge' },
          {
            ...{ type: 'Accepted', status: 'False', reason: 'NoMatchingParent' },
            message: 'No listeners match this parent ref',
          },
        ],
      ]),
    ],
    found: 1,
  },
  'a ListenerSet is its parent': {
    recording: 'healthy-rolled',
    varied: told(`${ENVOY}/listenerset-invalid.out.yaml`, [[{ kind: 'ListenerSet', name: 'extra' }, notAllowed]]),
    found: 1,
  },
  'its Gateway was not read, and refuses it': {
    recording: 'healthy-rolled',
    varied: told(`${ENVOY}/listenerset-invalid.out.yaml`, [[{ name: 'edge' }, notAllowed]]).slice(1),
    found: 1,
  },
  'Gateways of its name are in two other namespaces': {
    recording: 'healthy-rolled',
    varied: [alsoRead('Gateway'), added(named('edge', 'default'), named('edge', 'kube-system'), route(good))],
    found: 1,
  },
  'a Service that is its parent does not exist': {
    recording: 'healthy-rolled',
    varied: told(`${ISTIO}/valid-invalid-parent-ref.status.yaml.golden`, [
      [
        { group: '', kind: 'Service', name: 'random' },
        {
          ...{ type: 'Accepted', status: 'False', reason: 'NoMatchingParent' },
          message: 'parent service: "random" not found',
        },
      ],
    ]),
    found: 1,
  },
  'no Gateway of Istio’s that a VirtualService names exists': {
    recording: 'healthy-rolled',
    varied: [
      added({
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { namespace: 'healthy-shop', name: 'web' },
        spec: {
          hosts: ['shop.example.com'],
          gateways: ['egde'],
          http: [{ route: [{ destination: { host: 'web' } }] }],
        },
      } as { kind: string }),
      added({
        apiVersion: 'networking.istio.io/v1',
        kind: 'Gateway',
        metadata: { namespace: 'healthy-shop', name: 'edge' },
        spec: { selector: { istio: 'ingressgateway' } },
      } as { kind: string }),
      alsoRead('Gateway.networking.istio.io'),
    ],
    found: 1,
  },
} satisfies Cases
