import type { Conditions } from '../../support/conditions.ts'
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

export default {
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
  'a mesh has Gateways too': {
    recording: 'healthy-rolled',
    varied: [alsoRead('GatewayClass'), added(gateway('networking.istio.io/v1'))],
    found: 0,
  },
} satisfies Conditions
