import { describe, expect, test } from 'vitest'
import { Cluster } from '../../core/cluster/cluster.ts'
import type { End } from '../../core/workloads/network/ends.ts'
import { endOfNode, endOfPod, outside } from '../../core/workloads/network/ends.ts'
import { judgePolicies } from '../../core/workloads/network/policies.ts'

/*
 * The policies are those of the examples in Cilium's documentation (docs.cilium.io/en/stable/security/policy/language and
 * …/network/kubernetes/policy) and of the Network Policy API (network-policy-api.sigs.k8s.io/api-overview and its user
 * stories), with the names of this test's pods; the expected answers are what those pages say. No status, event or log is
 * made up: a policy judges specifications only.
 */

type Labels = Readonly<Record<string, string>>

function pod(name: string, namespace: string, labels: Labels, podIP: string) {
  const ports = [{ name: 'http', containerPort: 80 }]
  return {
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { nodeName: 'node-1', serviceAccountName: name, containers: [{ name: 'main', ports }] },
    status: { podIP, phase: 'Running' },
  }
}

const WORLD = [
  { kind: 'Namespace', metadata: { name: 'default', labels: {} } },
  { kind: 'Namespace', metadata: { name: 'ns1', labels: { team: 'one' } } },
  { kind: 'Namespace', metadata: { name: 'kube-system', labels: {} } },
  {
    kind: 'Node',
    metadata: { name: 'node-2' },
    status: { addresses: [{ type: 'InternalIP', address: '192.168.0.2' }] },
  },
  pod('front', 'default', { role: 'frontend' }, '10.244.0.3'),
  pod('back', 'default', { role: 'backend' }, '10.244.0.4'),
  pod('luke', 'ns1', { role: 'frontend', name: 'luke' }, '10.244.0.5'),
  pod('dns', 'kube-system', { 'k8s-app': 'kube-dns' }, '10.244.0.6'),
]

const KINDS = [
  'Pod',
  'Node',
  'Namespace',
  'NetworkPolicy',
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
].map(kind => ({ kind }))

function clusterWith(...policies: readonly object[]): Cluster {
  return new Cluster({ objects: [...WORLD, ...policies], lists: KINDS })
}

function end(name: string, cluster: Cluster): End {
  if (name === 'world') return outside('203.0.113.7')
  if (/^[\d.]+$/.test(name)) return outside(name)
  const [object] = [...cluster.named('Node', name), ...cluster.named('Pod', name)]
  if (object === undefined) throw new Error(`no ${name}`)
  return object.kind === 'Node' ? endOfNode(object) : endOfPod(object)
}

/** `client → server:port/PROTOCOL`, TCP and port 80 by default. */
function ask(cluster: Cluster, way: string): string {
  const [, from = '', to = '', port = '80', protocol = 'TCP'] =
    /^(\S+) → ([^:\s]+)(?::(\d+))?(?:\/(\w+))?$/.exec(way) ?? []
  const traffic = { from: end(from, cluster), to: end(to, cluster), port: Number(port), protocol }
  const states = (['Egress', 'Ingress'] as const).map(direction => judgePolicies(direction, traffic, cluster).state)
  const isShut = states.includes('refused') || states.includes('closed')
  return isShut ? 'shut' : states.includes('unknown') ? 'unknown' : 'open'
}

function cilium(spec: object, namespace = 'default') {
  return { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'rule', namespace }, spec }
}
function clusterwide(spec: object) {
  return { apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', metadata: { name: 'wide' }, spec }
}
function plain(spec: object, namespace = 'default') {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'plain', namespace }, spec }
}
function admin(spec: object, name = 'admin') {
  return { apiVersion: 'policy.networking.k8s.io/v1alpha1', kind: 'AdminNetworkPolicy', metadata: { name }, spec }
}
function baseline(spec: object) {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'BaselineAdminNetworkPolicy',
    metadata: { name: 'default' },
    spec,
  }
}

const BACK = { matchLabels: { role: 'backend' } }
const FRONT = { matchLabels: { role: 'frontend' } }
const DNS = {
  toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } }],
  toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
}
const DENY_ALL = plain({ podSelector: {}, policyTypes: ['Ingress'] })

type Row = readonly [name: string, policies: readonly object[], answers: Readonly<Record<string, string>>]

