import type { Cluster } from '../../cluster/cluster.ts'
import { labelled } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import type { Confidence } from '../../report.ts'
import type { NodeTrouble } from '../nodes/node-state.ts'
import { dedicatedTaints, troubleOfKey } from '../nodes/node-state.ts'
import { hostPortsOf } from './host-ports.ts'
import { selectsNode } from './node-affinity.ts'
import type { Proof } from './obstacles.ts'
import { isExtended, lastingObstacles, passingObstacles, reachableFor } from './obstacles.ts'
import type { Obstacle, Reason } from './unschedulable-message.ts'
import { allocatable, requestsOfPod, sawAllPods } from './usage.ts'

type Pod = Kube<'Pod'>
type Node = Kube<'Node'>

/**
 * What keeps a pod off its nodes, out of everything that the scheduler reports and the nodes show, and the nodes at
 * fault.
 */
export interface Choice {
  readonly obstacle: Obstacle
  /** Sorted by name. Empty if the nodes were not read. */
  readonly nodes: readonly Kube<'Node'>[]
  /** The resource that is short, or the scheduler's words about it. */
  readonly resource: string | undefined
  readonly confidence: Confidence
}

/** Taints that describe the node: its state, or its part in the cluster. */
const SYSTEM_TAINT = /^node(?:-role)?\.(?:kubernetes|cloudprovider)/
const CONTROL_PLANE_TAINT = /^node-role\.kubernetes\.io\/(?:control-plane|master)\b/

/** The node's own trouble behind the taint that a reason prints as `KEY: VALUE`. */
function troubleOf(reason: Reason | undefined): NodeTrouble | undefined {
  return reason?.obstacle === 'taint' ? troubleOfKey(/^[^\s:=]{1,253}/.exec(reason.detail ?? '')?.[0] ?? '') : undefined
}

/** The meaning of a scheduler's reason; undefined if scheduling does not explain it. */
function choiceOf(reason: Reason | undefined, pod: Pod): Pick<Choice, 'obstacle' | 'resource'> | undefined {
  const { obstacle = 'other', text = '' } = reason ?? {}
  switch (obstacle) {
    case 'storage':
    case 'other':
      return undefined
    case 'taint':
      return { obstacle: troubleOf(reason) ?? obstacle, resource: undefined }
    case 'anti-affinity': {
      const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {}
      const isEither = /affinity\/anti-affinity/.test(text)
      const isAffinity = isEither && podAffinity !== undefined && podAntiAffinity === undefined
      return { obstacle: isAffinity ? 'affinity' : obstacle, resource: undefined }
    }
    default:
      return { obstacle, resource: reason?.detail }
  }
}

/**
 * Reasons that come from the pod's own requirements and from taints set by people: they show which nodes are meant for
 * it.
 */
const AIMING: ReadonlySet<string> = new Set(['selector', 'taint', 'cordoned'])

function namesOneMachine(pod: Pod): boolean {
  const keys = Object.keys(pod.spec?.nodeSelector ?? {})
  return (
    pod.spec?.affinity?.nodeAffinity === undefined &&
    keys.length > 0 &&
    keys.every(key => key === 'kubernetes.io/hostname')
  )
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word.length > 2 && !PLATFORM_WORDS.has(word))
}

/** Parts of label and taint names that do not show what a node is for. */
const PLATFORM_WORDS: ReadonlySet<string> = new Set(['kubernetes', 'node', 'com', 'cloud', 'true', 'present', 'role'])

/** True if the taint is about the nodes that the pod selects: `nvidia.com/gpu` and `pool: gpu`. */
function isAimedAt(pod: Pod, { obstacle, detail = '' }: Reason): boolean {
  if (obstacle !== 'taint' || SYSTEM_TAINT.test(detail)) return false
  const wanted = Object.entries(pod.spec?.nodeSelector ?? {}).flatMap(pair => wordsOf(pair.join(' ')))
  return wordsOf(detail).some(word => wanted.includes(word))
}

