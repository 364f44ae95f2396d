import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Cluster } from '../../core/cluster/cluster.ts'
import type { Kube } from '../../core/kube/index.ts'
import { applyPatch } from '../../core/patch/apply.ts'
import { admissionOf } from '../../core/workloads/network/admissions.ts'
import type { End } from '../../core/workloads/network/ends.ts'
import { endOfNode, endOfPod, outside, UNKNOWN, unreadPods } from '../../core/workloads/network/ends.ts'
import { judgePolicies } from '../../core/workloads/network/policies.ts'
import type { Direction, PolicyAnswer, Traffic } from '../../core/workloads/network/traffic.ts'

/*
 * The pods, namespaces and policies are those of the examples at
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/, the expected answers what that page says of them.
 * No status, event or log is made up: a policy judges specifications only.
 */

type Labels = Readonly<Record<string, string>>

function pod(name: string, namespace: string, labels: Labels, podIP: string, more: object = {}) {
  return {
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      nodeName: 'node-1',
      containers: [{ name: 'main', ports: [{ name: 'redis', containerPort: 6379 }] }],
      ...more,
    },
    status: { podIP, phase: 'Running' },
  }
}

const WORLD = [
  { kind: 'Namespace', metadata: { name: 'default', labels: {} } },
  { kind: 'Namespace', metadata: { name: 'myproject', labels: { project: 'myproject' } } },
  { kind: 'Namespace', metadata: { name: 'frontend', labels: { namespace: 'frontend' } } },
  { kind: 'Namespace', metadata: { name: 'backend', labels: { namespace: 'backend' } } },
  {
    kind: 'Node',
    metadata: { name: 'node-1' },
    status: { addresses: [{ type: 'InternalIP', address: '192.168.0.1' }] },
  },
  {
    kind: 'Node',
    metadata: { name: 'node-2' },
    status: { addresses: [{ type: 'InternalIP', address: '192.168.0.2' }] },
  },
  pod('db', 'default', { role: 'db' }, '10.244.0.2'),
  pod('front', 'default', { role: 'frontend' }, '10.244.0.3'),
  pod('other', 'default', { role: 'other' }, '10.244.0.4'),
  pod('project', 'myproject', { role: 'client' }, '10.244.1.2'),
  pod('visitor', 'frontend', { role: 'client' }, '10.244.1.3'),
  pod('inner', 'backend', { role: 'frontend' }, '10.244.1.4'),
  pod('agent', 'default', { role: 'db' }, '192.168.0.1', { hostNetwork: true }),
]
const KINDS = ['Pod', 'Node', 'Namespace', 'NetworkPolicy'].map(kind => ({ kind }))

function clusterWith(policies: readonly object[], objects: readonly object[] = WORLD, lists = KINDS): Cluster {
  return new Cluster({ objects: [...objects, ...policies], lists })
}

function policy<S extends object>(name: string, spec: S, namespace = 'default') {
  return { kind: 'NetworkPolicy', metadata: { name, namespace }, spec }
}

function end(name: string, cluster: Cluster): End {
  if (name === 'internet') return outside()
  if (name === 'unknown') return UNKNOWN
  if (/^[\d.]+$/.test(name)) return outside(name)
  const node = cluster.list('Node').find(({ metadata }) => metadata.name === name)
  if (node !== undefined) return endOfNode(node)
  const found = cluster.list('Pod').find(({ metadata }) => metadata.name === name)
  if (found === undefined) throw new Error(`no pod ${name}`)
  return endOfPod(found)
}

function judgeBoth(cluster: Cluster, traffic: Traffic): readonly PolicyAnswer[] {
  return (['Egress', 'Ingress'] as const).map(direction => judgePolicies(direction, traffic, cluster))
}

/** `open` where both ends let it pass. */
function answer(cluster: Cluster, from: string, to: string, port: number | undefined = 6379, protocol = 'TCP'): string {
  const answers = judgeBoth(cluster, { from: end(from, cluster), to: end(to, cluster), port, protocol })
  return (
    answers.find(({ state }) => state === 'closed')?.state ??
    answers.find(({ state }) => state === 'unknown')?.state ??
    'open'
  )
}

