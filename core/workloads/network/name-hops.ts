import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refText, refTo } from '../../ref.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { command as sh } from '../../shell.ts'
import { clusterDns, dnsService, hasNodeLocalDns } from './cluster-dns.ts'
import { type End, isMaybeOurs, outside, UNKNOWN } from './ends.ts'
import {
  broken,
  type Connection,
  clientRef,
  type Fault,
  type Hop,
  NOTHING,
  open,
  type Question,
  runAt,
  undecided,
} from './hops.ts'
import type { Destination, MissingName, Resolved } from './names.ts'
import { policyHop } from './policy-hops.ts'
import { NODE_LOCAL_DNS } from './resolver.ts'
import { backendPort, backendsOf, isHeadless, servicePort } from './services.ts'

type Service = Kube<'Service'>

/** The connection to the cluster DNS; undefined if its Service was not read. */
export function connectionToDns(question: Question, cluster: Cluster): Connection | undefined {
  const service = dnsService(cluster)
  if (service === undefined) return undefined
  const port = servicePort(service, 53)
  const { ready, unready } = backendsOf(service, cluster)
  const backends = ready.length > 0 ? ready : unready
  return {
    question,
    protocol: 'UDP',
    service,
    servers: backends.map(each => ({ ...each, port: backendPort(service, port, 53, each) ?? 53 })),
    target: 'the cluster DNS',
    isDns: true,
  }
}

/** The DNS pods as selected by the Service, if none was read. */
function asSelected(connection: Connection, { metadata, spec }: Service): Connection {
  if (connection.servers.length > 0) return connection
  const end: End = { kind: 'pod', namespace: metadata.namespace ?? '', labels: spec?.selector ?? {}, addresses: [] }
  return { ...connection, servers: [{ end, port: 53 }] }
}

/**
 * Whether the client's policies allow it to query the cluster DNS, or its node's cache. The kubelet determines which of
 * the two addresses a pod uses: one allowed address is enough, unless nothing has responded.
 */
function egressToDns(connection: Connection, { failed }: Question, cluster: Cluster): Hop {
  const pods = policyHop('Egress', connection, cluster)
  if (!hasNodeLocalDns(cluster)) return pods
  const [address = ''] = NODE_LOCAL_DNS
  const servers = [{ end: outside(address), port: 53 }]
  const cache = policyHop(
    'Egress',
    { ...connection, servers, target: `the DNS cache of its node, ${address}` },
    cluster,
  )
  if (pods.state !== 'broken') return cache.state === 'broken' && failed?.isAnswered === false ? cache : pods
  if (cache.state !== 'broken') return cache
  const next = cache.fault?.kind === 'policy' ? [cache.fault.blocked] : NOTHING
  const { fault } = pods
  return fault?.kind === 'policy' ? { ...pods, fault: { ...fault, blocked: { ...fault.blocked, next } } } : pods
}

/** Whether the client may query the cluster DNS, and that is running. */
export function dnsHop(question: Question, cluster: Cluster): Hop {
  const connection = connectionToDns(question, cluster)
  const service = connection?.service
  if (connection === undefined || service === undefined) return unseenDnsHop(question, cluster)
  const egress = egressToDns(asSelected(connection, service), question, cluster)
  if (egress.state === 'broken') return { ...egress, kind: 'dns' }
  const ingress = policyHop('Ingress', connection, cluster)
  if (ingress.state === 'broken') return { ...ingress, kind: 'dns' }
  const workload = clusterDns(cluster) ?? refOf(service)
  const { ready, isKnown } = backendsOf(service, cluster)
  if (!isKnown)
    return undecided('dns', 'the cluster DNS pods were not read', 'kubectl get endpoints,pods -n kube-system')
  if (ready.length === 0)
    return broken(
      'dns',
      `cluster DNS does not respond: Service ${service.metadata.name} has no ready endpoints`,
      { kind: 'dns-down', subject: workload, because: [refOf(service)] },
      [fieldEvidence(service, 'spec.selector', 'selects no ready pods')],
    )
  if (egress.state === 'undecided') return { ...egress, kind: 'dns' }
  // Only if a policy that was read leaves it open: kube-system is often not read at all.
  if (ingress.state === 'undecided' && ingress.object !== undefined) return { ...ingress, kind: 'dns' }
  return open('dns', `${refText(workload)} is reachable and ready`, workload)
}

/** If its Service was not read, only a policy that allows nothing on port 53 is known to block it. */
function unseenDnsHop(question: Question, cluster: Cluster): Hop {
  const servers = [{ end: UNKNOWN, port: 53 }]
  const connection: Connection = {
    question,
    protocol: 'UDP',
    service: undefined,
    servers,
    target: 'the cluster DNS',
    isDns: true,
  }
  const egress = policyHop('Egress', connection, cluster)
  return egress.state === 'broken'
    ? { ...egress, kind: 'dns' }
    : undecided(
        'dns',
        cluster.seen('Service', 'kube-system')
          ? 'no cluster DNS Service was found under a usual name'
          : 'the cluster DNS Service was not read',
        'kubectl get service,endpoints,pods -n kube-system',
      )
}