/** False if the pod no longer has the requirement in the message, which is then about an earlier version of it. */
function asksFor(pod: Pod, { obstacle, text }: Reason): boolean {
  const { affinity, topologySpreadConstraints: spread = [] } = pod.spec ?? {}
  // A spec without any rule is incomplete, as the scheduler mentions one.
  if (affinity === undefined && (obstacle === 'affinity' || obstacle === 'anti-affinity'))
    return pod.spec?.nodeSelector === undefined
  const isRequired = (terms: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly unknown[] } = {}) =>
    (terms.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0
  switch (obstacle) {
    case 'host-port':
      return pod.spec?.containers === undefined || hostPortsOf(pod).length > 0
    case 'affinity':
      return isRequired(affinity?.podAffinity)
    case 'anti-affinity':
      return /existing pods/i.test(text) || isRequired(affinity?.podAntiAffinity) || isRequired(affinity?.podAffinity)
    case 'spread':
      // Without constraints of its own, the scheduler's defaults apply.
      return spread.length === 0 || spread.some(({ whenUnsatisfiable }) => whenUnsatisfiable !== 'ScheduleAnyway')
    default:
      return true
  }
}

/** Reasons about nodes that may be meant for the pod. */
function tellingReasons(reasons: readonly Reason[], pod: Pod): readonly Reason[] {
  return reasons.filter(reason => !AIMING.has(reason.obstacle) && asksFor(pod, reason))
}

/**
 * If nodes were not read: the reason why most of them are rejected, ignoring the pod's own selection. A node is
 * rejected for the first reason found, taints and cordons before labels, so a message with both leaves labels as a
 * possible cause, unless they select one machine (which most likely exists) or the nodes that the taint is for, or as
 * many nodes have taints that the message does not name. Newer schedulers name none, and a node that is not ready or
 * short of disk has one too. If all nodes have taints or cordons, those set by people show which nodes are meant for
 * others.
 */
export function chooseByMessage(reasons: readonly Reason[], pod: Pod): Choice | undefined {
  const telling = tellingReasons(reasons, pod)
  const workers = reasons.filter(({ detail }) => !CONTROL_PLANE_TAINT.test(detail ?? ''))
  const aims = workers.length > 0 ? workers : reasons
  const unnamed = aims.find(({ obstacle, detail }) => obstacle === 'taint' && detail === undefined)
  const labels = aims.find(
    ({ obstacle, count = 0 }) =>
      obstacle === 'selector' && !namesOneMachine(pod) && (unnamed === undefined || count > (unnamed.count ?? 0)),
  )
  const dedicated = aims.find(reason => isAimedAt(pod, reason))
  const isClosed = aims.every(({ obstacle }) => obstacle === 'taint' || obstacle === 'cordoned')
  const troubled = aims.find(reason => reason.obstacle === 'cordoned' || troubleOf(reason) !== undefined)
  const closed = isClosed ? (troubled ?? aims[0]) : undefined
  const decisive = telling[0] ?? (aims.length === 1 ? aims[0] : (dedicated ?? labels ?? closed))
  const choice = choiceOf(decisive, pod)
  const isTainted = isClosed && troubled === undefined
  const isMixed = telling.length > 1 || (telling.length === 0 && aims.length > 1 && !isTainted)
  const isUnnamed = decisive !== undefined && decisive === unnamed
  const confidence = isMixed ? 'possible' : reasons.length === 1 && !isUnnamed ? 'certain' : 'likely'
  return choice === undefined ? undefined : { ...choice, nodes: [], confidence }
}

const TROUBLES: readonly Obstacle[] = [
  'not-ready',
  'network',
  'route',
  'disk-pressure',
  'memory-pressure',
  'pid-pressure',
  'cordoned',
]

/**
 * What to report first if every eligible node has several obstacles: what neither waiting nor fixing the others
 * resolves.
 */
