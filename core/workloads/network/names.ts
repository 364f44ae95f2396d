import type { Cluster } from '../../cluster/cluster.ts'
import { nearestNamed } from '../../cluster/names.ts'
import type { Kube } from '../../kube/index.ts'
import { Names, nearest } from '../../nearest.ts'
import { NO_SUCH_NAMESPACE, type Unseen } from '../../snapshot.ts'
import type { End } from './ends.ts'
import { addressOf, atAddress, clusterIPsOf, endAtNothing, endOfNode, endOfPod, isLoopback } from './ends.ts'
import { asksNode, completionOf, isPublic, otherNameservers } from './resolver.ts'
import { podsOfService } from './selected-pods.ts'

type Service = Kube<'Service'>

/** A name that the cluster DNS does not have. */
export interface MissingName {
  /**
   * `service`: no Service bears the name; `namespace`: its namespace does not exist; `pod`: the Service has no such pod;
   * `not-headless`: the Service has a virtual address, so its pods have no names of their own; `node-resolver`: the client
   * asks its node's resolver, which knows no name of the cluster; `other-resolver`: it names nameservers that do not know it;
   * `not-completed`: its search list does not complete the name; `absolute`: a name that ends with a dot is not completed;
   * `alias-address`: a Service of type ExternalName gives an
   * address where a name belongs; `alias-short`: it gives a name that only a search list would complete; `alias-target`: it
   * gives a name of the world that does not exist.
   */
  readonly why:
    | 'service'
    | 'namespace'
    | 'pod'
    | 'not-headless'
    | 'node-resolver'
    | 'other-resolver'
    | 'not-completed'
    | 'absolute'
    | 'alias-address'
    | 'alias-short'
    | 'alias-target'
  readonly host: string
  readonly namespace: string
  readonly name: string
  /** What the client may have meant, in the form it would use. */
  readonly suggestion?: string
  /** The Deployment with that name, whose Service is missing. */
  readonly deployment?: Kube<'Deployment'>
  /** True if the client has its own nameservers and search list (`dnsPolicy: None`). */
  readonly isOwnResolver?: boolean
  /** True if the client is a node, whose resolver Kubernetes does not configure. */
  readonly isNode?: boolean
  /** The Service's cluster IPs; empty for a headless one. */
  readonly addresses?: readonly string[]
}

/** The destination of a host name or address. */
export type Destination =
  | { readonly kind: 'self' }
  /** `instance`: the single pod of a headless Service in the name. */
  | { readonly kind: 'service'; readonly service: Service; readonly instance?: string }
  | { readonly kind: 'end'; readonly end: End }
  /** A name of the world: nothing in the cluster tells where it leads. `noNamespace`: there are Services of its first part, and no such namespace; `suggestion`: the nearest of them, or the name that this one nearly is. */
  | { readonly kind: 'world'; readonly host: string; readonly noNamespace?: string; readonly suggestion?: string }
  | { readonly kind: 'missing'; readonly missing: MissingName }
  /** What would tell was not read. */
  | { readonly kind: 'unseen'; readonly namespace: string; readonly name: string }

export interface Resolved {
  readonly destination: Destination
  /** True if the cluster's DNS has to be queried. */
  readonly asksDns: boolean
  /** Services of type ExternalName on the way, in order. */
  readonly aliases: readonly Service[]
  /** Nameservers that the client uses instead of the cluster's. */
  readonly others?: readonly string[]
}

/** More aliases than anyone chains; they may form a cycle. */
const MAX_ALIASES = 8

/** A possible completion of a name by the search domains: `instance.name.namespace.svc`. */
interface Candidate {
  readonly namespace: string
  readonly name: string
  readonly instance?: string
  /** False if the same text may be a public name. */
  readonly isSure: boolean
}

function candidate(labels: readonly string[], namespace: string, isSure: boolean): readonly Candidate[] {
  const [first, second, ...more] = labels
  if (first === undefined || more.length > 0) return []
  return second === undefined
    ? [{ namespace, name: first, isSure }]
    : [{ namespace, name: second, instance: first, isSure: false }]
}

const CLUSTER_DOMAIN = 'cluster.local'

/**
 * The Services that a host name can mean, in the order of the cluster's search list: the client's namespace, `svc`, the
 * cluster's domain. https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
function candidatesOf(host: string, namespace: string | undefined): readonly Candidate[] {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  if (labels.length > 12 || labels.some(label => !/^[a-z0-9_-]{1,63}$/.test(label))) return []
  if (/^\d+$/.test(labels.at(-1) ?? '')) return []
  const svc = labels.indexOf('svc')
  if (svc >= 2) {
    // The cluster's domain is not known, but a near miss of the usual one is a typo.
    const domain = labels.slice(svc + 1).join('.')
    if (domain !== CLUSTER_DOMAIN && nearest(domain, [CLUSTER_DOMAIN]) !== undefined) return []
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

/** Those that a full name means: `name.namespace.svc` followed by the cluster's domain. */
function fullCandidates(name: string): readonly Candidate[] {
  return /\.svc\../.test(name) ? candidatesOf(`${name.replace(/\.$/, '')}.`, undefined) : []
}

