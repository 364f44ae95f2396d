import type { Cases } from '../../support/cases.ts'
import { added, alsoRead, stated } from '../../support/variation.ts'

const gateway = (apiVersion: string) => ({
  apiVersion,
  kind: 'Gateway',
  metadata: { namespace: 'healthy-shop', name: 'edge', creationTimestamp: '2026-11-23T21:10:00Z' },
  spec: { gatewayClassName: 'envoy', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
})
const ours = gateway('gateway.networking.k8s.io/v1')
const gatewayClass = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'envoy' },
  spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
}

const served = [alsoRead('GatewayClass'), added(ours, gatewayClass)]
const waits = { status: 'Unknown', reason: 'Pending', message: 'Waiting for controller' }
const unseen = ['Accepted', 'Programmed'].map(type => ({
  ...{ type, ...waits, lastTransitionTime: '1970-01-01T00:00:00Z' },
}))
const ENVOY = 'envoyproxy/gateway internal/gatewayapi'
const noAddress = {
  ...{ type: 'Programmed', status: 'False', reason: 'AddressNotAssigned' },
  message: 'No addresses have been assigned to the Gateway',
}
const noSecret = {
  ...{ type: 'ResolvedRefs', status: 'False', reason: 'InvalidCertificateRef' },
  message: 'No valid secrets exist: certificate refs 0: Secret envoy-gateway/tls-secret-1 does not exist.',
}
const translated = {
  ...{ type: 'Accepted', status: 'True', reason: 'Accepted' },
  message: 'Listener has been successfully translated',
}

const certificateRefs = [
  { group: 'cert-manager.io', kind: 'Certificate', name: 'issued' },
  { namespace: 'default', name: 'shared' },
  { name: 'tls' },
  { name: 'tls-secret-1' },
]

const ISTIO = 'istio/istio pilot/pkg/config/kube/gateway/testdata'
/** The Gateway with what its controller says of its one listener. */
const listens = (source: string, ...conditions: readonly object[]) => [
  ...served,
  stated('Gateway', 'edge', { listeners: [{ name: 'http', attachedRoutes: 1, conditions }] }, source),
]
const programmed = {
  ...{ type: 'Programmed', status: 'True', reason: 'Programmed' },
  message: 'Sending translated listener configuration to the data plane',
}

