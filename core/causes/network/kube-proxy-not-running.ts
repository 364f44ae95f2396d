import { fieldEvidence } from '../../evidence.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { networkSymptomsOf } from '../../workloads/crashes/network-symptom.ts'
import { proxyFaultOf } from '../../workloads/network/kube-proxy.ts'

export default defineCause({
  id: 'kube-proxy-not-running',
  stage: 'network',
  owner: 'platform',
  patience: 'slow',
  needsAffected: true,
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
  on: ['Pod'],
  reads: ['DaemonSet', 'Service'],

  *detect(victim, cluster) {
    if (networkSymptomsOf(victim, cluster).length === 0) return
    const fault = proxyFaultOf(victim, cluster)
    if (fault === undefined) return
    const { node, pod, daemonSet } = fault
    yield {
      facts: { node, name: daemonSet.name, pod: pod?.metadata.name },
      subject: daemonSet,
      explains: [daemonSet],
      because: pod === undefined ? [] : [refOf(pod)],
      evidence: [
        pod === undefined
          ? { object: daemonSet, path: 'status', value: `no pod on node ${node}` }
          : fieldEvidence(pod, 'status.conditions[type=Ready].status', 'False'),
      ],
      confidence: 'likely',
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
