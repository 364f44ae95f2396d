import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refText, refTo } from '../../ref.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { conditionText } from '../../words.ts'
import type { End } from './ends.ts'
import { endOfPod, UNKNOWN } from './ends.ts'
import type { Route, RouteTarget } from './gateways.ts'
import {
  gatewayFault,
  gatewaysNamed,
  isGrantUnread,
  refusalOf,
  routeMiss,
  routeTargets,
  ruleWithoutTraffic,
  sparesRoute,
  tlsMiss,
  tlsPolicyFor,
} from './gateways.ts'
import type { Hop, Path, Question } from './hops.ts'
import { broken, NOTHING, open, undecided } from './hops.ts'
import { pathOf, toService } from './path.ts'
import { isServing } from './services.ts'

/** The Gateways that accept the route's requests: one that works is enough. */
function gatewayHops(route: Route, cluster: Cluster): readonly Hop[] {
  const hops = gatewaysNamed(route).map(({ namespace, name = '', sectionName }) => {
    const ref = refTo('Gateway', namespace, name)
    const lookup = cluster.find('Gateway', namespace, name)
    if (lookup.state !== 'present')
      return undecided(
        'exposure',
        `Gateway ${namespace}/${name} ${lookup.state === 'absent' ? 'does not exist' : 'was not read'}`,
        sh`kubectl describe gateway ${name}${namespaceFlag(namespace)}`,
        ref,
      )
    const fault = gatewayFault(lookup.object, cluster)
    if (fault !== undefined && !sparesRoute(fault, sectionName, lookup.object))
      return broken(
        'exposure',
        `${refText(ref)} is not serving: ${conditionText(fault)}`,
        { kind: 'gateway', subject: ref, because: NOTHING },
        [fieldEvidence(ref, 'status.conditions', fault.reason)],
      )
    const addresses = (lookup.object.status?.addresses ?? []).flatMap(({ value }) => value ?? [])
    return addresses.length === 0
      ? undecided(
          'exposure',
          `${refText(ref)} has no address yet`,
          sh`kubectl get gateway ${name}${namespaceFlag(namespace)}`,
          ref,
        )
      : open('exposure', `${refText(ref)} has the address ${addresses.join(', ')}`, ref)
  })
  const best = hops.find(({ state }) => state === 'open') ?? hops.find(({ state }) => state === 'undecided') ?? hops[0]
  return best === undefined ? NOTHING : [best]
}

function acceptHop(route: Route, cluster: Cluster): Hop {
  const ref = refOf(route)
  const isAccepted = route.status?.parents?.some(({ conditions }) =>
    conditions?.some(({ type, status }) => type === 'Accepted' && status === 'True'),
  )
  if (isAccepted === true) return open('route', `${refText(ref)} is accepted`, ref)
  const refusal = refusalOf(route, cluster)
  if (refusal !== undefined)
    return broken(
      'route',
      refusal.reason === 'NoGateway'
        ? `${refText(ref)} names Gateway ${refusal.namespace}/${refusal.gateway}, which does not exist`
        : `${refusal.parent} ${refusal.gateway} does not accept ${refText(ref)}: ${refusal.message || refusal.reason}`,
      { kind: 'route', subject: ref, because: NOTHING },
      [fieldEvidence(route, 'status.parents[*].conditions[Accepted]', refusal.reason)],
    )
  return undecided(
    'route',
    `the snapshot does not show whether a Gateway accepts ${refText(ref)}`,
    sh`kubectl describe ${ref.kind.toLowerCase()} ${ref.name}${namespaceFlag(ref.namespace)}`,
    ref,
  )
}

const MISSING = {
  service: 'which does not exist',
  port: 'and the Service has no such port',
  grant: 'which no ReferenceGrant of its namespace allows',
} as const

/** Labels with the Gateway of a proxy's pods: that of the Gateway API (GEP-1762), and Envoy Gateway's. */
const PROXY_LABELS = ['gateway.networking.k8s.io/gateway-name', 'gateway.envoyproxy.io/owning-gateway-name']

/**
 * The pod of a Gateway that serves the route, the source of its requests; unknown if the Gateway has none in the
 * cluster.
 */
