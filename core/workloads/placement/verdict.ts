import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { isFinished, isTerminating, podCondition, RECENT_CRASH } from '../pods.ts'
import { claimsOf } from '../volumes/pod-claims.ts'
import { workloadOf } from '../workloads.ts'
import type { Choice } from './choice.ts'
import { chooseByMessage, chooseByNodes } from './choice.ts'
import { freedBy, healingOf } from './relief.ts'
import type { Reason } from './unschedulable-message.ts'
import { obstacleOfResource, parseNotReady, parseUnschedulable } from './unschedulable-message.ts'

type Pod = Kube<'Pod'>

/** Why a pod has no node. */
export interface Verdict extends Choice {
  readonly message: string
  readonly evidence: readonly Evidence[]
  /** The ongoing change that gives it a node, as a clause. */
  readonly healing: string | undefined
  readonly since: number | undefined
  /** Terminating pods whose end makes room for it. */
  readonly freedBy: readonly Pod[]
  /** True if a kubelet refused the pod; else the scheduler finds no node for it. */
  readonly isRefused: boolean
}

interface Complaint {
  readonly reasons: readonly Reason[]
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
}

/** The scheduler's latest message: the condition, which it updates at each attempt, else the newest event. */
function complaintOf(pod: Pod, cluster: Cluster): Complaint | undefined {
  const events = cluster.events(pod).filter(({ reason, message }) => {
    return reason === 'FailedScheduling' && parseUnschedulable(message).length > 0
  })
  const last = events.at(-1)
  const condition = podCondition(pod, 'PodScheduled')
  const said = condition?.status === 'False' ? (condition.message ?? '') : ''
  const since = events[0]?.first ?? parseTime(condition?.lastTransitionTime)
  const reasons = condition?.reason === 'NotReadyForScheduling' ? parseNotReady(said) : parseUnschedulable(said)
  if (reasons.length > 0) {
    const path = 'status.conditions[type=PodScheduled].message'
    return { reasons, message: said, evidence: [fieldEvidence(pod, path, said)], since }
  }
  if (last === undefined) return undefined
  return { reasons: parseUnschedulable(last.message), message: last.message, evidence: [eventEvidence(last)], since }
}

/** True if a reason for all nodes at once is about the devices that a pod claims (plugin `dynamicresources`). */
function isAboutDevices(reasons: readonly Reason[]): boolean {
  return reasons.every(({ obstacle, count }) => obstacle === 'extended-resource' && count === undefined)
}

/** The device manager's message if there are not enough devices, or no healthy ones (kubelet `cm/devicemanager`). */
const DEVICES = /(?:devices unavailable for|unhealthy devices) ([\w./-]{1,253}?)[.,]*(?:\s|$)/

/** Why a kubelet refused a pod; undefined if scheduling does not explain it. */
export function classifyRefusal(reason: string, message: string): Pick<Choice, 'obstacle' | 'resource'> | undefined {
  switch (reason) {
    case 'OutOfpods':
      return { obstacle: 'pods', resource: undefined }
    case 'NodePorts':
      return { obstacle: 'host-port', resource: undefined }
    case 'NodeAffinity':
      return { obstacle: 'selector', resource: undefined }
    case 'TaintToleration':
      return { obstacle: 'taint', resource: undefined }
    case 'UnexpectedAdmissionError': {
      const device = DEVICES.exec(message)?.[1]
      return device === undefined ? undefined : { obstacle: 'extended-resource', resource: device }
    }
    default: {
      const resource = /^OutOf(.{1,253})$/.exec(reason)?.[1]
      return resource === undefined ? undefined : { obstacle: obstacleOfResource(resource), resource }
    }
  }
}

/** A refused pod stays as Failed while its controller creates others. */
function isPast(since: number | undefined, cluster: Cluster): boolean {
  return since === undefined || cluster.now - since >= RECENT_CRASH
}

/**
 * Why the kubelet refused a pod that bypassed the scheduler (nodeName), or whose node filled up or changed in the
 * meantime. Source: kubelet `lifecycle/predicate.go`.
 */
function refusalOf(pod: Pod, cluster: Cluster): Omit<Verdict, 'healing' | 'freedBy' | 'isRefused'> | undefined {
  const { phase, reason, message = '', startTime } = pod.status ?? {}
  const name = pod.spec?.nodeName
  if (phase !== 'Failed' || reason === undefined || name === undefined) return undefined
  const lack = classifyRefusal(reason, message)
  const since = parseTime(startTime)
  if (lack === undefined || (isPast(since, cluster) && workloadOf(pod, cluster).kind !== 'Pod')) return undefined
  const node = cluster.get({ kind: 'Node', name })
  return {
    ...lack,
    nodes: node?.kind === 'Node' ? [node] : [],
    confidence: 'certain',
    message,
    evidence: [fieldEvidence(pod, 'status.message', `${reason}: ${message}`)],
    since,
  }
}

