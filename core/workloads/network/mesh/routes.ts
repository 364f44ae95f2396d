import type { Cluster } from '../../../cluster/cluster.ts'
import { nearestNamed } from '../../../cluster/names.ts'
import { matchesMap, selectorText } from '../../../cluster/selectors.ts'
import { isRecord } from '../../../json.ts'
import type { Kube } from '../../../kube/index.ts'
import type { MeshDestination, MeshHttpRoute, MeshRoute } from '../../../kube/istio.ts'
import { nearest } from '../../../nearest.ts'
import { pointerTo } from '../../../patch/patch.ts'
import { compareText, refOf, refText } from '../../../ref.ts'
import type { ObjectRef } from '../../../report.ts'
import { type End, isSeenEverywhere, UNKNOWN } from '../ends.ts'
import { podsOfService } from '../selected-pods.ts'
import type { ServicePort } from '../services.ts'
import { best, type Fit } from '../traffic.ts'
import { closeness, fullHost, hostOf, isExported, isWhole, oldestFirst, rootNamespace, selectsEnd } from './members.ts'

type Service = Kube<'Service'>
export const ISTIO_GATEWAY = 'Gateway.networking.istio.io'
type VirtualService = Kube<'VirtualService'>
type DestinationRule = Kube<'DestinationRule'>
type Operation = { readonly op: 'add' | 'replace' | 'remove'; readonly path: string; readonly value?: unknown }

/** A change of one object that fixes a route. */
export interface RouteFix {
  readonly text: string
  readonly patch?: readonly Operation[]
}

/** What is wrong with a route: requests that take it fail. */
export interface RouteFault {
  /** `destination`: it does not exist; `gateway`: no gateway serves it; `injected`: it fails on purpose. */
  readonly kind: 'destination' | 'gateway' | 'injected'
  /** The VirtualService. */
  readonly owner: ObjectRef
  readonly subject: ObjectRef
  /** Follows the name of the VirtualService: `routes to host …, which does not exist`. */
  readonly text: string
  /** Where the subject says so. */
  readonly path: string
  readonly value: unknown
  readonly fix: RouteFix
  /** `unseen`: that was not read. */
  readonly isUnseen?: true
}

/** A route of a VirtualService, and whether a request takes it: `maybe` if that depends on the request. */
export interface RouteTaken {
  readonly fit: Fit
  /** By its rule's number: `http rule 2`. */
  readonly name: string
  readonly path: string
  readonly route: MeshHttpRoute & MeshRoute
}

/** The closest host first, then the oldest. */
function closest<T extends Kube>(
  objects: readonly T[],
  hostsOf: (object: T) => readonly string[],
  host: string,
): T | undefined {
  let best: { readonly object: T; readonly fit: number } | undefined
  for (const object of oldestFirst(objects)) {
    for (const pattern of hostsOf(object)) {
      const fit = closeness(pattern, object.metadata.namespace, host)
      if (fit !== undefined && (best === undefined || fit > best.fit)) best = { object, fit }
    }
  }
  return best?.object
}

/** The VirtualService that a client’s proxy applies to its requests to a Service. */
export function virtualServiceFor(service: Service, from: End, cluster: Cluster): VirtualService | undefined {
  const applying = cluster
    .list('VirtualService')
    .filter(
      ({ spec, metadata }) =>
        (spec?.gateways ?? ['mesh']).includes('mesh') && isExported(spec?.exportTo, metadata.namespace, from.namespace),
    )
  return closest(applying, ({ spec }) => spec?.hosts ?? [], hostOf(service))
}

/**
 * The DestinationRules for a Service, of the first namespace that has any: the client’s, the Service’s, the root’s.
 * Several for one host are merged.
 */
export function destinationRulesFor(service: Service, from: End, cluster: Cluster): readonly DestinationRule[] {
  const host = hostOf(service)
  for (const namespace of new Set([from.namespace, service.metadata.namespace, rootNamespace(cluster)])) {
    const visible = cluster
      .list('DestinationRule', namespace)
      .filter(
        ({ spec, metadata }) =>
          isExported(spec?.exportTo, metadata.namespace, from.namespace) &&
          (isWhole(spec?.workloadSelector?.matchLabels) ||
            (namespace === from.namespace && selectsEnd(spec?.workloadSelector?.matchLabels, from))),
      )
    const best = closest(visible, ({ spec }) => [spec?.host ?? ''], host)
    if (best === undefined) continue
    const full = fullHost(best.spec?.host ?? '', best.metadata.namespace)
    return oldestFirst(visible.filter(({ spec, metadata }) => fullHost(spec?.host ?? '', metadata.namespace) === full))
  }
  return []
}

