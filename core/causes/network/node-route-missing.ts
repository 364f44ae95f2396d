import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { unreachedNodes } from '../../workloads/crashes/reach.ts'
import { isAgentDown, isNetworkUnavailable, isNotReady, nodeCondition } from '../../workloads/nodes/node-state.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { isFinished } from '../../workloads/pods.ts'

function culprit(pod: Kube<'Pod'>, cluster: Cluster): Kube<'Node'> | undefined {
  const { nodeName, hostNetwork } = pod.spec ?? {}
  if (nodeName === undefined) {
    const verdict = verdictOf(pod, cluster)
    return verdict?.obstacle === 'route' ? verdict.nodes[0] : undefined
  }
  if (isFinished(pod) || hostNetwork === true) return undefined
  return [nodeName, ...unreachedNodes(pod, cluster)]
    .map(name => cluster.get({ kind: 'Node', name }))
    .filter(node => node?.kind === 'Node')
    .find(node => !isNotReady(node) && isNetworkUnavailable(node) && !isAgentDown(node))
}

export default defineCause({
  id: 'node-route-missing',
  stage: 'network',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: "There is no route to the node's pod range (NetworkUnavailable)",
    shows: 'The node has the condition NetworkUnavailable=True, reason NoRouteCreated, and gets no new pods.',
    happens:
      'The cloud controller could not create the route: the route table is full, it lacks permissions, the ranges overlap, or it is not running.',
    fix: 'Read the node’s events and the cloud controller manager’s log; free space in the route table or grant permission to change it.',
    docs: ['https://kubernetes.io/docs/concepts/architecture/cloud-controller/#route-controller'],
  },
  on: ['Pod'],
  reads: ['Node'],

  detect(pod, cluster) {
    const node = culprit(pod, cluster)
    if (node === undefined) return
    const condition = nodeCondition(node, 'NetworkUnavailable')
    const { name } = node.metadata
    return {
      facts: { node: name, range: node.spec?.podCIDR, says: condition?.message ?? condition?.reason },
      subject: { kind: 'Node', name },
      evidence: [
        fieldEvidence(
          node,
          'status.conditions[type=NetworkUnavailable]',
          `${condition?.status}: ${condition?.reason ?? ''} ${condition?.message ?? ''}`.trim(),
        ),
        ...(node.spec?.podCIDR === undefined ? [] : [fieldEvidence(node, 'spec.podCIDR', node.spec.podCIDR)]),
      ],
      since: parseTime(condition?.lastTransitionTime),
    }
  },

  explain({ node, range, says }) {
    const what = range === undefined ? 'its pods' : `its pod range ${range}`
    return {
      title: `no route to the pods of node ${node}`,
      why: `Other nodes cannot reach ${what}${says === undefined ? '' : ` (${says})`}, so no new pods are scheduled there.`,
      fix: [
        {
          kind: 'check',
          text: 'Show what the route controller reports about the node.',
          command: sh`kubectl describe node ${node}`,
        },
        {
          kind: 'change',
          text: 'Free space in the route table, or grant the cloud controller permission to change it.',
        },
        {
          kind: 'check',
          text: 'Check whether the cloud controller is running.',
          command: 'kubectl get pods -n kube-system | grep cloud-controller',
        },
      ],
    }
  },
})
