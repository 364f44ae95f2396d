import type { Cluster } from '../../cluster/cluster.ts'
import { controllerOf } from '../../cluster/controller.ts'
import { podsSelected } from '../../cluster/selectors.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { Confidence, Evidence, ObjectRef } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { podsOn } from '../../workloads/nodes/node-pods.ts'
import { isFinished, isReady, isTerminating } from '../../workloads/pods.ts'
import { isLongAgo } from '../../workloads/recency.ts'
import { workloadOf } from '../../workloads/workloads.ts'

/** An eviction that a PodDisruptionBudget refuses. */
interface BlockedDrain {
  readonly pods: readonly Kube<'Pod'>[]
  readonly node: string | undefined
  readonly evidence: readonly Evidence[]
  readonly confidence: Confidence
  /** Milliseconds since 1970. */
  readonly since: number | undefined
}

/** Why a budget allows no disruptions. */
interface Room {
  /** Numbers of pods: healthy ones, those that must stay healthy, and all. */
  readonly healthy: number
  readonly desired: number
  readonly expected: number
  /** True if it will allow an eviction once all its pods are ready. */
  readonly comes: boolean
  readonly unready: readonly Kube<'Pod'>[]
}

/** How many disruptions a budget allows, and whether that will increase on its own. */
function roomOf(budget: Kube<'PodDisruptionBudget'>, cluster: Cluster): Room {
  const { currentHealthy: healthy = 0, desiredHealthy: desired = 0, expectedPods: expected = 0 } = budget.status ?? {}
  const unready = coveredPods(budget, cluster).filter(pod => !isReady(pod))
  return { healthy, desired, expected, comes: expected > desired, unready }
}

function coveredPods({ metadata, spec }: Kube<'PodDisruptionBudget'>, cluster: Cluster): readonly Kube<'Pod'>[] {
  return podsSelected(metadata.namespace ?? '', spec?.selector, cluster).filter(isEvictable)
}

/** The eviction API's refusal (`pkg/registry/core/pod/storage/eviction.go`), as drainers repeat it in events. */
const REFUSED = /violate the pod's disruption budget|violate(?:s|d)? (?:the )?PodDisruptionBudget/i
/** Taints that autoscalers put on a node that they are draining. */
const DRAINING =
  /^(?:ToBeDeletedByClusterAutoscaler|karpenter\.sh\/disrupt(?:ed|ion)|node\.gardener\.cloud\/.{0,60}termination)$/
/** Drainers retry every few seconds: one whose last refusal is older, in milliseconds, has given up. */
const GIVEN_UP = 15 * 60_000

/** A drain skips pods of DaemonSets, static pods, and pods that are terminating anyway. */
function isEvictable(pod: Kube<'Pod'>): boolean {
  const isOfNode = /^(?:DaemonSet|Node)$/.test(controllerOf(pod)?.kind ?? '')
  return !isFinished(pod) && !isTerminating(pod) && !isOfNode
}

function find(budget: Kube<'PodDisruptionBudget'>, cluster: Cluster): BlockedDrain | undefined {
  if (budget.status?.disruptionsAllowed !== 0) return undefined
  const covered = coveredPods(budget, cluster)
  return refusedEviction(covered, cluster) ?? emptiedNode(covered, cluster)
}

function nodesOf(pods: readonly Kube<'Pod'>[], cluster: Cluster): readonly Kube<'Node'>[] {
  const names = [...new Set(pods.map(pod => pod.spec?.nodeName))].filter(name => name !== undefined)
  return names.map(name => cluster.get({ kind: 'Node', name })).filter(node => node?.kind === 'Node')
}

