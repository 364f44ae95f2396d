import { describe, expect, test } from 'vitest'
import { Cluster } from '../../core/cluster/cluster.ts'
import { applyPatch } from '../../core/patch/apply.ts'
import { endOfPod, outside } from '../../core/workloads/network/ends.ts'
import type { Hop } from '../../core/workloads/network/hops.ts'
import { walkVirtualService } from '../../core/workloads/network/mesh/gateway-path.ts'
import { walk } from '../../core/workloads/network/path.ts'

/*
 * The namespaces, programs and resources are those of Istio's documentation (istio.io/latest/docs/tasks/security/authentication/
 * authn-policy, …/tasks/security/authorization, …/tasks/traffic-management, …/reference/config): foo and bar are in the mesh,
 * legacy is not. The expected answers are what those pages say. No status, event or log is made up: specifications alone
 * decide.
 */

const PROXY = { name: 'istio-proxy' }

function pod(name: string, namespace: string, labels: Readonly<Record<string, string>>, podIP: string) {
  const own = { name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }
  return {
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { serviceAccountName: labels['app'], containers: namespace === 'legacy' ? [own] : [own, PROXY] },
    status: { podIP, phase: 'Running' },
  }
}

function service(name: string, namespace: string, selector: Readonly<Record<string, string>>) {
  const ports = [{ name: 'http', port: 8000, targetPort: 8080, protocol: 'TCP' }]
  return { kind: 'Service', metadata: { name, namespace }, spec: { clusterIP: '', selector, ports } }
}

const NAMESPACES = ['foo', 'bar', 'legacy', 'istio-system']
const WORLD = [
  ...NAMESPACES.map(name => ({ kind: 'Namespace', metadata: { name } })),
  ...['foo', 'bar', 'legacy'].flatMap((namespace, index) => [
    pod('curl', namespace, { app: 'curl' }, `10.244.${index}.2`),
    pod('httpbin', namespace, { app: 'httpbin', version: 'v1' }, `10.244.${index}.3`),
    service('httpbin', namespace, { app: 'httpbin' }),
  ]),
]

const MESH = [
  'VirtualService',
  'DestinationRule',
  'ServiceEntry',
  'Sidecar',
  'PeerAuthentication',
  'AuthorizationPolicy',
]
const LISTS = ['Pod', 'Service', 'Namespace', 'NetworkPolicy', 'EndpointSlice', ...MESH].map(kind => ({ kind }))

function clusterWith(objects: readonly object[], lists = LISTS): Cluster {
  return new Cluster({ objects: [...WORLD, ...objects], lists })
}

/** The first hop of the mesh that is broken, on the way from curl of a namespace; else whether all is decided. */
function ask(cluster: Cluster, way: string): string {
  return (
    hopOf(cluster, way)?.kind ??
    (meshHops(cluster, way).some(({ state }) => state === 'undecided') ? 'undecided' : 'open')
  )
}

function meshHops(cluster: Cluster, way: string): readonly Hop[] {
  const [from = '', to = ''] = way.split(' → ')
  const [host = '', port] = to.split(':')
  const [client] = cluster.named('Pod', 'curl').filter(({ metadata }) => metadata.namespace === from)
  if (client === undefined) throw new Error(`no curl in ${from}`)
  const question = {
    from: endOfPod(client),
    host: /^\w+$/.test(host) ? `httpbin.${host}` : host,
    port: Number(port ?? 8000),
  }
  return walk(question, cluster).hops.filter(({ kind }) => kind.startsWith('mesh'))
}

function hopOf(cluster: Cluster, way: string): Hop | undefined {
  return meshHops(cluster, way).find(({ state }) => state === 'broken')
}

function object(kind: string, spec: object | undefined, namespace = 'foo', name = 'default') {
  const group = /^(?:Peer|Auth)/.test(kind) ? 'security' : 'networking'
  return { apiVersion: `${group}.istio.io/v1`, kind, metadata: { name, namespace }, spec }
}

const HTTPBIN = { matchLabels: { app: 'httpbin' } }
const FULL = 'httpbin.foo.svc.cluster.local'
function strict(namespace?: string) {
  return object('PeerAuthentication', { mtls: { mode: 'STRICT' } }, namespace)
}
function rule(spec: object, namespace?: string) {
  return object('DestinationRule', { host: FULL, ...spec }, namespace)
}
function routes(...http: readonly object[]) {
  return object('VirtualService', { hosts: ['httpbin'], http })
}
function to(host: string, more: object = {}) {
  return { route: [{ destination: { host, ...more } }] }
}
function access(spec: object | undefined, namespace?: string) {
  return object('AuthorizationPolicy', spec, namespace)
}

