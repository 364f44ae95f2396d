import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { defineFamily } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { isAgentDown, isNetworkNotReady, nodeCondition } from '../../workloads/nodes/node-state.ts'
import { pluginError, sandboxFailureOf } from '../../workloads/nodes/sandbox-failure.ts'
import { unreadNodesHit, unreadNodesWords } from '../../workloads/placement/unread-nodes.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { isFinished } from '../../workloads/pods.ts'

interface NotReadyFacts {
  /** Undefined if only the scheduler reports it and the nodes were not read. */
  readonly node: string | undefined
  readonly pod: string
  readonly says: string | undefined
}

interface SetupFacts {
  readonly node: string
  readonly pod: string
  readonly error: string
}

/** The node whose network plugin blocks the pod. */
function culprit(pod: Kube<'Pod'>, cluster: Cluster): string | undefined {
  const { nodeName, hostNetwork } = pod.spec ?? {}
  if (nodeName === undefined) {
    const verdict = verdictOf(pod, cluster)
    return verdict?.obstacle === 'network' ? verdict.nodes[0]?.metadata.name : undefined
  }
  if (isFinished(pod) || hostNetwork === true) return undefined
  const node = cluster.get({ kind: 'Node', name: nodeName })
  if (node?.kind === 'Node' && (isNetworkNotReady(node) || isAgentDown(node))) return nodeName
  return sandboxFailureOf(pod, cluster)?.fault === 'plugin' ? nodeName : undefined
}

/** The node's own report about its network, if there is one. */
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

function notReadyAt(pod: Kube<'Pod'>, name: string, cluster: Cluster) {
  const said = wordOfNode(cluster.get({ kind: 'Node', name }))
  const failure = sandboxFailureOf(pod, cluster)
  return {
    cause: 'cni-not-ready' as const,
    facts: { node: name, pod: pod.metadata.name, says: said?.says ?? (failure && pluginError(failure.message)) },
    subject: { kind: 'Node', name },
    evidence: [
      ...(said === undefined ? [] : [said.evidence]),
      ...(failure === undefined ? [] : [eventEvidence(failure.event)]),
      ...(verdictOf(pod, cluster)?.evidence ?? []),
    ],
    since: said?.since ?? failure?.since ?? verdictOf(pod, cluster)?.since,
  }
}

/** Multus `pkg/k8sclient`: a network named in a pod's annotation. */
const ATTACHMENT = /cannot find a network-attachment-definition \(([^()]{1,253})\) in namespace \(([^()]{1,63})\)/

/**
 * Errors of plugins whose nodes share a range, so other nodes have no free addresses either (whereabouts, Calico,
 * Azure, OVN-Kubernetes).
 */
const SHARED = /storage engine|affine blocks|assigned 0 out of|\bsubnet\b|not enough ips|IpNotEnough|cidr ranges/i

const PLUGINS = 'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/'

/** The network of a pod's sandbox: reports of its node, and of the attempts to set it up. */
export default defineFamily<
  'Pod',
  {
    'cni-not-ready': NotReadyFacts
    'pod-network-setup-failed': SetupFacts & { readonly plugin: string | undefined }
    'pod-ip-exhausted': SetupFacts & { readonly range: string | undefined }
  }
