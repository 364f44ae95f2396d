import type { Cluster } from '../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../evidence.ts'
import type { Kube } from '../kube/index.ts'
import type { Confidence, Evidence, Outlook } from '../report.ts'
import { parseTime } from '../time.ts'
import { selectsNode } from './node-affinity.ts'
import { dedicatedTaints } from './node-state.ts'
import { allocatable, sawAllPods } from './node-usage.ts'
import type { PlacementCause, Proof } from './placement.ts'
import { isExtended, obstaclesAt, shortageOf } from './placement.ts'
import { requestsOfPod } from './pod-requests.ts'
import { createdAt, isFinished, isTerminating, podCondition } from './pods.ts'
import { outlookOf } from './scale-up.ts'
import type { Reason } from './unschedulable-message.ts'
import { parseUnschedulable } from './unschedulable-message.ts'

type Pod = Kube<'Pod'>
type Node = Kube<'Node'>

/** The one cause for which a pod has no node. */
export interface Verdict {
  readonly cause: PlacementCause
  /** Nodes at fault, in the order of their names. Empty where the nodes were not read. */
  readonly nodes: readonly Node[]
  /** The resource that is short, or what the scheduler said of it. */
  readonly resource: string | undefined
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly confidence: Confidence
  readonly outlook: Outlook | undefined
  readonly since: number | undefined
}

type Choice = Pick<Verdict, 'cause' | 'nodes' | 'resource' | 'confidence'>

/** Milliseconds within which a pod that finds no node may still find one without anybody's help. */
export const SETTLING = 30_000

interface Complaint {
  readonly reasons: readonly Reason[]
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
}

function complaintOf(pod: Pod, cluster: Cluster): Complaint | undefined {
  const events = cluster.events(pod).filter(({ reason, message }) => {
    return reason === 'FailedScheduling' && parseUnschedulable(message).length > 0
  })
  const last = events.at(-1)
  const condition = podCondition(pod, 'PodScheduled')
  const said = condition?.status === 'False' ? (condition.message ?? '') : ''
  const since = events[0]?.first ?? parseTime(condition?.lastTransitionTime)
  if (parseUnschedulable(said).length > 0) {
    const path = 'status.conditions[type=PodScheduled].message'
    return { reasons: parseUnschedulable(said), message: said, evidence: [fieldEvidence(pod, path, said)], since }
  }
  if (last === undefined) return undefined
  return { reasons: parseUnschedulable(last.message), message: last.message, evidence: [eventEvidence(last)], since }
}

function choiceOf(reason: Reason | undefined, pod: Pod): Pick<Choice, 'cause' | 'resource'> | undefined {
  switch (reason?.obstacle) {
    case 'resource':
      return { cause: shortageOf(reason.detail ?? ''), resource: reason.detail }
    case 'device-claim':
    case 'volume-limit':
      return { cause: 'insufficient-extended-resource', resource: reason.text }
    case 'pods':
      return { cause: 'node-pod-limit-reached', resource: undefined }
    case 'host-port':
      return { cause: 'host-port-conflict', resource: undefined }
    case 'spread':
      return { cause: 'topology-spread-unsatisfied', resource: undefined }
    case 'affinity':
      return { cause: 'pod-affinity-unsatisfied', resource: undefined }
    case 'anti-affinity': {
      const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {}
      const isEither = /affinity\/anti-affinity/.test(reason.text)
      const isAffinity = isEither && podAffinity !== undefined && podAntiAffinity === undefined
      return { cause: isAffinity ? 'pod-affinity-unsatisfied' : 'pod-anti-affinity-unsatisfied', resource: undefined }
    }
    case 'volume-reach':
      return { cause: 'volume-node-affinity-conflict', resource: undefined }
    case 'selector':
      return { cause: 'node-selector-mismatch', resource: undefined }
    case 'cordoned':
      return { cause: 'node-cordoned', resource: undefined }
    case 'taint':
      return /^node(?:-role)?\.(?:kubernetes|cloudprovider)/.test(reason.detail ?? '')
        ? undefined
        : { cause: 'untolerated-taint', resource: undefined }
    default:
      return undefined
  }
}

/** Reasons that the pod's own demands and people's taints give: they tell which nodes are meant for it. */
const AIMING: ReadonlySet<string> = new Set(['selector', 'taint', 'cordoned'])

/** Without the nodes only the message is left: what most nodes are passed over for, the pod's own aim left out. */
function chooseByMessage(reasons: readonly Reason[], pod: Pod): Choice | undefined {
  const telling = reasons.filter(({ obstacle }) => !AIMING.has(obstacle))
  const rest = telling.length > 0 ? telling : reasons.filter(reason => choiceOf(reason, pod) !== undefined)
  const choice = choiceOf(rest[0], pod)
  const confidence = reasons.length === 1 ? 'certain' : telling.length === 1 ? 'likely' : 'possible'
  return choice === undefined ? undefined : { ...choice, nodes: [], confidence }
}