/** The Services that a host name can mean to a client, by its own search list if it has one. */
function candidatesFor(host: string, client: End): readonly Candidate[] {
  const { searches, dots } = completionOf(client)
  const isCompleted = !host.endsWith('.') && host.split('.').length - 1 < dots
  if (!isCompleted) return fullCandidates(host)
  if (searches === undefined) return candidatesOf(host, client.namespace)
  return [...fullCandidates(host), ...searches.flatMap(domain => fullCandidates(`${host}.${domain}`))]
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
  const isMissing = (each: Unseen) =>
    each.kind === 'Namespace' && each.namespace === name && each.why === NO_SUCH_NAMESPACE
  if (cluster.list('Service', name).length > 0) return true
  if (cluster.snapshot.unseen?.some(isMissing)) return false
  return cluster.seen('Service', name) ? true : undefined
}

/** Services with that name in other namespaces, in the form that the client would use; else the nearest in its own. */
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

/** The pods to which a headless Service gives their own names, by their `subdomain`. */
function instancesOf(service: Service, cluster: Cluster): readonly string[] {
  return podsOfService(service, cluster).flatMap(({ spec, metadata }) =>
    spec?.subdomain === service.metadata.name ? [spec.hostname ?? metadata.name] : [],
  )
}

/** The single pod behind a headless Service in a client's name. */
export function instanceOf(service: Service, instance: string, cluster: Cluster): Kube<'Pod'> | undefined {
  return podsOfService(service, cluster).find(({ spec, metadata }) => (spec?.hostname ?? metadata.name) === instance)
}

/** True if a pod is there with a host name below a Service of this name, which may be missing. */
function isSubdomain(instance: string, name: string, namespace: string, cluster: Cluster): boolean {
  const pod = cluster.find('Pod', namespace, instance)
  return pod.state === 'present' && pod.object.spec?.subdomain === name
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
    if (!isHeadless(service))
      return isSure || instanceOf(service, instance, cluster) !== undefined
        ? missing('not-headless', undefined)
        : undefined
    if (instanceOf(service, instance, cluster) !== undefined || !cluster.seen('Pod', namespace))
      return { kind: 'service', service, instance }
    if (podsOfService(service, cluster).length === 0) return { kind: 'service', service, instance }
    const near = nearest(instance, instancesOf(service, cluster))
    return missing('pod', near && `${near}${host.slice(instance.length)}`)
  }
  const isPlace = isKnownNamespace(namespace, cluster)
  if (isPlace === false) return isSure ? missing('namespace', nearestNamespace(found, cluster)) : undefined
  if (instance !== undefined && !isSure && !isSubdomain(instance, name, namespace, cluster)) return undefined
  if (lookup.state === 'absent') {
    if (!isSure && !isPlace) return undefined
    const deployment = cluster.find('Deployment', namespace, name)
    if (deployment.state !== 'present') return missing('service', suggestionFor(found, client, cluster))
    return { kind: 'missing', missing: { why: 'service', host, namespace, name, deployment: deployment.object } }
  }
  return isPlace === true || isSure ? { kind: 'unseen', namespace, name } : undefined
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
  if (found === undefined) return { kind: 'end', end: endAtNothing(address, cluster) }
  if (found.kind === 'Service') return { kind: 'service', service: found }
  return { kind: 'end', end: found.kind === 'Pod' ? endOfPod(found) : endOfNode(found) }
}

function firstOf(
  candidates: readonly Candidate[],
  host: string,
  client: End,
  cluster: Cluster,
): Destination | undefined {
  let first: Destination | undefined
  for (const each of candidates) {
    const found = look(each, host, client.namespace, cluster)
    if (found?.kind === 'service') return found
    first ??= found
  }
  return first
}

function ofName(host: string, client: End, cluster: Cluster): Destination {
  const found = firstOf(candidatesFor(host, client), host, client, cluster)
  if (found !== undefined) return found
  const isAbsolute = host.endsWith('.')
  // No public name has only one label, or ends with `svc`.
  const isOfCluster = !isAbsolute || /^(?:[^.]+|.*\.svc)\.$/i.test(host)
  const meant = isOfCluster ? asElsewhere(host.replace(/\.$/, ''), client, cluster) : undefined
  if (meant === undefined) return ofWorld(host, client, cluster)
  return missingFor(isAbsolute ? 'absolute' : 'not-completed', host, meant, client)
}

/** The full name of a Service whose `svc` or cluster domain is written nearly right. */
function misspelled(host: string, cluster: Cluster): string | undefined {
  const [name = '', namespace = '', svc = '', ...domain] = host.toLowerCase().replace(/\.$/, '').split('.')
  const isNear = (text: string, wanted: string) => text === wanted || nearest(text, [wanted]) !== undefined
  if (!isNear(svc, 'svc') || (domain.length > 0 && !isNear(domain.join('.'), CLUSTER_DOMAIN))) return undefined
  const found = cluster.find('Service', namespace, name)
  return found.state === 'present' ? `${name}.${namespace}.svc.${CLUSTER_DOMAIN}` : undefined
}

