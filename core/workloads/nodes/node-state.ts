import type { Kube } from '../../kube/index.ts'
import type { PodSpec } from '../../kube/pod.ts'
import type { Taint } from './taints.ts'
import { untolerated } from './taints.ts'

type Node = Kube<'Node'>

/**
 * A node's own trouble that keeps pods off it: `network` is its network plugin, `route` the cloud's route to its pods.
 */
export type NodeTrouble =
  | 'cordoned'
  | 'not-ready'
  | 'network'
  | 'route'
  | 'memory-pressure'
  | 'disk-pressure'
  | 'pid-pressure'

export function nodeCondition(node: Node, type: string) {
  return node.status?.conditions?.find(condition => condition.type === type)
}

/**
 * The kubelet's message while its network plugin is missing: `container runtime network not ready: NetworkReady=false
 * reason:NetworkPluginNotReady message:…` (kubelet `runtime.go`); older docker: `cni config uninitialized`.
 */
const NETWORK_NOT_READY =
  /network not ready|NetworkPluginNotReady|NetworkReady=false|cni (?:plugin not initialized|config uninitialized)|network plugin is not ready/i

/** Other reasons of the kubelet's Ready condition: the network is not the first thing to repair then. */
const RUNTIME_DOWN = /container runtime is down|runtime status check may not have completed|PLEG is not healthy/i

/** True if the kubelet reports that its network plugin is not ready. */
export function isNetworkNotReady(node: Node): boolean {
  const ready = nodeCondition(node, 'Ready')
  const message = ready?.message ?? ''
  return ready?.status === 'False' && NETWORK_NOT_READY.test(message) && !RUNTIME_DOWN.test(message)
}

/** True if the Ready condition exists and is not True. */
export function isNotReady(node: Node): boolean {
  const ready = nodeCondition(node, 'Ready')
  return ready !== undefined && ready.status !== 'True'
}

/**
 * True if the node's network is reported as unavailable: the route is missing, or the network plugin's own agent
 * reports it.
 */
export function isNetworkUnavailable(node: Node): boolean {
  return nodeCondition(node, 'NetworkUnavailable')?.status === 'True'
}

/**
 * Reasons such as `CalicoIsDown`, `CiliumIsDown`, `FlannelIsDown` are about the plugin's agent, `NoRouteCreated` about
 * a route.
 */
export function isAgentDown(node: Node): boolean {
  return (
    isNetworkUnavailable(node) &&
    /IsDown|NotRunning|AgentDown/i.test(nodeCondition(node, 'NetworkUnavailable')?.reason ?? '')
  )
}

/** The trouble behind a taint, if the node itself was not read. */
export function troubleOfKey(key: string): NodeTrouble | undefined {
  switch (key) {
    case 'node.kubernetes.io/unschedulable':
      return 'cordoned'
    case 'node.kubernetes.io/not-ready':
    case 'node.kubernetes.io/unreachable':
    case 'node.kubernetes.io/out-of-service':
    case 'node.cloudprovider.kubernetes.io/shutdown':
      return 'not-ready'
    case 'node.kubernetes.io/network-unavailable':
    case 'node.cilium.io/agent-not-ready':
      return 'network'
    case 'node.kubernetes.io/memory-pressure':
      return 'memory-pressure'
    case 'node.kubernetes.io/disk-pressure':
      return 'disk-pressure'
    case 'node.kubernetes.io/pid-pressure':
      return 'pid-pressure'
    default:
      return undefined
  }
}

function troubleOfTaint({ key = '' }: Taint, node: Node): NodeTrouble | undefined {
  const trouble = troubleOfKey(key)
  if (trouble === 'not-ready') return isNetworkNotReady(node) || isAgentDown(node) ? 'network' : trouble
  const isRoute = key === 'node.kubernetes.io/network-unavailable' && isNetworkUnavailable(node) && !isAgentDown(node)
  return isRoute ? 'route' : trouble
}

const dedicated = new WeakMap<readonly Taint[], readonly Taint[]>()

/**
 * Taints that people set and the pod does not tolerate, without those of the node's own trouble. Nodes that are alike
 * share a list.
 */
export function dedicatedTaints(spec: PodSpec | undefined, node: Node): readonly Taint[] {
  const all = untolerated(spec, node)
  let taints = dedicated.get(all)
  if (taints === undefined) {
    taints = all.filter(taint => troubleOfTaint(taint, node) === undefined)
    dedicated.set(all, taints)
  }
  return taints
}

function toleratesCordon(spec: PodSpec | undefined): boolean {
  const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }
  return untolerated(spec, { spec: { taints: [taint] } }).length === 0
}

/** The node's own trouble that keeps a pod off it. */
export function nodeTroubles(spec: PodSpec | undefined, node: Node): readonly NodeTrouble[] {
  const troubles = new Set<NodeTrouble>()
  for (const taint of untolerated(spec, node)) {
    const trouble = troubleOfTaint(taint, node)
    if (trouble !== undefined) troubles.add(trouble)
  }
  if (node.spec?.unschedulable === true && !toleratesCordon(spec)) troubles.add('cordoned')
  return [...troubles]
}
