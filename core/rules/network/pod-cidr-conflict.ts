import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { rangesOverlap } from '../../facts/network/ip-ranges.ts'
import { RangeIndex } from '../../facts/network/range-index.ts'
import { ailingPods, podRanges } from '../../facts/node/node-pods.ts'
import { createdAt } from '../../facts/pods/pods.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { Evidence } from '../../report.ts'
import { defineCause } from '../../rule.ts'

interface Conflict {
  readonly range: string
  /** What lies in it, in words. */
  readonly other: string
  readonly evidence: Evidence
}

/** Interfaces that network plugins make for the pods themselves. */
const POD_INTERFACE =
  /^(?:lo|cni|cbr|cali|veth|lxc|cilium|flannel|weave|vxlan|tunl|kube-|nodelocaldns|ovn|br-int|antrea|azv|eni|gke|dummy)/

/** Of two nodes whose ranges overlap the later one is at fault; by name where they are of one age. */
function isLater(node: Kube<'Node'>, other: Kube<'Node'>): boolean {
  const [mine, theirs] = [createdAt(node) ?? 0, createdAt(other) ?? 0]
  return mine === theirs ? node.metadata.name > other.metadata.name : mine > theirs
}

interface Ranges {
  readonly addresses: RangeIndex<{ readonly node: Kube<'Node'>; readonly address: string }>
  /** Of nodes with the same range the oldest. */
  readonly pods: RangeIndex<{ readonly node: Kube<'Node'>; readonly range: string }>
  readonly services: RangeIndex<Kube<'Service'>>
}

function rangesIn(_snapshot: object, cluster: Cluster): Ranges {
  const ranges: Ranges = { addresses: new RangeIndex(), pods: new RangeIndex(), services: new RangeIndex() }
  const nodes = cluster.list('Node').map(node => ({ node, age: createdAt(node) ?? 0 }))
  for (const { node } of nodes.sort((a, b) => a.age - b.age)) {
    for (const { type, address = '' } of node.status?.addresses ?? [])
      if (type === 'InternalIP') ranges.addresses.add(address, { node, address })
    for (const range of podRanges(node)) ranges.pods.add(range, { node, range })
  }
  for (const service of cluster.list('Service')) ranges.services.add(service.spec?.clusterIP ?? '', service)
  return ranges
}

function withNodes(node: Kube<'Node'>, range: string, { addresses, pods }: Ranges): Conflict | undefined {
  for (const { node: other, address } of addresses.inside(range)) {
    const evidence = fieldEvidence(other, 'status.addresses[type=InternalIP]', address)
    return { range, other: `the address ${address} of node ${other.metadata.name}`, evidence }
  }
  for (const { node: other, range: theirs } of [...pods.around(range), ...pods.inside(range)]) {
    if (!isLater(node, other)) continue
    const evidence = fieldEvidence(other, 'spec.podCIDR', theirs)
    return { range, other: `the pod range ${theirs} of node ${other.metadata.name}`, evidence }
  }
  return undefined
}

function conflictOf(node: Kube<'Node'>, cluster: Cluster): Conflict | undefined {
  const ranges = cluster.of(cluster.snapshot, rangesIn)
  for (const range of podRanges(node)) {
    const found = withNodes(node, range, ranges)
    if (found !== undefined) return found
    for (const service of ranges.services.inside(range)) {
      const address = service.spec?.clusterIP ?? ''
      const what = `the address ${address} of Service ${service.metadata.namespace ?? ''}/${service.metadata.name}`
      return { range, other: what, evidence: fieldEvidence(service, 'spec.clusterIP', address) }
    }
    const { name } = node.metadata
    const own = cluster
      .host(name)
      ?.addresses?.find(({ dev, cidr }) => !POD_INTERFACE.test(dev) && rangesOverlap(cidr, range))
    if (own !== undefined) {
      const evidence = { object: { kind: 'Node', name }, path: `host address of ${own.dev}`, value: own.cidr }
      return { range, other: `the network ${own.cidr} of its interface ${own.dev}`, evidence }
    }
  }
  return undefined
}

export default defineCause({
  id: 'pod-cidr-conflict',
  stage: 'network',
  owner: 'platform',
  needsVictim: true,
  text: {
    summary: 'Pod ranges overlap one another, the service range or the node network',
    shows: 'Pods run, but connections from or to some of them time out or reach the wrong machine; there is no event.',
    happens:
      'The cluster was made with a pod range that the nodes, the services, a VPN or a peered network use too, or a node was given a range by hand.',
    fix: 'Give the node a range of its own; where the range of the whole cluster is taken, build the cluster anew with another one.',
    docs: ['https://kubernetes.io/docs/concepts/cluster-administration/networking/'],
  },
  on: ['Node'],
  reads: ['Pod', 'Service'],

  detect(node, cluster) {
    const { name } = node.metadata
    const ailing = ailingPods(name, cluster)
    const conflict = ailing.length === 0 ? undefined : conflictOf(node, cluster)
    if (conflict === undefined) return
    return {
      facts: { node: name, range: conflict.range, other: conflict.other },
      subject: refOf(node),
      explains: [refOf(node), ...ailing.map(refOf)],
      evidence: [fieldEvidence(node, 'spec.podCIDR', conflict.range), conflict.evidence],
      confidence: 'likely',
    }
  },

  explain({ node, range, other }) {
    return {
      title: `the pod range ${range} of node ${node} overlaps ${other}`,
      why: `Packets for one reach the other, so connections of the pods on ${node} fail or go astray.`,
      fix: [
        {
          text: 'Give the node a range that nothing else uses: remove the Node and let it join again.',
          command: `kubectl get nodes -o custom-columns='NAME:.metadata.name,PODS:.spec.podCIDRs,ADDRESSES:.status.addresses[*].address'`,
        },
        { text: "Where the cluster's whole range is taken, it has to be built anew with another one." },
      ],
    }
  },
})