>({
  family: 'pod-networks',
  stage: 'network',
  on: ['Pod'],
  reads: ['Node'],

  *detect(pod, cluster) {
    const unready = culprit(pod, cluster)
    if (unready !== undefined) yield notReadyAt(pod, unready, cluster)
    const unread = unreadNodesHit(pod, 'network', cluster)
    if (unread !== undefined)
      yield {
        cause: 'cni-not-ready',
        facts: { node: undefined, pod: pod.metadata.name, says: undefined },
        ...unread,
      }
    const failure = sandboxFailureOf(pod, cluster)
    const name = pod.spec?.nodeName ?? ''
    if (failure === undefined || failure.fault === 'plugin') return
    const { message, since, confidence, event, fault } = failure
    const facts = { node: name, pod: pod.metadata.name, error: pluginError(message) }
    const hit = { subject: { kind: 'Node', name }, since, confidence }
    if (fault === 'setup') {
      const plugin = /plugin type="([\w.-]{1,60})"/.exec(message)?.[1]
      yield {
        cause: 'pod-network-setup-failed',
        ...hit,
        facts: { ...facts, plugin },
        evidence: [eventEvidence(event), fieldEvidence(pod, 'spec.nodeName', name)],
      }
      return
    }
    const node = cluster.get({ kind: 'Node', name })
    // A node's podCIDR is irrelevant for a plugin that takes addresses from elsewhere.
    const isOwn = !SHARED.test(message) && !/assign an ip address to container/i.test(message)
    const range = isOwn && node?.kind === 'Node' ? node.spec?.podCIDR : undefined
    const ranges = range === undefined ? [] : [fieldEvidence(hit.subject, 'spec.podCIDR', range)]
    yield { cause: 'pod-ip-exhausted', ...hit, facts: { ...facts, range }, evidence: [eventEvidence(event), ...ranges] }
  },

  causes: {
    'cni-not-ready': {
      owner: 'platform',
      patience: { why: 'a network plugin takes to start on a new node (40s)', seconds: () => 40 },
      text: {
        summary: 'The node reports that its network plugin is not initialized',
        shows:
          'The node is NotReady: `container runtime network not ready: … cni plugin not initialized`; its pods stay Pending or ContainerCreating with the event NetworkNotReady.',
        happens:
          'No network plugin is installed, or its DaemonSet is not running on the node (image, tolerations, configuration), so /etc/cni/net.d is empty.',
        fix: 'Install the network plugin, or repair its DaemonSet pod on the node.',
        docs: [
          PLUGINS,
          'https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/create-cluster-kubeadm/#pod-network',
        ],
      },
      explain({ node, pod, says }) {
        if (node === undefined)
          return unreadNodesWords(
            pod,
            'lacks its network',
            'Repair the pods of the network plugin on the nodes, or install a network plugin if there is none.',
          )
        return {
          title: `the network plugin of node ${node} is not ready`,
          why: `Without it no pod can start on ${node}, except with hostNetwork${says === undefined ? '' : `; the node says: ${says}`}.`,
          fix: [
            {
              kind: 'check',
              text: "Check the network plugin's pod on the node.",
              command: sh`kubectl get pods --all-namespaces -o wide --field-selector spec.nodeName=${node}`,
            },
            { kind: 'change', text: 'Repair that pod, or install a network plugin if there is none.' },
            {
              kind: 'check',
              text: 'Check that its configuration has been written.',
              command: sh`kubectl debug node/${node} -it --image=busybox -- ls -l /host/etc/cni/net.d`,
            },
          ],
        }
      },
    },

    'pod-network-setup-failed': {
      owner: 'platform',
      patience: 'stuck',
      text: {
        summary: "The CNI plugin fails to set up the pod's network",
        shows:
          'Pods on the node stay in ContainerCreating; FailedCreatePodSandBox says `failed to setup network for sandbox` and the plugin’s error.',
        happens:
          'The plugin’s binary is missing, its agent is not running on the node, its configuration names another plugin, or it lacks permission to call the API server.',
        fix: "Check the plugin's agent on the node and the files in /etc/cni/net.d and /opt/cni/bin; reinstall the plugin if they do not match.",
        docs: [
          PLUGINS,
          'https://kubernetes.io/docs/tasks/administer-cluster/migrating-from-dockershim/troubleshooting-cni-plugin-related-errors/',
        ],
      },
      explain({ node, pod, plugin, error }) {
        const which = plugin === undefined ? 'the network plugin' : `network plugin ${plugin}`
        const isMissing = /failed to find plugin/.test(error)
        const [, attachment, namespace] = ATTACHMENT.exec(error) ?? []
        if (attachment !== undefined) {
          return {
            title: `NetworkAttachmentDefinition ${namespace}/${attachment}, which pod ${pod} references, does not exist`,
            why: 'Without it, Multus cannot set up the pod’s network, so the pod cannot start on any node.',
            fix: [
              {
                kind: 'change',
                text: 'Correct the name in annotation k8s.v1.cni.cncf.io/networks of the pod template, or create the NetworkAttachmentDefinition in that namespace.',
              },
              {
                kind: 'check',
                text: 'List those that exist.',
                command: 'kubectl get network-attachment-definitions -A',
              },
            ],
          }
        }
        return {
          title: isMissing ? `${which} is not installed on node ${node}` : `${which} fails on node ${node}`,
          why: `Pod ${pod} cannot start without a network: ${error.length > 300 ? `${error.slice(0, 300)}…` : error}.`,
          fix: [
            {
              kind: 'check',
              text: "Check the network plugin's agent on the node.",
              command: sh`kubectl get pods --all-namespaces -o wide --field-selector spec.nodeName=${node}`,
            },
            {
              kind: 'change',
              text: isMissing
                ? "Install the plugin's binary, or remove the configuration in /etc/cni/net.d that names it."
                : /\bunauthorized\b/i.test(error)
                  ? "Restart the plugin's agent on the node, so that it writes a new token into the kubeconfig that the plugin uses: the API server rejects the one it has."
                  : 'Fix what the error mentions: the agent, the configuration in /etc/cni/net.d, or the binaries in /opt/cni/bin.',
            },
            {
              kind: 'check',
              text: 'Compare the configuration with the binaries.',
              command: sh`kubectl debug node/${node} -it --image=busybox -- ls -l /host/etc/cni/net.d /host/opt/cni/bin`,
            },
          ],
        }
      },
    },

    'pod-ip-exhausted': {
      owner: 'platform',
      patience: 'stuck',
      text: {
        summary: 'The pod range has no free addresses',
        shows:
          'Pods stay in ContainerCreating; FailedCreatePodSandBox says `no IP addresses available in range set`, `failed to assign an IP address to container` or `range is full`.',
        happens:
          'There are more pods than addresses in the node’s range or subnet, leases of terminated pods were not released, or maxPods is higher than the range allows.',
        fix: 'Move pods to other nodes, add nodes, enlarge the range or subnet, or free leaked addresses; set maxPods to the size of the range.',
        docs: ['https://kubernetes.io/docs/concepts/cluster-administration/networking/'],
      },
      explain({ node, pod, error, range }) {
        if (SHARED.test(error)) {
          return {
            title: `no IP addresses are left for pods on node ${node}`,
            why: `The network plugin has no free address for pod ${pod} in a range that nodes share: ${error}.`,
            fix: [
              {
                kind: 'change',
                text: 'Enlarge the range, pool or subnet that the error names, or add another one.',
              },
              {
                kind: 'change',
                text: 'Or free addresses: scale down what is not needed, and release those still reserved for deleted pods (the plugin’s own tool lists them).',
              },
            ],
          }
        }
        const where = range === undefined ? '' : ` (${range})`
        return {
          title: `node ${node} has no IP addresses left for pods`,
          why: `The network plugin has no free address for pod ${pod}: ${error}.`,
          fix: [
            {
              kind: 'change',
              text: `Send new pods to other nodes: the addresses of ${node}${where} are used up. Then delete the pods waiting there, so that they are recreated elsewhere.`,
              command: sh`kubectl cordon ${node}`,
            },
            {
              kind: 'check',
              text: 'List the pods that hold the addresses.',
              command: sh`kubectl get pods --all-namespaces --field-selector spec.nodeName=${node} -o wide`,
            },
            {
              kind: 'change',
              text: 'Enlarge the range or subnet, free the addresses of terminated pods, or lower maxPods to the size of the range.',
            },
          ],
        }
      },
    },
  },
})