/** Whether the rules for a host were read in all namespaces that may have them. */
export function areRulesSeen(service: Service, from: End, cluster: Cluster): boolean {
  return [from.namespace, service.metadata.namespace].every(place => cluster.seen('DestinationRule', place))
}

/** The protocol of a Service's port, from its `appProtocol` or the first part of its name. */
export function protocolOf(port: ServicePort | undefined): 'http' | 'tls' | 'tcp' | undefined {
  const name = (port?.appProtocol ?? port?.name ?? '').toLowerCase()
  const [, word = ''] = /^(?:kubernetes\.io\/|istio\.io\/)?([a-z0-9]+)/.exec(name) ?? []
  if (/^(?:http|http2|h2c|grpc|grpc-web|ws)$/.test(word)) return 'http'
  if (/^(?:https|tls)$/.test(word)) return 'tls'
  return /^(?:tcp|udp|mongo|mysql|redis|postgres)$/.test(word) ? 'tcp' : undefined
}

/** Whether a match of a route applies to the client and the port; `maybe` if it depends on the request. */
function fitsMatch(match: unknown, from: End, port: number | undefined): Fit {
  if (!isRecord(match)) return 'maybe'
  const { sourceLabels, sourceNamespace, port: wanted, gateways, name: _, ...more } = match
  if (wanted !== undefined && port !== undefined && wanted !== port) return 'no'
  if (Array.isArray(gateways) && !gateways.includes('mesh')) return 'no'
  if (sourceNamespace !== undefined && from.namespace !== undefined && sourceNamespace !== from.namespace) return 'no'
  if (isRecord(sourceLabels) && from.labels !== undefined) {
    if (Object.entries(sourceLabels).some(([key, value]) => from.labels?.[key] !== value)) return 'no'
  }
  const isAny = (value: unknown) => isRecord(value) && value['prefix'] === '/'
  return Object.entries(more).every(([key, value]) => key === 'ignoreUriCase' || (key === 'uri' && isAny(value)))
    ? 'yes'
    : 'maybe'
}

/** Fields with the routes of a VirtualService, by protocol. */
const FIELDS = ['http', 'tls', 'tcp'] as const

/** The routes of one field, with whether a request takes each. */
export function routesIn(spec: VirtualService['spec'], field: (typeof FIELDS)[number]): readonly RouteTaken[] {
  return ((spec?.[field] ?? []) as readonly RouteTaken['route'][]).map((route, index) => ({
    fit: 'yes',
    route,
    name: `${field} rule ${index + 1}`,
    path: `spec.${field}[${index}]`,
  }))
}

/**
 * The routes that a client’s requests to a port of a Service may take, up to the first that takes all remaining ones.
 */
export function routesTaken(
  { spec }: VirtualService,
  from: End,
  entry: ServicePort | undefined,
): readonly RouteTaken[] {
  const protocol = protocolOf(entry)
  const field = FIELDS.find(each => (protocol === undefined ? spec?.[each] !== undefined : each === protocol))
  const taken: RouteTaken[] = []
  for (const each of field === undefined ? [] : routesIn(spec, field)) {
    const matches = each.route.match ?? []
    const fit = matches.length === 0 ? 'yes' : best(matches.map(match => fitsMatch(match, from, entry?.port)))
    if (fit === 'no') continue
    taken.push({ ...each, fit })
    if (fit === 'yes') break
  }
  return taken
}

function meantHost(host: string, namespace: string | undefined, cluster: Cluster): string | undefined {
  const [name = '', place = namespace] = host.split('.')
  const isShort = host.includes('.') && !/\.svc\.[a-z]/.test(host)
  // A name with a dot is used as it is, so `api.shop` is not a Service.
  if (isShort && place !== undefined && cluster.find('Service', place, name).state === 'present')
    return `${name}.${place}.svc.cluster.local`
  if (place === undefined) return undefined
  const near = nearestNamed(name, 'Service', place, cluster)
  if (near === undefined) return undefined
  return host.includes('.') ? `${near}.${place}.svc.cluster.local` : near
}

