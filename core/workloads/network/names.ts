import type { Cluster } from '../../cluster/cluster.ts'
import { nearestNamed } from '../../cluster/names.ts'
import type { Kube } from '../../kube/index.ts'
import { Names, nearest } from '../../nearest.ts'
import { dnsService } from './cluster-dns.ts'
import type { End } from './ends.ts'
import { addressOf, atAddress, clusterIPsOf, endOfNode, endOfPod, isLoopback, outside } from './ends.ts'
import { podsOfService } from './selected-pods.ts'

type Service = Kube<'Service'>

/** A name that the cluster DNS does not have. */
export interface MissingName {
  /**
   * `service`: no Service bears the name; `namespace`: its namespace does not exist; `pod`: the Service has no such pod;
   * `not-headless`: the Service has a virtual address, so its pods have no names of their own; `node-resolver`: the client
   * asks its node's resolver, which knows no name of the cluster; `alias-address`: a Service of type ExternalName gives an
   * address where a name belongs.
   */
  readonly why: 'service' | 'namespace' | 'pod' | 'not-headless' | 'node-resolver' | 'alias-address'
  readonly host: string
  readonly namespace: string
  readonly name: string
  /** What the client may have meant, as it would write it. */
  readonly suggestion?: string
}

/** Where a host name or an address leads. */
export type Destination =
  | { readonly kind: 'self' }
  /** `instance`: the one pod of a headless Service that is named. */
  | { readonly kind: 'service'; readonly service: Service; readonly instance?: string }
  | { readonly kind: 'end'; readonly end: End }
  /** A name of the world: nothing in the cluster tells where it leads. */
  | { readonly kind: 'world'; readonly host: string }
  | { readonly kind: 'missing'; readonly missing: MissingName }
  /** What would tell was not read. */
  | { readonly kind: 'unseen'; readonly namespace: string; readonly name: string }

export interface Resolved {
  readonly destination: Destination
  /** True where the cluster's DNS has to be asked. */
  readonly asksDns: boolean
  /** Services of type ExternalName on the way, in order. */
  readonly aliases: readonly Service[]
}

/** More aliases than anybody chains; they may name one another in a circle. */
const MAX_ALIASES = 8

/** A name as the search domains may complete it: `instance.name.namespace.svc`. */
interface Candidate {
  readonly namespace: string
  readonly name: string
  readonly instance?: string
  /** False where the same text may be a name of the world. */
  readonly isSure: boolean
}

function candidate(labels: readonly string[], namespace: string, isSure: boolean): readonly Candidate[] {
  const [first, second, ...more] = labels
  if (first === undefined || more.length > 0) return []
  return second === undefined
    ? [{ namespace, name: first, isSure }]
    : [{ namespace, name: second, instance: first, isSure: false }]
}

/**
 * The Services that a host name can mean, in the order in which the resolver's search list tries them: the client's
 * namespace, `svc`, the cluster's domain. https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
function candidatesOf(host: string, namespace: string | undefined): readonly Candidate[] {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  if (labels.length > 12 || labels.some(label => !/^[a-z0-9_-]{1,63}$/.test(label))) return []
  if (/^\d+$/.test(labels.at(-1) ?? '')) return []
  const svc = labels.indexOf('svc')
  if (svc >= 2) {
    const place = labels[svc - 1]
    return svc > 3 || place === undefined ? [] : candidate(labels.slice(0, svc - 1), place, true).map(sure)
  }
  if (host.endsWith('.')) return []
  const place = labels.length < 2 ? undefined : labels.at(-1)
  return [
    ...(namespace === undefined ? [] : candidate(labels, namespace, labels.length === 1)),
    ...(place === undefined ? [] : candidate(labels.slice(0, -1), place, false)),
  ]
}

function sure(found: Candidate): Candidate {
  return { ...found, isSure: true }
}

function isHeadless({ spec }: Service): boolean {
  return spec?.clusterIP === 'None'
}

function isKnownNamespace(name: string, cluster: Cluster): boolean | undefined {
  const { state } = cluster.find('Namespace', undefined, name)
  if (state !== 'unseen') return state === 'present'
  return cluster.seen('Service', name) || cluster.list('Service', name).length > 0 ? true : undefined
}

/** Services of other namespaces that bear the name, as the client would write them; else the nearest of its own. */
function suggestionFor(
  { namespace, name }: Candidate,
  client: string | undefined,
  cluster: Cluster,
): string | undefined {
  const elsewhere = cluster.named('Service', name).find(({ metadata }) => metadata.namespace !== namespace)
  if (elsewhere !== undefined) return `${name}.${elsewhere.metadata.namespace}`
  const near = nearestNamed(name, 'Service', namespace, cluster)
  return near === undefined ? undefined : near + (namespace === client ? '' : `.${namespace}`)
}