type Row = readonly [name: string, objects: readonly object[], answers: Readonly<Record<string, string>>]

const ROWS: readonly Row[] = [
  ['nothing configured: all reach all', [], { 'foo → bar': 'open', 'legacy → foo': 'open', 'foo → legacy': 'open' }],
  [
    'STRICT for the mesh',
    [strict('istio-system')],
    { 'legacy → foo': 'mesh-tls', 'foo → bar': 'open', 'foo → legacy': 'open', 'legacy → bar': 'mesh-tls' },
  ],
  [
    'STRICT for the mesh, whose root namespace is where the injector’s webhook finds istiod',
    [
      strict('bar'),
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingWebhookConfiguration',
        metadata: { name: 'istio-sidecar-injector' },
        webhooks: [{ clientConfig: { service: { name: 'istiod', namespace: 'bar', path: '/inject' } } }],
      },
    ],
    { 'legacy → foo': 'mesh-tls', 'legacy → bar': 'mesh-tls', 'foo → bar': 'open' },
  ],
  ['STRICT for a namespace', [strict('foo')], { 'legacy → foo': 'mesh-tls', 'legacy → bar': 'open' }],
  [
    'a workload’s policy overrides its namespace’s, and a port’s the workload’s',
    [
      strict('bar'),
      object(
        'PeerAuthentication',
        { selector: HTTPBIN, mtls: { mode: 'STRICT' }, portLevelMtls: { 8080: { mode: 'DISABLE' } } },
        'bar',
        'httpbin',
      ),
    ],
    { 'legacy → bar': 'open' },
  ],
  [
    'a port that the proxy of a pod does not take',
    [
      strict('foo'),
      access({}),
      {
        ...pod('direct', 'foo', { app: 'direct' }, '10.244.0.9'),
        metadata: {
          name: 'direct',
          namespace: 'foo',
          annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '9000, 8080' },
        },
      },
    ],
    {
      'legacy → 10.244.0.9:8080': 'open',
      'legacy → 10.244.0.9:8081': 'mesh-tls',
      'legacy → 10.244.0.3:8080': 'mesh-tls',
    },
  ],
  [
    'UNSET inherits',
    [strict('istio-system'), object('PeerAuthentication', { mtls: { mode: 'UNSET' } })],
    { 'legacy → foo': 'mesh-tls' },
  ],
  [
    'a client that is told to speak plain text to a STRICT server',
    [strict('foo'), rule({ trafficPolicy: { tls: { mode: 'DISABLE' } } })],
    { 'foo → foo': 'mesh-tls', 'bar → foo': 'mesh-tls', 'foo → bar': 'open' },
  ],
  [
    'the rule of the client’s namespace is looked at first',
    [
      strict('foo'),
      rule({ trafficPolicy: { tls: { mode: 'DISABLE' } } }),
      rule({ trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }, 'bar'),
    ],
    { 'bar → foo': 'open', 'foo → foo': 'mesh-tls' },
  ],
  [
    'mutual TLS to a server without a proxy',
    [
      object('DestinationRule', {
        host: '*.legacy.svc.cluster.local',
        trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
      }),
    ],
    { 'foo → legacy': 'mesh-tls', 'foo → bar': 'open', 'bar → legacy': 'open' },
  ],
  [
    'a port’s settings replace those of the host',
    [
      strict('foo'),
      rule({
        trafficPolicy: {
          tls: { mode: 'DISABLE' },
          portLevelSettings: [{ port: { number: 8000 }, tls: { mode: 'ISTIO_MUTUAL' } }],
        },
      }),
    ],
    { 'bar → foo': 'open' },
  ],
  ['allow nothing', [access({})], { 'bar → foo': 'mesh-policy', 'foo → foo': 'mesh-policy', 'foo → bar': 'open' }],
  ['allow all', [access({ rules: [{}] })], { 'legacy → foo': 'open' }],
  [
    'deny all',
    [access({ action: 'DENY', rules: [{}] }, 'istio-system')],
    { 'legacy → foo': 'mesh-policy', 'foo → bar': 'mesh-policy', 'foo → legacy': 'open' },
  ],
  ['deny without rules denies nothing', [access({ action: 'DENY' })], { 'bar → foo': 'open' }],
  [
    'allow an identity',
    [access({ selector: HTTPBIN, rules: [{ from: [{ source: { principals: ['cluster.local/ns/foo/sa/curl'] } }] }] })],
    { 'foo → foo': 'open', 'bar → foo': 'mesh-policy', 'legacy → foo': 'mesh-policy' },
  ],
  [
    'allow namespaces and ports',
    [access({ rules: [{ from: [{ source: { namespaces: ['bar'] } }], to: [{ operation: { ports: ['8080'] } }] }] })],
    { 'bar → foo': 'open', 'foo → foo': 'mesh-policy' },
  ],
  [
    'deny what is not of a namespace: also who has no identity',
    [access({ action: 'DENY', rules: [{ from: [{ source: { notNamespaces: ['foo'] } }] }] })],
    { 'foo → foo': 'open', 'bar → foo': 'mesh-policy', 'legacy → foo': 'mesh-policy' },
  ],
  [
    'deny takes precedence over allow',
    [
      access({ rules: [{}] }),
      object(
        'AuthorizationPolicy',
        { action: 'DENY', rules: [{ from: [{ source: { ipBlocks: ['10.244.1.2'] } }] }] },
        'foo',
        'deny',
      ),
    ],
    { 'bar → foo': 'mesh-policy', 'foo → foo': 'open' },
  ],
  [
    'methods, paths and tokens are of requests',
    [
      access({ rules: [{ to: [{ operation: { methods: ['GET'] } }] }] }),
      access({ action: 'DENY', rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }] }, 'bar'),
    ],
    { 'bar → foo': 'undecided', 'foo → bar': 'undecided' },
  ],
  [
    'conditions',
    [access({ rules: [{ when: [{ key: 'source.namespace', values: ['bar'] }] }] })],
    { 'bar → foo': 'open', 'foo → foo': 'mesh-policy' },
  ],
  [
    'a policy on trial has no effect',
    [{ ...access({}), metadata: { name: 'dry', namespace: 'foo', annotations: { 'istio.io/dry-run': 'true' } } }],
    { 'bar → foo': 'open' },
  ],
  [
    'routes to a host that does not exist',
    [routes(to('httpbn'))],
    { 'foo → foo': 'mesh-route', 'bar → foo': 'mesh-route', 'legacy → foo': 'open' },
  ],
  ['a name with a dot is taken as it stands', [routes(to('httpbin.foo'))], { 'foo → foo': 'mesh-route' }],
  ['a host in full', [routes(to(FULL, { port: { number: 8000 } }))], { 'foo → foo': 'open' }],
  [
    'routes to a port that the Service does not have',
    [routes(to('httpbin', { port: { number: 8080 } }))],
    { 'foo → foo': 'mesh-route' },
  ],
  [
    'routes to a subset that no rule defines',
    [routes(to('httpbin', { subset: 'v2' })), rule({ subsets: [{ name: 'v1', labels: { version: 'v1' } }] })],
    { 'foo → foo': 'mesh-route' },
  ],
  [
    'routes to a subset whose labels no pod has',
    [routes(to('httpbin', { subset: 'v1' })), rule({ subsets: [{ name: 'v1', labels: { version: 'v3' } }] })],
    { 'foo → foo': 'mesh-route' },
  ],
  [
    'routes to a subset',
    [routes(to('httpbin', { subset: 'v1' })), rule({ subsets: [{ name: 'v1', labels: { version: 'v1' } }] })],
    { 'foo → foo': 'open' },
  ],
  [
    'a subset’s own settings come first',
    [
      strict('foo'),
      routes(to('httpbin', { subset: 'v1' })),
      rule({
        trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
        subsets: [{ name: 'v1', labels: { version: 'v1' }, trafficPolicy: { tls: { mode: 'DISABLE' } } }],
      }),
    ],
    { 'bar → foo': 'mesh-tls' },
  ],
  [
    'a route without weight gets no requests',
    [
      routes({
        route: [
          { destination: { host: 'httpbin' }, weight: 100 },
          { destination: { host: 'gone' }, weight: 0 },
        ],
      }),
    ],
    { 'foo → foo': 'open' },
  ],
  [
    'a share of the requests',
    [
      routes({
        route: [
          { destination: { host: 'httpbin' }, weight: 90 },
          { destination: { host: 'gone' }, weight: 10 },
        ],
      }),
    ],
    { 'foo → foo': 'mesh-route' },
  ],
  [
    'a route for some requests',
    [routes({ match: [{ headers: { 'end-user': { exact: 'jason' } } }], ...to('gone') }, to('httpbin'))],
    { 'foo → foo': 'undecided' },
  ],
  [
    'a route for clients with other labels',
    [routes({ match: [{ sourceLabels: { app: 'reviews' } }], ...to('gone') }, to('httpbin'))],
    { 'foo → foo': 'open' },
  ],
  [
    'faults that are injected',
    [routes({ fault: { abort: { httpStatus: 500, percentage: { value: 100 } } }, ...to('httpbin') })],
    { 'foo → foo': 'mesh-route' },
  ],
  [
    'a fault for 0% of the requests',
    [routes({ fault: { abort: { httpStatus: 500 } }, ...to('httpbin') })],
    { 'foo → foo': 'open' },
  ],
  [
    'routes for gateways alone',
    [object('VirtualService', { hosts: ['httpbin'], gateways: ['ingress'], http: [to('gone')] })],
    { 'foo → foo': 'open' },
  ],
  [
    'routes that are not exported',
    [object('VirtualService', { hosts: ['httpbin'], exportTo: ['.'], http: [to('gone')] })],
    { 'foo → foo': 'mesh-route', 'bar → foo': 'open' },
  ],
  [
    'only hosts that the mesh knows',
    [
      object('Sidecar', { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }),
      object('ServiceEntry', { hosts: ['*.wikipedia.org'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] }),
    ],
    {
      'foo → edition.cnn.com:443': 'mesh-route',
      'foo → en.wikipedia.org:443': 'open',
      'bar → edition.cnn.com:443': 'undecided',
      'legacy → edition.cnn.com:443': 'open',
    },
  ],
  [
    'a Sidecar imports Services by namespace',
    [
      object('Sidecar', {
        egress: [{ hosts: ['./*', 'istio-system/*'] }],
        outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
      }),
    ],
    { 'foo → foo': 'open', 'foo → bar': 'mesh-route' },
  ],
]

