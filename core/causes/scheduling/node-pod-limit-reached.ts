import { fieldEvidence } from '../../evidence.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectPending, nameList } from '../../workloads/placement/pending-hit.ts'
import { workloadOf } from '../../workloads/workloads.ts'
import { namedNode } from './named-node.ts'

export default defineCause({
  id: 'node-pod-limit-reached',
  stage: 'scheduling',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'Every fitting node already runs its maximum number of pods',
    shows: 'The pod stays Pending; FailedScheduling says `Too many pods`.',
    happens:
      'The kubelet takes `maxPods` pods (110 unless set; on EKS as many as the network interfaces have addresses for), and finished rollouts, DaemonSets and small pods add up.',
    fix: 'Delete pods that are not needed, add a node, or raise maxPods where the pod range of the node has room for it.',
    docs: [
      'https://kubernetes.io/docs/setup/best-practices/cluster-large/',
      'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/',
    ],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPending(pod, cluster, 'node-pod-limit-reached', ({ nodes }) => {
      const [node] = nodes
      const limit = node?.status?.allocatable?.['pods']
      return {
        facts: { limit: limit === undefined ? undefined : String(limit) },
        subject: namedNode(pod, nodes) ?? workloadOf(pod, cluster),
        evidence: node === undefined ? [] : [fieldEvidence(node, 'status.allocatable.pods', limit ?? '')],
      }
    })
  },

  explain({ pod, nodes, nodeCount, limit }) {
    const [node] = nodes
    return {
      title:
        nodeCount < 2
          ? `node ${node ?? 'that fits'} already runs as many pods as it may${limit === undefined ? '' : ` (${limit})`}`
          : `${nameList(nodes, nodeCount)} already run as many pods as they may`,
      why: `Pod ${pod} finds no place: every node that fits it has reached its limit of pods.`,
      fix: [
        {
          text: 'Delete pods that are not needed on the node, or add a node.',
          ...(node === undefined
            ? {}
            : { command: sh`kubectl get pods --all-namespaces --field-selector spec.nodeName=${node}` }),
        },
        { text: "Or raise maxPods in the kubelet's configuration, where the node's pod range has room." },
      ],
    }
  },
})
