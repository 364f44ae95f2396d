import type { Cluster } from '../../../cluster/cluster.ts'
import { matchesMap } from '../../../cluster/selectors.ts'
import { fieldEvidence } from '../../../evidence.ts'
import type { Kube } from '../../../kube/index.ts'
import { pointerTo } from '../../../patch/patch.ts'
import { refOf, refText } from '../../../ref.ts'
import { namespaceFlag, command as sh } from '../../../shell.ts'
import { type End, isSeenEverywhere } from '../ends.ts'
import {
  broken,
  type Connection,
  clientRef,
  endText,
  type Hop,
  NOTHING,
  numberOf,
  open,
  type Question,
  undecided,
} from '../hops.ts'
import type { Backend } from '../services.ts'
import { type ServicePort, servicePort } from '../services.ts'
import { type AccessPolicy, judgeAccess, peerMode, principalOf } from './access.ts'
import {
  closeness,
  hostOf,
  isGateway,
  isIntercepted,
  isMember,
  membershipOf,
  rootNamespace,
  sidecarFor,
} from './members.ts'
import {
  areRulesSeen,
  delayOf,
  destinationOf,
  destinationRulesFor,
  faultOf,
  type RouteFault,
  type RouteTaken,
  routesTaken,
  sharesOf,
  subsetNamed,
  virtualServiceFor,
} from './routes.ts'

type Service = Kube<'Service'>

function showYaml({ kind, metadata }: Kube): string {
  return sh`kubectl get ${kind.toLowerCase()} ${metadata.name}${namespaceFlag(metadata.namespace)} -o yaml`
}

/** Where a client's proxy sends its requests to a Service. */
export interface MeshRouted {
  readonly hops: readonly Hop[]
  readonly service: Service
  readonly port: number | string | undefined
  /** Additional labels of the pods, for a subset. */
  readonly labels: Readonly<Record<string, string>>
  readonly subset: string | undefined
  /** True if it ends here, or at an external host. */
  readonly isEnd: boolean
}

/** The hop at which a route fails. */
export function faultHop(kind: 'mesh-route' | 'exposure', owner: Kube<'VirtualService'>, fault: RouteFault): Hop {
  const text = `${refText(refOf(owner))} ${fault.text}`
  const { subject, fix } = fault
  return broken(kind, text, { kind: 'mesh', subject, because: NOTHING, fix, route: fault }, [
    fieldEvidence(subject, fault.path, fault.value),
  ])
}

/** The hop for routes that only some requests take, if one of them is broken. */
function partialHop(owner: Kube<'VirtualService'>, { name }: RouteTaken, { text, isUnseen }: RouteFault): Hop {
  const which = isUnseen === true ? '' : `for the requests that ${name} matches, `
  return undecided('mesh-route', `${which}${refText(refOf(owner))} ${text}`, showYaml(owner), refOf(owner))
}

function importHop(service: Service, from: End, cluster: Cluster): Hop | undefined {
  const sidecar = sidecarFor(from, cluster)
  const egress = sidecar?.spec?.egress ?? []
  if (sidecar === undefined || egress.length === 0) return undefined
  const host = hostOf(service)
  const isImported = egress.some(({ hosts = [] }) =>
    hosts.some(each => {
      const [place = '', pattern = ''] = each.split('/')
      const isThere =
        place === '*' ||
        place === service.metadata.namespace ||
        (place === '.' && service.metadata.namespace === from.namespace)
      return isThere && closeness(pattern, service.metadata.namespace, host) !== undefined
    }),
  )
  if (isImported) return undefined
  const ref = refOf(sidecar)
  const text = `${refText(ref)} does not import ${refText(refOf(service))} for ${endText(from, cluster)}`
  if (sidecar.spec?.outboundTrafficPolicy?.mode === 'REGISTRY_ONLY')
    return broken(
      'mesh-route',
      `${text}, and blocks hosts that it does not import`,
      {
        kind: 'mesh',
        subject: ref,
        because: NOTHING,
        fix: {
          text: `Import ${service.metadata.name} in the Sidecar.`,
          patch: [{ op: 'add', path: '/spec/egress/0/hosts/-', value: `${service.metadata.namespace ?? '.'}/${host}` }],
        },
      },
      [fieldEvidence(sidecar, 'spec.egress', egress)],
    )
  return undecided(
    'mesh-route',
    `${text}; the snapshot does not show whether its proxy allows the connection anyway`,
    meshConfig(cluster),
    ref,
  )
}