const ROWS: readonly Row[] = [
  [
    'Cilium: endpoints, within the policy’s namespace',
    [cilium({ endpointSelector: BACK, ingress: [{ fromEndpoints: [FRONT] }] })],
    { 'front → back': 'open', 'luke → back': 'shut', 'world → back': 'shut', 'back → front': 'open' },
  ],
  [
    'Cilium: an empty selector matches all endpoints of the namespace',
    [cilium({ endpointSelector: {}, ingress: [{ fromEndpoints: [{}] }] })],
    { 'front → back': 'open', 'luke → back': 'shut', 'luke → dns': 'open' },
  ],
  [
    'Cilium: an empty rule lets nothing in',
    [cilium({ endpointSelector: BACK, ingress: [{}] })],
    { 'front → back': 'shut', 'back → front': 'open' },
  ],
  [
    'Cilium: without rules nothing is denied',
    [cilium({ endpointSelector: BACK, ingress: [] })],
    { 'front → back': 'open' },
  ],
  [
    'Cilium: another namespace by its label',
    [
      cilium({
        endpointSelector: BACK,
        ingress: [{ fromEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'ns1', name: 'luke' } }] }],
      }),
    ],
    { 'luke → back': 'open', 'front → back': 'shut' },
  ],
  [
    'Cilium: namespace labels and service accounts',
    [
      cilium({
        endpointSelector: { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'back' } },
        ingress: [{ fromEndpoints: [{ matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'one' } }] }],
      }),
    ],
    { 'luke → back': 'open', 'front → back': 'shut', 'front → luke': 'open' },
  ],
  [
    'Cilium: a rule with ports only applies to everybody',
    [cilium({ endpointSelector: BACK, ingress: [{ toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }] }] }] })],
    { 'luke → back': 'open', 'world → back': 'open', 'luke → back:81': 'shut', 'luke → back:80/UDP': 'shut' },
  ],
  [
    'Cilium: port ranges and port names',
    [
      cilium({
        endpointSelector: BACK,
        ingress: [{ toPorts: [{ ports: [{ port: '8000', endPort: 8080, protocol: 'TCP' }, { port: 'http' }] }] }],
      }),
    ],
    { 'front → back:8080': 'open', 'front → back:8081': 'shut', 'front → back': 'open' },
  ],
  [
    'Cilium: entities',
    [cilium({ endpointSelector: BACK, ingress: [{ fromEntities: ['cluster'] }], egress: [{ toEntities: ['world'] }] })],
    {
      'luke → back': 'open',
      'world → back': 'shut',
      'back → world:443': 'open',
      'back → front': 'shut',
      'node-2 → back': 'open',
    },
  ],
  [
    'Cilium: CIDRs never match pods',
    [
      cilium({
        endpointSelector: BACK,
        egress: [
          { toCIDR: ['20.1.1.1/32', '10.244.0.0/16'] },
          { toCIDRSet: [{ cidr: '10.0.0.0/8', except: ['10.96.0.0/12'] }] },
        ],
      }),
    ],
    {
      'back → 20.1.1.1': 'open',
      'back → 20.1.1.2': 'shut',
      'back → 10.9.0.1': 'open',
      'back → 10.97.0.1': 'shut',
      'back → front': 'shut',
    },
  ],
  [
    'Cilium: FQDN rules are undecided, and never match pods',
    [cilium({ endpointSelector: BACK, egress: [DNS, { toFQDNs: [{ matchName: 'my-remote-service.com' }] }] })],
    { 'back → dns:53/UDP': 'open', 'back → world:443': 'unknown', 'back → front': 'shut' },
  ],
  [
    'Cilium: layer 7 rules are undecided',
    [
      cilium({
        endpointSelector: BACK,
        ingress: [
          {
            fromEndpoints: [FRONT],
            toPorts: [
              { ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'GET', path: '/public' }] } },
            ],
          },
        ],
      }),
    ],
    { 'front → back': 'unknown', 'luke → back': 'shut' },
  ],
  [
    'Cilium: a deny rule takes precedence',
    [
      cilium({
        endpointSelector: BACK,
        ingress: [{ fromEntities: ['all'] }],
        ingressDeny: [{ fromEndpoints: [FRONT] }],
      }),
      plain({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] }),
    ],
    { 'front → back': 'shut', 'luke → back': 'open', 'world → back': 'open' },
  ],
  [
    'Cilium: without default deny',
    [cilium({ endpointSelector: BACK, enableDefaultDeny: { ingress: false }, ingress: [{ fromEndpoints: [FRONT] }] })],
    { 'luke → back': 'open' },
  ],
  [
    'Cilium: allow rules add up with those of NetworkPolicies',
    [DENY_ALL, cilium({ endpointSelector: BACK, ingress: [{ fromEndpoints: [FRONT] }] })],
    { 'front → back': 'open', 'luke → back': 'shut', 'back → front': 'shut' },
  ],
  [
    'Cilium: cluster-wide policies apply in every namespace',
    [clusterwide({ endpointSelector: FRONT, ingress: [{ fromEndpoints: [BACK] }] })],
    { 'back → luke': 'open', 'dns → luke': 'shut', 'luke → back': 'open' },
  ],
  [
    'AdminNetworkPolicy: denies',
    [
      admin({
        priority: 10,
        subject: { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'ns1' } } },
        ingress: [{ action: 'Deny', from: [{ namespaces: { matchLabels: {} } }] }],
      }),
      plain({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] }, 'ns1'),
    ],
    { 'front → luke': 'shut', 'luke → front': 'open', 'world → luke': 'open' },
  ],
  [
    'AdminNetworkPolicy: allows what NetworkPolicies would not',
    [
      DENY_ALL,
      admin({
        priority: 30,
        subject: { namespaces: {} },
        ingress: [
          {
            action: 'Allow',
            from: [{ namespaces: { matchLabels: { team: 'one' } } }],
            ports: [{ portNumber: { protocol: 'TCP', port: 80 } }],
          },
        ],
      }),
    ],
    { 'luke → back': 'open', 'luke → back:81': 'shut', 'front → back': 'shut' },
  ],
  [
    'AdminNetworkPolicy: the first match by priority decides, or passes to NetworkPolicies',
    [
      admin(
        {
          priority: 20,
          subject: { namespaces: {} },
          ingress: [{ action: 'Pass', from: [{ pods: { namespaceSelector: {}, podSelector: FRONT } }] }],
        },
        'first',
      ),
      admin(
        { priority: 50, subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] },
        'second',
      ),
    ],
    { 'front → back': 'open', 'dns → back': 'shut' },
  ],
  [
    'AdminNetworkPolicy: networks match what is outside the cluster',
    [
      admin({
        priority: 5,
        subject: { pods: { namespaceSelector: {}, podSelector: BACK } },
        egress: [
          {
            action: 'Allow',
            to: [{ networks: ['203.0.113.0/24'] }],
            ports: [{ portRange: { start: 400, end: 500, protocol: 'TCP' } }],
          },
          { action: 'Deny', to: [{ networks: ['0.0.0.0/0'] }] },
        ],
      }),
    ],
    { 'back → world:443': 'open', 'back → world:80': 'shut', 'front → world:80': 'open', 'back → front': 'unknown' },
  ],
  [
    'BaselineAdminNetworkPolicy: NetworkPolicies take precedence',
    [
      baseline({ subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] }),
      plain({ podSelector: BACK, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: FRONT }] }] }),
    ],
    { 'front → back': 'open', 'luke → back': 'shut', 'luke → front': 'shut', 'world → front': 'open' },
  ],
]

describe('policies of network plugins', () => {
  test.each(ROWS)('%s', (_, policies, answers) => {
    const cluster = clusterWith(...policies)
    expect(Object.fromEntries(Object.keys(answers).map(way => [way, ask(cluster, way)]))).toEqual(answers)
  })

  test('labels of a namespace that was not read leave it undecided', () => {
    const rule = { fromEndpoints: [{ matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'one' } }] }
    const objects = [
      ...WORLD.filter(({ kind }) => kind !== 'Namespace'),
      cilium({ endpointSelector: BACK, ingress: [rule] }),
    ]
    expect(ask(new Cluster({ objects, lists: KINDS.filter(({ kind }) => kind !== 'Namespace') }), 'luke → back')).toBe(
      'unknown',
    )
  })
})