const PRECEDENCE: readonly Obstacle[] = [
  'volume-reach',
  ...TROUBLES,
  'host-port',
  'extended-resource',
  'memory',
  'cpu',
  'ephemeral-storage',
  'pods',
]

function rankOf({ obstacle, never }: Proof): number {
  return PRECEDENCE.indexOf(obstacle) - (never ? PRECEDENCE.length : 0)
}

interface Examined {
  readonly node: Node
  readonly proofs: readonly Proof[]
}

/** The obstacle that all of the nodes have; `never` if it applies to all of them even when empty. */
function sharedBy(examined: readonly Examined[]): Proof | undefined {
  const shared = examined[0]?.proofs.filter(({ obstacle }) =>
    examined.every(({ proofs }) => proofs.some(proof => proof.obstacle === obstacle)),
  )
  const weakest = shared?.map(proof => ({
    ...proof,
    never: examined.every(({ proofs }) => proofs.some(({ obstacle, never }) => obstacle === proof.obstacle && never)),
  }))
  return weakest?.sort((a, b) => rankOf(a) - rankOf(b))[0]
}

/**
 * Without a shared obstacle: nodes that only their own trouble blocks, if that is known or no other node could fit the
 * pod even when empty; else the scheduler's reason for most nodes, and what most nodes have, their own trouble last.
 */
function chooseMixed(examined: readonly Examined[], telling: readonly Reason[], pod: Pod, cluster: Cluster): Choice {
  const holders = new Map<Obstacle, Node[]>()
  for (const { node, proofs } of examined) {
    for (const { obstacle } of proofs) {
      const known = holders.get(obstacle)
      if (known === undefined) holders.set(obstacle, [node])
      else known.push(node)
    }
  }
  const wouldFit = examined.filter(({ proofs }) => proofs.every(({ obstacle }) => TROUBLES.includes(obstacle)))
  const trouble = sharedBy(wouldFit)
  const others = examined.filter(one => !wouldFit.includes(one))
  const isOnlyHope = others.every(({ proofs }) => proofs.some(({ never }) => never))
  if (trouble !== undefined && (sawAllPods(cluster) || isOnlyHope))
    return {
      obstacle: trouble.obstacle,
      resource: undefined,
      nodes: wouldFit.map(({ node }) => node),
      confidence: 'likely',
    }
  const said = telling
    .map(reason => choiceOf(reason, pod)?.obstacle)
    .find(obstacle => obstacle !== undefined && holders.has(obstacle))
  const last = (obstacle: Obstacle) =>
    (TROUBLES.includes(obstacle) ? PRECEDENCE.length : 0) + PRECEDENCE.indexOf(obstacle)
  const most = [...holders].sort(([a, held], [b, others]) => others.length - held.length || last(a) - last(b))[0]
  const obstacle = said ?? most?.[0] ?? 'cordoned'
  const proof = examined.flatMap(({ proofs }) => proofs).find(known => known.obstacle === obstacle)
  return { obstacle, resource: proof?.resource, nodes: holders.get(obstacle) ?? [], confidence: 'likely' }
}

function certainly({ obstacle, resource }: Proof, examined: readonly Examined[]): Choice {
  return { obstacle, resource, nodes: examined.map(({ node }) => node), confidence: 'certain' }
}

/**
 * Checks what would apply to empty nodes first: if all of them share such an obstacle, it is the cause whatever else
 * they have, and the requests of their pods need not be added up. Pods that were not read only add to what is taken, so
 * no obstacle found can be wrong for lack of them; finding none proves nothing.
 */