function meshConfig(cluster: Cluster): string {
  return sh`kubectl get configmap istio -n ${rootNamespace(cluster)} -o yaml`
}

/** The last route, which takes all remaining requests. */
function lastRoute(
  last: RouteTaken,
  owner: Kube<'VirtualService'>,
  question: Question,
  start: MeshRouted,
  cluster: Cluster,
): MeshRouted {
  const ref = refOf(owner)
  const { redirect, directResponse, delegate } = last.route
  if (delegate !== undefined)
    return {
      ...start,
      hops: [
        ...start.hops,
        undecided('mesh-route', `${refText(ref)} delegates the requests to another`, showYaml(owner), ref),
      ],
    }
  if (redirect !== undefined || directResponse !== undefined) {
    const text = `${refText(ref)} answers the requests itself (${last.name})`
    return { ...start, hops: [...start.hops, open('mesh-route', text, ref)], isEnd: true }
  }
  const delay = delayOf(last)
  const [main] = [...sharesOf(last)].sort((a, b) => b.percent - a.percent)
  if (main === undefined) return start
  const { host = '', subset, port } = main.destination
  const found = destinationOf(main.destination, owner.metadata.namespace, cluster)
  const of = subset === undefined ? '' : ` subset ${subset}`
  const text = `${refText(ref)} routes to ${host}${port?.number === undefined ? '' : `:${port.number}`}${of} (${last.name})${delay === undefined ? '' : `, and ${delay}`}`
  const hops = [...start.hops, open('mesh-route', text, ref)]
  if (found.state !== 'present') return { ...start, hops, isEnd: true }
  const { service } = found
  const rule = subsetNamed(destinationRulesFor(service, question.from, cluster), subset)
  const only = service.spec?.ports?.length === 1 ? service.spec.ports[0]?.port : undefined
  return {
    ...start,
    hops,
    service,
    port: port?.number ?? (service === start.service ? start.port : (only ?? start.port)),
    labels: rule?.subset.labels ?? {},
    subset,
  }
}

/**
 * How a client's proxy routes a connection to a Service, by the VirtualServices and Sidecars of its mesh. Undefined if
 * the client has no proxy of its own.
 */
export function meshRouted(
  question: Question,
  service: Service,
  entry: ServicePort | undefined,
  cluster: Cluster,
): MeshRouted | undefined {
  const { from, failed, port } = question
  if (membershipOf(from) !== 'sidecar' || isGateway(from) || failed?.isAnswered === false) return undefined
  const start: MeshRouted = { hops: NOTHING, service, port, labels: {}, subset: undefined, isEnd: false }
  const imported = importHop(service, from, cluster)
  if (imported !== undefined) return { ...start, hops: [imported] }
  const owner = virtualServiceFor(service, from, cluster)
  const unread = [from.namespace, service.metadata.namespace].find(place => !cluster.seen('VirtualService', place))
  if (owner === undefined)
    return unread === undefined || failed !== undefined
      ? start
      : { ...start, hops: [unreadHop('mesh-route', 'VirtualServices', unread, 'virtualservices,destinationrules')] }
  const taken = routesTaken(owner, from, entry)
  const partial = taken.flatMap(each => {
    const fault = each.fit === 'maybe' ? faultOf(each, owner, from, cluster) : undefined
    return fault === undefined ? [] : [partialHop(owner, each, fault)]
  })
  const last = taken.find(({ fit }) => fit === 'yes')
  if (last === undefined) {
    const text = `${refText(refOf(owner))} routes only requests that one of its rules matches`
    const rest = taken.length === 0 ? NOTHING : [undecided('mesh-route', text, showYaml(owner), refOf(owner))]
    return { ...start, hops: [...partial, ...rest] }
  }
  const fault = faultOf(last, owner, from, cluster)
  if (fault !== undefined) {
    const hop = fault.isUnseen === true ? partialHop(owner, last, fault) : faultHop('mesh-route', owner, fault)
    return { ...start, hops: [...partial, hop], isEnd: fault.isUnseen !== true }
  }
  return lastRoute(last, owner, question, { ...start, hops: partial }, cluster)
}

function unreadHop(kind: Hop['kind'], what: string, namespace: string | undefined, resources: string): Hop {
  return undecided(
    kind,
    `${what} of namespace ${namespace ?? ''} were not read`,
    sh`kubectl get ${resources}${namespaceFlag(namespace)} -o yaml`,
  )
}