function namespacesOf(services: readonly Service[]): Names {
  return new Names(services.map(({ metadata }) => metadata.namespace ?? ''))
}

function nearestNamespace({ namespace, name }: Candidate, cluster: Cluster): string | undefined {
  const withName = cluster.named('Service', name).map(({ metadata }) => metadata.namespace ?? '')
  const near =
    withName.length > 0
      ? (nearest(namespace, withName) ?? withName[0])
      : cluster.of(cluster.list('Service'), namespacesOf).nearest(namespace)
  return near === undefined ? undefined : `${name}.${near}`
}

/** The pods that a headless Service gives names of their own: those whose `subdomain` it is. */
function instancesOf(service: Service, cluster: Cluster): readonly string[] {
  return podsOfService(service, cluster).flatMap(({ spec, metadata }) =>
    spec?.subdomain === service.metadata.name ? [spec.hostname ?? metadata.name] : [],
  )
}

/** The one pod behind a headless Service that a client names. */
export function instanceOf(service: Service, instance: string, cluster: Cluster): Kube<'Pod'> | undefined {
  return podsOfService(service, cluster).find(({ spec, metadata }) => (spec?.hostname ?? metadata.name) === instance)
}

function look(found: Candidate, host: string, client: string | undefined, cluster: Cluster): Destination | undefined {
  const { namespace, name, instance, isSure } = found
  const lookup = cluster.find('Service', namespace, name)
  const missing = (why: MissingName['why'], suggestion: string | undefined): Destination => ({
    kind: 'missing',
    missing: { why, host, namespace, name, ...(suggestion === undefined ? {} : { suggestion }) },
  })
  if (lookup.state === 'present') {
    const service = lookup.object
    if (instance === undefined) return { kind: 'service', service }
    if (!isHeadless(service)) return isSure ? missing('not-headless', undefined) : undefined
    if (instanceOf(service, instance, cluster) !== undefined || !cluster.seen('Pod', namespace))
      return { kind: 'service', service, instance }
    if (podsOfService(service, cluster).length === 0) return { kind: 'service', service, instance }
    const near = nearest(instance, instancesOf(service, cluster))
    return missing('pod', near && `${near}${host.slice(instance.length)}`)
  }
  const isPlace = isKnownNamespace(namespace, cluster)
  if (isPlace === false) return isSure ? missing('namespace', nearestNamespace(found, cluster)) : undefined
  if (instance !== undefined && !isSure) return undefined
  if (lookup.state === 'absent')
    return isSure || isPlace ? missing('service', suggestionFor(found, client, cluster)) : undefined
  return isPlace === true || isSure ? { kind: 'unseen', namespace, name } : undefined
}

/** Pods of `dnsPolicy: Default`, and those in the host's network by default, ask their node's resolver. */
function asksNode({ kind, spec }: End): boolean {
  if (kind === 'outside') return false
  const policy = spec?.dnsPolicy ?? 'ClusterFirst'
  return policy === 'Default' || (kind === 'host' && policy !== 'ClusterFirstWithHostNet')
}