function ofWorld(host: string, client: End, cluster: Cluster): Destination {
  const meant = candidatesOf(host, client.namespace).find(
    ({ namespace, name }) =>
      isKnownNamespace(namespace, cluster) === false && cluster.named('Service', name).length > 0,
  )
  if (meant === undefined) {
    const suggestion = misspelled(host, cluster)
    return { kind: 'world', host, ...(suggestion === undefined ? {} : { suggestion }) }
  }
  const suggestion = nearestNamespace(meant, cluster)
  return { kind: 'world', host, noNamespace: meant.namespace, ...(suggestion === undefined ? {} : { suggestion }) }
}

/** A name that would be a Service's in another form. */
function missingFor(why: MissingName['why'], host: string, service: Service, client?: End): Destination {
  const { namespace = '', name } = service.metadata
  const full =
    why === 'not-completed' || why === 'absolute' ? { suggestion: `${name}.${namespace}.svc.cluster.local` } : {}
  const own = client?.spec?.dnsPolicy === 'None' ? { isOwnResolver: true } : {}
  const node = client?.ref?.kind === 'Node' ? { isNode: true, addresses: clusterIPsOf(service) } : {}
  return { kind: 'missing', missing: { why, host, namespace, name, ...full, ...own, ...node } }
}

function ofAlias(service: Service, next: string, client: End, cluster: Cluster): Destination {
  const { namespace = '', name } = service.metadata
  if (addressOf(next) !== undefined)
    return { kind: 'missing', missing: { why: 'alias-address', host: next, namespace, name } }
  const found = firstOf(fullCandidates(next), next, client, cluster)
  if (found !== undefined) return found
  const meant = firstOf(candidatesOf(next, namespace), next, { ...client, namespace }, cluster)
  if (meant?.kind !== 'service') return { kind: 'world', host: next }
  const { metadata } = meant.service
  const suggestion = `${metadata.name}.${metadata.namespace ?? ''}.svc.cluster.local`
  return { kind: 'missing', missing: { why: 'alias-short', host: next, namespace, name, suggestion } }
}

/** CoreDNS returns the alias as it is: no search domain is tried for it. */
function follow(destination: Destination, client: End, cluster: Cluster, aliases: readonly Service[]): Resolved {
  const service = destination.kind === 'service' ? destination.service : undefined
  const next = service?.spec?.type === 'ExternalName' ? service.spec.externalName?.replace(/\.$/, '') : undefined
  if (service === undefined || next === undefined || aliases.length >= MAX_ALIASES)
    return { destination, asksDns: true, aliases }
  return follow(ofAlias(service, next, client, cluster), client, cluster, [...aliases, service])
}

const POD_NAME = /^(\d{1,3}(?:-\d{1,3}){3})\.[a-z0-9-]{1,63}\.pod(?:\.|$)/

/** The destination of a host name or address, as used by an app at that end of the connection. */
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
    const others = otherNameservers(client, cluster)
    if (others.length === 0) return resolved
    const meant = asElsewhere(host, client, cluster)
    return meant !== undefined && others.every(isPublic)
      ? settled(missingFor('other-resolver', host, meant))
      : { ...resolved, asksDns: false, others }
  }
  const meant = asElsewhere(host, client, cluster)
  return settled(meant === undefined ? { kind: 'world', host } : missingFor('node-resolver', host, meant, client))
}

/** The Service that a name means to pods with the default resolver. */
function asElsewhere(host: string, client: End, cluster: Cluster): Service | undefined {
  const found = firstOf(candidatesOf(host, client.namespace), host, client, cluster)
  return found?.kind === 'service' ? found.service : undefined
}

/**
 * What is known of a name after a failed lookup: the client's own nameservers do not have it, and it is not a public
 * name if a Service in another namespace fits.
 */
export function unresolved(resolved: Resolved, host: string, isAnswered: boolean | undefined): Resolved {
  const { destination, others, aliases } = resolved
  const alias = aliases.at(-1)
  if (destination.kind === 'world' && alias !== undefined && isAnswered !== false)
    return { ...resolved, destination: missingFor('alias-target', destination.host, alias) }
  if (destination.kind === 'world' && destination.noNamespace !== undefined) {
    const { suggestion } = destination
    const [name = '', namespace = ''] = host.toLowerCase().split('.')
    const missing = {
      why: 'namespace',
      host,
      namespace,
      name,
      ...(suggestion === undefined ? {} : { suggestion }),
    } as const
    return { ...resolved, destination: { kind: 'missing', missing } }
  }
  return others !== undefined && destination.kind === 'service'
    ? { ...resolved, destination: missingFor('other-resolver', host, destination.service) }
    : resolved
}