/** What to name first where every fitting node has several obstacles: what no waiting and no repair of the others cures. */
const PRECEDENCE: readonly PlacementCause[] = [
  'volume-node-affinity-conflict',
  'node-not-ready',
  'cni-not-ready',
  'node-route-missing',
  'node-disk-pressure',
  'node-memory-pressure',
  'node-pid-pressure',
  'node-cordoned',
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

function isNodeTrouble(cause: PlacementCause): boolean {
  const rank = PRECEDENCE.indexOf(cause)
  return rank >= 1 && rank <= PRECEDENCE.indexOf('node-cordoned')
}

interface Examined {
  readonly node: Node
  readonly proofs: readonly Proof[]
}

function sharedBy(examined: readonly Examined[]): Proof | undefined {
  const [first] = examined
  const shared = first?.proofs.filter(({ cause }) =>
    examined.every(({ proofs }) => proofs.some(proof => proof.cause === cause)),
  )
  const weakest = shared?.map(proof => ({
    ...proof,
    never: examined.every(({ proofs }) => proofs.some(({ cause, never }) => cause === proof.cause && never)),
  }))
  return weakest?.sort((a, b) => rankOf(a) - rankOf(b))[0]
}

/** Where no obstacle is shared: nodes that only their own trouble keeps from the pod, else what most nodes have. */
function chooseMixed(examined: readonly Examined[], reasons: readonly Reason[], cluster: Cluster, pod: Pod): Choice {
  const holders = new Map<PlacementCause, Node[]>()
  for (const { node, proofs } of examined) {
    for (const { cause } of proofs) holders.set(cause, [...(holders.get(cause) ?? []), node])
  }
  const wouldFit = examined.filter(({ proofs }) => proofs.every(({ cause }) => isNodeTrouble(cause)))
  const trouble = sharedBy(wouldFit)
  if (trouble !== undefined && sawAllPods(cluster))
    return { cause: trouble.cause, resource: undefined, nodes: wouldFit.map(({ node }) => node), confidence: 'likely' }
  const said = reasons
    .map(reason => choiceOf(reason, pod))
    .find(choice => choice !== undefined && holders.has(choice.cause))
  const most = [...holders].sort(
    ([a, held], [b, others]) => others.length - held.length || PRECEDENCE.indexOf(b) - PRECEDENCE.indexOf(a),
  )[0]
  const cause = said?.cause ?? most?.[0] ?? 'node-cordoned'
  const proof = examined.flatMap(({ proofs }) => proofs).find(known => known.cause === cause)
  return { cause, resource: proof?.resource, nodes: holders.get(cause) ?? [], confidence: 'likely' }
}

function chooseAmong(
  fitting: readonly Node[],
  reasons: readonly Reason[],
  pod: Pod,
  cluster: Cluster,
): Choice | undefined {
  const examined = fitting.map(node => ({ node, proofs: obstaclesAt(pod, node, cluster) }))
  const open = examined.filter(({ proofs }) => proofs.length === 0)
  const telling = reasons.filter(({ obstacle }) => !AIMING.has(obstacle))
  if (open.length === 0) {
    const shared = sharedBy(examined)
    if (shared === undefined) return chooseMixed(examined, telling, cluster, pod)
    return { cause: shared.cause, resource: shared.resource, nodes: fitting, confidence: 'certain' }
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
 * With the nodes: those that the pod does not select, that offer none of the devices it asks for or that people have tainted
 * against it are not meant for it. What keeps it from those that are is the cause.
 */
function chooseByNodes(
  nodes: readonly Node[],
  reasons: readonly Reason[],
  pod: Pod,
  cluster: Cluster,
): Choice | undefined {
  const selected = nodes.filter(node => selectsNode(pod.spec, node))
  if (selected.length === 0)
    return { cause: 'node-selector-mismatch', nodes, resource: undefined, confidence: 'certain' }
  const devices = [...requestsOfPod(pod, cluster).keys()].filter(isExtended)
  const offering = selected.filter(node => devices.every(device => allocatable(node, device) > 0n))
  const meant = offering.length > 0 ? offering : selected
  const fitting = meant.filter(node => dedicatedTaints(pod.spec, node).length === 0)
  return fitting.length === 0
    ? { cause: 'untolerated-taint', nodes: meant, resource: undefined, confidence: 'certain' }
    : chooseAmong(fitting, reasons, pod, cluster)
}

/** A DaemonSet's pod is made for one node by name; where that node is gone the controller removes the pod. */
function isForMissingNode(pod: Pod, nodes: readonly Node[]): boolean {
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const names = required?.nodeSelectorTerms?.flatMap(({ matchFields = [] }) =>
    matchFields.flatMap(({ key, values = [] }) => (key === 'metadata.name' ? values : [])),
  )
  return names !== undefined && names.length > 0 && !nodes.some(({ metadata }) => names.includes(metadata.name))
}

function decide(pod: Pod, cluster: Cluster): Verdict | undefined {
  if (pod.spec?.nodeName !== undefined || isFinished(pod) || isTerminating(pod)) return undefined
  if (cluster.now - (createdAt(pod) ?? cluster.now) < SETTLING) return undefined
  const complaint = complaintOf(pod, cluster)
  if (complaint === undefined) return undefined
  const { reasons, message, evidence, since } = complaint
  if (reasons.some(({ count }) => count === undefined)) return undefined
  const nodes = cluster.seen('Node', undefined) ? cluster.list('Node') : []
  if (nodes.length > 0 && isForMissingNode(pod, nodes)) return undefined
  const choice = nodes.length > 0 ? chooseByNodes(nodes, reasons, pod, cluster) : chooseByMessage(reasons, pod)
  return choice && { ...choice, message, evidence, since, outlook: outlookOf(pod, cluster) }
}

/**
 * Takes a pod; returns why the scheduler finds no node for it, or undefined where it has one, is too young to say, or waits
 * for something that is not about nodes (a claim, a gate, the scheduler itself).
 */
export function verdictOf(pod: Pod, cluster: Cluster): Verdict | undefined {
  return cluster.of(pod, decide)
}
