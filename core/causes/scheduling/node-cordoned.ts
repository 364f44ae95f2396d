import { fieldEvidence } from '../../evidence.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectPending, nameList } from '../../workloads/placement/pending-hit.ts'
import { workloadOf } from '../../workloads/workloads.ts'
import { namedNode } from './named-node.ts'

export default defineCause({
  id: 'node-cordoned',
  stage: 'scheduling',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The only fitting nodes are cordoned',
    shows:
      'The pod stays Pending; FailedScheduling says `node(s) were unschedulable`; `kubectl get nodes` says SchedulingDisabled.',
    happens: 'A node was drained or cordoned for maintenance or an upgrade and not released, and no other node fits.',
    fix: 'Release the node with `kubectl uncordon`, or give the pods another node.',
    docs: ['https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration'],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPending(pod, cluster, 'node-cordoned', ({ nodes }) => ({
      facts: {},
      subject: namedNode(pod, nodes) ?? workloadOf(pod, cluster),
      evidence: nodes.slice(0, 1).map(node => fieldEvidence(node, 'spec.unschedulable', 'true')),
    }))
  },

  explain({ pod, nodes, nodeCount }) {
    const [node] = nodes
    const which = node === undefined ? 'every fitting node' : nameList(nodes, nodeCount)
    return {
      title: `${which} ${nodeCount > 1 ? 'are' : 'is'} cordoned`,
      why: `No other node fits pod ${pod}, and a cordoned node takes no new pods.`,
      fix: [
        {
          text: 'Release the node when its maintenance is over.',
          ...(node === undefined ? {} : { command: sh`kubectl uncordon ${node}` }),
        },
        { text: 'Or add a node that fits the pod.' },
      ],
    }
  },
})