export default {
  'its class is refused': {
    recording: 'healthy-rolled',
    varied: [
      ...served,
      stated(
        'GatewayClass',
        'envoy',
        {
          conditions: [
            {
              ...{ type: 'Accepted', status: 'False', reason: 'GatewayClassConflict' },
              message: 'The resource is ignored due to a conflicting GatewayClass resource',
            },
          ],
        },
        'nginx/nginx-gateway-fabric internal/controller/state/conditions/conditions.go',
      ),
    ],
    found: 1,
  },
  'a listener is only said not to be programmed': {
    recording: 'healthy-rolled',
    varied: listens(
      `${ENVOY}/testdata/gateway-with-listener-with-invalid-tls-configuration-no-certificate-refs.out.yaml`,
      {
        ...{ type: 'Programmed', status: 'False', reason: 'Invalid' },
        message: 'Listener must have at least 1 TLS certificate ref',
      },
    ),
    found: 1,
  },
  'listeners are in conflict': {
    recording: 'healthy-rolled',
    varied: listens(`${ENVOY}/testdata/gateway-with-two-listeners-with-same-port-and-hostname.out.yaml`, {
      ...{ type: 'Conflicted', status: 'True', reason: 'HostnameConflict' },
      message:
        'All listeners for a given port must use a unique hostname, conflicting listeners: envoy-gateway/gateway-1/http-1, envoy-gateway/gateway-1/http-2',
    }),
    found: 1,
  },
  'one certificate of several is missing': {
    recording: 'healthy-rolled',
    varied: listens(
      `${ENVOY}/testdata/gateway-with-listener-with-invalid-multiple-tls-configuration.out.yaml`,
      {
        ...{ type: 'ResolvedRefs', status: 'False', reason: 'PartiallyInvalidCertificateRef' },
        message: 'Some secrets are invalid: certificate refs 1: Secret envoy-gateway/not-exist-secret does not exist.',
      },
      programmed,
    ),
    found: 1,
  },
  'one kind of routes of several is not supported': {
    recording: 'healthy-rolled',
    varied: listens(
      `${ISTIO}/route-binding.status.yaml.golden`,
      { ...{ type: 'ResolvedRefs', status: 'False', reason: 'InvalidRouteKinds' }, message: 'Invalid route kinds' },
      { ...programmed, message: 'No errors found' },
    ),
    found: 0,
  },
  'it requests an address that cannot be assigned': {
    recording: 'healthy-rolled',
    varied: [
      ...served,
      stated(
        'Gateway',
        'edge',
        {
          conditions: [
            {
              ...{ type: 'Programmed', status: 'False', reason: 'AddressNotUsable' },
              message:
                'Failed to assign to any requested addresses: hostname "invalid.istio-system.svc.domain.suffix" not found',
            },
          ],
        },
        `${ISTIO}/eastwest-tlsoption.status.yaml.golden`,
      ),
    ],
    found: 1,
  },
  'no controller has looked at it since it was made': {
    recording: 'healthy-rolled',
    varied: [
      ...served,
      stated('Gateway', 'edge', { conditions: unseen }, 'kubernetes-sigs/gateway-api config/crd/standard (default)'),
    ],
    found: 1,
  },
  'it has no address': {
    recording: 'healthy-rolled',
    varied: [...served, stated('Gateway', 'edge', { conditions: [noAddress] }, `${ENVOY}/status/gateway.go`)],
    found: 1,
  },
  'the certificate of a listener is missing': {
    recording: 'healthy-rolled',
    varied: [
      ...served,
      stated(
        'Gateway',
        'edge',
        { listeners: [{ name: 'tls', attachedRoutes: 1, conditions: [noSecret, translated] }] },
        `${ENVOY}/testdata/gateway-with-listener-with-invalid-tls-configuration-secret-does-not-exist.out.yaml`,
      ),
    ],
    found: 1,
  },
  'one of the Secrets of a listener does not exist': {
    recording: 'healthy-rolled',
    varied: [
      alsoRead('GatewayClass', 'Secret'),
      added(
        {
          ...ours,
          spec: {
            gatewayClassName: 'envoy',
            listeners: [
              { name: 'old', port: 8443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'tls-secret-0' }] } },
              { name: 'tls', port: 443, protocol: 'HTTPS', tls: { certificateRefs } },
            ],
          },
        } as { kind: string },
        gatewayClass,
        { kind: 'Secret', metadata: { namespace: 'healthy-shop', name: 'tls' } } as { kind: string },
      ),
      stated(
        'Gateway',
        'edge',
        { listeners: [{ name: 'tls', attachedRoutes: 1, conditions: [noSecret, translated] }] },
        `${ENVOY}/testdata/gateway-with-listener-with-invalid-tls-configuration-secret-does-not-exist.out.yaml`,
      ),
    ],
    found: 1,
  },
  'its class does not exist': {
    recording: 'healthy-rolled',
    varied: [alsoRead('GatewayClass'), added(ours)],
    found: 1,
  },
  'its class exists': {
    recording: 'healthy-rolled',
    varied: [alsoRead('GatewayClass'), added(ours, gatewayClass)],
    found: 0,
  },
  'classes were not read': {
    recording: 'healthy-rolled',
    varied: [added(ours)],
    found: 0,
  },
  'a Gateway of another API group': {
    recording: 'healthy-rolled',
    varied: [alsoRead('GatewayClass'), added(gateway('networking.istio.io/v1'))],
    found: 0,
  },
} satisfies Cases
