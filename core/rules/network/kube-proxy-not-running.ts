import { fieldEvidence } from '../../evidence.ts'
import { networkSymptomsOf } from '../../facts/crash/network-symptom.ts'
import { isKubeProxy, proxyFaultOn } from '../../facts/network/kube-proxy.ts'
import { troubledPods } from '../../facts/pods/troubled-pods.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'

export default defineCause({
  id: 'kube-proxy-not-running',
  stage: 'network',
  owner: 'platform',
  needsVictim: true,
  text: {
    summary: 'kube-proxy does not run on the node',
    shows:
      'Connections to Service addresses, the cluster DNS included, time out from the pods of one node, while they work elsewhere.',
    happens:
      'The pod of the DaemonSet kube-proxy crashes, cannot be pulled, or is kept off the node by a taint or a selector.',
    fix: 'Bring its pod on the node back: its log says what is wrong with it.',
    docs: [
      'https://kubernetes.io/docs/reference/networking/virtual-ips/',
      'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/#is-the-kube-proxy-working',
    ],
  },
  on: ['DaemonSet'],
  reads: ['Pod', 'Service', 'Node'],

  *detect(set, cluster) {
    if (!isKubeProxy(set)) return
    const nodes = new Set<string>()
    for (const pod of troubledPods(cluster)) {
      const node = pod.spec?.nodeName
      if (node !== undefined && networkSymptomsOf(pod, cluster).length > 0) nodes.add(node)
    }
    for (const node of nodes) {
      const fault = proxyFaultOn(set, node, cluster)
      if (fault === undefined) continue
      const { pod } = fault
      yield {
        facts: { node, name: set.metadata.name, pod: pod?.metadata.name },
        subject: fault.daemonSet,
        explains: [fault.daemonSet],
        because: pod === undefined ? [] : [refOf(pod)],
        evidence: [
          pod === undefined
            ? fieldEvidence(set, 'status', `no pod on node ${node}`)
            : fieldEvidence(pod, 'status.conditions[type=Ready].status', 'False'),
        ],
        confidence: 'likely',
      }
    }
  },

  explain: ({ node, name, pod }) => ({
    title: `kube-proxy does not run on node ${node}`,
    why: 'Without it the node does not know to which pods a Service address leads, so connections to Services time out there.',
    fix: [
      pod === undefined
        ? {
            text: `Find out why DaemonSet ${name} has no pod on ${node}.`,
            command: sh`kubectl describe daemonset ${name} -n kube-system`,
          }
        : { text: 'See why its pod is not ready.', command: sh`kubectl logs ${pod} -n kube-system --previous` },
    ],
  }),
})
