import type { Cases } from '../../support/cases.ts'
import { added, alsoRead, stated, write } from '../../support/variation.ts'

/** A route as people write it, in the namespace of the recording. */
export const route = (backend: object, spec: object = {}, kind = 'HTTPRoute') => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { namespace: 'healthy-shop', name: 'web' },
  spec: { parentRefs: [{ name: 'edge' }], rules: [{ backendRefs: [backend] }], ...spec },
})

const ofAMesh = { ...route({ name: 'wbe', port: 80 }), apiVersion: 'networking.example.com/v1' }
const FROM = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'healthy-shop' }
const grant = {
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  kind: 'ReferenceGrant',
  metadata: { namespace: 'default', name: 'routes' },
  spec: {
    from: [FROM],
    to: [{ group: '', kind: 'Service' }],
  },
}

/** A route of a mesh, as people write it. */
const meshRoute = (destination: object, more: object = {}) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { namespace: 'healthy-shop', name: 'web' },
  spec: { hosts: ['web'], http: [{ route: [{ destination }] }], ...more },
})
const subsets = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { namespace: 'healthy-shop', name: 'web' },
  spec: { host: 'web', subsets: [{ name: 'stable', labels: { app: 'wbe' } }] },
}
const readMesh = [alsoRead('DestinationRule'), alsoRead('ServiceEntry')]

/** A route at some generation, with a backend of a kind unknown to its controller. */
const changed = (generation: number) => {
  const made = route({ kind: 'URL', name: 'wbe', port: 80 })
  return { ...made, metadata: { ...made.metadata, generation } }
}
const unknownKind = stated(
  'HTTPRoute',
  'web',
  {
    parents: [
      {
        parentRef: { name: 'edge' },
        controllerName: 'gateway.envoyproxy.io/gatewayclass-controller',
        conditions: [
          {
            ...{ type: 'Accepted', status: 'True', reason: 'Accepted', message: 'Route is accepted' },
            observedGeneration: 1,
          },
          {
            ...{ type: 'ResolvedRefs', status: 'False', reason: 'InvalidKind', observedGeneration: 1 },
            message:
              'Failed to process route rule 0 backendRef 0: Kind is invalid, only Service, MCS ServiceImport and Envoy Gateway Backend are supported.',
          },
        ],
      },
    ],
  },
  'envoyproxy/gateway internal/gatewayapi/testdata/httproute-with-invalid-backend-ref-invalid-kind.out.yaml',
)