function proxyOf(route: Route, cluster: Cluster): End {
  const names = gatewaysNamed(route).flatMap(({ name }) => name ?? [])
  if (names.length === 0) return UNKNOWN
  const pods = PROXY_LABELS.flatMap(label =>
    cluster.podsLabelled(`${label} in (${names.join(',')})`, ({ metadata: { labels = {} } }) =>
      names.includes(labels[label] ?? ''),
    ),
  )
  const pod = pods.find(isServing) ?? pods[0]
  return pod === undefined ? UNKNOWN : endOfPod(pod)
}

function backendHops(route: Route, target: RouteTarget, cluster: Cluster): readonly (Hop | undefined)[] {
  const { namespace, service, port, path } = target
  const ref = refOf(route)
  const to = `Service ${namespace}/${service}${port === undefined ? '' : `:${port}`}`
  const miss = routeMiss(route, target, cluster)
  if (miss !== undefined)
    return [
      broken(
        'route',
        `${refText(ref)} routes to ${to}, ${MISSING[miss.missing]}`,
        { kind: 'route-backend', subject: ref, because: NOTHING },
        [fieldEvidence(route, path, `${service}:${port ?? ''}`)],
      ),
    ]
  const found = cluster.find('Service', namespace, service)
  if (found.state !== 'present')
    return [
      undecided(
        'route',
        `Services of namespace ${namespace} were not read`,
        sh`kubectl get service ${service}${namespaceFlag(namespace)}`,
      ),
    ]
  const question: Question = { from: proxyOf(route, cluster), host: service, port }
  return [
    open('route', `${refText(ref)} routes to ${to}`, refOf(found.object)),
    isGrantUnread(route, target, cluster)
      ? undecided(
          'route',
          `ReferenceGrants of namespace ${namespace}, one of which has to allow it, were not read`,
          sh`kubectl get referencegrants${namespaceFlag(namespace)} -o yaml`,
        )
      : undefined,
    tlsHop(target, found.object, cluster),
    ...toService(question, found.object, undefined, cluster).hops,
  ]
}

/** Whether the Gateway can use TLS to a backend as its policy requires. */
function tlsHop(target: RouteTarget, service: Kube<'Service'>, cluster: Cluster): Hop | undefined {
  const { namespace, port } = target
  const entry = service.spec?.ports?.find(each => each.port === port)
  const policy = tlsPolicyFor(namespace, target.service, entry?.name, cluster)
  if (policy === undefined) return undefined
  const ref = refOf(policy)
  const miss = tlsMiss(policy, cluster)
  if (miss === undefined) {
    const { hostname = '' } = policy.spec?.validation ?? {}
    return open(
      'route',
      `the Gateway speaks TLS to it and expects a certificate for ${hostname} (${refText(ref)})`,
      ref,
    )
  }
  const { bundle, path, message } = miss
  const text =
    bundle === undefined
      ? `${refText(ref)} is not in effect: ${message}`
      : `${refText(ref)} names ${bundle.kind} ${bundle.name} with the CA certificate, which ${bundle.lacksKey ? 'has no key ca.crt' : 'does not exist'}`
  return broken('route', text, { kind: 'backend-tls', subject: ref, because: NOTHING, bundle: bundle?.name }, [
    fieldEvidence(policy, path, bundle?.name ?? message),
  ])
}

/**
 * The hop of a route whose backends all have weight 0; a route without backends may respond itself, with a redirect.
 */
function noTrafficHops(route: Route): readonly Hop[] {
  const rule = ruleWithoutTraffic(route)
  const ref = refOf(route)
  if (rule === undefined) return NOTHING
  return [
    broken(
      'route',
      `all backends of rule ${rule + 1} of ${refText(ref)} have weight 0, so its requests fail`,
      { kind: 'no-weight', subject: ref, because: NOTHING },
      [fieldEvidence(route, `spec.rules[${rule}].backendRefs[*].weight`, 0)],
    ),
  ]
}

/** The path of an external request through a Gateway: to the broken one of several backends, else the first. */
export function walkRoute(from: End, route: Route, cluster: Cluster): Path {
  const branches = routeTargets(route)
    .slice(0, 20)
    .map(target => backendHops(route, target, cluster))
  const branch = branches.find(hops => hops.some(hop => hop?.state === 'broken')) ?? branches[0] ?? noTrafficHops(route)
  const question: Question = { from, host: undefined }
  return pathOf(question, [...gatewayHops(route, cluster), acceptHop(route, cluster), ...branch], undefined, NOTHING)
}