/** A DaemonSet's pod is created for one node by name; if that node is gone, the controller removes the pod. */
function isForMissingNode(pod: Pod, nodes: readonly Kube<'Node'>[]): boolean {
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const names = required?.nodeSelectorTerms?.flatMap(({ matchFields = [] }) =>
    matchFields.flatMap(({ key, values = [] }) => (key === 'metadata.name' ? values : [])),
  )
  return names !== undefined && names.length > 0 && !nodes.some(({ metadata }) => names.includes(metadata.name))
}

interface Choices {
  readonly known: Map<string, Choice | undefined>
  /** Pairs of a pod and a node that may still be checked. */
  left: number
}

/** Beyond this, pairs are not checked and the scheduler's message decides, as if nodes were not read. */
const PAIRS_LIMIT = 500_000

function choices(): Choices {
  return { known: new Map(), left: PAIRS_LIMIT }
}

/**
 * Everything in a pod that is matched with nodes, except its claims. Of terms about other pods, only their existence
 * matters.
 */
function demandsOf({ spec }: Pod): string {
  const { nodeAffinity, podAffinity, podAntiAffinity } = spec?.affinity ?? {}
  const affinity = [nodeAffinity, podAffinity !== undefined, podAntiAffinity !== undefined]
  const { nodeSelector, tolerations, hostNetwork, overhead, resources } = spec ?? {}
  const containers = [spec?.containers ?? [], spec?.initContainers ?? []].map(list =>
    list.map(container => [container.resources, container.ports, container.restartPolicy]),
  )
  return JSON.stringify([nodeSelector, affinity, tolerations, hostNetwork, overhead, resources, containers])
}

/** True if the scheduler mentions a pod's own rules and its spec has none: it was not read completely. */
function lacksRules({ spec }: Pod, reasons: readonly Reason[]): boolean {
  if (spec?.affinity !== undefined || Object.keys(spec?.nodeSelector ?? {}).length > 0) return false
  return reasons.some(
    ({ obstacle, text }) => obstacle === 'selector' || (/affinity$/.test(obstacle) && !/existing pods/i.test(text)),
  )
}

/** Cached for pods with the same requirements; those with claims differ in where their volumes are. */
function chooseOnce(
  nodes: readonly Kube<'Node'>[],
  { reasons, message }: Complaint,
  pod: Pod,
  cluster: Cluster,
): Choice | undefined {
  const all = cluster.of(cluster.snapshot, choices)
  const key = claimsOf(pod).length > 0 ? undefined : `${message} ${demandsOf(pod)}`
  if (key !== undefined && all.known.has(key)) return all.known.get(key)
  all.left -= nodes.length
  const byNodes = all.left < 0 ? undefined : chooseByNodes(nodes, reasons, pod, cluster)
  const isMessageLeft = all.left < 0 || lacksRules(pod, reasons)
  const choice = byNodes ?? (isMessageLeft ? chooseByMessage(reasons, pod) : undefined)
  if (key !== undefined) all.known.set(key, choice)
  return choice
}

function decide(pod: Pod, cluster: Cluster): Verdict | undefined {
  const refusal = refusalOf(pod, cluster)
  if (refusal !== undefined) return { ...refusal, healing: undefined, freedBy: [], isRefused: true }
  if (pod.spec?.nodeName !== undefined || isFinished(pod) || isTerminating(pod)) return undefined
  const complaint = complaintOf(pod, cluster)
  if (complaint === undefined) return undefined
  const { reasons, message, evidence, since } = complaint
  if (isAboutDevices(reasons)) {
    const choice = chooseByMessage(reasons, pod)
    return choice && { ...choice, message, evidence, since, healing: undefined, freedBy: [], isRefused: false }
  }
  if (reasons.some(({ count }) => count === undefined)) return undefined
  const nodes = cluster.seen('Node', undefined) ? cluster.list('Node') : []
  if (nodes.length > 0 && isForMissingNode(pod, nodes)) return undefined
  const choice = nodes.length > 0 ? chooseOnce(nodes, complaint, pod, cluster) : chooseByMessage(reasons, pod)
  if (choice === undefined) return undefined
  const room = freedBy(pod, choice, cluster)
  const healing = healingOf(pod, room, cluster)
  return { ...choice, message, evidence, since, healing, freedBy: room, isRefused: false }
}

/**
 * Why no node fits a pod; undefined if it has one, or waits for something unrelated to nodes (a claim, a gate, the
 * scheduler itself).
 */
export function verdictOf(pod: Pod, cluster: Cluster): Verdict | undefined {
  return cluster.of(pod, decide)
}