/** The first example of the page. */
const TEST_POLICY = policy('test-network-policy', {
  podSelector: { matchLabels: { role: 'db' } },
  policyTypes: ['Ingress', 'Egress'],
  ingress: [
    {
      from: [
        { ipBlock: { cidr: '172.17.0.0/16', except: ['172.17.1.0/24'] } },
        { namespaceSelector: { matchLabels: { project: 'myproject' } } },
        { podSelector: { matchLabels: { role: 'frontend' } } },
      ],
      ports: [{ protocol: 'TCP', port: 6379 }],
    },
  ],
  egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/24' } }], ports: [{ protocol: 'TCP', port: 5978 }] }],
})

describe('the example of the documentation', () => {
  const cluster = clusterWith([TEST_POLICY])
  test.each([
    ['front', 'db', 6379, 'TCP', 'open'],
    ['front', 'db', 6380, 'TCP', 'closed'],
    ['front', 'db', 6379, 'UDP', 'closed'],
    ['other', 'db', 6379, 'TCP', 'closed'],
    ['project', 'db', 6379, 'TCP', 'open'],
    ['visitor', 'db', 6379, 'TCP', 'closed'],
    // A podSelector alone selects in the policy's own namespace.
    ['inner', 'db', 6379, 'TCP', 'closed'],
    ['172.17.0.9', 'db', 6379, 'TCP', 'open'],
    ['172.17.1.9', 'db', 6379, 'TCP', 'closed'],
    ['172.18.0.9', 'db', 6379, 'TCP', 'closed'],
    ['internet', 'db', 6379, 'TCP', 'unknown'],
    ['internet', 'db', 80, 'TCP', 'closed'],
    ['db', '10.0.0.9', 5978, 'TCP', 'open'],
    ['db', '10.0.0.9', 5979, 'TCP', 'closed'],
    ['db', '10.0.1.9', 5978, 'TCP', 'closed'],
    ['db', 'front', 5978, 'TCP', 'closed'],
    // Not selected: open in both directions.
    ['front', 'other', 80, 'TCP', 'open'],
    ['visitor', 'front', 80, 'TCP', 'open'],
    // Traffic of a pod with itself and with its own node always passes.
    ['db', 'db', 6379, 'TCP', 'open'],
    ['node-1', 'db', 80, 'TCP', 'open'],
    ['node-2', 'db', 6379, 'TCP', 'closed'],
    // Pods in the host's network are not governed.
    ['other', 'agent', 80, 'TCP', 'open'],
  ])('%s to %s at %i/%s: %s', (from, to, port, protocol, expected) => {
    expect(answer(cluster, from, to, port, protocol)).toBe(expected)
  })
})

describe('selectors', () => {
  const ingress = (...from: readonly object[]) =>
    clusterWith([
      policy('p', { podSelector: { matchLabels: { role: 'db' } }, policyTypes: ['Ingress'], ingress: [{ from }] }),
    ])
  const user = { namespaceSelector: { matchLabels: { project: 'myproject' } } }
  const client = { podSelector: { matchLabels: { role: 'client' } } }

  test('namespace and pod in one entry both have to fit; in two entries either does', () => {
    const both = ingress({ ...user, ...client })
    const either = ingress(user, client)
    expect(['project', 'visitor', 'front'].map(from => answer(both, from, 'db'))).toEqual(['open', 'closed', 'closed'])
    expect(['project', 'visitor', 'inner'].map(from => answer(either, from, 'db'))).toEqual([
      'open',
      'closed',
      'closed',
    ])
  })

  test.each<[string, object, readonly string[]]>([
    [
      'several namespaces by expression',
      {
        namespaceSelector: {
          matchExpressions: [{ key: 'namespace', operator: 'In', values: ['frontend', 'backend'] }],
        },
      },
      ['visitor', 'inner'],
    ],
    [
      'a namespace by its name',
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'frontend' } } },
      ['visitor'],
    ],
    ['every namespace', { namespaceSelector: {} }, ['front', 'other', 'project', 'visitor', 'inner']],
    ['every pod of the own namespace', { podSelector: {} }, ['front', 'other']],
    [
      'all but some',
      {
        namespaceSelector: {},
        podSelector: { matchExpressions: [{ key: 'role', operator: 'NotIn', values: ['client'] }] },
      },
      ['front', 'other', 'inner'],
    ],
    [
      'a label that must not be there',
      { namespaceSelector: { matchExpressions: [{ key: 'namespace', operator: 'DoesNotExist' }] } },
      ['front', 'other', 'project'],
    ],
  ])('%s', (_, peer, admitted) => {
    const cluster = ingress(peer)
    const all = ['front', 'other', 'project', 'visitor', 'inner']
    expect(all.filter(from => answer(cluster, from, 'db') === 'open')).toEqual(admitted)
  })

  test('pods that were not read may be any of their namespace', () => {
    const of = (peer: object, ports: readonly object[] = []) => {
      const cluster = clusterWith([
        policy('p', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [peer], ports }] }),
      ])
      const traffic = {
        from: end('front', cluster),
        to: unreadPods('backend'),
        port: undefined,
        protocol: 'TCP',
        asked: 5432,
      }
      return judgePolicies('Egress', traffic, cluster).state
    }
    const backend = { namespaceSelector: { matchLabels: { namespace: 'backend' } } }
    expect(of({ podSelector: {} })).toBe('closed')
    expect(of({ namespaceSelector: { matchLabels: { namespace: 'frontend' } } })).toBe('closed')
    expect(of(backend)).toBe('open')
    expect(of({ ...backend, ...client })).toBe('unknown')
    expect(of(backend, [{ port: 5432 }])).toBe('unknown')
    expect(of(backend, [{ port: 53 }])).toBe('closed')
    expect(of({ ipBlock: { cidr: '10.0.0.0/8' } })).toBe('unknown')
  })

  test('labels of namespaces that were not read decide nothing', () => {
    const objects = WORLD.filter(({ kind }) => kind !== 'Namespace')
    const spec = { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [user] }] }
    const cluster = clusterWith(
      [policy('p', spec)],
      objects,
      KINDS.filter(({ kind }) => kind !== 'Namespace'),
    )
    expect(answer(cluster, 'project', 'db')).toBe('unknown')
  })
})