/** The Service of a destination; `external` if a ServiceEntry has the host. */
export function destinationOf(
  { host = '' }: MeshDestination,
  namespace: string | undefined,
  cluster: Cluster,
): { readonly state: 'present'; readonly service: Service } | { readonly state: 'absent' | 'unseen' | 'external' } {
  const full = fullHost(host, namespace)
  const entry = cluster
    .list('ServiceEntry')
    .some(({ spec, metadata }) => spec?.hosts?.some(each => closeness(each, metadata.namespace, full) !== undefined))
  if (entry) return { state: 'external' }
  const [, name, place] = /^([^.]+)\.([^.]+)\.svc\..+$/.exec(full) ?? []
  if (name === undefined || place === undefined)
    return { state: isSeenEverywhere('ServiceEntry', cluster) ? 'absent' : 'unseen' }
  const found = cluster.find('Service', place, name)
  if (found.state === 'present') return { state: 'present', service: found.object }
  return { state: found.state }
}

/** A subset of a Service, with the rule that defines it. */
interface DefinedSubset {
  readonly rule: DestinationRule
  readonly subset: NonNullable<NonNullable<DestinationRule['spec']>['subsets']>[number]
  readonly path: string
}

function subsetsOf(rules: readonly DestinationRule[]): readonly DefinedSubset[] {
  return rules.flatMap(rule =>
    (rule.spec?.subsets ?? []).map((subset, index) => ({ rule, subset, path: `spec.subsets[${index}]` })),
  )
}

export function subsetNamed(rules: readonly DestinationRule[], name: string | undefined) {
  return name === undefined ? undefined : subsetsOf(rules).find(({ subset }) => subset.name === name)
}

/** What is wrong with a route to a subset that no DestinationRule read defines. */
function undefinedSubset(
  service: Service,
  { subset = '' }: MeshDestination,
  at: string,
  owner: VirtualService,
  from: End,
  cluster: Cluster,
): RouteFault {
  const rules = destinationRulesFor(service, from, cluster)
  const to = `subset ${subset} of ${refText(refOf(service))}`
  const isSeen = areRulesSeen(service, from, cluster)
  const near = nearest(
    subset,
    subsetsOf(rules).map(each => each.subset.name ?? ''),
  )
  const base = {
    kind: 'destination',
    owner: refOf(owner),
    subject: refOf(owner),
    path: `${at}.subset`,
    value: subset,
  } as const
  if (!isSeen)
    return { ...base, isUnseen: true, text: `routes to ${to}; DestinationRules were not read`, fix: { text: '' } }
  return {
    ...base,
    text: `routes to ${to}, which no DestinationRule defines`,
    fix:
      near === undefined
        ? {
            text: `Define subset ${subset} in a DestinationRule for ${hostOf(service)}, or remove it from the route.`,
          }
        : {
            text: `Use subset ${near}, which ${refText(refOf(rules[0] ?? owner))} defines.`,
            patch: [{ op: 'replace', path: `${pointerTo(at)}/subset`, value: near }],
          },
  }
}

/** What is wrong with a route to a subset whose labels no pod of the Service has. */
function subsetWithoutPods(
  service: Service,
  found: DefinedSubset,
  owner: VirtualService,
  cluster: Cluster,
): RouteFault | undefined {
  const { name = '', labels = {} } = found.subset
  const pods = podsOfService(service, cluster)
  if (pods.length === 0 || pods.some(({ metadata }) => matchesMap(metadata.labels, labels))) return undefined
  const [wrong] = Object.entries(labels).filter(([key, value]) =>
    pods.every(pod => pod.metadata.labels?.[key] !== value),
  )
  const has =
    wrong === undefined
      ? []
      : [...new Set(pods.flatMap(pod => pod.metadata.labels?.[wrong[0]] ?? []))].sort(compareText)
  const [only, ...more] = has
  const subject = refOf(found.rule)
  const selector = selectorText({ matchLabels: labels })
  return {
    kind: 'destination',
    owner: refOf(owner),
    subject,
    text: `routes to subset ${name} of ${refText(refOf(service))}, whose labels (${selector}) no pod has`,
    path: `${found.path}.labels`,
    value: labels,
    fix:
      wrong === undefined || only === undefined || more.length > 0
        ? { text: `Change the labels of subset ${name} to those of pods of ${refText(refOf(service))}.` }
        : {
            text: `Set label ${wrong[0]} of subset ${name} to ${only}, which the pods have.`,
            patch: [
              {
                op: 'replace',
                path: `${pointerTo(found.path)}/labels/${wrong[0].replaceAll('~', '~0').replaceAll('/', '~1')}`,
                value: only,
              },
            ],
          },
  }
}

