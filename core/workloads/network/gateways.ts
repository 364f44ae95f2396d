import type { Cluster } from '../../cluster/cluster.ts'
import { nearestNamed } from '../../cluster/names.ts'
import type { GatewayCondition, RouteBackend, RouteParent } from '../../kube/gateway.ts'
import type { Kube } from '../../kube/index.ts'

export const ROUTE_KINDS = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const
export type Route = Kube<(typeof ROUTE_KINDS)[number]>
export type Gateway = Kube<'Gateway'>

export function isRoute(object: Kube): object is Route {
  return (ROUTE_KINDS as readonly string[]).includes(object.kind)
}

const GROUP = 'gateway.networking.k8s.io'

/** A condition about the current state of the object, not an earlier generation. */
export function conditionOf(
  conditions: readonly GatewayCondition[] | undefined,
  type: string,
  generation: number | undefined,
): GatewayCondition | undefined {
  const found = conditions?.find(each => each.type === type)
  const { observedGeneration } = found ?? {}
  const isStale = generation !== undefined && observedGeneration !== undefined && observedGeneration < generation
  return isStale ? undefined : found
}

/** The Gateways among a route's parents; in a mesh a Service may be one. */
export function gatewaysNamed({ spec, metadata }: Route): readonly (RouteParent & { readonly namespace: string })[] {
  return (spec?.parentRefs ?? [])
    .filter(({ kind, group }) => (kind ?? 'Gateway') === 'Gateway' && (group ?? GROUP) === GROUP)
    .map(parent => ({ ...parent, namespace: parent.namespace ?? metadata.namespace ?? '' }))
}

/** A Service to which a route sends requests, with the path of the reference. */
export interface RouteTarget {
  readonly path: string
  readonly namespace: string
  readonly service: string
  readonly port: number | undefined
}

function isService({ kind, group }: RouteBackend): boolean {
  return (kind ?? 'Service') === 'Service' && (group ?? '') === ''
}

/** The Services in a route's rules, except those without traffic. */
export function routeTargets({ spec, metadata }: Route): readonly RouteTarget[] {
  return (spec?.rules ?? []).flatMap(({ backendRefs = [] }, rule) =>
    backendRefs.flatMap((backend, index) => {
      const { name, port, weight = 1 } = backend
      if (name === undefined || weight === 0 || !isService(backend)) return []
      const namespace = backend.namespace ?? metadata.namespace ?? ''
      return { path: `spec.rules[${rule}].backendRefs[${index}]`, namespace, service: name, port }
    }),
  )
}

/** The index of a rule whose backends all have weight 0: its requests fail. */
export function ruleWithoutTraffic({ spec }: Route): number | undefined {
  const index = (spec?.rules ?? []).findIndex(
    ({ backendRefs = [] }) => backendRefs.length > 0 && backendRefs.every(({ weight }) => weight === 0),
  )
  return index < 0 ? undefined : index
}

/** A reference in a route that cannot be resolved. */
export interface RouteMiss extends RouteTarget {
  /** `grant`: the Service is in another namespace, and no ReferenceGrant there allows the reference. */
  readonly missing: 'service' | 'port' | 'grant'
  readonly suggestion: string | undefined
  readonly ports: readonly number[]
}

function isGranted(route: Route, { namespace, service }: RouteTarget, cluster: Cluster): boolean {
  return cluster
    .list('ReferenceGrant', namespace)
    .some(
      ({ spec }) =>
        spec?.from?.some(from => from.kind === route.kind && from.namespace === route.metadata.namespace) === true &&
        spec.to?.some(to => to.kind === 'Service' && (to.name === undefined || to.name === service)) === true,
    )
}

/** True if the possible grants for a reference to another namespace were not read. */
export function isGrantUnread(route: Route, target: RouteTarget, cluster: Cluster): boolean {
  const { namespace } = target
  if (namespace === route.metadata.namespace || cluster.seen('ReferenceGrant', namespace)) return false
  return !isGranted(route, target, cluster) && !isResolved(route)
}

/** True if a controller has resolved all references of a route. */
function isResolved({ status }: Route): boolean {
  return (status?.parents ?? []).some(({ conditions = [] }) =>
    conditions.some(each => each.type === 'ResolvedRefs' && each.status === 'True'),
  )
}

/** Why a reference cannot be resolved; undefined if it can, or if that was not read. */
export function routeMiss(route: Route, target: RouteTarget, cluster: Cluster): RouteMiss | undefined {
  const { namespace, service, port } = target
  const isOther = namespace !== route.metadata.namespace
  if (isOther && cluster.seen('ReferenceGrant', namespace) && !isGranted(route, target, cluster))
    return { ...target, missing: 'grant', suggestion: undefined, ports: [] }
  const found = cluster.find('Service', namespace, service)
  if (found.state === 'unseen') return undefined
  if (found.state === 'absent')
    return {
      ...target,
      missing: 'service',
      suggestion: nearestNamed(service, 'Service', namespace, cluster),
      ports: [],
    }
  const ports = (found.object.spec?.ports ?? []).flatMap(({ port: number }) => number ?? [])
  if (port === undefined || found.object.spec?.type === 'ExternalName' || ports.includes(port)) return undefined
  const [only] = ports
  return { ...target, missing: 'port', suggestion: ports.length === 1 ? String(only) : undefined, ports }
}

