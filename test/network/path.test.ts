import { describe, expect, test } from 'vitest'
import { pathReport } from '../../api/schemas/path.ts'
import type { Snapshot } from '../../core/index.ts'
import { type PathReport, reportPath } from '../../core/path.ts'
import { pathRenderers } from '../../core/render/path.ts'
import { runCli } from '../support/cli-run.ts'
import { CLUSTERS, readRecording } from '../support/scenarios.ts'
import { added, alsoRead, edit, gone, notRead, varied, withSpec } from '../support/variation.ts'
import { asKind } from '../support/variations/kinds.ts'

function ask(snapshot: Snapshot, from: string, to: string, namespace?: string): PathReport {
  const report = reportPath(snapshot, { from, to, namespace })
  expect(pathReport.safeParse(JSON.parse(pathRenderers.json(report))).error).toBeUndefined()
  return report
}

/** The first broken hop, and what it is blamed on. */
function firstBroken({ hops, broken, cause }: PathReport): string {
  if (broken === undefined) return 'nothing'
  return `${hops[broken]?.hop}: ${cause?.cause ?? 'no cause'} ${cause?.subject.kind}/${cause?.subject.name}`
}

describe('paths of recorded clusters', () => {
  test.each([
    [
      'ready-policy-egress-dns',
      'deploy/storefront',
      'http://catalog/items',
      'dns: network-policy-blocking NetworkPolicy/deny-egress',
    ],
    [
      'ready-egress-no-dns',
      'deploy/applications',
      'scoring:8080',
      'dns: network-policy-blocking NetworkPolicy/applications-egress',
    ],
    [
      'ready-policy-ingress',
      'deploy/storefront',
      'svc/catalog:80',
      'ingress-policy: network-policy-blocking NetworkPolicy/catalog-from-gateway',
    ],
    [
      'ready-policy-other-port',
      'deploy/records-web',
      'records-db:5432',
      'ingress-policy: network-policy-blocking NetworkPolicy/records-db-access',
    ],
    [
      'ready-policy-wrong-port',
      'deploy/storefront',
      'svc/catalog',
      'ingress-policy: network-policy-blocking NetworkPolicy/catalog-ingress',
    ],
    [
      'ready-ingress-policy',
      'deploy/seats-api',
      'sts/seats-redis:6379',
      'ingress-policy: network-policy-blocking NetworkPolicy/seats-redis',
    ],
    ['egress-denied', 'deploy/app', 'svc/db:6379', 'dns: network-policy-blocking NetworkPolicy/default-deny'],
    ['ready-wrong-target-port', 'deploy/storefront', 'catalog', 'target-port: service-port-mismatch Service/catalog'],
    [
      'ready-target-port-unheard',
      'deploy/storefront',
      'svc/catalog:80',
      'target-port: service-port-mismatch Service/catalog',
    ],
    ['service-named-port', 'internet', 'pod/PODS', 'nothing'],
    [
      'ready-wrong-service-port',
      'deploy/storefront',
      'catalog:8000',
      'service-port: app-dependency-unreachable Deployment/storefront',
    ],
    [
      'ready-undefined-service-port',
      'deploy/quotes',
      'tariffs:8080',
      'service-port: app-dependency-unreachable Deployment/quotes',
    ],
    [
      'ready-scaled-to-zero',
      'deploy/storefront',
      'catalog:80',
      'endpoints: dependency-scaled-to-zero Deployment/catalog',
    ],
    [
      'ready-dependency-at-zero',
      'deploy/checkout',
      'svc/pricing',
      'endpoints: dependency-scaled-to-zero Deployment/pricing',
    ],
    [
      'ready-dependency-unready',
      'deploy/storefront',
      'svc/catalog',
      'endpoints: readiness-probe-failing Deployment/catalog',
    ],
    [
      'ready-dependency-crashing',
      'deploy/storefront',
      'svc/catalog',
      'endpoints: app-missing-environment-variable Deployment/catalog',
    ],
    [
      'ready-broker-without-pods',
      'deploy/telemetry',
      'kafka:9092',
      'endpoints: service-selector-mismatch Service/kafka',
    ],
    ['ready-host-name-typo', 'deploy/web', 'recomendations:8080', 'name: app-name-resolution-failed Deployment/web'],
    ['ready-host-name-typo', 'deploy/web', 'svc/recommendations:8080', 'nothing'],
    ['ingress-backend', 'internet', 'ingress/storefront', 'route: ingress-backend-missing Ingress/storefront'],
    ['ingress-class', 'internet', 'ingress/INGRESS', 'route: ingress-class-missing Ingress/INGRESS'],
    ['lb-pending', 'internet', 'svc/public', 'exposure: service-load-balancer-pending Service/public'],
    ['healthy-full-house', 'internet', 'svc/web', 'exposure: no cause Service/web'],
    ['cluster-dns-down', 'deploy/front', 'example.com:443', 'dns: cluster-dns-not-running Deployment/coredns'],
  ])('%s: %s to %s breaks at %s', (id, from, to, expected) => {
    const snapshot = readRecording(id)
    const nameOf = (kind: string) =>
      (snapshot.objects as readonly { kind: string; metadata: { name: string; namespace?: string } }[]).find(
        object => object.kind === kind && object.metadata.namespace !== 'kube-system',
      )?.metadata.name ?? ''
    const fill = (text: string) => text.replace('PODS', nameOf('Pod')).replace('INGRESS', nameOf('Ingress'))
    expect(firstBroken(ask(snapshot, from, fill(to)))).toBe(fill(expected))
  })

  test('an open path lists every hop', () => {
    const report = ask(readRecording('ready-host-name-typo'), 'deploy/web', 'recommendations:8080', 'reading-club')
    expect(report.state).toBe('open')
    expect(report.hops.map(({ hop, state }) => `${hop} ${state}`)).toEqual([
      'dns open',
      'name open',
      'service-port open',
      'endpoints open',
      'target-port open',
      'egress-policy open',
      'ingress-policy open',
      'nodes open',
    ])
  })

  test.each([
    [{ caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }] }, 'route: no cause BackendTLSPolicy/web'],
    [{ caCertificateRefs: [{ group: '', kind: 'Secret', name: 'ca' }] }, 'nothing'],
    [{ wellKnownCACertificates: 'System' }, 'nothing'],
  ])('a Gateway verifies its backend by %j', (validation, expected) => {
    const [group, namespace] = ['gateway.networking.k8s.io', 'healthy-shop']
    const object = (kind: string, spec: object) => ({
      ...{ apiVersion: `${group}/v1`, kind, spec },
      metadata: { name: 'web', namespace },
    })
    const aimed = { targetRefs: [{ group: '', kind: 'Service', name: 'web' }] }
    const route = object('HTTPRoute', { rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] })
    const policy = object('BackendTLSPolicy', { ...aimed, validation: { hostname: 'web.example.com', ...validation } })
    const snapshot = notRead('Secret')(added(route, policy)(readRecording('healthy-rolled')))
    expect(firstBroken(ask(snapshot, 'internet', 'httproute/web', namespace))).toBe(expected)
  })

  test('a Rollout is an end of a path', () => {
    const snapshot = varied('ready-policy-ingress', asKind('grocer', 'Rollout'))
    const report = ask(snapshot, 'rollout/storefront', 'svc/catalog:80', 'grocer')
    expect(report.from).toBe('Rollout grocer/storefront')
    expect(firstBroken(report)).toBe('ingress-policy: network-policy-blocking NetworkPolicy/catalog-from-gateway')
    expect(ask(snapshot, 'rollout/catalog', 'ro/storefront:8080', 'grocer').to).toBe('Rollout grocer/storefront:8080')
    expect(() => ask(snapshot, 'rollout/nothing', 'svc/catalog:80', 'grocer')).toThrow('does not exist')
  })

  test('where a policy is in the way more than once the fix opens all', () => {
    const { cause } = ask(readRecording('egress-denied'), 'deploy/app', 'svc/db:6379')
    expect(cause?.fix[0]?.patch).toMatchObject([
      { path: '/spec/egress' },
      { path: '/spec/egress/-' },
      { path: '/spec/ingress' },
    ])
  })
})

