import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { pluginError, sandboxFailureOf } from '../../workloads/nodes/sandbox-failure.ts'

export default defineCause({
  id: 'pod-ip-exhausted',
  stage: 'network',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The pod range has no address left',
    shows:
      'Pods stay ContainerCreating; FailedCreatePodSandBox says `no IP addresses available in range set`, `failed to assign an IP address to container` or `range is full`.',
    happens:
      'More pods than the range of the node or the subnet has addresses, leases of ended pods that were not given back, or maxPods set higher than the range allows.',
    fix: 'Move pods to other nodes or add nodes, enlarge the range or the subnet, or free leaked addresses; set maxPods to what the range holds.',
    docs: ['https://kubernetes.io/docs/concepts/cluster-administration/networking/'],
  },
  on: ['Pod'],
  reads: ['Node'],

  detect(pod, cluster) {
    const failure = sandboxFailureOf(pod, cluster)
    const name = pod.spec?.nodeName
    if (failure?.cause !== 'pod-ip-exhausted' || name === undefined) return
    const node = cluster.get({ kind: 'Node', name })
    const range = node?.kind === 'Node' ? node.spec?.podCIDR : undefined
    return {
      facts: { node: name, pod: pod.metadata.name, range, error: pluginError(failure.message) },
      subject: { kind: 'Node', name },
      evidence: [
        eventEvidence(failure.event),
        ...(node === undefined || range === undefined ? [] : [fieldEvidence(node, 'spec.podCIDR', range)]),
      ],
      since: failure.since,
      confidence: failure.confidence,
    }
  },

  explain({ node, pod, error, range }) {
    const where = range === undefined ? '' : ` (${range})`
    return {
      title: `node ${node} has no address left for pods`,
      why: `The network plugin finds no address for pod ${pod}: ${error}.`,
      fix: [
        {
          text: `Let pods run on other nodes: the range of ${node}${where} is used up.`,
          command: sh`kubectl get pods --all-namespaces --field-selector spec.nodeName=${node} -o wide`,
        },
        {
          text: 'Enlarge the range or the subnet, free addresses that ended pods still hold, or lower maxPods to what the range has.',
        },
      ],
    }
  },
})