/** The ends behind a Service that are in a subset. */
export function ofSubset(backends: readonly Backend[], labels: Readonly<Record<string, string>>): readonly Backend[] {
  return backends.filter(({ end }) => end.labels === undefined || matchesMap(end.labels, labels))
}

interface ClientTls {
  readonly mode: string
  readonly rule: Kube<'DestinationRule'>
  readonly path: string
}

/** The client's TLS mode from DestinationRules: for the subset, the port or the host. Undefined: automatic. */
function clientTls(
  service: Service,
  port: number | undefined,
  subset: string | undefined,
  from: End,
  cluster: Cluster,
): ClientTls | undefined {
  const rules = destinationRulesFor(service, from, cluster)
  const own = subsetNamed(rules, subset)
  const policies = [
    ...(own === undefined
      ? []
      : [{ rule: own.rule, policy: own.subset.trafficPolicy, path: `${own.path}.trafficPolicy` }]),
    ...rules.map(rule => ({ rule, policy: rule.spec?.trafficPolicy, path: 'spec.trafficPolicy' })),
  ]
  for (const { rule, policy, path } of policies) {
    const at = (policy?.portLevelSettings ?? []).findIndex(each => each.port?.number === port)
    const mode = at < 0 ? policy?.tls?.mode : policy?.portLevelSettings?.[at]?.tls?.mode
    if (mode !== undefined) return { mode, rule, path: `${path}.${at < 0 ? '' : `portLevelSettings[${at}].`}tls.mode` }
    // Settings of a port replace those of the host.
    if (at >= 0) return undefined
  }
  return undefined
}

function ruleHop({ rule, path, mode }: ClientTls, text: string, wanted: string): Hop {
  const ref = refOf(rule)
  return broken(
    'mesh-tls',
    `${refText(ref)} sets TLS mode ${mode} for the client, ${text}`,
    {
      kind: 'mesh',
      subject: ref,
      because: NOTHING,
      fix: {
        text: `Set the mode of ${rule.metadata.name} to ${wanted}.`,
        patch: [{ op: 'replace', path: pointerTo(path), value: wanted }],
      },
    },
    [fieldEvidence(rule, path, mode)],
  )
}

/** True if a client presents no certificate of the mesh to the server. */
function isPlain(connection: Connection, subset: string | undefined, cluster: Cluster): boolean {
  const { question, service } = connection
  const membership = membershipOf(question.from)
  if (membership === 'ambient') return false
  if (membership !== 'sidecar') return true
  // A proxy knows the Services; it passes connections to addresses through.
  if (service === undefined) return true
  const mode = clientTls(service, numberOf(question.port), subset, question.from, cluster)?.mode
  return mode === 'DISABLE' || mode === 'SIMPLE'
}

/** The namespace whose PeerAuthentications were not read. */
function unreadPlace({ namespace }: End, cluster: Cluster): string | undefined {
  return [namespace, rootNamespace(cluster)].find(place => !cluster.seen('PeerAuthentication', place))
}

/** The hop for a client without a certificate of the mesh whose server demands one. */
function plainHop(from: End, policy: Kube<'PeerAuthentication'> | undefined, demand: string, cluster: Cluster): Hop {
  const client = membershipOf(from)
  if (client === 'unknown')
    return undecided(
      'mesh-tls',
      `${demand}; the snapshot does not show whether ${endText(from, cluster)} has a proxy`,
      sh`kubectl get pods${namespaceFlag(from.namespace)} -o jsonpath='{range .items[*]}{.metadata.name}{" "}{.spec.containers[*].name}{"\n"}{end}'`,
    )
  const why =
    client === 'sidecar'
      ? 'and its proxy passes connections to pod addresses through unchanged'
      : 'and the client has no proxy of the mesh'
  return broken(
    'mesh-tls',
    `${demand}, ${why}`,
    {
      kind: 'mesh',
      subject:
        policy === undefined || (client === 'none' && from.kind === 'pod') ? clientRef(from, cluster) : refOf(policy),
      because: policy === undefined ? NOTHING : [refOf(policy)],
      fix: {
        text:
          client === 'sidecar'
            ? 'Connect to the Service instead of the address of a pod.'
            : from.kind === 'pod'
              ? `Add ${endText(from, cluster)} to the mesh: label its namespace istio-injection=enabled (or its revision) and restart it.`
              : 'Connect through an ingress gateway of the mesh.',
      },
    },
    policy === undefined ? [] : [fieldEvidence(policy, 'spec.mtls.mode', 'STRICT')],
  )
}