/** Why a parent does not accept a route, or only part of it. */
export interface Refusal {
  /** The parent’s kind: a Gateway, a ListenerSet, in a mesh a Service. */
  readonly parent: string
  readonly gateway: string
  readonly namespace: string
  /** A reason of the condition, or `NoGateway`. */
  readonly reason: string
  readonly message: string
  readonly since: string | undefined
  /** Index in `spec.parentRefs`. */
  readonly index: number
  /** True if the route is accepted without some of its rules. */
  readonly isPartial: boolean
}

/** True for the initial message, before a controller has handled it. */
function isPending({ status, reason }: GatewayCondition): boolean {
  return status === 'Unknown' || reason === 'Pending'
}

/**
 * The first parent that does not accept a route; undefined if all do, or it has not been handled yet. A missing Gateway
 * counts only if no other parent is left.
 */
export function refusalOf(route: Route, cluster: Cluster): Refusal | undefined {
  const refusals = (route.spec?.parentRefs ?? []).map((parent, index) => refusalBy(parent, index, route, cluster))
  const said = refusals.find(each => each !== undefined && each.reason !== 'NoGateway')
  return said ?? (refusals.includes(undefined) ? undefined : refusals[0])
}

function isSameParent(one: RouteParent, other: RouteParent, namespace: string | undefined): boolean {
  return (
    one.name === other.name &&
    (one.kind ?? 'Gateway') === (other.kind ?? 'Gateway') &&
    (one.namespace ?? namespace) === (other.namespace ?? namespace) &&
    one.sectionName === other.sectionName &&
    one.port === other.port
  )
}

function refusalBy(parent: RouteParent, index: number, route: Route, cluster: Cluster): Refusal | undefined {
  const { kind = 'Gateway', group = GROUP, name = '' } = parent
  const { namespace: own = '', generation } = route.metadata
  const namespace = parent.namespace ?? own
  const base = { parent: kind, gateway: name, namespace, index, isPartial: false }
  if (kind === 'Gateway' && group === GROUP && cluster.find('Gateway', namespace, name).state === 'absent')
    return { ...base, reason: 'NoGateway', message: '', since: undefined }
  const told = route.status?.parents?.filter(({ parentRef }) => isSameParent(parentRef ?? {}, parent, own)) ?? []
  // Several controllers may report on one parent: the one that accepts the route is its own.
  const status =
    told.find(({ conditions }) => conditionOf(conditions, 'Accepted', generation)?.status === 'True') ?? told[0]
  const accepted = conditionOf(status?.conditions, 'Accepted', generation)
  const partial = conditionOf(status?.conditions, 'PartiallyInvalid', generation)
  const isPartial = partial?.status === 'True'
  const said = isPartial ? partial : accepted
  if (said === undefined || isPending(said) || (!isPartial && said.status !== 'False')) return undefined
  const { reason = '', message = '', lastTransitionTime } = said
  return { ...base, reason, message, since: lastTransitionTime, isPartial }
}

/** Why a Gateway is not serving. */
export interface GatewayFault {
  /**
   * `class`: its GatewayClass does not exist or is refused; `controller`: no controller has handled it; `condition`:
   * its own condition.
   */
  readonly kind: 'class' | 'controller' | 'condition'
  readonly listener: string | undefined
  /** True if the listener serves anyway, without what cannot be resolved. */
  readonly isPartial: boolean
  readonly reason: string
  readonly message: string
  readonly since: string | undefined
}

type ListenerStatus = NonNullable<NonNullable<Gateway['status']>['listeners']>[number]

function listenerFault(
  { name: listener, conditions }: ListenerStatus,
  generation: number | undefined,
): GatewayFault | undefined {
  const isPartial = conditionOf(conditions, 'Programmed', generation)?.status === 'True'
  for (const type of ['Conflicted', 'ResolvedRefs', 'Accepted', 'Programmed'] as const) {
    const found = conditionOf(conditions, type, generation)
    if (found?.status !== (type === 'Conflicted' ? 'True' : 'False') || isPending(found)) continue
    const { reason = '', message = '', lastTransitionTime } = found
    // The kinds that it does support are served.
    if (isPartial && reason === 'InvalidRouteKinds') continue
    return { kind: 'condition', listener, isPartial, reason, message, since: lastTransitionTime }
  }
  return undefined
}

/** Why a Gateway’s class does not work; undefined if it does, or was not read. */
function classFault(name: string, cluster: Cluster): { reason: string; message: string; since?: string } | undefined {
  const found = cluster.find('GatewayClass', undefined, name)
  if (found.state === 'absent') return { reason: 'NoClass', message: `GatewayClass ${name} does not exist` }
  if (found.state !== 'present') return undefined
  const { status, metadata } = found.object
  const accepted = conditionOf(status?.conditions, 'Accepted', metadata.generation)
  if (accepted?.status !== 'False' || isPending(accepted)) return undefined
  const { reason = '', message = '', lastTransitionTime } = accepted
  return { reason, message, ...(lastTransitionTime === undefined ? {} : { since: lastTransitionTime }) }
}