/** Drainers report it on the pod, or on the node with the pod's name. */
function refusedEviction(covered: readonly Kube<'Pod'>[], cluster: Cluster): BlockedDrain | undefined {
  for (const source of [...covered, ...nodesOf(covered, cluster)]) {
    const told = cluster
      .events(source)
      .findLast(({ message, last }) => REFUSED.test(message) && !isLongAgo(last, GIVEN_UP, cluster))
    if (told === undefined) continue
    const pods = covered.filter(pod => source === pod || told.message.includes(pod.metadata.name))
    const [pod] = pods
    if (pod === undefined) continue
    return {
      pods,
      node: pod.spec?.nodeName,
      evidence: [eventEvidence(told)],
      confidence: 'certain',
      since: told.first,
    }
  }
  return undefined
}

/** A node cordoned within this many milliseconds is considered to be draining, unless what was read shows otherwise. */
const CORDONED_LATELY = 60 * 60_000

/**
 * A drain by kubectl leaves no event. It shows in a cordoned node with no evictable pods left except those of budgets
 * that allow nothing. If not all pods of the node were read, there may be others, and it must have been cordoned
 * recently. Autoscalers mark the node.
 */
function emptiedNode(covered: readonly Kube<'Pod'>[], cluster: Cluster): BlockedDrain | undefined {
  const isAllSeen = cluster.seen('Pod', undefined)
  for (const node of nodesOf(covered, cluster)) {
    const here = covered.filter(pod => pod.spec?.nodeName === node.metadata.name)
    const taints = node.spec?.taints ?? []
    const taint = taints.find(({ key }) => DRAINING.test(key ?? ''))
    const cordoned = parseTime(taints.find(({ key }) => key === 'node.kubernetes.io/unschedulable')?.timeAdded)
    const isFresh = cordoned !== undefined && !isLongAgo(cordoned, CORDONED_LATELY, cluster)
    const isAlone = node.spec?.unschedulable === true && (isAllSeen || isFresh) && isOnlyBlocked(node, cluster)
    if (taint === undefined && !isAlone) continue
    return {
      pods: here,
      node: node.metadata.name,
      evidence: [
        taint === undefined
          ? fieldEvidence(node, 'spec.unschedulable', true)
          : fieldEvidence(node, 'spec.taints', taint),
      ],
      confidence: taint !== undefined || isAllSeen ? 'likely' : 'possible',
      since: cordoned,
    }
  }
  return undefined
}

/** The pods covered by budgets that allow nothing. */
function blockedPods(budgets: readonly Kube<'PodDisruptionBudget'>[], cluster: Cluster): ReadonlySet<Kube<'Pod'>> {
  const blocking = budgets.filter(({ status }) => status?.disruptionsAllowed === 0)
  return new Set(blocking.flatMap(budget => coveredPods(budget, cluster)))
}

function isOnlyBlocked(node: Kube<'Node'>, cluster: Cluster): boolean {
  const blocked = cluster.of(cluster.list('PodDisruptionBudget'), blockedPods)
  return podsOn(node.metadata.name, cluster).every(pod => blocked.has(pod) || !isEvictable(pod))
}

/** The drain or eviction that waits for a budget. A budget that allows nothing is no problem by itself. */
function blockedDrainOf(budget: Kube<'PodDisruptionBudget'>, cluster: Cluster): BlockedDrain | undefined {
  return cluster.of(budget, find)
}

const SCALABLE: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet'])

/** The common workload of the pods, if it can be scaled. */
function scalable([first, ...others]: readonly ObjectRef[]): ObjectRef | undefined {
  if (first === undefined || !SCALABLE.has(first.kind)) return undefined
  return others.every(({ kind, name }) => kind === first.kind && name === first.name) ? first : undefined
}

/**
 * The fewest replicas with which the budget allows an eviction; undefined if no number does. Percentages are rounded
 * up.
 */
function replicasWithRoom(minAvailable: number | string | undefined): number | undefined {
  if (typeof minAvailable === 'number') return minAvailable + 1
  const share = /^(\d{1,3})%$/.exec(minAvailable ?? '')?.[1]
  return share !== undefined && Number(share) < 100 ? Math.ceil(100 / (100 - Number(share))) : undefined
}