/** True where the pod names nameservers of its own and the cluster's is not among them. */
function asksOther({ spec }: End, cluster: Cluster): boolean {
  const { nameservers = [] } = spec?.dnsConfig ?? {}
  if (spec?.dnsPolicy !== 'None' || nameservers.length === 0) return false
  const dns = dnsService(cluster)
  const own = dns === undefined ? [] : clusterIPsOf(dns)
  return own.length > 0 && !nameservers.some(address => own.includes(address))
}

function alias(host: string, { spec }: End): string | undefined {
  return spec?.hostAliases?.find(({ hostnames = [] }) => hostnames.includes(host.toLowerCase()))?.ip
}

function ofAddress(address: string, client: End, cluster: Cluster): Destination {
  if (client.pod !== undefined && client.kind === 'pod' && client.addresses.includes(address)) return { kind: 'self' }
  const found = atAddress(address, cluster)
  if (address === client.pod?.status?.hostIP && found?.kind !== 'Service')
    return {
      kind: 'end',
      end: { kind: 'host', ...(client.node === undefined ? {} : { node: client.node }), addresses: [address] },
    }
  if (found === undefined) return { kind: 'end', end: outside(address) }
  if (found.kind === 'Service') return { kind: 'service', service: found }
  return { kind: 'end', end: found.kind === 'Pod' ? endOfPod(found) : endOfNode(found) }
}

function ofName(host: string, client: End, cluster: Cluster): Destination {
  const candidates = candidatesOf(host, client.namespace)
  let first: Destination | undefined
  for (const each of candidates) {
    const found = look(each, host, client.namespace, cluster)
    if (found?.kind === 'service') return found
    first ??= found
  }
  return first ?? { kind: 'world', host }
}

/** CoreDNS answers with the alias as it stands: no search domain is tried for it. */
function follow(destination: Destination, client: End, cluster: Cluster, aliases: readonly Service[]): Resolved {
  const service = destination.kind === 'service' ? destination.service : undefined
  const next = service?.spec?.type === 'ExternalName' ? service.spec.externalName?.replace(/\.$/, '') : undefined
  if (service === undefined || next === undefined || aliases.length >= MAX_ALIASES)
    return { destination, asksDns: true, aliases }
  const { namespace = '', name } = service.metadata
  const further: Destination =
    addressOf(next) === undefined
      ? ofName(`${next}.`, client, cluster)
      : { kind: 'missing', missing: { why: 'alias-address', host: next, namespace, name } }
  return follow(further, client, cluster, [...aliases, service])
}

const POD_NAME = /^(\d{1,3}(?:-\d{1,3}){3})\.[a-z0-9-]{1,63}\.pod(?:\.|$)/

/** Where a host name or an address leads, as a program at that end of the connection uses it. */
export function resolve(host: string, client: End, cluster: Cluster): Resolved {
  const settled = (destination: Destination): Resolved => ({ destination, asksDns: false, aliases: [] })
  if (isLoopback(host)) return settled({ kind: 'self' })
  const address = addressOf(host) ?? alias(host, client)
  if (address !== undefined) return settled(ofAddress(address, client, cluster))
  if (client.kind === 'outside') return settled({ kind: 'world', host })
  const pod = POD_NAME.exec(host)?.[1]?.replaceAll('-', '.')
  const destination = pod === undefined ? ofName(host, client, cluster) : ofAddress(pod, client, cluster)
  if (!asksNode(client)) {
    const resolved = follow(destination, client, cluster, [])
    return asksOther(client, cluster) ? { ...resolved, asksDns: false } : resolved
  }
  if (destination.kind !== 'service') return settled({ kind: 'world', host })
  const { namespace = '', name } = destination.service.metadata
  return settled({ kind: 'missing', missing: { why: 'node-resolver', host, namespace, name } })
}
