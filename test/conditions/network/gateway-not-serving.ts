import type { Conditions } from '../../support/conditions.ts'
import { added, alsoRead } from '../../support/variation.ts'

const gateway = (apiVersion: string) => ({
  apiVersion,
  kind: 'Gateway',
  metadata: { namespace: 'healthy-shop', name: 'edge' },
  spec: { gatewayClassName: 'envoy', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
})
const ours = gateway('gateway.networking.k8s.io/v1')
const gatewayClass = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'envoy' },
  spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
}

export default {
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
