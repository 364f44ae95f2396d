import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { pluginError, sandboxFailureOf } from '../../workloads/nodes/sandbox-failure.ts'

export default defineCause({
  id: 'pod-network-setup-failed',
  stage: 'network',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: "The CNI plugin fails to set the pod's network up",
    shows:
      'Pods of the node stay ContainerCreating; FailedCreatePodSandBox says `failed to setup network for sandbox` and the error of the plugin.',
    happens:
      'The binary of the plugin is missing, its agent does not run on the node, its configuration names another plugin, or it may not ask the API server.',
    fix: "Look at the plugin's agent on the node and at the files in /etc/cni/net.d and /opt/cni/bin; install the plugin anew where they do not fit together.",
    docs: [
      'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/',
      'https://kubernetes.io/docs/tasks/administer-cluster/migrating-from-dockershim/troubleshooting-cni-plugin-related-errors/',
    ],
  },
  on: ['Pod'],
  reads: ['Node'],

  detect(pod, cluster) {
    const failure = sandboxFailureOf(pod, cluster)
    const name = pod.spec?.nodeName
    if (failure?.cause !== 'pod-network-setup-failed' || name === undefined) return
    const plugin = /plugin type="([\w.-]{1,60})"/.exec(failure.message)?.[1]
    return {
      facts: { node: name, pod: pod.metadata.name, plugin, error: pluginError(failure.message) },
      subject: { kind: 'Node', name },
      evidence: [eventEvidence(failure.event), fieldEvidence(pod, 'spec.nodeName', name)],
      since: failure.since,
      confidence: failure.confidence,
    }
  },

  explain({ node, pod, plugin, error }) {
    const which = plugin === undefined ? 'the network plugin' : `network plugin ${plugin}`
    const isMissing = /failed to find plugin/.test(error)
    return {
      title: isMissing ? `${which} is not installed on node ${node}` : `${which} fails on node ${node}`,
      why: `Without a network pod ${pod} cannot start: ${error.length > 300 ? `${error.slice(0, 300)}…` : error}.`,
      fix: [
        {
          text: "Look at the network plugin's agent on the node, and at its log.",
          command: sh`kubectl get pods -n kube-system -o wide --field-selector spec.nodeName=${node}`,
        },
        {
          text: isMissing
            ? "Install the plugin's binary, or remove the configuration in /etc/cni/net.d that asks for it."
            : 'See that the configuration in /etc/cni/net.d and the binaries in /opt/cni/bin fit together.',
          command: sh`kubectl debug node/${node} -it --image=busybox -- ls -l /host/etc/cni/net.d /host/opt/cni/bin`,
        },
      ],
    }
  },
})