export default {
  'its controller does not know the kind of the backend': {
    recording: 'healthy-rolled',
    varied: [added(route({ kind: 'URL', name: 'wbe', port: 80 })), unknownKind],
    found: 1,
  },
  'the host of a VirtualService does not exist': {
    recording: 'healthy-rolled',
    varied: [added(meshRoute({ host: 'wbe' }))],
    found: 1,
  },
  'a VirtualService names a Service by a name that is not complete': {
    recording: 'healthy-rolled',
    varied: [added(meshRoute({ host: 'web.healthy-shop' })), ...readMesh],
    found: 1,
  },
  'the port of a VirtualService’s destination': {
    recording: 'healthy-rolled',
    varied: [added(meshRoute({ host: 'web', port: { number: 8080 } }))],
    found: 1,
  },
  'no DestinationRule defines the subset': {
    recording: 'healthy-rolled',
    varied: [added(meshRoute({ host: 'web', subset: 'stabel' }), subsets), ...readMesh],
    found: 1,
  },
  'DestinationRules were not read': {
    recording: 'healthy-rolled',
    varied: [added(meshRoute({ host: 'web', subset: 'canary' }))],
    found: 0,
  },
  'no pod has the labels of the subset': {
    recording: 'healthy-rolled',
    varied: [added(meshRoute({ host: 'web', subset: 'stable' }), subsets), ...readMesh],
    found: 1,
  },
  'a VirtualService routes to a host outside': {
    recording: 'healthy-rolled',
    varied: [added(meshRoute({ host: 'api.example.com' })), ...readMesh],
    found: 0,
  },
  'the Service does not exist': {
    recording: 'healthy-rolled',
    varied: [added(route({ name: 'wbe', port: 80 }))],
    found: 1,
  },
  'the Service has no such port': {
    recording: 'healthy-rolled',
    varied: [added(route({ name: 'web', port: 8080 }, {}, 'GRPCRoute'))],
    found: 1,
  },
  'the backend of a TCPRoute does not exist': {
    recording: 'healthy-rolled',
    varied: [added(route({ name: 'wbe', port: 80 }, {}, 'TCPRoute'))],
    found: 1,
  },
  'two references, and no Service with a similar name': {
    recording: 'healthy-rolled',
    varied: [
      added(
        route(
          { name: 'web', port: 80 },
          {
            rules: ['checkout', 'invoices'].map(name => ({ backendRefs: [{ name, port: 80 }] })),
          },
        ),
      ),
    ],
    found: 1,
  },
  'the route is being deleted': {
    recording: 'healthy-rolled',
    varied: [
      added(route({ name: 'wbe', port: 80 })),
      write('HTTPRoute', 'web', ['metadata', 'deletionTimestamp'], '2026-11-23T21:50:00Z'),
    ],
    found: 0,
  },
  'the Service and its port exist': {
    recording: 'healthy-rolled',
    varied: [added(route({ name: 'web', port: 80 }))],
    found: 0,
  },
  'its weight is 0': {
    recording: 'healthy-rolled',
    varied: [added(route({ name: 'wbe', port: 80, weight: 0 }))],
    found: 0,
  },
  'it is a backend of another kind': {
    recording: 'healthy-rolled',
    varied: [added(route({ group: 'gateway.envoyproxy.io', kind: 'Backend', name: 'wbe' }))],
    found: 0,
  },
  'Services of its namespace were not read': {
    recording: 'healthy-rolled',
    varied: [added(route({ namespace: 'elsewhere', name: 'wbe', port: 80 }))],
    found: 0,
  },
  'a route of another API group': {
    recording: 'healthy-rolled',
    varied: [added(ofAMesh)],
    found: 0,
  },
  'a Service of another namespace, with a ReferenceGrant': {
    recording: 'healthy-rolled',
    varied: [alsoRead('ReferenceGrant'), added(route({ namespace: 'default', name: 'kubernetes', port: 443 }), grant)],
    found: 0,
  },
  'a Service of another namespace, without a ReferenceGrant': {
    recording: 'healthy-rolled',
    varied: [alsoRead('ReferenceGrant'), added(route({ namespace: 'default', name: 'kubernetes', port: 443 }))],
    found: 1,
  },
  ...Object.fromEntries(
    (
      [
        ['routes of another kind', { from: [{ ...FROM, kind: 'GRPCRoute' }] }],
        ['routes of another namespace', { from: [{ ...FROM, namespace: 'shop' }] }],
        ['references to Secrets', { to: [{ group: '', kind: 'Secret' }] }],
        ['references to another Service', { to: [{ group: '', kind: 'Service', name: 'database' }] }],
      ] as const
    ).map(([what, spec]) => [
      `it is of another namespace, which allows ${what} only`,
      {
        recording: 'healthy-rolled',
        varied: [
          alsoRead('ReferenceGrant'),
          added(route({ namespace: 'default', name: 'kubernetes', port: 443 }), {
            ...grant,
            spec: { ...grant.spec, ...spec },
          } as { kind: string }),
        ],
        found: 1,
      },
    ]),
  ),
  'it is of another namespace, which allows it and others': {
    recording: 'healthy-rolled',
    varied: [
      alsoRead('ReferenceGrant'),
      added(route({ namespace: 'default', name: 'kubernetes', port: 443 }), {
        ...grant,
        spec: {
          from: [{ ...FROM, namespace: 'shop' }, FROM],
          to: [
            { group: '', kind: 'Secret' },
            { group: '', kind: 'Service', name: 'kubernetes' },
          ],
        },
      } as { kind: string }),
    ],
    found: 0,
  },
  'it needs no port of a Service that stands for a name outside': {
    recording: 'healthy-rolled',
    varied: [
      added(route({ name: 'web', port: 8080 })),
      write('Service', 'web', ['spec'], { type: 'ExternalName', externalName: 'shop.example.com' }),
    ],
    found: 0,
  },
  'the condition is of the route before it was changed': {
    recording: 'healthy-rolled',
    varied: [added(changed(2)), unknownKind],
    found: 0,
  },
  'the condition is of the route as it is': {
    recording: 'healthy-rolled',
    varied: [added(changed(1)), unknownKind],
    found: 1,
  },
  'it is of another namespace, whose grants were not read': {
    recording: 'healthy-rolled',
    varied: [added(route({ namespace: 'default', name: 'kubernetes', port: 443 }))],
    found: 0,
  },
} satisfies Cases
