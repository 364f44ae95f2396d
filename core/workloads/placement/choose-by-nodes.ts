import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { dedicatedTaints } from '../nodes/node-state.ts'
import type { Choice } from './choose-by-message.ts'
import { choiceOf, tellingReasons } from './choose-by-message.ts'
import { selectsNode } from './node-affinity.ts'
import { allocatable, sawAllPods } from './node-usage.ts'
import type { PlacementCause, Proof } from './placement.ts'
import { isExtended, lastingObstacles, passingObstacles } from './placement.ts'
import { requestsOfPod } from './pod-requests.ts'
import type { Reason } from './unschedulable-message.ts'

type Pod = Kube<'Pod'>
type Node = Kube<'Node'>

const TROUBLES: readonly PlacementCause[] = [
  'node-not-ready',
  'cni-not-ready',
  'node-route-missing',
  'node-disk-pressure',
  'node-memory-pressure',
  'node-pid-pressure',
  'node-cordoned',
]

/** What to name first where every fitting node has several obstacles: what no waiting and no repair of the others cures. */
const PRECEDENCE: readonly PlacementCause[] = [
  'volume-node-affinity-conflict',
  ...TROUBLES,
  'host-port-conflict',
  'insufficient-extended-resource',
  'insufficient-memory',
  'insufficient-cpu',
  'insufficient-ephemeral-storage',
  'node-pod-limit-reached',
]

function rankOf({ cause, never }: Proof): number {
  return PRECEDENCE.indexOf(cause) - (never ? PRECEDENCE.length : 0)
}

interface Examined {
  readonly node: Node
  readonly proofs: readonly Proof[]
}

/** The obstacle that all of the nodes have; `never` where it holds for all of them when empty. */
function sharedBy(examined: readonly Examined[]): Proof | undefined {
  const shared = examined[0]?.proofs.filter(({ cause }) =>
    examined.every(({ proofs }) => proofs.some(proof => proof.cause === cause)),
  )
  const weakest = shared?.map(proof => ({
    ...proof,
    never: examined.every(({ proofs }) => proofs.some(({ cause, never }) => cause === proof.cause && never)),
  }))
  return weakest?.sort((a, b) => rankOf(a) - rankOf(b))[0]
}

/**
 * Where no obstacle is shared: nodes that only their own trouble keeps from the pod, where that can be told or no other node
 * could take it even if it were empty; else what the scheduler says of most nodes, and what most nodes have, their own trouble last.
 */
function chooseMixed(examined: readonly Examined[], telling: readonly Reason[], pod: Pod, cluster: Cluster): Choice {
  const holders = new Map<PlacementCause, Node[]>()
  for (const { node, proofs } of examined) {
    for (const { cause } of proofs) {
      const known = holders.get(cause)
      if (known === undefined) holders.set(cause, [node])
      else known.push(node)
    }
  }
  const wouldFit = examined.filter(({ proofs }) => proofs.every(({ cause }) => TROUBLES.includes(cause)))
  const trouble = sharedBy(wouldFit)
  const others = examined.filter(one => !wouldFit.includes(one))
  const isOnlyHope = others.every(({ proofs }) => proofs.some(({ never }) => never))
  if (trouble !== undefined && (sawAllPods(cluster) || isOnlyHope))
    return { cause: trouble.cause, resource: undefined, nodes: wouldFit.map(({ node }) => node), confidence: 'likely' }
  const said = telling
    .map(reason => choiceOf(reason, pod)?.cause)
    .find(cause => cause !== undefined && holders.has(cause))
  const last = (cause: PlacementCause) => (TROUBLES.includes(cause) ? PRECEDENCE.length : 0) + PRECEDENCE.indexOf(cause)
  const most = [...holders].sort(([a, held], [b, others]) => others.length - held.length || last(a) - last(b))[0]
  const cause = said ?? most?.[0] ?? 'node-cordoned'
  const proof = examined.flatMap(({ proofs }) => proofs).find(known => known.cause === cause)
  return { cause, resource: proof?.resource, nodes: holders.get(cause) ?? [], confidence: 'likely' }
}

function certainly({ cause, resource }: Proof, examined: readonly Examined[]): Choice {
  return { cause, resource, nodes: examined.map(({ node }) => node), confidence: 'certain' }
}

/**
 * What would hold for empty nodes is looked at first: where all of them share such an obstacle, it is the cause whatever
 * else they have, and what their pods take of them need not be added up. Pods that were not read only add to what is taken,
 * so no obstacle found can be wrong for want of them; to find none proves nothing.
 */
function chooseAmong(
  fitting: readonly Node[],
  reasons: readonly Reason[],
  pod: Pod,
  cluster: Cluster,
): Choice | undefined {
  const all = fitting.map(node => ({ node, proofs: lastingObstacles(pod, node, cluster) }))
  const reachable = all.filter(({ proofs }) => proofs.every(({ cause }) => cause !== 'volume-node-affinity-conflict'))
  const within = reachable.length > 0 ? reachable : all
  const lasting = sharedBy(within)
  if (lasting !== undefined) return certainly(lasting, within)
  const examined = within.map(({ node, proofs }) => ({
    node,
    proofs: [...proofs, ...passingObstacles(pod, node, cluster)],
  }))
  const telling = tellingReasons(reasons).filter(
    ({ obstacle }) => obstacle !== 'volume-reach' || reachable.length === 0 || reachable.length === all.length,
  )
  if (examined.every(({ proofs }) => proofs.length > 0)) {
    const shared = sharedBy(examined)
    return shared === undefined ? chooseMixed(examined, telling, pod, cluster) : certainly(shared, examined)
  }
  const choice = choiceOf(telling[0], pod)
  if (choice === undefined) return undefined
  const alike = examined.filter(
    ({ proofs }) => proofs.length === 0 || proofs.some(({ cause }) => cause === choice.cause),
  )
  const isOnly = telling.length === 1 && alike.length === examined.length
  return { ...choice, nodes: alike.map(({ node }) => node), confidence: isOnly ? 'certain' : 'likely' }
}

/**
 * Takes the nodes and the scheduler's reasons; returns the cause. Nodes that the pod does not select, that offer none of the
 * devices it asks for, that people have tainted against it or that its volume cannot be reached from are not meant for it,
 * as long as others are left. What keeps it from those that are meant is the cause. Undefined where the reasons are out of
 * date or not this stage's.
 */
export function chooseByNodes(
  nodes: readonly Node[],
  reasons: readonly Reason[],
  pod: Pod,
  cluster: Cluster,
): Choice | undefined {
  const selected = nodes.filter(node => selectsNode(pod.spec, node))
  if (selected.length === 0)
    return { cause: 'node-selector-mismatch', nodes, resource: undefined, confidence: 'certain' }
  const devices = [...requestsOfPod(pod, cluster).keys()].filter(isExtended)
  const offering = selected.filter(node => devices.every(device => allocatable(node, device, cluster) > 0n))
  const meant = offering.length > 0 ? offering : selected
  const fitting = meant.filter(node => dedicatedTaints(pod.spec, node).length === 0)
  return fitting.length === 0
    ? { cause: 'untolerated-taint', nodes: meant, resource: undefined, confidence: 'certain' }
    : chooseAmong(fitting, reasons, pod, cluster)
}
