import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { podRanges } from '../nodes/node-pods.ts'
import { createdTime } from '../pods.ts'
import { rangesOverlap } from './ip-ranges.ts'
import { RangeIndex } from './range-index.ts'

/** A pod range that overlaps with something else. */
export interface RangeConflict {
  /** The node with the range. */
  readonly at: Kube<'Node'>
  readonly range: string
  /** What it overlaps with, in words. */
  readonly other: string
  readonly evidence: Evidence
}

/** Interfaces that network plugins create for the pods themselves. */
const POD_INTERFACE =
  /^(?:lo|cni|cbr|cali|veth|lxc|cilium|flannel|weave|vxlan|tunl|kube-|nodelocaldns|ovn|br-int|antrea|azv|eni|gke|dummy)/

/** Of two nodes with overlapping ranges the later one is at fault; by name if they are of the same age. */
function isLater(node: Kube<'Node'>, other: Kube<'Node'>): boolean {
  const [mine, theirs] = [createdTime(node), createdTime(other)]
  return mine === theirs ? node.metadata.name > other.metadata.name : mine > theirs
}

interface PodRange {
  readonly node: Kube<'Node'>
  readonly range: string
}

interface Ranges {
  readonly addresses: RangeIndex<{ readonly node: Kube<'Node'>; readonly address: string }>
  /** Of nodes with the same range the oldest. */
  readonly oldest: RangeIndex<PodRange>
  /** Of nodes with the same range the newest. */
  readonly newest: RangeIndex<PodRange>
  readonly services: RangeIndex<Kube<'Service'>>
}

function rangesIn(_snapshot: object, cluster: Cluster): Ranges {
  const ranges: Ranges = {
    addresses: new RangeIndex(),
    oldest: new RangeIndex(),
    newest: new RangeIndex(),
    services: new RangeIndex(),
  }
  const nodes = cluster.list('Node').map(node => ({ node, age: createdTime(node) }))
  nodes.sort((a, b) => a.age - b.age)
  for (const { node } of nodes) {
    for (const { type, address = '' } of node.status?.addresses ?? [])
      if (type === 'InternalIP') ranges.addresses.add(address, { node, address })
    for (const range of podRanges(node)) ranges.oldest.add(range, { node, range })
  }
  for (const { node } of nodes.toReversed())
    for (const range of podRanges(node)) ranges.newest.add(range, { node, range })
  for (const service of cluster.list('Service')) ranges.services.add(service.spec?.clusterIP ?? '', service)
  return ranges
}

function overlapping(index: RangeIndex<PodRange>, range: string, node: Kube<'Node'>): readonly PodRange[] {
  return [...index.around(range), ...index.inside(range)].filter(other => other.node !== node)
}

function between(at: Kube<'Node'>, range: string, { node, range: theirs }: PodRange): RangeConflict {
  const evidence = fieldEvidence(node, 'spec.podCIDR', theirs)
  return { at, range, other: `the pod range ${theirs} of node ${node.metadata.name}`, evidence }
}

function withNodes(node: Kube<'Node'>, range: string, { addresses, oldest }: Ranges): RangeConflict | undefined {
  for (const { node: other, address } of addresses.inside(range)) {
    const evidence = fieldEvidence(other, 'status.addresses[type=InternalIP]', address)
    return { at: node, range, other: `the address ${address} of node ${other.metadata.name}`, evidence }
  }
  const older = overlapping(oldest, range, node).find(other => isLater(node, other.node))
  return older && between(node, range, older)
}

function find(node: Kube<'Node'>, cluster: Cluster): RangeConflict | undefined {
  const ranges = cluster.of(cluster.snapshot, rangesIn)
  for (const range of podRanges(node)) {
    const found = withNodes(node, range, ranges)
    if (found !== undefined) return found
    for (const service of ranges.services.inside(range)) {
      const address = service.spec?.clusterIP ?? ''
      const what = `the address ${address} of Service ${service.metadata.namespace ?? ''}/${service.metadata.name}`
      return { at: node, range, other: what, evidence: fieldEvidence(service, 'spec.clusterIP', address) }
    }
    const { name } = node.metadata
    const own = cluster
      .host(name)
      ?.addresses?.find(({ dev, cidr }) => !POD_INTERFACE.test(dev) && rangesOverlap(cidr, range))
    if (own !== undefined) {
      const evidence = { object: { kind: 'Node', name }, path: `host address of ${own.dev}`, value: own.cidr }
      return { at: node, range, other: `the network ${own.cidr} of its interface ${own.dev}`, evidence }
    }
  }
  for (const range of podRanges(node)) {
    const later = overlapping(ranges.newest, range, node)[0]
    if (later !== undefined) return between(later.node, later.range, { node, range })
  }
  return undefined
}

/**
 * What a node's pod range overlaps with: addresses of nodes or Services, a network of its host, the range of another
 * node. Of two nodes the later one is at fault, which may be the other one.
 */
export function rangeConflictOf(node: Kube<'Node'>, cluster: Cluster): RangeConflict | undefined {
  return cluster.of(node, find)
}