function subsetFault(
  service: Service,
  destination: MeshDestination,
  at: string,
  owner: VirtualService,
  from: End,
  cluster: Cluster,
): RouteFault | undefined {
  const found = subsetNamed(destinationRulesFor(service, from, cluster), destination.subset)
  return found === undefined
    ? undefinedSubset(service, destination, at, owner, from, cluster)
    : subsetWithoutPods(service, found, owner, cluster)
}

/** What is wrong with a destination of a VirtualService, for clients at `from`. */
function destinationFault(
  owner: VirtualService,
  destination: MeshDestination,
  at: string,
  from: End,
  cluster: Cluster,
): RouteFault | undefined {
  const { namespace } = owner.metadata
  const { host = '', subset, port } = destination
  const found = destinationOf(destination, namespace, cluster)
  const base = { kind: 'destination', owner: refOf(owner), subject: refOf(owner) } as const
  switch (found.state) {
    case 'external':
      return undefined
    case 'unseen':
      return {
        ...base,
        isUnseen: true,
        text: `routes to ${host}, which was not read`,
        path: `${at}.host`,
        value: host,
        fix: { text: '' },
      }
    case 'absent': {
      const near = meantHost(host, namespace, cluster)
      return {
        ...base,
        text: `routes to host ${host}, which does not exist`,
        path: `${at}.host`,
        value: host,
        fix:
          near === undefined
            ? { text: `Create the Service, or a ServiceEntry for ${host}, or change the route’s host.` }
            : {
                text: `Route to ${near}, which exists.`,
                patch: [{ op: 'replace', path: `${pointerTo(at)}/host`, value: near }],
              },
      }
    }
    default: {
      const ports = (found.service.spec?.ports ?? []).flatMap(each => each.port ?? [])
      const isAlias = found.service.spec?.type === 'ExternalName'
      if (port?.number !== undefined && !isAlias && !ports.includes(port.number)) {
        const [only, ...more] = ports
        return {
          ...base,
          text: `routes to port ${port.number} of ${refText(refOf(found.service))}, which has ${ports.join(', ') || 'none'}`,
          path: `${at}.port.number`,
          value: port.number,
          fix:
            only === undefined || more.length > 0
              ? { text: `Route to one of the Service’s ports: ${ports.join(', ')}.` }
              : {
                  text: `Route to port ${only}, the only one of the Service.`,
                  patch: [{ op: 'replace', path: `${pointerTo(at)}/port/number`, value: only }],
                },
        }
      }
      return subset === undefined ? undefined : subsetFault(found.service, destination, at, owner, from, cluster)
    }
  }
}

function shareOf({ value }: { readonly value?: number }): number {
  return value ?? 0
}

/** A fault injected on purpose, into all of the route’s requests or a share of them. */
function injected({ route: { fault }, path }: RouteTaken, owner: VirtualService): RouteFault | undefined {
  const { abort } = fault ?? {}
  // Without a percentage, Envoy aborts none.
  const share = abort === undefined ? 0 : shareOf(abort.percentage ?? {})
  if (abort === undefined || share === 0) return undefined
  const status = abort.httpStatus ?? abort.grpcStatus ?? ''
  return {
    kind: 'injected',
    owner: refOf(owner),
    subject: refOf(owner),
    text: `aborts ${share}% of the requests on purpose with status ${status} (fault injection)`,
    path: `${path}.fault.abort`,
    value: abort,
    fix: {
      text: 'Remove the injected fault when the test is over.',
      patch: [{ op: 'remove', path: `${pointerTo(path)}/fault/abort` }],
    },
  }
}

/** The deliberate delay of a route’s requests, in words. */
export function delayOf({ route: { fault } }: RouteTaken): string | undefined {
  const { delay } = fault ?? {}
  const share = delay === undefined ? 0 : (delay.percentage?.value ?? delay.percent ?? 0)
  return delay === undefined || share === 0
    ? undefined
    : `delays ${share}% of the requests on purpose by ${delay.fixedDelay ?? '?'} (fault injection)`
}

/** A destination of a route, with its share of the requests in percent. */
export interface Share {
  readonly destination: MeshDestination
  readonly path: string
  readonly percent: number
}

/** The destinations of a route that get requests; a single one needs no weight. */
export function sharesOf({ route, path }: RouteTaken): readonly Share[] {
  const all = route.route ?? []
  const total = all.reduce((sum, { weight = 0 }) => sum + weight, 0)
  return all.flatMap(({ destination = {}, weight = 0 }, index) => {
    const percent = all.length === 1 ? 100 : total === 0 ? 0 : Math.round((weight * 100) / total)
    const isUsed = all.length === 1 || weight > 0
    return isUsed ? [{ destination, percent, path: `${path}.route[${index}].destination` }] : []
  })
}