describe('ports and directions', () => {
  const cases: readonly (readonly [string, object, number, string, string])[] = [
    ['default deny of incoming traffic', { podSelector: {}, policyTypes: ['Ingress'] }, 6379, 'TCP', 'closed'],
    ['an empty rule admits all', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] }, 6379, 'TCP', 'open'],
    ['default deny of outgoing traffic', { podSelector: {}, policyTypes: ['Egress'] }, 6379, 'TCP', 'closed'],
    ['all outgoing traffic', { podSelector: {}, policyTypes: ['Egress'], egress: [{}] }, 6379, 'TCP', 'open'],
    ['both directions denied', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, 6379, 'TCP', 'closed'],
    ['without policyTypes incoming traffic is governed', { podSelector: {} }, 6379, 'TCP', 'closed'],
    [
      'without policyTypes outgoing traffic only by its rules',
      { podSelector: { matchLabels: { role: 'frontend' } }, egress: [{ ports: [{ port: 53 }] }] },
      6379,
      'TCP',
      'closed',
    ],
    [
      'without rules for it outgoing traffic is free',
      { podSelector: { matchLabels: { role: 'frontend' } }, ingress: [] },
      6379,
      'TCP',
      'open',
    ],
    [
      'a range of ports, at its end',
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 6000, endPort: 6379 }] }] },
      6379,
      'TCP',
      'open',
    ],
    [
      'a range of ports, past its end',
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 6000, endPort: 6379 }] }] },
      6380,
      'TCP',
      'closed',
    ],
    [
      'a named port of the pod',
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'redis' }] }] },
      6379,
      'TCP',
      'open',
    ],
    [
      'a named port that is another',
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 'redis' }] }] },
      80,
      'TCP',
      'closed',
    ],
    [
      'a protocol without a port',
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ protocol: 'UDP' }] }] },
      53,
      'UDP',
      'open',
    ],
    [
      'the default protocol is TCP',
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 53 }] }] },
      53,
      'UDP',
      'closed',
    ],
    [
      'other pods are selected',
      { podSelector: { matchLabels: { role: 'cache' } }, policyTypes: ['Ingress', 'Egress'] },
      6379,
      'TCP',
      'open',
    ],
  ]
  test.each(cases)('%s', (_, spec, port, protocol, expected) => {
    expect(answer(clusterWith([policy('p', spec)]), 'front', 'db', port, protocol)).toBe(expected)
  })

  test('policies that were not read decide nothing', () => {
    const cluster = clusterWith(
      [],
      WORLD,
      KINDS.filter(({ kind }) => kind !== 'NetworkPolicy'),
    )
    expect(answer(cluster, 'front', 'db')).toBe('unknown')
  })
})

