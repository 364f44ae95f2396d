import type { Cluster } from '../../cluster/cluster.ts'
import { dnsService } from './cluster-dns.ts'
import type { End } from './ends.ts'
import { clusterIPsOf } from './ends.ts'
import { isInRange } from './ip-ranges.ts'

/**
 * The addresses of NodeLocal DNSCache on each node: https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
 */
export const NODE_LOCAL_DNS = ['169.254.20.10', 'fd00::a:a', '169.254.25.10']

/** Pods with `dnsPolicy: Default`, and by default those with hostNetwork, use their node's resolver. */
export function asksNode({ kind, spec }: End): boolean {
  if (kind === 'outside') return false
  const policy = spec?.dnsPolicy ?? 'ClusterFirst'
  return policy === 'Default' || (kind === 'host' && policy !== 'ClusterFirstWithHostNet')
}

/** The nameservers of a pod instead of the cluster's; empty if that is among them, or not known. */
export function otherNameservers({ spec }: End, cluster: Cluster): readonly string[] {
  const { nameservers = [] } = spec?.dnsConfig ?? {}
  if (spec?.dnsPolicy !== 'None' || nameservers.length === 0) return []
  const dns = dnsService(cluster)
  const own = dns === undefined ? [] : [...clusterIPsOf(dns), ...NODE_LOCAL_DNS]
  return own.length === 0 || nameservers.some(address => own.includes(address)) ? [] : nameservers
}

const NOT_PUBLIC = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8']
const NOT_PUBLIC_V6 = ['fc00::/7', 'fe80::/10', '::1/128']

/** True for a public nameserver, which knows no cluster's names; a company's may forward them. */
export function isPublic(nameserver: string): boolean {
  return ![...NOT_PUBLIC, ...NOT_PUBLIC_V6].some(range => isInRange(nameserver, range))
}

/** How a resolver completes names. */
export interface Completion {
  /** Undefined for the cluster's defaults: the pod's namespace, `svc`, the cluster's domain. */
  readonly searches: readonly string[] | undefined
  /** A name with this many dots is not completed at all. */
  readonly dots: number
}

const NDOTS = 5

/**
 * How a client's resolver completes names. glibc and Go first try a name with `ndots` dots as it is, and complete it
 * then; musl (Alpine) does not complete it.
 */
export function completionOf({ spec }: End): Completion {
  const { searches, options = [] } = spec?.dnsConfig ?? {}
  const ndots = Number(options.find(({ name }) => name === 'ndots')?.value ?? Number.NaN)
  const isOwn = spec?.dnsPolicy === 'None'
  const containers = spec?.containers ?? []
  const isMusl = containers.length > 0 && containers.every(({ image = '' }) => /alpine/i.test(image))
  const standard = isOwn ? 1 : NDOTS
  return {
    searches: isOwn ? (searches ?? []) : undefined,
    dots: isMusl ? (Number.isNaN(ndots) ? standard : ndots) : Number.POSITIVE_INFINITY,
  }
}