/** What is wrong with a route; its own faults first. */
export function faultOf(taken: RouteTaken, owner: VirtualService, from: End, cluster: Cluster): RouteFault | undefined {
  const own = injected(taken, owner)
  if (own !== undefined) return own
  const faults = sharesOf(taken).flatMap(({ destination, path, percent }) => {
    const fault = destinationFault(owner, destination, path, from, cluster)
    if (fault === undefined) return []
    return [percent === 100 ? fault : { ...fault, text: `${fault.text} (${percent}% of the requests)` }]
  })
  return faults.find(({ isUnseen }) => isUnseen !== true) ?? faults[0]
}

/**
 * The destinations of a VirtualService that do not exist for any client: a subset counts only if no rule that was read
 * defines it.
 */
export function deadDestinations(owner: VirtualService, cluster: Cluster): readonly RouteFault[] {
  const { spec, metadata } = owner
  const client: End = { ...UNKNOWN, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }) }
  const taken = FIELDS.flatMap(field => routesIn(spec, field))
  return taken.flatMap(sharesOf).flatMap(({ destination, path }) => {
    const { subset } = destination
    const fault = destinationFault(owner, destination, path, client, cluster)
    if (fault === undefined || fault.isUnseen === true || isElsewhere(fault)) return []
    const isOfRules = subset !== undefined && fault.path.endsWith('.subset')
    return isOfRules &&
      (!isSeenEverywhere('DestinationRule', cluster) || isDefined(subset, destination, owner, cluster))
      ? []
      : [fault]
  })
}

/** A host outside the cluster that the mesh may know from elsewhere; one that probably means a Service has a patch. */
function isElsewhere({ path, value, fix }: RouteFault): boolean {
  const host = String(value)
  return path.endsWith('.host') && host.includes('.') && !/\.svc\./.test(host) && fix.patch === undefined
}

/** Whether a rule in any namespace defines a subset of a host. */
function isDefined(subset: string, destination: MeshDestination, owner: VirtualService, cluster: Cluster): boolean {
  const host = fullHost(destination.host ?? '', owner.metadata.namespace)
  return cluster
    .list('DestinationRule')
    .some(
      ({ spec, metadata }) =>
        closeness(spec?.host ?? '', metadata.namespace, host) !== undefined &&
        spec?.subsets?.some(({ name }) => name === subset) === true,
    )
}

/** A Gateway reference of a VirtualService: `namespace/name`, or a name in its own namespace. */
export interface NamedGateway {
  readonly text: string
  readonly name: string
  readonly namespace: string | undefined
}

/** The Gateways of a VirtualService; `mesh` means the clients' proxies. */
export function gatewaysNamed({ spec, metadata }: VirtualService): readonly NamedGateway[] {
  return (spec?.gateways ?? []).map(text => {
    const [name = '', namespace = metadata.namespace] = text.split('/').reverse()
    return { text, name, namespace }
  })
}

/** The Gateways of a VirtualService, none of which exists; undefined if one does, or was not read. */
export function deadGateway(owner: VirtualService, cluster: Cluster): RouteFault | undefined {
  const named = gatewaysNamed(owner)
  const [first] = named
  const isAbsent = ({ text, name, namespace }: NamedGateway) =>
    text !== 'mesh' && cluster.find(ISTIO_GATEWAY, namespace, name).state === 'absent'
  if (first === undefined || !named.every(isAbsent)) return undefined
  const { text, name, namespace: place } = first
  const near = nearestNamed(name, ISTIO_GATEWAY, place, cluster)
  const [only, ...more] = cluster.named(ISTIO_GATEWAY, name)
  const elsewhere = only === undefined || more.length > 0 ? undefined : `${only.metadata.namespace ?? ''}/${name}`
  const wanted = near === undefined ? elsewhere : text.includes('/') ? `${place ?? ''}/${near}` : near
  return {
    kind: 'gateway',
    owner: refOf(owner),
    subject: refOf(owner),
    text: `names gateway ${text}, which does not exist`,
    path: 'spec.gateways[0]',
    value: text,
    fix:
      wanted === undefined
        ? { text: 'Name an Istio Gateway that exists, with its namespace: namespace/name.' }
        : {
            text: `Name gateway ${wanted}, which exists.`,
            patch: [{ op: 'replace', path: '/spec/gateways/0', value: wanted }],
          },
  }
}