describe('what was not read', () => {
  const recording = readRecording('ready-policy-ingress')
  const undecided = (snapshot: Snapshot, to = 'svc/catalog:80') =>
    ask(snapshot, 'deploy/storefront', to, 'grocer').hops.flatMap(({ state, hop, check }) =>
      state === 'undecided' ? [`${hop}: ${check}`] : [],
    )

  test('leaves its hop undecided, with the command that decides it', () => {
    expect(undecided(notRead('NetworkPolicy')(recording))).toContain(
      'ingress-policy: kubectl get networkpolicy -n grocer -o yaml',
    )
    expect(undecided(notRead('Service')(recording), 'catalog:80')).toEqual([
      'dns: kubectl get service,endpoints,pods -n kube-system',
      'name: kubectl get service catalog -n grocer',
    ])
    expect(undecided(recording, 'postgres.db.svc:5432')).toEqual(['name: kubectl get service postgres -n db'])
    const withoutEndpoints = notRead('Endpoints', 'EndpointSlice')(recording)
    const objects = withoutEndpoints.objects.filter(
      object => !(object as { kind: string; metadata: { name: string } }).metadata.name.startsWith('catalog-'),
    )
    const lists = withoutEndpoints.lists?.filter(({ kind }) => kind !== 'Pod') ?? []
    expect(undecided({ ...withoutEndpoints, objects, lists })).toContain(
      'endpoints: kubectl get endpointslices -n grocer -l kubernetes.io/service-name=catalog',
    )
  })

  test('is never absent: no cut of what was read breaks a way that is open', () => {
    const open = readRecording('ready-host-name-typo')
    const kinds = [...new Set(open.objects.map(object => (object as { kind: string }).kind))]
    for (const kind of kinds.filter(each => each !== 'Deployment')) {
      const report = ask(notRead(kind)(open), 'deploy/web', 'recommendations:8080', 'reading-club')
      expect(`${kind} ${report.state}`).not.toBe(`${kind} broken`)
    }
  })

  test('policies of other kinds are named', () => {
    const definition = (name: string) => ({ kind: 'CustomResourceDefinition', metadata: { name } })
    const more = added(definition('ciliumnetworkpolicies.cilium.io'))(readRecording('ready-host-name-typo'))
    const report = ask(more, 'deploy/web', 'recommendations:8080', 'reading-club')
    expect(report.state).toBe('undecided')
    expect(report.summary).toContain('ciliumnetworkpolicies.cilium.io')
    const own = added({ kind: 'NetworkPolicy', apiVersion: 'crd.antrea.io/v1beta1', metadata: { name: 'x' } } as {
      kind: string
    })
    const { summary } = ask(
      own(readRecording('ready-host-name-typo')),
      'deploy/web',
      'recommendations:8080',
      'reading-club',
    )
    expect(summary).toContain('networkpolicies.crd.antrea.io (x)')
  })

  test.each([
    ['globalnetworkpolicies.crd.projectcalico.org', true],
    ['clusternetworkpolicies.policy.networking.k8s.io', true],
    ['networkpolicies.crd.antrea.io', true],
    ['baselineadminnetworkpolicies.policy.networking.k8s.io', false],
    ['authorizationpolicies.security.istio.io', false],
  ])('traffic that a NetworkPolicy blocks may be allowed by %s: %s', (resource, may) => {
    const definition = { kind: 'CustomResourceDefinition', metadata: { name: resource } }
    const { summary, cause } = ask(added(definition)(recording), 'deploy/storefront', 'svc/catalog:80', 'grocer')
    expect(summary).toContain(may ? 'likely cannot reach' : 'storefront cannot reach')
    expect(cause?.confidence).toBe(may ? 'likely' : 'certain')
    expect(cause?.fix[0]?.command).toMatch(may ? `kubectl get ${resource} --all-namespaces` : 'kubectl patch')
  })

  test('empty endpoints do not show that a selector is wrong where pods were not read', () => {
    const report = ask(notRead('Pod')(readRecording('service-selector-typo')), 'deploy/storefront', 'svc/storefront')
    expect(report.summary).toContain('Service store/storefront has no endpoints; pods were not read')
    expect(report.cause?.fix[0]?.command).toMatch(/^kubectl get pods -n store -l app=/)
  })

  test('a pod address that no pod has is not outside the cluster', () => {
    const to = '10.244.0.250:80'
    expect(undecided(recording, to)).toEqual([
      'target: kubectl get pods --all-namespaces -o wide --field-selector=status.podIP=10.244.0.250',
    ])
    const all = alsoRead('Pod')(recording)
    const report = ask(all, 'deploy/storefront', to, 'grocer')
    expect(firstBroken(report)).toBe('target: no cause Node/node-1')
    expect(report.summary).toContain('and no pod has it')
    expect(() => reportPath(all, { from: '10.244.0.250', to: 'catalog:80', namespace: 'grocer' })).toThrow(
      'No pod has the address 10.244.0.250',
    )
    expect(ask(recording, '10.244.0.250', 'catalog:80', 'grocer').from).toBe('10.244.0.250')
  })

  test('the world outside is not known', () => {
    const report = ask(recording, 'deploy/storefront', 'https://api.example.com/v1', 'grocer')
    expect(report.state).toBe('undecided')
    expect(report.hops.at(-1)).toMatchObject({ hop: 'target', state: 'undecided' })
    expect(report.hops.at(-1)?.check).toMatch(
      /^kubectl exec storefront-\S+ -n grocer -- nc -zvw3 api\.example\.com 443$/,
    )
  })
})

