import { describe, expect, test } from 'vitest'
import { Cluster } from '../../core/cluster/cluster.ts'
import { rawOf } from '../../core/cluster/view.ts'
import { applyPatch } from '../../core/patch/apply.ts'
import { pluginAdmission } from '../../core/workloads/network/admissions.ts'
import type { End } from '../../core/workloads/network/ends.ts'
import { endOfNode, endOfPod, outside } from '../../core/workloads/network/ends.ts'
import { judgePolicies } from '../../core/workloads/network/policies.ts'
import type { Traffic } from '../../core/workloads/network/traffic.ts'

/*
 * The policies are those of the examples in Cilium's documentation (docs.cilium.io/en/stable/security/policy/language and
 * …/network/kubernetes/policy), of the Network Policy API (network-policy-api.sigs.k8s.io/api-overview and its user
 * stories) and of Calico's (docs.tigera.io/calico/latest/network-policy and …/reference/resources), with the names of this test's pods; the expected answers are what those pages say. No status, event or log is
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
  'NetworkPolicy.projectcalico.org',
  'GlobalNetworkPolicy',
  'NetworkSet',
  'GlobalNetworkSet',
  'Tier',
  'ServiceAccount',
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
function trafficOf(cluster: Cluster, way: string): Traffic {
  const [, from = '', to = '', port = '80', protocol = 'TCP'] =
    /^(\S+) → ([^:\s]+)(?::(\d+))?(?:\/(\w+))?$/.exec(way) ?? []
  return { from: end(from, cluster), to: end(to, cluster), port: Number(port), protocol }
}

function ask(cluster: Cluster, way: string): string {
  const traffic = trafficOf(cluster, way)
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

const CALICO = 'projectcalico.org/v3'
/** Of Calico, in the default tier unless the name has another before a full stop. */
function calico(spec: object, name = 'own', namespace = 'default') {
  return { apiVersion: CALICO, kind: 'NetworkPolicy', metadata: { name, namespace }, spec }
}
function global(spec: object, name = 'global') {
  return { apiVersion: CALICO, kind: 'GlobalNetworkPolicy', metadata: { name }, spec }
}
function tier(name: string, spec: object) {
  return { apiVersion: CALICO, kind: 'Tier', metadata: { name }, spec }
}
function networkSet(labels: Labels, nets: readonly string[], namespace?: string) {
  const kind = namespace === undefined ? 'GlobalNetworkSet' : 'NetworkSet'
  return { apiVersion: CALICO, kind, metadata: { name: 'set', labels, namespace }, spec: { nets } }
}
const HTTP = { protocol: 'TCP', destination: { ports: [80] } }

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
  [
    'Calico: a policy admits what its rules allow and drops the rest',
    [
      calico({
        selector: "role == 'backend'",
        types: ['Ingress'],
        ingress: [
          {
            action: 'Allow',
            protocol: 'TCP',
            source: { selector: "role == 'frontend'" },
            destination: { ports: [80] },
          },
        ],
      }),
    ],
    {
      'front → back': 'open',
      'luke → back': 'shut',
      'front → back:81': 'shut',
      'front → back:80/UDP': 'shut',
      'back → front': 'open',
      'world → back': 'shut',
    },
  ],
  [
    'Calico: without types a policy is for the directions of its rules, else for incoming traffic',
    [
      calico({
        selector: "role == 'backend'",
        egress: [{ action: 'Allow', destination: { nets: ['203.0.113.0/24'], notNets: ['203.0.113.128/25'] } }],
      }),
      calico({ selector: "role == 'frontend'" }, 'empty'),
    ],
    {
      'back → world:443': 'open',
      'back → 203.0.113.200': 'shut',
      'luke → back': 'open',
      'back → front': 'shut',
      'front → back': 'open',
    },
  ],
  [
    'Calico: namespaces by their labels, by name, all and none of them',
    [
      calico({
        types: ['Ingress'],
        ingress: [
          { action: 'Allow', ...HTTP, source: { namespaceSelector: "team == 'one'", selector: "name == 'luke'" } },
          { action: 'Allow', ...HTTP, source: { namespaceSelector: "projectcalico.org/name == 'kube-system'" } },
          { action: 'Allow', source: { namespaceSelector: 'global()' } },
        ],
      }),
    ],
    { 'luke → back': 'open', 'dns → back': 'open', 'front → back': 'shut', 'world → back': 'shut' },
  ],
  [
    'Calico: a global policy applies everywhere but in the namespaces that it leaves out',
    [
      global({
        namespaceSelector: "kubernetes.io/metadata.name not in {'kube-system', 'calico-system'}",
        types: ['Ingress', 'Egress'],
        egress: [{ action: 'Allow', protocol: 'UDP', destination: { selector: "k8s-app == 'kube-dns'", ports: [53] } }],
      }),
    ],
    { 'front → back': 'shut', 'front → dns:53/UDP': 'open', 'front → dns:53': 'shut', 'world → dns:53': 'open' },
  ],
  [
    'Calico: service accounts of policies and of rules',
    [
      calico({
        serviceAccountSelector: "projectcalico.org/name == 'back'",
        types: ['Ingress'],
        ingress: [{ action: 'Allow', source: { serviceAccounts: { names: ['front', 'other'] } } }],
      }),
    ],
    { 'front → back': 'open', 'luke → back': 'shut', 'luke → front': 'open' },
  ],
  [
    'Calico: the first rule that fits decides, by order and then by name',
    [
      global(
        {
          order: 10,
          types: ['Ingress'],
          ingress: [{ action: 'Log' }, { action: 'Deny', source: { selector: "name == 'luke'" } }],
        },
        'deny',
      ),
      calico({ order: 20, selector: "role == 'backend'", types: ['Ingress'], ingress: [{ action: 'Allow' }] }, 'allow'),
    ],
    { 'luke → back': 'shut', 'front → back': 'open', 'dns → front': 'shut' },
  ],
  [
    'Calico: NetworkPolicies have the order 1000 of the default tier',
    [
      plain({ podSelector: BACK, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: FRONT }] }] }),
      calico(
        {
          order: 900,
          selector: "role == 'backend'",
          types: ['Ingress'],
          ingress: [{ action: 'Allow', source: { namespaceSelector: "team == 'one'" } }],
        },
        'before',
      ),
      global({ order: 2000, types: ['Ingress'], ingress: [{ action: 'Deny' }] }, 'after'),
    ],
    { 'luke → back': 'open', 'front → back': 'open', 'dns → back': 'shut', 'back → front': 'shut' },
  ],
  [
    'Calico: at the end of the tier what NetworkPolicies and its own do not allow is dropped',
    [
      DENY_ALL,
      calico({
        selector: "role == 'backend'",
        types: ['Ingress'],
        ingress: [{ action: 'Allow', source: { selector: "role == 'frontend'" } }],
      }),
    ],
    { 'front → back': 'open', 'luke → back': 'shut', 'back → front': 'shut' },
  ],
  [
    'Calico: tiers by order; Pass goes on to the next, and what no rule decides is dropped',
    [
      tier('security', { order: 100 }),
      global(
        {
          tier: 'security',
          selector: "role == 'backend'",
          types: ['Ingress'],
          ingress: [{ action: 'Pass', source: { selector: "role == 'frontend'" } }],
        },
        'security.pass',
      ),
      calico({
        selector: 'all()',
        types: ['Ingress'],
        ingress: [{ action: 'Deny', source: { namespaceSelector: "team == 'one'" } }, { action: 'Allow' }],
      }),
    ],
    {
      'front → back': 'open',
      'luke → back': 'shut',
      'dns → back': 'shut',
      'dns → front': 'open',
      'luke → front': 'shut',
    },
  ],
  [
    'Calico: a tier whose default action is Pass, and one that does not exist',
    [
      tier('soft', { order: 100, defaultAction: 'Pass' }),
      global(
        { tier: 'soft', types: ['Ingress'], ingress: [{ action: 'Deny', source: { selector: "name == 'luke'" } }] },
        'soft.deny',
      ),
      global({ tier: 'gone', types: ['Ingress'], ingress: [{ action: 'Deny' }] }, 'gone.deny'),
    ],
    { 'front → back': 'open', 'luke → back': 'shut' },
  ],
  [
    'Calico: network sets stand for addresses by their labels',
    [
      networkSet({ list: 'partners' }, ['203.0.113.0/24', '198.51.100.9']),
      networkSet({ list: 'partners' }, ['192.0.2.0/24'], 'ns1'),
      global({
        selector: "role == 'backend'",
        types: ['Egress'],
        egress: [{ action: 'Allow', destination: { selector: "list == 'partners'", namespaceSelector: 'global()' } }],
      }),
    ],
    {
      'back → world:443': 'open',
      'back → 198.51.100.9': 'open',
      'back → 192.0.2.1': 'shut',
      'back → 198.51.100.10': 'shut',
      'back → front': 'shut',
    },
  ],
  [
    'Calico: ports by range and name, and all but some',
    [
      calico({
        selector: "role == 'backend'",
        types: ['Ingress'],
        ingress: [
          { action: 'Allow', protocol: 'TCP', destination: { ports: ['8000:8080', 'http'] } },
          { action: 'Allow', protocol: 'UDP', destination: { notPorts: [53] } },
          {
            action: 'Allow',
            protocol: 'TCP',
            source: { notSelector: "role == 'frontend'" },
            destination: { ports: [9090] },
          },
        ],
      }),
    ],
    {
      'front → back:8080': 'open',
      'front → back:8081': 'shut',
      'front → back': 'open',
      'front → back:53/UDP': 'shut',
      'front → back:54/UDP': 'open',
      'front → back:9090': 'shut',
      'world → back:9090': 'shut',
    },
  ],
  [
    'Calico: policies for host endpoints are not for pods, and requests are not connections',
    [
      global({ preDNAT: true, applyOnForward: true, types: ['Ingress'], ingress: [{ action: 'Deny' }] }, 'before-nat'),
      calico({
        selector: "role == 'backend'",
        types: ['Ingress'],
        ingress: [{ action: 'Allow', http: { methods: ['GET'] } }],
      }),
    ],
    { 'front → back': 'unknown', 'back → front': 'open' },
  ],
]