function chooseAmong(
  fitting: readonly Node[],
  reasons: readonly Reason[],
  pod: Pod,
  cluster: Cluster,
): Choice | undefined {
  const reachable = reachableFor(pod, fitting, cluster)
  if (reachable.length === 0)
    return { obstacle: 'volume-reach', nodes: fitting, resource: undefined, confidence: 'certain' }
  const within = reachable.map(node => ({ node, proofs: lastingObstacles(pod, node, cluster) }))
  const lasting = sharedBy(within)
  if (lasting !== undefined) return certainly(lasting, within)
  const examined = within.map(({ node, proofs }) => ({
    node,
    proofs: [...proofs, ...passingObstacles(pod, node, cluster)],
  }))
  const telling = tellingReasons(reasons, pod).filter(
    ({ obstacle }) => obstacle !== 'volume-reach' || reachable.length === fitting.length,
  )
  if (examined.every(({ proofs }) => proofs.length > 0)) {
    const shared = sharedBy(examined)
    return shared === undefined ? chooseMixed(examined, telling, pod, cluster) : certainly(shared, examined)
  }
  const choice = choiceOf(telling[0], pod)
  if (choice === undefined) return undefined
  const alike = examined.filter(
    ({ proofs }) => proofs.length === 0 || proofs.some(({ obstacle }) => obstacle === choice.obstacle),
  )
  const isOnly = telling.length === 1 && alike.length === examined.length
  return { ...choice, nodes: alike.map(({ node }) => node), confidence: isOnly ? 'certain' : 'likely' }
}

/** The nodes that a pod selects, those of them with the devices it requests, and those without taints against it. */
interface Aim {
  readonly selected: readonly Node[]
  readonly meant: readonly Node[]
  readonly fitting: readonly Node[]
}

const CONTROL_PLANE_ROLES = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master']

/** A cordoned control-plane node, as some installers leave it: not meant for pods. */
function isResting({ metadata: { labels = {} }, spec }: Node): boolean {
  const isControlPlane = labels['kubernetes.io/role'] === 'master' || CONTROL_PLANE_ROLES.some(role => role in labels)
  return isControlPlane && spec?.unschedulable === true
}

function knownAims(): Map<string, Aim> {
  return new Map()
}

/** Pods with the same requirements have the same eligible nodes. */
function aimOf(nodes: readonly Node[], pod: Pod, cluster: Cluster): Aim {
  const known = cluster.of(nodes, knownAims)
  const { nodeSelector = {}, affinity, tolerations } = pod.spec ?? {}
  const devices = [...requestsOfPod(pod, cluster).keys()].filter(isExtended)
  const key = JSON.stringify([nodeSelector, affinity?.nodeAffinity, tolerations, devices])
  let aim = known.get(key)
  if (aim === undefined) {
    const named = Object.keys(nodeSelector).length === 0 ? nodes : labelled(nodes, nodeSelector, cluster)
    const selected = named.filter(node => selectsNode(pod.spec, node))
    const offering = selected.filter(node => devices.every(device => allocatable(node, device, cluster) > 0n))
    const workers = offering.filter(node => !isResting(node))
    const meant = [workers, offering, selected].find(({ length }) => length > 0) ?? selected
    aim = { selected, meant, fitting: meant.filter(node => dedicatedTaints(pod.spec, node).length === 0) }
    known.set(key, aim)
  }
  return aim
}

/**
 * Nodes are not meant for a pod if it does not select them, if they lack the devices it requests, if they are cordoned
 * control-plane nodes, if people tainted them against it, or if its volume cannot be reached from them, as long as
 * others are left. What keeps it off those is the cause. Undefined if the reasons are outdated or not this stage's.
 */
export function chooseByNodes(
  nodes: readonly Node[],
  reasons: readonly Reason[],
  pod: Pod,
  cluster: Cluster,
): Choice | undefined {
  const { selected, meant, fitting } = aimOf(nodes, pod, cluster)
  if (selected.length === 0) return { obstacle: 'selector', nodes, resource: undefined, confidence: 'certain' }
  return fitting.length === 0
    ? { obstacle: 'taint', nodes: meant, resource: undefined, confidence: 'certain' }
    : chooseAmong(fitting, reasons, pod, cluster)
}