describe('what people write', () => {
  const recording = readRecording('ready-policy-ingress')
  const service = (spec: Readonly<Record<string, unknown>>) => withSpec('Service', 'catalog', spec)(recording)
  const broken = (snapshot: Snapshot, to = 'catalog:80') =>
    firstBroken(ask(snapshot, 'deploy/storefront', to, 'grocer'))

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no selector and no endpoints of its own', { selector: {} }, 'ingress-policy: network-policy-blocking'],
    ['traffic that stays on a node without endpoints', { internalTrafficPolicy: 'Local' }, 'ingress-policy: network'],
    [
      'a port by its name',
      { ports: [{ name: 'web', port: 80, targetPort: 'nope' }] },
      'target-port: service-port-mismatch',
    ],
    [
      'an alias of a name that does not exist',
      { type: 'ExternalName', externalName: 'x.grocer.svc.cluster.local' },
      'name: app-name-resolution-failed',
    ],
  ])('%s', (_, spec, expected) => {
    expect(broken(service(spec))).toContain(expected)
  })

  test('pods of another node are out of reach where traffic stays local', () => {
    const other = added()(service({ internalTrafficPolicy: 'Local' }))
    const objects = other.objects.map(object => {
      const raw = object as { kind: string; metadata: { name: string }; spec: object }
      return raw.kind === 'Pod' && raw.metadata.name.startsWith('storefront-')
        ? { ...raw, spec: { ...raw.spec, nodeName: 'node-2' } }
        : object
    })
    expect(broken({ ...other, objects })).toBe('endpoints: service-without-local-endpoint Service/catalog')
  })

  test.each([
    ['198.51.100.7', 'broken', /admits only clients in 203\.0\.113\.0\/24$/],
    ['203.0.113.20', 'open', /has the address 203\.0\.113\.9$/],
    ['internet', 'undecided', /the client’s address is not known$/],
  ])('a load balancer that admits some clients: %s is %s', (from, state, said) => {
    const snapshot = service({
      type: 'LoadBalancer',
      externalIPs: ['203.0.113.9'],
      loadBalancerSourceRanges: ['203.0.113.0/24'],
    })
    const [first] = ask(snapshot, from, 'svc/catalog:80', 'grocer').hops
    expect(first).toMatchObject({ hop: 'exposure', state })
    expect(first?.text).toMatch(said)
  })

  test.each([
    ['Cluster', 30_080, 'exposure open, endpoints open'],
    ['Local', 30_080, 'exposure open, endpoints open'],
    ['Cluster', 30_081, 'target undecided'],
  ])('a port of a node, externalTrafficPolicy %s: %i', (externalTrafficPolicy, port, said) => {
    const ports = [{ port: 80, targetPort: 8080, nodePort: 30_080 }]
    const { hops } = ask(service({ type: 'NodePort', externalTrafficPolicy, ports }), 'internet', `node/node-1:${port}`)
    const ends = hops.filter(({ hop }) => hop === 'exposure' || hop === 'endpoints' || hop === 'target')
    expect(ends.map(({ hop, state }) => `${hop} ${state}`).join(', ')).toBe(said)
  })

  test('with externalTrafficPolicy: Local, a node without the Service’s pods accepts no external traffic', () => {
    const ports = [{ port: 80, targetPort: 8080, nodePort: 30_080 }]
    const moved = added({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-9' } } as { kind: string })
    const snapshot = moved(service({ type: 'NodePort', externalTrafficPolicy: 'Local', ports }))
    const report = ask(snapshot, 'internet', 'node/node-9:30080')
    expect(report.summary).toContain('accepts external traffic only on nodes that run its pods')
  })

  test('manually written endpoints are matched by port name', () => {
    const named = (name: string) => {
      const slice = {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        addressType: 'IPv4',
        metadata: { name: 'by-hand', namespace: 'grocer', labels: { 'kubernetes.io/service-name': 'catalog' } },
        endpoints: [{ addresses: ['203.0.113.30'] }],
        ports: [{ name, port: 5432, protocol: 'TCP' }],
      }
      const others = (snapshot: Snapshot) => ({
        ...snapshot,
        objects: snapshot.objects.filter(object => !/^Endpoint/.test((object as { kind: string }).kind)),
      })
      const written = service({ selector: {}, ports: [{ name: 'pg', port: 5432 }] })
      return ask(added(slice as { kind: string })(others(written)), 'deploy/storefront', 'svc/catalog:5432', 'grocer')
    }
    expect(named('pg').state).toBe('undecided')
    expect(named('postgres').summary).toContain('has a port named pg; they have postgres')
  })

  test('pods have names of their own behind headless Services only', () => {
    const pods = recording.objects as readonly { readonly kind: string; readonly metadata: { readonly name: string } }[]
    const pod = pods.find(({ kind, metadata }) => kind === 'Pod' && metadata.name.startsWith('catalog-'))
    expect(broken(recording, `${pod?.metadata.name}.catalog:80`)).toBe(
      'name: app-name-resolution-failed Service/catalog',
    )
  })

  test('policies see the address of a client outside only if nodes keep it', () => {
    const ingress = [{ from: [{ ipBlock: { cidr: '198.51.100.0/24' } }] }]
    const stateOf = (externalTrafficPolicy: string) => {
      const snapshot = varied(
        'lb-pending',
        withSpec('Service', 'public', { externalTrafficPolicy }),
        added({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'office', namespace: 'public-api' },
          spec: { podSelector: {}, policyTypes: ['Ingress'], ingress },
        } as { kind: string }),
      )
      const { hops } = ask(snapshot, '198.51.100.7', 'svc/public:80', 'public-api')
      return hops.find(({ hop }) => hop === 'ingress-policy')?.state
    }
    expect([stateOf('Local'), stateOf('Cluster')]).toEqual(['open', 'undecided'])
  })

  test('a policy for some of the pods behind a Service breaks the path, and says for how many', () => {
    const { objects } = readRecording('healthy-full-house')
    const pods = objects as readonly { readonly kind: string; readonly metadata: { readonly name: string } }[]
    const name = pods.find(({ kind, metadata }) => kind === 'Pod' && metadata.name.startsWith('web-'))?.metadata.name
    const snapshot = varied(
      'healthy-full-house',
      edit('Pod', name ?? '', object => ({
        ...object,
        metadata: { ...(object['metadata'] as object), labels: { app: 'web', track: 'canary' } },
      })),
      added({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'canary', namespace: 'healthy-suite' },
        spec: { podSelector: { matchLabels: { track: 'canary' } }, policyTypes: ['Ingress'] },
      } as { kind: string }),
      gone('NetworkPolicy', 'web'),
    )
    const { hops } = ask(snapshot, 'internet', 'svc/web', 'healthy-suite')
    expect(hops.find(({ hop }) => hop === 'ingress-policy')).toMatchObject({
      state: 'broken',
      text: expect.stringMatching(/^NetworkPolicy canary isolates .*, for 1 of 3 pods$/),
    })
  })

  test('a Service may be named with its namespace', () => {
    expect(ask(recording, 'deploy/storefront', 'svc/catalog.grocer:80').to).toBe('Service grocer/catalog:80')
  })

  test('a plugin that enforces no policies drops nothing', () => {
    const containers = [{ name: 'kube-flannel', image: 'ghcr.io/flannel-io/flannel:v0.26.1' }]
    const flannel = {
      kind: 'DaemonSet',
      apiVersion: 'apps/v1',
      metadata: { name: 'kube-flannel-ds', namespace: 'kube-flannel' },
      spec: { template: { spec: { containers } } },
    }
    expect(broken(recording)).toContain('network-policy-blocking')
    const { state, hops } = ask(added(flannel)(recording), 'deploy/storefront', 'catalog:80', 'grocer')
    expect(state).toBe('open')
    expect(hops.map(({ text }) => text)).toContain('DaemonSet kube-flannel/kube-flannel-ds enforces no NetworkPolicy')
  })

  test.each([
    ['deploy/nope', 'catalog', 'Deployment nope does not exist'],
    ['svc/catalog', 'catalog', 'svc/catalog cannot start a connection'],
    ['storefront', 'catalog', 'Did you mean deployment/storefront?'],
    ['deploy/storefront', 'svc/catalg', 'Did you mean catalog?'],
    ['deploy/storefront', 'catalog:99999', 'from 1 to 65535'],
    ['deploy/storefront', 'thing/x', 'is not a valid end of a connection'],
    ['deploy/storefront', 'a b', 'is not a valid end of a connection'],
    ['deploy/storefront', '256.1.1.1:80', 'is not a valid end of a connection'],
    ['deploy/storefront', 'a..b:80', 'is not a valid end of a connection'],
    ['deploy/storefront', 'internet:443', 'internet can only be the start'],
    ['deploy/storefront', 'ingress/shop', 'kubectl get ingresses -n grocer.'],
    ['deploy/storefront', 'grocer/catalog:80', 'Did you mean svc/catalog.grocer:80?'],
    ['deploy/storefront', 'svc/catalog:80/udp', '"80/udp" is not a port'],
    ['::1', 'catalog:80', '::1 is a loopback address'],
  ])('%s to %s is refused with what helps', (from, to, said) => {
    let text = ''
    try {
      reportPath(recording, { from, to, namespace: 'grocer' })
    } catch (error) {
      const { message, hint } = error as { message: string; hint: string }
      text = `${message} ${hint}`
    }
    expect(text).toContain(said)
  })
})

test('the command line says it, with an exit code for scripts', async () => {
  const folder = `${CLUSTERS}/ready-wrong-service-port`
  const [broken, open, help] = await Promise.all([
    runCli(['path', '-n', 'bookshop', 'deploy/storefront', 'svc/catalog:8000', '-f', folder]),
    runCli(['path', 'deploy/storefront', 'svc/catalog:80', '-f', folder, '-o', 'json']),
    runCli(['path', 'deploy/storefront', 'svc/catalgo', '-f', folder]),
  ])
  expect(broken.code).toBe(1)
  expect(broken.stdout).toContain('✗ port         Service bookshop/catalog has no port 8000; it has 80')
  expect(open.code).toBe(0)
  expect(JSON.parse(open.stdout)).toMatchObject({ state: 'open' })
  expect(help).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean catalog?') as string })
})