const MISSING: Readonly<Record<MissingName['why'], (missing: MissingName) => string>> = {
  service: ({ host, name, namespace }) => `${host} does not resolve: namespace ${namespace} has no Service ${name}`,
  namespace: ({ host, namespace }) => `${host} does not resolve: namespace ${namespace} does not exist`,
  pod: ({ host, name }) => `${host} does not resolve: headless Service ${name} has no such pod`,
  'not-headless': ({ host, name }) =>
    `${host} does not resolve: Service ${name} is not headless, so its pods have no DNS names`,
  'node-resolver': ({ host, isNode }) =>
    `${host} does not resolve: ${isNode === true ? 'nodes do not use cluster DNS' : "the client uses its node's resolver, not cluster DNS"}`,
  'other-resolver': ({ host }) => `${host} does not resolve: the client's own nameservers do not know it`,
  'not-completed': ({ host }) => `${host} does not resolve: the client's search list does not complete it`,
  absolute: ({ host }) => `${host} does not resolve: it ends with a dot, so the search list is not used`,
  'alias-short': ({ host, name }) =>
    `Service ${name} is an ExternalName for ${host}, which is not a full name, and no search list completes it`,
  'alias-target': ({ host, name }) => `Service ${name} is an ExternalName for ${host}, which does not resolve`,
  'alias-address': ({ host, name }) =>
    `Service ${name} is an ExternalName with the address ${host} instead of a host name`,
}

/** Faults to be fixed in the Service, not in the client. */
const ON_SERVICE: ReadonlySet<MissingName['why']> = new Set([
  'alias-address',
  'alias-short',
  'alias-target',
  'not-headless',
])

/** The name to use instead, or where the client's resolver is configured. */
function nameFault(missing: MissingName, from: End, cluster: Cluster): Fault {
  const service = refTo('Service', missing.namespace, missing.name)
  const isServices = ON_SERVICE.has(missing.why)
  return { kind: 'name', subject: isServices ? service : clientRef(from, cluster), because: NOTHING, missing }
}

export function nameHops(
  { destination, aliases }: Resolved,
  from: End,
  host: string,
  cluster: Cluster,
): readonly Hop[] {
  const via = aliases.map(alias =>
    open('name', `Service ${alias.metadata.name} is an alias of ${alias.spec?.externalName ?? ''}`, refOf(alias), [
      fieldEvidence(alias, 'spec.externalName', alias.spec?.externalName ?? ''),
    ]),
  )
  const step = nameHop(destination, host, from, cluster)
  return step === undefined ? via : [...via, step]
}

/** Describes an address without an object. */
export function addressText({ kind, addresses: [address = ''] }: End, cluster: Cluster): string {
  if (kind === 'host') return 'the address of the client’s node'
  if (kind === 'unknown') return 'in the pod range'
  return isMaybeOurs(address, ['Pod', 'Service', 'Node'], cluster)
    ? 'an address of no object in the snapshot'
    : 'an address outside the cluster'
}

function nameHop(destination: Destination, host: string, from: End, cluster: Cluster): Hop | undefined {
  switch (destination.kind) {
    case 'self':
      return open(
        'name',
        `${host} is ${from.ref?.kind === 'Node' ? 'the node' : from.kind === 'outside' ? 'the client' : 'the pod'} itself`,
      )
    case 'service': {
      const { service, instance } = destination
      const what = instance === undefined ? '' : `pod ${instance} of `
      return open(
        'name',
        `${host} is ${what}${isHeadless(service) ? 'headless ' : ''}${refText(refOf(service))}`,
        refOf(service),
      )
    }
    case 'end': {
      const { end } = destination
      return end.ref === undefined
        ? open('name', `${host} is ${addressText(end, cluster)}`)
        : open('name', `${host} is ${refText(end.ref)}`, end.ref)
    }
    case 'world': {
      const { noNamespace, suggestion } = destination
      const hint = suggestion === undefined ? '' : ` (${suggestion} exists)`
      const check = runAt(from, sh`nslookup ${destination.host}`)
      return undecided(
        'name',
        `${destination.host} is not a cluster name${noNamespace === undefined ? hint : `, since the cluster has no namespace ${noNamespace}${hint}`}; the snapshot does not show whether it resolves`,
        check,
      )
    }
    case 'unseen': {
      const { namespace, name } = destination
      if (name === '') return open('name', `${host} was looked up`)
      const check = sh`kubectl get service ${name} -n ${namespace}`
      return undecided(
        'name',
        `Services of namespace ${namespace} were not read`,
        check,
        refTo('Service', namespace, name),
      )
    }
    case 'missing': {
      const { missing } = destination
      const fault = nameFault(missing, from, cluster)
      const at = refTo('Service', missing.namespace, missing.name)
      // A trailing dot is evident from the name.
      const evidence = missing.why === 'absolute' ? NOTHING : [nameEvidence(missing, at, from)]
      return broken('name', MISSING[missing.why](missing), fault, evidence, at)
    }
  }
}

function nameEvidence({ why, host, isNode, addresses }: MissingName, service: ObjectRef, { spec, ref }: End): Evidence {
  if (why === 'node-resolver' && ref !== undefined && isNode !== true)
    return fieldEvidence(ref, 'spec.dnsPolicy', spec?.dnsPolicy ?? 'Default')
  if (why === 'other-resolver' && ref !== undefined)
    return fieldEvidence(ref, 'spec.dnsConfig.nameservers', spec?.dnsConfig?.nameservers ?? [])
  if (why === 'not-completed' && ref !== undefined) return fieldEvidence(ref, 'spec.dnsConfig', spec?.dnsConfig ?? {})
  if (why === 'alias-address' || why === 'alias-short' || why === 'alias-target')
    return fieldEvidence(service, 'spec.externalName', host)
  if (why === 'not-headless') return fieldEvidence(service, 'spec.clusterIP', 'not None')
  if (isNode === true) return fieldEvidence(service, 'spec.clusterIP', addresses?.[0] ?? 'None')
  if (why === 'pod') return fieldEvidence(service, 'spec.selector', `selects no pod named ${host.split('.')[0]}`)
  if (why === 'namespace')
    return fieldEvidence(refTo('Namespace', undefined, service.namespace ?? ''), 'metadata.name', 'does not exist')
  return fieldEvidence(service, 'metadata.name', 'does not exist')
}
