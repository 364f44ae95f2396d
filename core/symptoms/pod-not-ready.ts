import type { Cluster } from '../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../evidence.ts'
import type { Dependency, SymptomHit } from '../finding.ts'
import type { Kube } from '../kube/index.ts'
import type { Evidence } from '../report.ts'
import { defineSymptom } from '../rule.ts'
import { earliest } from '../time.ts'
import type { ContainerView } from '../workloads/containers.ts'
import { containersOf } from '../workloads/containers.ts'
import { PULL_REASONS } from '../workloads/images/pulls.ts'
import { healingOf } from '../workloads/placement/relief.ts'
import { isWithoutNodes, parseUnschedulable } from '../workloads/placement/unschedulable-message.ts'
import {
  createdAt,
  createdTime,
  isBeforeStart,
  isReady,
  isTerminating,
  isTroubled,
  newest,
  podCondition,
} from '../workloads/pods.ts'
import { turnedAt } from '../workloads/progress.ts'
import { isAtWork } from '../workloads/rollouts.ts'
import type { StartFailure } from '../workloads/start/failures.ts'
import { START_REASONS, startFailureOf } from '../workloads/start/failures.ts'
import { setupRemedy } from '../workloads/start/messages.ts'
import { unboundClaims } from '../workloads/volumes/claims.ts'

function stateOf({ pod, name, waiting, running, ended, status, role }: ContainerView): string | undefined {
  if (status.state?.terminated?.exitCode === 0 && (role === 'init' || isAtWork(pod))) return undefined
  if (waiting !== undefined) return `container ${name} is waiting: ${waiting.reason ?? 'no reason given'}`
  if (status.state?.terminated !== undefined) return `container ${name} ended with exit code ${ended?.exitCode ?? '?'}`
  if (running && role === 'init') return `init container ${name} has not ended yet`
  return running && status.ready !== true ? `container ${name} is running but not ready` : undefined
}

/** What is wrong with each container that has a problem, by name and in order. */
function containerStates(pod: Kube<'Pod'>, cluster: Cluster): ReadonlyMap<string, string> {
  const states = containersOf(pod, cluster).map(view => [view.name, stateOf(view)] as const)
  return new Map(states.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])))
}

function containerState(pod: Kube<'Pod'>, cluster: Cluster): string | undefined {
  const [first] = cluster.of(pod, containerStates).values()
  if (first !== undefined) return first
  const views = containersOf(pod, cluster)
  const mains = views.filter(({ role }) => role === 'main')
  const hasEnded = mains.some(({ status }) => status.state?.terminated !== undefined)
  const left = hasEnded ? mains.find(({ running }) => running) : undefined
  return left === undefined ? undefined : `container ${left.name} is still running after others have exited`
}

function textOf(pod: Kube<'Pod'>, cluster: Cluster): string {
  const { phase, reason } = pod.status ?? {}
  if (isTerminating(pod)) return 'the pod is terminating'
  if (phase === 'Failed') return reason === undefined ? 'the pod failed' : `the pod failed: ${reason}`
  const scheduled = podCondition(pod, 'PodScheduled')
  if (scheduled?.reason === 'NotReadyForScheduling') return 'the pod is pending: it is not ready to be scheduled'
  if (scheduled?.status === 'False')
    return `the pod is pending: ${isWithoutNodes(scheduled.message ?? '') ? 'the cluster has no nodes' : 'no node fits'}`
  if (pod.spec?.nodeName === undefined) return 'the pod is pending: it has no node'
  return containerState(pod, cluster) ?? (isReady(pod) ? 'a container restarted recently' : 'the pod is not ready')
}

/** Reasons for waiting that are not part of a normal start. */
const STUCK: ReadonlySet<string> = new Set([...PULL_REASONS, ...START_REASONS])

/** Messages that only repeat the container's reason, or that the kubelet retries. */
const ECHO = /^(?:Error: \w{1,60}$|Back-off )/

/** Seconds in which a pod's obstacle may pass. */
const PASSING = 60
/** The same for volumes whose claims were read, and for nodes that an autoscaler adds, which take longer. */
const PROVISIONING = 300
/** Milliseconds in which pods that report no obstacle are usually ready. */
const STARTING = 10 * 60_000