/** Whether both sides of a connection agree on mutual TLS. */
export function meshTlsHop(connection: Connection, subset: string | undefined, cluster: Cluster): Hop | undefined {
  const { question, service, servers } = connection
  const { from, failed } = question
  const [server] = servers
  if (server === undefined || failed?.isAnswered === false || from.kind === 'unknown') return undefined
  const client = membershipOf(from)
  const member = isIntercepted(server.end, server.port) ? membershipOf(server.end) : 'none'
  const tls =
    client === 'sidecar' && service !== undefined
      ? clientTls(service, numberOf(question.port), subset, from, cluster)
      : undefined
  if (!isMember(member)) {
    return member === 'none' && tls?.mode === 'ISTIO_MUTUAL'
      ? ruleHop(tls, `but ${connection.target} has no proxy that speaks it`, 'DISABLE')
      : undefined
  }
  const accepted = peerMode(server.end, server.port, cluster)
  if (tls?.mode === 'ISTIO_MUTUAL' && accepted?.mode === 'DISABLE')
    return ruleHop(
      tls,
      `but ${refText(refOf(accepted.policy ?? tls.rule))} turns it off for ${connection.target}`,
      'DISABLE',
    )
  if (tls !== undefined && tls.mode !== 'ISTIO_MUTUAL' && tls.mode !== 'DISABLE' && tls.mode !== 'SIMPLE')
    return undefined
  if (!isPlain(connection, subset, cluster)) {
    const isSeen = service === undefined || areRulesSeen(service, from, cluster)
    return isSeen || failed !== undefined
      ? open('mesh-tls', `${endText(from, cluster)} and ${connection.target} speak mutual TLS`)
      : unreadHop('mesh-tls', 'DestinationRules', service?.metadata.namespace, 'destinationrules')
  }
  if (accepted === undefined)
    return failed === undefined
      ? unreadHop('mesh-tls', 'PeerAuthentications', unreadPlace(server.end, cluster), 'peerauthentications')
      : undefined
  if (accepted.mode !== 'STRICT')
    return open(
      'mesh-tls',
      `${connection.target} accepts connections without mutual TLS`,
      accepted.policy && refOf(accepted.policy),
    )
  const by = accepted.policy === undefined ? 'the mesh' : refText(refOf(accepted.policy))
  const demand = `${by} makes ${connection.target} accept only mutual TLS`
  return tls === undefined
    ? plainHop(from, accepted.policy, demand, cluster)
    : ruleHop(tls, `but ${demand}`, 'ISTIO_MUTUAL')
}

/** A rule for exactly this client, or what excludes it from the rule that denies it. */
function admissionFor(
  policy: AccessPolicy,
  rule: number | undefined,
  { question }: Connection,
  port: number | undefined,
) {
  const principal = principalOf(question.from)
  if (principal === undefined) return undefined
  const ports = port === undefined ? [] : [{ protocol: 'TCP', port }]
  if (rule === undefined) {
    const value = {
      from: [{ source: { principals: [principal] } }],
      ...(port === undefined ? {} : { to: [{ operation: { ports: [String(port)] } }] }),
    }
    const patch =
      policy.spec === undefined
        ? { op: 'add' as const, path: '/spec', value: { rules: [value] } }
        : policy.spec.rules === undefined
          ? { op: 'add' as const, path: '/spec/rules', value: [value] }
          : { op: 'add' as const, path: '/spec/rules/-', value }
    return { rule: { peers: [principal], ports }, patch: [patch] }
  }
  const { from = [] } = policy.spec?.rules?.[rule] ?? {}
  const at = `/spec/rules/${rule}/from`
  const patch =
    from.length === 0
      ? [{ op: 'add' as const, path: at, value: [{ source: { notPrincipals: [principal] } }] }]
      : from.map(({ source = {} }, index) =>
          source.notPrincipals === undefined
            ? { op: 'add' as const, path: `${at}/${index}/source/notPrincipals`, value: [principal] }
            : { op: 'add' as const, path: `${at}/${index}/source/notPrincipals/-`, value: principal },
        )
  return { rule: { peers: [principal], ports: [] }, patch }
}