/** Selectors with pods that they select, as the documentation of the language says (…/reference/resources/networkpolicy#selectors). */
const SELECTORS: readonly (readonly [string, boolean])[] = [
  ['', true],
  ['all()', true],
  ["role == 'frontend'", true],
  ['role == "backend"', false],
  ["role != 'backend'", true],
  ["absent != 'x'", true],
  ["absent == 'x'", false],
  ["role in {'frontend', 'backend'}", true],
  ["role not in {'frontend'}", false],
  ["absent not in { 'a' }", true],
  ['has(role) && !has(absent)', true],
  ["role contains 'ront' && role starts with 'front' && role ends with 'end'", true],
  ["absent contains 'a' || absent starts with 'a'", false],
  ["!(role == 'frontend' || name == 'luke')", false],
  ["role == 'backend' || role == 'frontend' && name == 'luke'", true],
  ["(role == 'frontend' || role == 'backend') && name == 'leia'", false],
  ["projectcalico.org/namespace == 'ns1' && projectcalico.org/serviceaccount == 'luke'", true],
  ["pcns.team == 'one' && projectcalico.org/orchestrator == 'k8s'", true],
]

describe('policies of network plugins', () => {
  test.each(ROWS)('%s', (_, policies, answers) => {
    const cluster = clusterWith(...policies)
    expect(Object.fromEntries(Object.keys(answers).map(way => [way, ask(cluster, way)]))).toEqual(answers)
  })

  test.each(SELECTORS)('Calico’s selector %s', (selector, isSelecting) => {
    const cluster = clusterWith(calico({ selector, types: ['Ingress'] }, 'own', 'ns1'))
    expect(ask(cluster, 'front → luke')).toBe(isSelecting ? 'shut' : 'open')
  })

  test.each([
    ['front → back', 'a selector that cannot be read', calico({ selector: 'role = frontend', types: ['Ingress'] })],
    ['front → back', 'a tier', global({ tier: 'security', types: ['Ingress'], ingress: [{ action: 'Deny' }] })],
    [
      'back → world',
      'network sets',
      global({ types: ['Egress'], egress: [{ action: 'Allow', destination: { selector: "list == 'partners'" } }] }),
    ],
  ])('%s: %s that was not read leaves it undecided', (way, _, policy) => {
    const lists = KINDS.filter(({ kind }) => !/Tier|NetworkSet/.test(kind))
    expect(ask(new Cluster({ objects: [...WORLD, policy], lists }), way)).toBe('unknown')
  })

  test('the rule that a policy needs admits the traffic and no other', () => {
    const counts = new Map<string, number>()
    for (const [name, policies, answers] of ROWS) {
      const ways = Object.keys(answers)
      const cluster = clusterWith(...policies)
      for (const way of ways) {
        for (const direction of ['Egress', 'Ingress'] as const) {
          const traffic = trafficOf(cluster, way)
          const answer = judgePolicies(direction, traffic, cluster)
          if (answer.state !== 'refused') continue
          const [policy] = answer.policies
          const how = { service: undefined, isDns: false }
          const { patch } = (policy && pluginAdmission(policy, direction, traffic, answer.rule, how, cluster)) ?? {}
          if (policy === undefined || patch === undefined) continue
          const raw = rawOf(policy)
          const after = clusterWith(...policies.map(each => (each === raw ? applyPatch(raw, patch) : each)))
          const opened = judgePolicies(direction, trafficOf(after, way), after).state
          // What is passed on may be dropped by a later tier.
          const isPassed = JSON.stringify(patch).includes('"Pass"')
          expect([name, way, isPassed ? 'open' : opened]).toEqual([name, way, 'open'])
          const others = ways.filter(other => other !== way)
          expect(others.map(other => ask(after, other))).toEqual(others.map(other => answers[other]))
          counts.set(policy.kind, (counts.get(policy.kind) ?? 0) + 1)
        }
      }
    }
    expect(Object.fromEntries(counts)).toEqual({
      AdminNetworkPolicy: 3,
      BaselineAdminNetworkPolicy: 1,
      CiliumClusterwideNetworkPolicy: 1,
      CiliumNetworkPolicy: 15,
      GlobalNetworkPolicy: 12,
      'NetworkPolicy.projectcalico.org': 16,
    })
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