/** Seconds for which the scheduler may find no node; undefined if it has not reported that. */
function nodePatience(pod: Kube<'Pod'>, cluster: Cluster): number | undefined {
  const { status, reason, message = '' } = podCondition(pod, 'PodScheduled') ?? {}
  // Other schedulers (Volcano, Fargate) use other reasons.
  if (status !== 'False' || reason !== 'Unschedulable') return undefined
  const reasons = parseUnschedulable(message)
  if (reasons.length === 0 && message === '') return undefined
  const isForVolumes = reasons.some(({ obstacle }) => obstacle === 'storage')
  const isProvisioned = isForVolumes && cluster.seen('PersistentVolumeClaim', pod.metadata.namespace)
  return isProvisioned || healingOf(pod, [], cluster) !== undefined ? PROVISIONING : PASSING
}

/** Warnings that a normal start may have, by the event's reason. */
const USUAL_WARNINGS: Readonly<Record<string, number>> = { FailedMount: 3 }
const USUAL_OTHERS = 2

/** True if the latest event of a pod without containers is a repeated warning. */
function isHeldUp(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  if (pod.spec?.nodeName === undefined || !isBeforeStart(pod)) return false
  const events = cluster.events(pod)
  const last = events.at(-1)
  if (last?.type !== 'Warning') return false
  const same = events.filter(({ reason }) => reason === last.reason)
  return same.reduce((sum, { count }) => sum + count, 0) > (USUAL_WARNINGS[last.reason] ?? USUAL_OTHERS)
}

/** Controllers that replace failed pods; only the replacement matters. */
const REPLACING: ReadonlySet<string> = new Set(['ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController'])

function isOwnedBy({ metadata }: Kube<'Pod'>, kinds: ReadonlySet<string>): boolean {
  return (metadata.ownerReferences ?? []).some(({ kind }) => kinds.has(kind ?? ''))
}

/** True if the pod failed and its controller replaces it. */
function isReplaced(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  return pod.status?.phase === 'Failed' && (isOwnedBy(pod, REPLACING) || cluster.ownerOf(pod)?.kind === 'Job')
}

/**
 * How a kubelet refuses a pod that its node does not suit, and what helps; the catalogue has no cause for these.
 * Sources: kubelet `sysctl/allowlist.go`, `cm/topologymanager`, `cm/cpumanager/policy_static.go`,
 * `lifecycle/predicate.go`.
 */
const REFUSALS: Readonly<Record<string, string>> = {
  SysctlForbidden:
    "Remove the sysctl from the pod's securityContext, or allow it with the kubelet's allowedUnsafeSysctls on the nodes that may run the pod.",
  TopologyAffinityError:
    "Request less, so that it fits into one NUMA node, or relax the topology manager's policy of the nodes.",
  SMTAlignmentError:
    'Request a number of CPUs that fills whole cores: the nodes do not allocate single hardware threads.',
  PodOSNotSupported: 'Correct spec.os, or choose nodes of that operating system with the label kubernetes.io/os.',
  PodOSSelectorNodeLabelDoesNotMatch: 'Choose nodes of the right operating system with the label kubernetes.io/os.',
}

/** A remedy for what keeps a pod off a node, if the catalogue has no cause for it. */
function remedyOf(pod: Kube<'Pod'>): string | undefined {
  if (isWithoutNodes(podCondition(pod, 'PodScheduled')?.message ?? ''))
    return 'Add a node. If an autoscaler should add one, find out why it does not: check its log and its limits for the node group or node pool.'
  return REFUSALS[pod.status?.reason ?? '']
}

/** Reasons for a failed pod that say nothing about the next one. */
const PASSES: ReadonlySet<string> = new Set([
  'Evicted',
  'Preempting',
  'NodeShutdown',
  'Shutdown',
  'Terminated',
  'NodeLost',
])

/** True if the kubelet refused the pod before creating any container. */
function isRefused({ status }: Kube<'Pod'>): boolean {
  if (status?.phase !== 'Failed' || status.reason === undefined || PASSES.has(status.reason)) return false
  return (status.containerStatuses ?? []).every(({ state }) => state?.terminated === undefined)
}

/** Since when kubelets have refused all pods of a controller for one reason; undefined if they have not. */
function refusedSince(pod: Kube<'Pod'>, cluster: Cluster): number | undefined {
  const owner = isRefused(pod) ? cluster.ownerOf(pod) : undefined
  if (owner === undefined) return undefined
  const all = cluster.ownedBy(owner, 'Pod')
  const siblings = all.filter(({ status }) => status?.phase === 'Failed' || status?.phase === 'Running')
  const refused = siblings.filter(other => isRefused(other) && other.status?.reason === pod.status?.reason)
  const began = earliest(refused.map(createdAt))
  const last = newest(refused)
  const isOver = siblings.some(other => !refused.includes(other) && createdTime(other) >= (last ?? 0))
  // A single refusal may be chance: its replacement will show.
  const isOpen = refused.length === 1 && all.some(other => !siblings.includes(other))
  return isOver || isOpen ? undefined : began
}