/** Whether AuthorizationPolicies let a client in. */
export function accessHop(connection: Connection, subset: string | undefined, cluster: Cluster): Hop | undefined {
  const { question, servers, protocol } = connection
  const { from, failed } = question
  const [server] = servers.filter(({ end, port }) => isMember(membershipOf(end)) && isIntercepted(end, port))
  if (server === undefined || failed?.isAnswered === false) return undefined
  const traffic = { from, to: server.end, port: server.port, protocol }
  const answer = judgeAccess(traffic, isPlain(connection, subset, cluster), cluster)
  const client = endText(from, cluster)
  switch (answer.state) {
    case 'refused': {
      const [policy, ...more] = answer.policies
      if (policy === undefined) return undefined
      const name = refText(refOf(policy))
      const isDenied = answer.rule !== undefined
      const port = server.port === undefined ? '' : ` on port ${server.port}`
      return broken(
        'mesh-policy',
        isDenied
          ? `${name} denies requests from ${client} to ${connection.target}${port}, rule ${(answer.rule ?? 0) + 1}`
          : `${name} allows requests to ${connection.target}${port}, but none from ${client}`,
        {
          kind: 'policy',
          subject: refOf(policy),
          because: NOTHING,
          blocked: {
            direction: 'Ingress',
            policy,
            isDenied,
            others: more.map(({ metadata }) => metadata.name),
            overruledBy: NOTHING,
            client,
            target: connection.target,
            isDns: false,
            isOutside: false,
            admission: admissionFor(policy, answer.rule, connection, server.port),
            next: NOTHING,
          },
        },
        [fieldEvidence(policy, 'spec.rules', policy.spec?.rules ?? 'no rule')],
      )
    }
    case 'unknown':
      return undecided(
        'mesh-policy',
        `${refText(refOf(answer.policy))} depends on the request (method, path, header or token), or on what was not read`,
        showYaml(answer.policy),
        refOf(answer.policy),
      )
    default: {
      const unread = [server.end.namespace, rootNamespace(cluster)].find(
        place => !cluster.seen('AuthorizationPolicy', place),
      )
      if (unread !== undefined)
        return failed === undefined
          ? unreadHop('mesh-policy', 'AuthorizationPolicies', unread, 'authorizationpolicies')
          : undefined
      return answer.state === 'none'
        ? undefined
        : open(
            'mesh-policy',
            `${refText(refOf(answer.policy))} allows it, rule ${answer.rule + 1}`,
            refOf(answer.policy),
          )
    }
  }
}

/** Whether a client’s proxy lets it connect to an external host: one registered in the mesh, or any. */
export function meshEgressHop(host: string, from: End, cluster: Cluster): Hop | undefined {
  if (membershipOf(from) !== 'sidecar') return undefined
  const entry = cluster
    .list('ServiceEntry')
    .find(
      ({ spec, metadata }) =>
        spec?.hosts?.some(each => closeness(each, metadata.namespace, host) !== undefined) === true ||
        spec?.addresses?.includes(host) === true,
    )
  if (entry !== undefined)
    return open('mesh-route', `${refText(refOf(entry))} registers ${host} in the mesh`, refOf(entry))
  const sidecar = sidecarFor(from, cluster)
  const mode = sidecar?.spec?.outboundTrafficPolicy?.mode
  if (mode === 'ALLOW_ANY') return undefined
  if (sidecar !== undefined && mode === 'REGISTRY_ONLY' && isSeenEverywhere('ServiceEntry', cluster))
    return broken(
      'mesh-route',
      `${refText(refOf(sidecar))} allows ${endText(from, cluster)} only hosts that are registered in the mesh, and no ServiceEntry has ${host}`,
      {
        kind: 'mesh',
        subject: refOf(sidecar),
        because: NOTHING,
        fix: { text: `Create a ServiceEntry for ${host} (resolution DNS, with the port).` },
      },
      [fieldEvidence(sidecar, 'spec.outboundTrafficPolicy.mode', mode)],
    )
  return undecided(
    'mesh-route',
    `the snapshot does not show whether the proxy of ${endText(from, cluster)} allows hosts without a ServiceEntry (outboundTrafficPolicy)`,
    meshConfig(cluster),
  )
}

/** The port of a Service by which a connection is routed. */
export function routedPort({ port, service }: MeshRouted): ServicePort | undefined {
  return port === undefined
    ? service.spec?.ports?.length === 1
      ? service.spec.ports[0]
      : undefined
    : servicePort(service, port)
}