/** Why a Gateway or one of its listeners is not serving; undefined if all are. */
export function gatewayFault(gateway: Gateway, cluster: Cluster): GatewayFault | undefined {
  const { spec, status, metadata } = gateway
  const { gatewayClassName: name } = spec ?? {}
  const { generation, creationTimestamp: since } = metadata
  const none = { listener: undefined, isPartial: false, since }
  const isAccepted = conditionOf(status?.conditions, 'Accepted', generation)?.status === 'True'
  const ofClass = name === undefined ? undefined : classFault(name, cluster)
  if (ofClass !== undefined && (ofClass.reason === 'NoClass' || !isAccepted))
    return { ...none, kind: 'class', ...ofClass }
  for (const listener of status?.listeners ?? []) {
    const fault = listenerFault(listener, generation)
    if (fault !== undefined) return fault
  }
  for (const type of ['Accepted', 'Programmed']) {
    const found = conditionOf(status?.conditions, type, generation)
    if (found?.status !== 'False' && !(found?.status === 'Unknown' && type === 'Accepted')) continue
    const { reason = '', message = '', lastTransitionTime } = found
    // The API's default condition, before any controller, has a time in 1970.
    if (found.status === 'Unknown') return { ...none, kind: 'controller', reason, message }
    return { ...none, kind: 'condition', reason, message, since: lastTransitionTime ?? since }
  }
  return undefined
}

/** `section`: the route's listener. True if a Gateway's fault leaves the route a listener that serves. */
export function sparesRoute(
  { listener, isPartial }: GatewayFault,
  section: string | undefined,
  { status }: Gateway,
): boolean {
  if (isPartial || listener === undefined) return isPartial
  if (section !== undefined) return section !== listener
  return (status?.listeners ?? []).some(({ conditions = [] }) =>
    conditions.some(({ type, status: state }) => type === 'Programmed' && state === 'True'),
  )
}

/** A controller's report about references in a route that it cannot resolve. */
export function unresolvedRefs(route: Route): GatewayCondition | undefined {
  return route.status?.parents
    ?.map(({ conditions }) => conditionOf(conditions, 'ResolvedRefs', route.metadata.generation))
    .find(found => found?.status === 'False' && !isPending(found))
}

type TlsPolicy = Kube<'BackendTLSPolicy'>

/** Why a Gateway cannot verify a backend as its BackendTLSPolicy requires, so that requests to it fail. */
export interface TlsMiss {
  readonly policy: TlsPolicy
  /** The missing CA bundle; undefined if only the controller's condition reports it. */
  readonly bundle: { readonly kind: string; readonly name: string; readonly lacksKey: boolean } | undefined
  readonly path: string
  readonly message: string
}

/** The policy for a port of a Service: one with the port before one for all. */
export function tlsPolicyFor(
  namespace: string,
  service: string,
  portName: string | undefined,
  cluster: Cluster,
): TlsPolicy | undefined {
  const aimed = cluster
    .list('BackendTLSPolicy', namespace)
    .flatMap(policy =>
      (policy.spec?.targetRefs ?? []).flatMap(({ kind, name, sectionName }) =>
        kind === 'Service' && name === service && (sectionName === undefined || sectionName === portName)
          ? [{ policy, isOfPort: sectionName !== undefined }]
          : [],
      ),
    )
  return (aimed.find(({ isOfPort }) => isOfPort) ?? aimed[0])?.policy
}

/** The key of a CA bundle. */
const CA_KEY = 'ca.crt'

/** What a BackendTLSPolicy lacks; undefined if nothing, or if that was not read. */
export function tlsMiss(policy: TlsPolicy, cluster: Cluster): TlsMiss | undefined {
  const { namespace, generation } = policy.metadata
  for (const [index, { group = '', kind = '', name = '' }] of (
    policy.spec?.validation?.caCertificateRefs ?? []
  ).entries()) {
    if (group !== '' || (kind !== 'ConfigMap' && kind !== 'Secret')) continue
    const path = `spec.validation.caCertificateRefs[${index}]`
    const found = cluster.find(kind, namespace, name)
    if (found.state === 'absent') return { policy, bundle: { kind, name, lacksKey: false }, path, message: '' }
    const { data, binaryData } = found.state === 'present' ? found.object : {}
    if (data !== undefined && data[CA_KEY] === undefined && binaryData?.[CA_KEY] === undefined)
      return { policy, bundle: { kind, name, lacksKey: true }, path, message: '' }
  }
  for (const { conditions } of policy.status?.ancestors ?? []) {
    for (const type of ['ResolvedRefs', 'Accepted']) {
      const found = conditionOf(conditions, type, generation)
      if (found?.status !== 'False' || isPending(found)) continue
      const message = [found.reason, found.message].filter(Boolean).join(': ')
      return { policy, bundle: undefined, path: `status.ancestors[*].conditions[${type}]`, message }
    }
  }
  return undefined
}