const JOB: ReadonlySet<string> = new Set(['Job'])

/**
 * True if some containers of a run-once pod are done while others are still working, as in an operator's pipeline. A
 * Job's pod with only a mesh sidecar left looks the same and never ends.
 */
function isHalfDone(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  if (!isAtWork(pod) || isOwnedBy(pod, JOB)) return false
  return containersOf(pod, cluster).every(({ running, status }) =>
    running ? status.ready === true : status.state?.terminated?.exitCode === 0,
  )
}

/** How and since when the pod's own state is wrong, whatever its workload does; undefined if it is not. */
function wrongOf(
  pod: Kube<'Pod'>,
  cluster: Cluster,
): Pick<SymptomHit, 'wrong' | 'usual' | 'patience' | 'isWait'> | undefined {
  const isAgeless = createdAt(pod) === undefined
  if (refusedSince(pod, cluster) !== undefined) return { wrong: true, patience: PASSING }
  if (isAgeless || isReady(pod) || isTerminating(pod) || isReplaced(pod, cluster)) return undefined
  const patience = nodePatience(pod, cluster)
  if (patience !== undefined) return { wrong: true, patience, isWait: true }
  const isStuck = containersOf(pod, cluster).some(({ waiting, ended, restarts }) =>
    waiting?.reason === 'CrashLoopBackOff'
      ? restarts >= 3 || START_REASONS.has(ended?.reason ?? '')
      : STUCK.has(waiting?.reason ?? ''),
  )
  if (isStuck || isHeldUp(pod, cluster)) return { wrong: true, patience: PASSING }
  return isHalfDone(pod, cluster) ? undefined : { wrong: true, usual: STARTING }
}

/** The runtime's message if the node or the image's user is not set up for a container. */
function setupFailure(pod: Kube<'Pod'>, cluster: Cluster): StartFailure | undefined {
  return containersOf(pod, cluster)
    .map(view => startFailureOf(view, cluster))
    .find(failure => failure !== undefined && setupRemedy(failure.message) !== undefined)
}

/** The scheduler's message, else the newest warning, for the reader when no rule understands it. */
function complaint(pod: Kube<'Pod'>, cluster: Cluster): readonly Evidence[] {
  if (isRefused(pod) && pod.status?.message !== undefined)
    return [fieldEvidence(pod, 'status.message', pod.status.message)]
  const message = podCondition(pod, 'PodScheduled')?.message
  if (message !== undefined) return [fieldEvidence(pod, 'status.conditions[type=PodScheduled].message', message)]
  const warnings = cluster.events(pod).filter(({ type }) => type === 'Warning')
  const warning = warnings.findLast(({ message }) => !ECHO.test(message)) ?? warnings.at(-1)
  return warning === undefined ? [] : [eventEvidence(warning)]
}

function dependencyOf(pod: Kube<'Pod'>, cluster: Cluster): Dependency | undefined {
  const claims = unboundClaims(pod, cluster)
  const read = claims.filter(ref => cluster.get(ref) !== undefined)
  const objects = read.length > 0 ? read : claims
  if (objects.length === 0) return undefined
  const names = objects.map(({ name }) => name).join(' or ')
  if (read.length > 0)
    return {
      objects,
      text: objects.length === 1 ? 'the claim is not bound' : `claim ${names} is not bound`,
      isUnread: false,
    }
  const text = `the scheduler finds no volume for ${objects.length === 1 ? 'it' : `claim ${names}`}, and it was not read`
  return { objects, text, isUnread: true }
}

export default defineSymptom({
  id: 'pod-not-ready',
  on: ['Pod'],
  reads: ['PersistentVolumeClaim'],

  detect(pod, cluster) {
    // A pod may also be here because its app fails, which another symptom reports.
    if (!isTroubled(pod, cluster)) return []
    const text = textOf(pod, cluster)
    const wrong = wrongOf(pod, cluster)
    const failure = wrong === undefined ? undefined : setupFailure(pod, cluster)
    const said = failure?.evidence ?? (wrong === undefined ? [] : complaint(pod, cluster))
    return {
      text,
      ofContainers: cluster.of(pod, containerStates),
      because: [],
      since: refusedSince(pod, cluster) ?? turnedAt(pod) ?? createdAt(pod),
      ...wrong,
      remedy:
        failure === undefined
          ? (remedyOf(pod) ?? setupRemedy(said.map(({ value }) => value).join('\n')))
          : setupRemedy(failure.message),
      evidence: [fieldEvidence(pod, 'status', text), ...said],
      dependsOn: dependencyOf(pod, cluster),
    }
  },
})