/** What policies may be made of: words that meet in the world above, so that they often decide. */
const arbitraryLabels = fc.constantFrom<Labels>({}, { role: 'db' }, { role: 'frontend' }, { role: 'client' })
const arbitraryPeer = fc.oneof(
  arbitraryLabels.map(matchLabels => ({ podSelector: { matchLabels } })),
  fc
    .constantFrom({}, { project: 'myproject' }, { namespace: 'backend' })
    .map(matchLabels => ({ namespaceSelector: { matchLabels } })),
  fc.record({ namespaceSelector: fc.constant({}), podSelector: arbitraryLabels.map(matchLabels => ({ matchLabels })) }),
  fc.constantFrom(
    { ipBlock: { cidr: '0.0.0.0/0' } },
    { ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.1.0/24'] } },
    { ipBlock: { cidr: '172.17.0.0/16' } },
  ),
)
const arbitraryPort = fc.oneof(
  fc.constantFrom(6379, 80, 'redis').map(port => ({ port })),
  fc.constantFrom({ protocol: 'UDP' }, { port: 6000, endPort: 7000 }, { port: 53, protocol: 'UDP' }),
)
const arbitraryRule = (peers: 'from' | 'to') =>
  fc.record({ [peers]: fc.array(arbitraryPeer, { maxLength: 2 }), ports: fc.array(arbitraryPort, { maxLength: 2 }) })
const arbitrarySpec = fc.record(
  {
    podSelector: arbitraryLabels.map(matchLabels => ({ matchLabels })),
    policyTypes: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    ingress: fc.array(arbitraryRule('from'), { maxLength: 2 }),
    egress: fc.array(arbitraryRule('to'), { maxLength: 2 }),
  },
  { requiredKeys: ['podSelector'] },
)
const arbitraryPolicies = fc
  .array(arbitrarySpec, { maxLength: 4 })
  .map(specs => specs.map((spec, index) => policy(`p${index}`, spec)))
const arbitraryTraffic = fc.record({
  from: fc.constantFrom('db', 'front', 'other', 'project', 'visitor', 'inner', 'node-2', '172.17.0.9', 'internet'),
  to: fc.constantFrom('db', 'front', 'other', '10.0.0.9', 'agent'),
  port: fc.constantFrom(6379, 80, 53, undefined),
  protocol: fc.constantFrom('TCP', 'UDP'),
})
const RUNS = { seed: 20_261_201, numRuns: 400 }

describe('of any policies', () => {
  test('one more that allows never closes a way', () => {
    fc.assert(
      fc.property(
        arbitraryPolicies,
        arbitrarySpec,
        arbitraryTraffic,
        (policies, spec, { from, to, port, protocol }) => {
          // It selects pods that are isolated already, so that it only allows.
          const isolating = policies.map(({ spec: own }, index) =>
            policy(`more${index}`, {
              ...spec,
              podSelector: own.podSelector,
              ...('policyTypes' in own ? { policyTypes: own.policyTypes } : typesOf(own)),
            }),
          )
          const before = answer(clusterWith(policies), from, to, port, protocol)
          const after = answer(clusterWith([...policies, ...isolating]), from, to, port, protocol)
          expect(before === 'open' ? after : 'open').toBe('open')
        },
      ),
      RUNS,
    )
  })

  test('without the last one every way is open', () => {
    fc.assert(
      fc.property(arbitraryTraffic, ({ from, to, port, protocol }) => {
        expect(answer(clusterWith([]), from, to, port, protocol)).toBe('open')
      }),
      RUNS,
    )
  })

  test('the addition that is advised opens the end that was closed, and closes nothing', () => {
    let patched = 0
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryTraffic, (policies, { from, to, port, protocol }) => {
        for (const direction of ['Egress', 'Ingress'] as const) {
          const cluster = clusterWith(policies)
          const traffic = { from: end(from, cluster), to: end(to, cluster), port, protocol }
          const judged = judgePolicies(direction, traffic, cluster)
          const [first] = judged.state === 'closed' ? judged.policies : []
          if (judged.state !== 'closed' || first === undefined) continue
          const admission = admissionOf(
            first,
            direction,
            traffic,
            judged.near,
            { service: undefined, isDns: false },
            cluster,
          )
          if (admission === undefined) continue
          patched++
          const changed = policies.map(each =>
            each.metadata.name === first.metadata.name
              ? (applyPatch(each, admission.patch) as unknown as typeof each)
              : each,
          )
          const next = clusterWith(changed)
          const again = { ...traffic, from: end(from, next), to: end(to, next) }
          expect(judgePolicies(direction, again, next).state).toBe('open')
        }
      }),
      RUNS,
    )
    expect(patched).toBeGreaterThan(50)
  })

  test('an independent evaluator gives the same answers', () => {
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryTraffic, (policies, { from, to, port, protocol }) => {
        fc.pre(from !== 'internet' && port !== undefined)
        const cluster = clusterWith(policies)
        const open = (['Egress', 'Ingress'] as const).every(direction =>
          plainly(direction, cluster, end(from, cluster), end(to, cluster), Number(port), protocol),
        )
        expect(answer(cluster, from, to, port, protocol)).toBe(open ? 'open' : 'closed')
      }),
      RUNS,
    )
  })
})

