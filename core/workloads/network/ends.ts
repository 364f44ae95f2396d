import type { Cluster } from '../../cluster/cluster.ts'
import type { Kind, Kube } from '../../kube/index.ts'
import type { PodSpec, PodTemplate } from '../../kube/pod.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { podRanges } from '../nodes/node-pods.ts'
import { isFinished } from '../pods.ts'
import { isInRange, prefixOf } from './ip-ranges.ts'
import { RangeIndex } from './range-index.ts'

type Pod = Kube<'Pod'>

/** One end of a connection, as seen by network policies and routes. */
export interface End {
  /**
   * `pod`: has its own network; `host`: a node, or a pod with hostNetwork; `outside`: not in the cluster; `unknown`:
   * anything.
   */
  readonly kind: 'pod' | 'host' | 'outside' | 'unknown'
  /** Undefined outside the cluster. */
  readonly ref?: ObjectRef
  readonly namespace?: string
  /** Undefined for a pod whose labels were not read. */
  readonly labels?: Readonly<Record<string, string>>
  readonly spec?: PodSpec
  /** Undefined if a pod template represents pods that do not exist. */
  readonly pod?: Pod
  readonly node?: string
  /** Of both families; empty if unknown. */
  readonly addresses: readonly string[]
}

const NO_LABELS = {}

function some<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value]
}

/** The addresses of a pod, of both families. */
export function podAddresses({ status }: Pod): readonly string[] {
  return [...new Set([...some(status?.podIP), ...(status?.podIPs ?? []).flatMap(({ ip }) => some(ip))])]
}

/** A pod as the end of a connection. */
export function endOfPod(pod: Pod): End {
  const { namespace, labels } = pod.metadata
  const node = pod.spec?.nodeName
  return {
    kind: pod.spec?.hostNetwork === true ? 'host' : 'pod',
    ref: refOf(pod),
    ...(namespace === undefined ? {} : { namespace }),
    labels: labels ?? NO_LABELS,
    ...(pod.spec === undefined ? {} : { spec: pod.spec }),
    pod,
    ...(node === undefined ? {} : { node }),
    addresses: podAddresses(pod),
  }
}

/** The pods that a workload without pods would create. */
export function endOfTemplate(workload: ObjectRef, template: PodTemplate | undefined): End {
  const { spec, metadata } = template ?? {}
  return {
    kind: spec?.hostNetwork === true ? 'host' : 'pod',
    ref: workload,
    ...(workload.namespace === undefined ? {} : { namespace: workload.namespace }),
    labels: metadata?.labels ?? NO_LABELS,
    ...(spec === undefined ? {} : { spec }),
    addresses: [],
  }
}

/** A node as the end of a connection. */
export function endOfNode(node: Kube<'Node'>): End {
  const addresses = (node.status?.addresses ?? []).filter(({ type }) => type !== 'Hostname')
  return {
    kind: 'host',
    ref: refOf(node),
    node: node.metadata.name,
    addresses: addresses.flatMap(({ address }) => some(address)),
  }
}

/** An end outside the cluster, with its address if known. */
export function outside(address?: string): End {
  return { kind: 'outside', addresses: some(address) }
}

/** Pods of a namespace that was not read. */
export function unreadPods(namespace: string): End {
  return { kind: 'pod', namespace, addresses: [] }
}

/** An end about which nothing is known. */
export const UNKNOWN: End = { kind: 'unknown', addresses: [] }

/** The virtual addresses of a Service, of both families. */
export function clusterIPsOf(service: Kube<'Service'>): readonly string[] {
  const { clusterIP, clusterIPs } = service.spec ?? {}
  return [...new Set([...(clusterIPs ?? []), ...some(clusterIP)])].filter(ip => ip !== '' && ip !== 'None')
}

interface AddressBook {
  readonly services: ReadonlyMap<string, Kube<'Service'>>
  readonly pods: ReadonlyMap<string, Pod>
  readonly nodes: ReadonlyMap<string, Kube<'Node'>>
  readonly podRanges: RangeIndex<Kube<'Node'>>
}

/** The first of several at one address counts: a finished pod's address may belong to another one now. */
function put<T>(book: Map<string, T>, address: string | undefined, item: T): void {
  const key = address === undefined ? undefined : prefixOf(address)
  if (key !== undefined && !book.has(key)) book.set(key, item)
}

function readBook(_snapshot: object, cluster: Cluster): AddressBook {
  const services = new Map<string, Kube<'Service'>>()
  for (const service of cluster.list('Service')) for (const ip of clusterIPsOf(service)) put(services, ip, service)
  for (const service of cluster.list('Service')) {
    for (const ip of service.spec?.externalIPs ?? []) put(services, ip, service)
    for (const { ip } of service.status?.loadBalancer?.ingress ?? []) put(services, ip, service)
  }
  const pods = new Map<string, Pod>()
  for (const pod of cluster.list('Pod')) {
    if (pod.spec?.hostNetwork === true || isFinished(pod)) continue
    for (const address of podAddresses(pod)) put(pods, address, pod)
  }
  const nodes = new Map<string, Kube<'Node'>>()
  for (const node of cluster.list('Node')) for (const address of endOfNode(node).addresses) put(nodes, address, node)
  const ranges = new RangeIndex<Kube<'Node'>>()
  for (const node of cluster.list('Node')) for (const range of podRanges(node)) ranges.add(range, node)
  return { services, pods, nodes, podRanges: ranges }
}

/** An address without the brackets of IPv6 in URLs; undefined if the host is a name. */
export function addressOf(host: string): string | undefined {
  const plain = host.replace(/^\[|\]$/g, '')
  return plain.includes('/') || prefixOf(plain) === undefined ? undefined : plain
}

/** The Service, pod or node at an address. */
export function atAddress(address: string, cluster: Cluster): Kube<'Service'> | Pod | Kube<'Node'> | undefined {
  const key = prefixOf(address)
  if (key === undefined) return undefined
  const { services, pods, nodes } = cluster.of(cluster.snapshot, readBook)
  return services.get(key) ?? pods.get(key) ?? nodes.get(key)
}

/** The node whose pod range includes the address, if it was read. */
export function nodeOfRange(address: string, cluster: Cluster): Kube<'Node'> | undefined {
  const [node] = cluster.of(cluster.snapshot, readBook).podRanges.around(address)
  return node
}

/** The end for an address without an object: in the cluster if it is in a node's pod range. */
export function endAtNothing(address: string, cluster: Cluster): End {
  return nodeOfRange(address, cluster) === undefined ? outside(address) : { ...UNKNOWN, addresses: [address] }
}

/** Private address ranges, which clusters use. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']

/** Whether a kind was read in all namespaces, together or one by one. */
export function isSeenEverywhere(kind: Kind, cluster: Cluster): boolean {
  if (cluster.seen(kind, undefined)) return true
  const namespaces = cluster.list('Namespace')
  return (
    cluster.seen('Namespace', undefined) &&
    namespaces.length > 0 &&
    namespaces.every(({ metadata }) => cluster.seen(kind, metadata.name))
  )
}

/** Whether an address may belong to an object of the cluster that was not read. */
export function isMaybeOurs(address: string, kinds: readonly Kind[], cluster: Cluster): boolean {
  return PRIVATE.some(range => isInRange(address, range)) && kinds.some(kind => !isSeenEverywhere(kind, cluster))
}

const LOOPBACK = /^(?:127\.[\d.]{5,11}|localhost|\[?::1\]?|0\.0\.0\.0)$/i

/** True if a host means the client itself: another container of the same pod, or the app itself. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}
