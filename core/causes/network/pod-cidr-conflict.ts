import { fieldEvidence } from '../../evidence.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { losesPackets } from '../../workloads/crashes/network-symptom.ts'
import { isUnresponsive } from '../../workloads/crashes/reach.ts'
import { rangeConflictOf } from '../../workloads/network/range-conflict.ts'
import { ailingPods } from '../../workloads/nodes/node-pods.ts'

export default defineCause({
  id: 'pod-cidr-conflict',
  stage: 'network',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'Pod ranges overlap each other, the service range or the node network',
    shows:
      'Pods run, but connections to or from some of them time out or reach the wrong machine; there are no events.',
    happens:
      'The cluster was created with a pod range that is also used by the nodes, services, a VPN or a peered network, or a node’s range was set manually.',
    fix: 'Give the node its own range; if the cluster’s whole range conflicts, rebuild the cluster with another one.',
    docs: ['https://kubernetes.io/docs/concepts/cluster-administration/networking/'],
  },
  on: ['Node'],
  reads: ['Pod', 'Service'],

  detect(node, cluster) {
    const ailing = ailingPods(node.metadata.name, cluster)
    const isSilent = isUnresponsive(node.metadata.name, cluster)
    const conflict = ailing.length === 0 && !isSilent ? undefined : rangeConflictOf(node, cluster)
    if (conflict === undefined) return
    const { at, range, other, evidence } = conflict
    const affectedPods = at === node ? ailing : ailing.filter(pod => losesPackets(pod, cluster))
    if (affectedPods.length === 0 && !isSilent) return
    return {
      facts: { node: at.metadata.name, range, other, affectedNode: node.metadata.name },
      subject: refOf(at),
      explains: [refOf(at), ...affectedPods.map(refOf)],
      evidence: [fieldEvidence(at, 'spec.podCIDR', range), evidence],
      confidence: 'likely',
    }
  },

  explain({ node, range, other, affectedNode }) {
    return {
      title: `pod range ${range} of node ${node} overlaps ${other}`,
      why: `Packets for one reach the other, so connections of the pods on ${affectedNode} fail or go to the wrong destination.`,
      fix: [
        {
          kind: 'check',
          text: 'List the ranges in use.',
          command: `kubectl get nodes -o custom-columns='NAME:.metadata.name,PODS:.spec.podCIDRs,ADDRESSES:.status.addresses[*].address'`,
        },
        {
          kind: 'destroy',
          text: `Give ${node} a range that nothing else uses: drain it, delete the Node and let it join again. Its pods start elsewhere; their data on the node (emptyDir, local volumes) is lost.`,
          command: sh`kubectl drain ${node} --ignore-daemonsets`,
        },
        {
          kind: 'destroy',
          text: "If the cluster's whole range conflicts, rebuild the cluster with another one: everything in it is lost unless backed up first.",
        },
      ],
    }
  },
})