function typesOf(own: { readonly egress?: unknown }): object {
  return { policyTypes: own.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'] }
}

type Rule = { readonly from?: readonly Peer[]; readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }
interface Selector {
  readonly matchLabels?: Labels
}
interface Peer {
  readonly podSelector?: Selector
  readonly namespaceSelector?: Selector
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] }
}
interface Port {
  readonly port?: number | string
  readonly endPort?: number
  readonly protocol?: string
}

function has(labels: Labels | undefined, selector: Selector): boolean {
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels?.[key] === value)
}

/** IPv4 only, by arithmetic: written from the documentation, without a look at the code under test. */
function within(address: string, cidr: string): boolean {
  const number = (text: string) => text.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  const [network = '', bits = '32'] = cidr.split('/')
  const size = 2 ** (32 - Number(bits))
  return Math.floor(number(address) / size) === Math.floor(number(network) / size)
}

function plainly(direction: Direction, cluster: Cluster, from: End, to: End, port: number, protocol: string): boolean {
  const [own, other] = direction === 'Egress' ? [from, to] : [to, from]
  if (own.pod === undefined || own.kind === 'host') return true
  if (from.pod !== undefined && from.pod === to.pod) return true
  if (other.kind === 'host' && other.node === own.node) return true
  const selecting = cluster.list('NetworkPolicy').filter(({ metadata, spec }) => {
    const types = spec?.policyTypes ?? (spec?.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'])
    return (
      metadata.namespace === own.namespace &&
      types.includes(direction) &&
      has(own.labels, spec?.podSelector as Selector)
    )
  })
  if (selecting.length === 0) return true
  const rules = selecting.flatMap(
    ({ spec }) => ((direction === 'Egress' ? spec?.egress : spec?.ingress) ?? []) as readonly Rule[],
  )
  return rules.some(rule => {
    const peers = rule.from ?? rule.to ?? []
    const ports = rule.ports ?? []
    const isPeer = (peer: Peer) => {
      if (peer.ipBlock !== undefined) {
        const { cidr, except = [] } = peer.ipBlock
        return other.addresses.some(ip => within(ip, cidr) && except.every(range => !within(ip, range)))
      }
      if (other.pod === undefined || other.kind === 'host') return false
      const home = cluster.list('Namespace').find(({ metadata }) => metadata.name === other.namespace)
      const isPlace =
        peer.namespaceSelector === undefined
          ? other.namespace === own.namespace
          : has(home?.metadata.labels, peer.namespaceSelector)
      return isPlace && (peer.podSelector === undefined || has(other.labels, peer.podSelector))
    }
    const isPort = (allowed: Port) => {
      if ((allowed.protocol ?? 'TCP') !== protocol) return false
      if (allowed.port === undefined) return true
      if (typeof allowed.port === 'number') return port >= allowed.port && port <= (allowed.endPort ?? allowed.port)
      const containers = (to.pod as Kube<'Pod'> | undefined)?.spec?.containers ?? []
      return containers.some(({ ports: named = [] }) =>
        named.some(p => p.name === allowed.port && p.containerPort === port),
      )
    }
    return (peers.length === 0 || peers.some(isPeer)) && (ports.length === 0 || ports.some(isPort))
  })
}
