import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { farNodes } from '../../workloads/crashes/reach.ts'
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
  return [nodeName, ...farNodes(pod, cluster)]
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
    summary: "The route to the node's pod range does not exist (NetworkUnavailable)",
    shows: 'The node has the condition NetworkUnavailable=True, reason NoRouteCreated, and takes no new pods.',
    happens:
      'The cloud controller could not create the route: the route table is full, it lacks rights, the ranges overlap, or it does not run.',
    fix: 'Read the events of the node and the log of the cloud controller manager; make room in the route table or grant the right to write it.',
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
      why: `Other nodes cannot reach ${what}${says === undefined ? '' : ` (${says})`}, so no new pod is placed there.`,
      fix: [
        {
          kind: 'check',
          text: 'See what the route controller says of the node.',
          command: sh`kubectl describe node ${node}`,
        },
        { kind: 'change', text: 'Make room in the route table, or grant the cloud controller the right to write it.' },
        {
          kind: 'check',
          text: 'See whether the cloud controller runs.',
          command: 'kubectl get pods -n kube-system | grep cloud-controller',
        },
      ],
    }
  },
})