describe('Istio', () => {
  test.each(ROWS)('%s', (_, objects, answers) => {
    const cluster = clusterWith(objects)
    expect(Object.fromEntries(Object.keys(answers).map(way => [way, ask(cluster, way)]))).toEqual(answers)
  })

  test.each(MESH)('%s that was not read leaves it undecided', kind => {
    const lists = LISTS.filter(each => each.kind !== kind)
    const objects =
      kind === 'ServiceEntry' ? [object('Sidecar', { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } })] : []
    const way = {
      PeerAuthentication: 'legacy → foo',
      ServiceEntry: 'foo → edition.cnn.com:443',
      Sidecar: 'foo → edition.cnn.com:443',
    }
    expect(ask(clusterWith(objects, lists), way[kind as keyof typeof way] ?? 'foo → bar')).toBe('undecided')
  })

  test.each([
    [{ gateways: ['edge'] }, 'no pod has the labels'],
    [{ gateways: ['edge'], hosts: ['other.org'] }, 'none of the hosts'],
    [{ gateways: ['foo/egde'] }, 'names gateway foo/egde, which does not exist'],
    [{}, 'names no Gateway'],
    [{ gateways: ['edge'], http: [to('gone')] }, 'routes to host gone, which does not exist'],
  ])('from outside through a gateway of the mesh: %j', (more, text) => {
    const servers = [{ port: { number: 80 }, hosts: ['*.example.com'] }]
    const gateway = object('Gateway', { selector: { istio: 'ingressgateway' }, servers }, 'foo', 'edge')
    const spec = { hosts: ['www.example.com'], http: [to('httpbin')], ...more }
    const lists = [...LISTS, { kind: 'Gateway.networking.istio.io' }]
    const cluster = clusterWith([gateway, object('VirtualService', spec)], lists)
    const [owner] = cluster.list('VirtualService')
    const hops = owner === undefined ? [] : walkVirtualService(outside(), owner, cluster).hops
    expect(
      hops
        .filter(({ state }) => state === 'broken')
        .map(hop => hop.text)
        .join('; '),
    ).toContain(text)
  })

  test('the patch at a broken hop opens it', () => {
    const opened = ROWS.flatMap(([name, objects, answers]) =>
      Object.keys(answers).flatMap(way => {
        const { fault } = hopOf(clusterWith(objects), way) ?? {}
        const patch =
          fault?.kind === 'mesh'
            ? fault.fix.patch
            : fault?.kind === 'policy'
              ? fault.blocked.admission?.patch
              : undefined
        if (fault === undefined || patch === undefined) return []
        const { kind, name: of, namespace } = fault.subject
        const mended = objects.map(each => {
          const { metadata } = each as ReturnType<typeof object>
          const isMeant =
            'kind' in each && each.kind === kind && metadata.name === of && metadata.namespace === namespace
          return isMeant ? applyPatch({ ...each }, patch) : each
        })
        return [[name, way, ask(clusterWith(mended), way)]]
      }),
    )
    expect(opened.filter(([, , answer]) => answer !== 'open')).toEqual([])
    expect(opened.length).toBeGreaterThan(12)
  })
})