export default defineCause({
  id: 'pod-disruption-budget-blocking',
  stage: 'rollout',
  owner: 'app',
  patience: 'slow',
  text: {
    summary: 'A drain or eviction waits for a PodDisruptionBudget that allows no disruptions',
    shows:
      '`kubectl drain` repeats `Cannot evict pod as it would violate the pod’s disruption budget`; node upgrades and scale-downs hang.',
    happens:
      'The budget’s minAvailable equals the number of replicas (or maxUnavailable is 0), there is a single replica, or pods of the workload are not ready, so none may be evicted.',
    fix: 'Make the pods ready, run one more replica than minAvailable, or let the budget allow one disruption.',
    docs: [
      'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
      'https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/',
    ],
  },
  on: ['PodDisruptionBudget'],
  reads: ['Pod', 'Node'],

  detect(budget, cluster) {
    const drain = blockedDrainOf(budget, cluster)
    if (drain === undefined) return
    const room = roomOf(budget, cluster)
    const isUnhealthy = room.comes || room.healthy < room.desired
    const { minAvailable, maxUnavailable } = budget.spec ?? {}
    const side = maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable'
    const workloads = drain.pods.map(pod => workloadOf(pod, cluster))
    const replicas = replicasWithRoom(minAvailable)
    const isInReach = replicas !== undefined && replicas > room.expected && replicas <= 2 * room.expected
    return {
      facts: {
        name: budget.metadata.name,
        namespaceFlag: namespaceFlag(budget.metadata.namespace),
        node: drain.node,
        count: drain.pods.length,
        healthy: room.healthy,
        desired: room.desired,
        expected: room.expected,
        comes: room.comes,
        replicas,
        scalable: isInReach && !isUnhealthy ? scalable(workloads) : undefined,
      },
      subject: refOf(budget),
      explains: [refOf(budget)],
      ...(isUnhealthy ? { because: [...new Set([...room.unready, ...drain.pods])].map(refOf).concat(workloads) } : {}),
      healing: room.comes ? 'the budget allows an eviction once its new pods are ready' : undefined,
      evidence: [
        ...drain.evidence,
        fieldEvidence(budget, 'status.disruptionsAllowed', 0),
        fieldEvidence(budget, 'status.currentHealthy', room.healthy),
        fieldEvidence(budget, 'status.desiredHealthy', room.desired),
      ],
      confidence: drain.confidence,
      since: drain.since,
      field: { object: refOf(budget), path: `spec.${side}`, value: `${maxUnavailable ?? minAvailable ?? ''}` },
    }
  },

  explain({ name, namespaceFlag, node, count, healthy, desired, expected, comes, replicas, scalable }) {
    const patch = { spec: { minAvailable: null, maxUnavailable: 1 } }
    return {
      title: `PodDisruptionBudget ${name} allows no evictions${node === undefined ? '' : `, so node ${node} cannot be drained`}`,
      why: `${healthy} of ${expected} pods are healthy and ${desired} must stay healthy: ${count} ${count === 1 ? 'pod' : 'pods'} cannot be evicted.`,
      fix: [
        ...(scalable === undefined || replicas === undefined
          ? []
          : [
              {
                kind: 'change' as const,
                text:
                  replicas === expected + 1
                    ? 'Run one more replica, at least until the drain is over: once it is ready, the budget allows an eviction.'
                    : `Run ${replicas} replicas, at least until the drain is over: once they are ready, the budget allows an eviction.`,
                command: sh`kubectl scale ${scalable.kind.toLowerCase()}/${scalable.name} --replicas=${String(replicas)}${namespaceFlag}`,
              },
            ]),
        comes
          ? {
              kind: 'check',
              text: 'Find out which pods are not ready and why: once they are, the budget allows evictions.',
              command: sh`kubectl describe pdb ${name}${namespaceFlag}`,
            }
          : {
              kind: 'change',
              text: `${scalable === undefined ? 'Let' : 'Or let'} the budget allow one disruption at a time; run at least two replicas to stay available.`,
              command: withPatch(sh`kubectl patch pdb ${name}${namespaceFlag} --type merge`, patch),
              patch,
            },
      ],
    }
  },
})
