import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { isEarly } from '../../freshness.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence, Outlook } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { claimsOf } from '../pod-volumes.ts'
import { createdAt, isFinished, isTerminating, podCondition } from '../pods.ts'
import type { Choice } from './choose-by-message.ts'
import { chooseByMessage } from './choose-by-message.ts'
import { chooseByNodes } from './choose-by-nodes.ts'
import { freedBy } from './freeing.ts'
import { nodeRefusalOf } from './node-refusal.ts'
import { outlookOf } from './scale-up.ts'
import type { Reason } from './unschedulable-message.ts'
import { parseUnschedulable } from './unschedulable-message.ts'

type Pod = Kube<'Pod'>

/** The one cause for which a pod has no node. */
export interface Verdict extends Choice {
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly outlook: Outlook | undefined
  readonly since: number | undefined
  /** Pods that are stopping and make room for it when they have. */
  readonly freedBy: readonly Pod[]
  /** True where a kubelet refused the pod; else the scheduler finds no node for it. */
  readonly isRefused: boolean
}

/** Milliseconds within which a pod that finds no node may still find one without anybody's help. */
export const SETTLING = 30_000

interface Complaint {
  readonly reasons: readonly Reason[]
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
}

/** What the scheduler says last: the condition, which it renews at each attempt, else the newest event. */
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

/** A DaemonSet's pod is made for one node by name; where that node is gone the controller removes the pod. */
function isForMissingNode(pod: Pod, nodes: readonly Kube<'Node'>[]): boolean {
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const names = required?.nodeSelectorTerms?.flatMap(({ matchFields = [] }) =>
    matchFields.flatMap(({ key, values = [] }) => (key === 'metadata.name' ? values : [])),
  )
  return names !== undefined && names.length > 0 && !nodes.some(({ metadata }) => names.includes(metadata.name))
}

function choices(): Map<string, Choice | undefined> {
  return new Map()
}

/** Replicas of one revision ask for the same; only a DaemonSet's pods, and those with claims of their own, differ. */
function chooseOnce(
  nodes: readonly Kube<'Node'>[],
  { reasons, message }: Complaint,
  pod: Pod,
  cluster: Cluster,
): Choice | undefined {
  const { namespace = '', ownerReferences = [] } = pod.metadata
  const owner = ownerReferences.find(({ controller }) => controller === true)
  if (owner?.kind !== 'ReplicaSet' || claimsOf(pod).length > 0) return chooseByNodes(nodes, reasons, pod, cluster)
  const known = cluster.of(cluster.snapshot, choices)
  const key = `${namespace}/${owner.name ?? ''} ${message}`
  if (!known.has(key)) known.set(key, chooseByNodes(nodes, reasons, pod, cluster))
  return known.get(key)
}

function decide(pod: Pod, cluster: Cluster): Verdict | undefined {
  const refusal = nodeRefusalOf(pod, cluster)
  if (refusal !== undefined) return { ...refusal, outlook: undefined, freedBy: [], isRefused: true }
  if (pod.spec?.nodeName !== undefined || isFinished(pod) || isTerminating(pod)) return undefined
  if (isEarly(createdAt(pod), SETTLING, cluster)) return undefined
  const complaint = complaintOf(pod, cluster)
  if (complaint === undefined) return undefined
  const { reasons, message, evidence, since } = complaint
  if (reasons.some(({ count }) => count === undefined)) return undefined
  const nodes = cluster.seen('Node', undefined) ? cluster.list('Node') : []
  if (nodes.length > 0 && isForMissingNode(pod, nodes)) return undefined
  const choice = nodes.length > 0 ? chooseOnce(nodes, complaint, pod, cluster) : chooseByMessage(reasons, pod)
  if (choice === undefined) return undefined
  const room = freedBy(pod, choice, cluster)
  const outlook = room.length > 0 ? 'self-healing' : outlookOf(pod, cluster)
  return { ...choice, message, evidence, since, outlook, freedBy: room, isRefused: false }
}

/**
 * Takes a pod; returns why no node takes it, or undefined where one has, where it is too young to say, or where it waits for
 * something that is not about nodes (a claim, a gate, the scheduler itself).
 */
export function verdictOf(pod: Pod, cluster: Cluster): Verdict | undefined {
  return cluster.of(pod, decide)
}
