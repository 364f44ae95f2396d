import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isInRange, rangesOverlap } from '../../facts/ip-ranges.ts'
import { ailingPods, podRanges } from '../../facts/node-pods.ts'
import { createdAt } from '../../facts/pods.ts'
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

function withNodes(node: Kube<'Node'>, range: string, cluster: Cluster): Conflict | undefined {
  for (const other of cluster.list('Node')) {
    const name = other.metadata.name
    const address = other.status?.addresses?.find(
      ({ type, address = '' }) => type === 'InternalIP' && isInRange(address, range),
    )?.address
    if (address !== undefined) {
      const evidence = fieldEvidence(other, 'status.addresses[type=InternalIP]', address)
      return { range, other: `the address ${address} of node ${name}`, evidence }
    }
    if (other === node || !isLater(node, other)) continue
    const theirs = podRanges(other).find(candidate => rangesOverlap(range, candidate))
    if (theirs !== undefined)
      return {
        range,
        other: `the pod range ${theirs} of node ${name}`,
        evidence: fieldEvidence(other, 'spec.podCIDR', theirs),
      }
  }
  return undefined
}

function conflictOf(node: Kube<'Node'>, cluster: Cluster): Conflict | undefined {
  for (const range of podRanges(node)) {
    const found = withNodes(node, range, cluster)
    if (found !== undefined) return found
    const service = cluster.list('Service').find(({ spec }) => isInRange(spec?.clusterIP ?? '', range))
    if (service !== undefined) {
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

  *detect(node, cluster) {
    const { name } = node.metadata
    const ailing = ailingPods(name, cluster)
    const conflict = ailing.length === 0 ? undefined : conflictOf(node, cluster)
    if (conflict === undefined) return
    yield {
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
