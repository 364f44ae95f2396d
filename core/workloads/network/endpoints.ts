import type { Cluster } from '../../cluster/cluster.ts'
import { rawOf } from '../../cluster/view.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isRecord } from '../../json.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { earliest, parseTime } from '../../time.ts'
import { createdAt, podCondition } from '../pods.ts'
import { podAddresses } from './ends.ts'
import { podsOfService } from './selected-pods.ts'
import { hasSelector, isServing, slicesOf } from './services.ts'

/** Ready pods of a Service that are missing in its EndpointSlices. */
export interface LeftOut {
  readonly service: Kube<'Service'>
  readonly slices: readonly Kube<'EndpointSlice'>[]
  readonly pods: readonly Kube<'Pod'>[]
  /** The addresses listed instead. */
  readonly listed: readonly string[]
  /** The IP families of the pods' addresses, if the Service has none of them. */
  readonly families?: readonly string[]
  /** Since when a pod is ready, in milliseconds since 1970. */
  readonly since: number | undefined
}

/**
 * Milliseconds in which a controller has added a ready pod's address, and in which the parts of one snapshot are read.
 */
const SETTLED = 60_000

function readySince(pod: Kube<'Pod'>): number | undefined {
  return parseTime(podCondition(pod, 'Ready')?.lastTransitionTime)
}

/** The IP families of the pods' addresses, if the Service has none of them. */
export function otherFamilies({ spec }: Kube<'Service'>, pods: readonly Kube<'Pod'>[]): readonly string[] | undefined {
  const wanted = spec?.ipFamilies ?? []
  const has = new Set<string>(pods.flatMap(podAddresses).map(address => (address.includes(':') ? 'IPv6' : 'IPv4')))
  return wanted.length === 0 || has.size === 0 || wanted.some(family => has.has(family)) ? undefined : [...has]
}

/** If all is well, this shows quickly: nothing else of the slices is checked. */
function isListed(pod: Kube<'Pod'>, slices: readonly Kube<'EndpointSlice'>[]): boolean {
  const own: readonly unknown[] = isServing(pod) ? podAddresses(pod) : []
  for (const slice of slices) {
    const { endpoints } = rawOf(slice)
    if (!Array.isArray(endpoints)) continue
    for (const endpoint of endpoints) {
      const addresses: unknown = isRecord(endpoint) ? endpoint['addresses'] : undefined
      if (Array.isArray(addresses) && addresses.some(address => own.includes(address))) return true
    }
  }
  return false
}

function find(service: Kube<'Service'>, cluster: Cluster): LeftOut | undefined {
  const { deletionTimestamp } = service.metadata
  const isOfPods = hasSelector(service) && service.spec?.type !== 'ExternalName' && deletionTimestamp === undefined
  if (!isOfPods || cluster.snapshot.takenAt === undefined) return undefined
  const isLongAgo = (time: number | undefined) => time !== undefined && cluster.now - time >= SETTLED
  if (!isLongAgo(createdAt(service))) return undefined
  // A Service with a selector always has a slice, possibly an empty one.
  const slices = slicesOf(service, cluster)
  const selected = podsOfService(service, cluster)
  const [first] = selected
  if (slices.length === 0 || first === undefined || isListed(first, slices)) return undefined
  const listed = new Set(
    slices.flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses ?? [])),
  )
  const pods: Kube<'Pod'>[] = []
  for (const pod of selected) {
    const addresses = podAddresses(pod)
    if (!isServing(pod) || addresses.length === 0) continue
    if (addresses.some(address => listed.has(address))) return undefined
    pods.push(pod)
  }
  const settled = pods.filter(pod => isLongAgo(readySince(pod)))
  if (settled.length === 0) return undefined
  const families = otherFamilies(service, settled)
  const since = earliest(settled.map(readySince))
  return { service, slices, pods: settled, listed: [...listed], since, ...(families && { families }) }
}

/**
 * The ready pods of a Service that are missing in its EndpointSlices; undefined if they list one of them, or were not
 * read.
 */
export function leftOut(service: Kube<'Service'>, cluster: Cluster): LeftOut | undefined {
  return cluster.of(service, find)
}

/** What the EndpointSlices list instead. */
export function addressEvidence({ slices, listed }: LeftOut): readonly Evidence[] {
  const addresses = listed.slice(0, 4).join(', ') || 'no address'
  return slices.slice(0, 1).map(slice => fieldEvidence(slice, 'endpoints[*].addresses', addresses))
}
