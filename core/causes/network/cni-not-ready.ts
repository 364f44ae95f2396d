import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { isEarly } from '../../freshness.ts'
import type { Kube } from '../../kube/index.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { isAgentDown, isNetworkNotReady, nodeCondition } from '../../workloads/nodes/node-state.ts'
import { pluginError, sandboxFailureOf } from '../../workloads/nodes/sandbox-failure.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { isFinished } from '../../workloads/pods.ts'

/** The name of the node whose network plugin keeps the pod back. */
function culprit(pod: Kube<'Pod'>, cluster: Cluster): string | undefined {
  const { nodeName, hostNetwork } = pod.spec ?? {}
  if (nodeName === undefined) {
    const verdict = verdictOf(pod, cluster)
    return verdict?.obstacle === 'network' ? verdict.nodes[0]?.metadata.name : undefined
  }
  if (isFinished(pod) || hostNetwork === true) return undefined
  const node = cluster.get({ kind: 'Node', name: nodeName })
  if (node?.kind === 'Node' && (isNetworkNotReady(node) || isAgentDown(node))) return nodeName
  return sandboxFailureOf(pod, cluster)?.cause === 'cni-not-ready' ? nodeName : undefined
}

/** What the node says of its network, where it does. */
function wordOfNode(node: Kube | undefined) {
  if (node?.kind !== 'Node') return undefined
  const condition = isAgentDown(node)
    ? nodeCondition(node, 'NetworkUnavailable')
    : isNetworkNotReady(node)
      ? nodeCondition(node, 'Ready')
      : undefined
  if (condition === undefined) return undefined
  const says = condition.message ?? condition.reason
  return {
    says,
    since: parseTime(condition.lastTransitionTime),
    evidence: fieldEvidence(node, `status.conditions[type=${condition.type}].message`, says ?? ''),
  }
}

/** A network plugin takes this long to come up on a node that joins or restarts, in milliseconds. */
const JOINING = 40_000

export default defineCause({
  id: 'cni-not-ready',
  stage: 'network',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The node reports that its network plugin is not initialised',
    shows:
      'The node is NotReady: `container runtime network not ready: … cni plugin not initialized`; its pods stay Pending or ContainerCreating with the event NetworkNotReady.',
    happens:
      'No network plugin is installed, or its DaemonSet does not run on the node (image, tolerations, configuration), so that /etc/cni/net.d is empty.',
    fix: 'Install the network plugin, or repair the pod of its DaemonSet on the node.',
    docs: [
      'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/',
      'https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/create-cluster-kubeadm/#pod-network',
    ],
  },
  on: ['Pod'],
  reads: ['Node'],

  detect(pod, cluster) {
    const name = culprit(pod, cluster)
    if (name === undefined) return
    const said = wordOfNode(cluster.get({ kind: 'Node', name }))
    const failure = sandboxFailureOf(pod, cluster)
    const isJoining = said?.since !== undefined && isEarly(said.since, JOINING, cluster)
    return {
      ...(isJoining ? { outlook: 'self-healing' as const } : {}),
      facts: { node: name, says: said?.says ?? (failure && pluginError(failure.message)) },
      subject: { kind: 'Node', name },
      evidence: [
        ...(said === undefined ? [] : [said.evidence]),
        ...(failure === undefined ? [] : [eventEvidence(failure.event)]),
        ...(verdictOf(pod, cluster)?.evidence ?? []),
      ],
      since: said?.since ?? failure?.since,
    }
  },

  explain({ node, says }) {
    return {
      title: `the network plugin of node ${node} is not ready`,
      why: `Without it no pod with a network of its own can start on ${node}${says === undefined ? '' : `; the node says: ${says}`}.`,
      fix: [
        {
          text: "Look at the pod of the network plugin's DaemonSet on the node; install the plugin where there is none.",
          command: sh`kubectl get pods --all-namespaces -o wide --field-selector spec.nodeName=${node}`,
        },
        {
          text: 'See whether its configuration has been written.',
          command: sh`kubectl debug node/${node} -it --image=busybox -- ls -l /host/etc/cni/net.d`,
        },
      ],
    }
  },
})
