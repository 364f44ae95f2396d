import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Kube } from '../../kube/index.ts'
import { isNotReady } from '../nodes/node-state.ts'
import { isOverdue, isTerminating } from '../pods.ts'
import { troubledPods } from '../troubled-pods.ts'
import { selectedPods } from './affinity-terms.ts'
import type { Choice } from './choice.ts'
import { holdersOfPort, hostPortsOf } from './host-ports.ts'
import { requestsOfPod } from './usage.ts'

type Pod = Kube<'Pod'>

/** Pods that are terminating in time, on nodes that can stop them, by node. */
function terminatingPods(_snapshot: object, cluster: Cluster): ReadonlyMap<string, readonly Pod[]> {
  const byNode = new Map<string, Pod[]>()
  for (const pod of troubledPods(cluster)) {
    const name = pod.spec?.nodeName
    if (name === undefined || !isTerminating(pod) || isOverdue(pod, cluster)) continue
    const node = cluster.get({ kind: 'Node', name })
    if (node?.kind !== 'Node' || isNotReady(node)) continue
    const known = byNode.get(name)
    if (known === undefined) byNode.set(name, [pod])
    else known.push(pod)
  }
  return byNode
}

function namesOf(nodes: readonly Kube<'Node'>[]): ReadonlySet<string> {
  return new Set(nodes.map(({ metadata }) => metadata.name))
}

/** The pods on a node that block a pod; undefined if that does not depend on single pods. */
function inTheWay(pod: Pod, node: string, obstacle: Choice['obstacle'], cluster: Cluster): readonly Pod[] | undefined {
  if (obstacle === 'host-port') {
    const object = cluster.get({ kind: 'Node', name: node })
    return object?.kind === 'Node' ? hostPortsOf(pod).flatMap(port => holdersOfPort(port, object, cluster)) : []
  }
  if (obstacle !== 'anti-affinity') return undefined
  const labelOf = (name: string | undefined, key: string) =>
    cluster.get({ kind: 'Node', name: name ?? '' })?.metadata.labels?.[key]
  const terms = pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
  return terms.flatMap(term => {
    const key = term.topologyKey ?? ''
    const others = selectedPods(term, pod, cluster) ?? []
    return others.filter(({ spec }) => labelOf(spec?.nodeName, key) === labelOf(node, key))
  })
}

/** The terminating pods on a node whose end makes room for a pod; none if that is not enough. */
function makingRoom(
  pod: Pod,
  node: string,
  going: readonly Pod[],
  { obstacle, resource }: Choice,
  cluster: Cluster,
): readonly Pod[] {
  if (obstacle === 'pods') return going.slice(0, 1)
  const others = inTheWay(pod, node, obstacle, cluster)
  if (others !== undefined) return others.every(isTerminating) ? others : []
  if (resource === undefined) return []
  const wanted = requestsOfPod(pod, cluster).get(resource) ?? 0n
  const givers = going.filter(other => (requestsOfPod(other, cluster).get(resource) ?? 0n) > 0n)
  const given = givers.reduce((sum, other) => sum + (requestsOfPod(other, cluster).get(resource) ?? 0n), 0n)
  return wanted > 0n && given >= wanted ? givers : []
}

/** The terminating pods whose end makes room for a pod without a node. */
export function freedBy(pod: Pod, choice: Choice, cluster: Cluster): readonly Pod[] {
  const going = cluster.of(cluster.snapshot, terminatingPods)
  if (going.size === 0 || choice.nodes.length === 0) return []
  const names = cluster.of(choice.nodes, namesOf)
  for (const [node, pods] of going) {
    if (!names.has(node)) continue
    const room = makingRoom(pod, node, pods, choice, cluster)
    if (room.length > 0) return room
  }
  return []
}

/**
 * Milliseconds that a cloud takes to provide a node; the cluster autoscaler's `max-node-provision-time` is 15 minutes.
 */
const PROVISIONING = 15 * 60_000

/**
 * Event reasons of the cluster autoscaler (`TriggeredScaleUp`) and Karpenter (`Nominated`: `Pod should schedule on:
 * …`).
 */
const COMING: ReadonlySet<string> = new Set(['TriggeredScaleUp', 'Nominated'])
const REFUSED: ReadonlySet<string> = new Set(['NotTriggerScaleUp', 'FailedScaleUp'])

/** Karpenter's message under the scheduler's own reason (`pkg/controllers/provisioning/scheduling/events.go`). */
const NOT_PROVISIONED = /^(?:Failed to|Could not) schedule pod, /

function isRefusal({ reason, message }: ClusterEvent): boolean {
  return REFUSED.has(reason) || (reason === 'FailedScheduling' && NOT_PROVISIONED.test(message))
}

/** The newest event of an autoscaler about a pod. */
export function scaleUpEvent(pod: Kube<'Pod'>, cluster: Cluster): ClusterEvent | undefined {
  return cluster.events(pod).findLast(event => COMING.has(event.reason) || isRefusal(event))
}

/** Why an autoscaler adds no node. */
export interface NotScaled {
  /** The autoscaler's words; empty if it gives no reason. */
  readonly said: string
  readonly by: 'cluster-autoscaler' | 'karpenter'
}

/** Why an autoscaler adds no node; undefined if it adds one. */
export function refusalToScale(event: ClusterEvent): NotScaled | undefined {
  if (!isRefusal(event)) return undefined
  const { message } = event
  return NOT_PROVISIONED.test(message)
    ? { said: message.replace(NOT_PROVISIONED, ''), by: 'karpenter' }
    : {
        said: message.replace(/^pod didn't trigger scale-up(?: \([^()]{0,200}\))?:?\s?/, ''),
        by: 'cluster-autoscaler',
      }
}

/** True if a scale-up provided no node within the autoscaler's own time limit. */
function hasExpired({ last }: ClusterEvent, cluster: Cluster): boolean {
  return last === undefined || cluster.now - last >= PROVISIONING
}

/** The ongoing change that gives a pod a node, as a clause; `leaving`: the pods whose end makes room for it. */
export function healingOf(pod: Pod, [leaving]: readonly Pod[], cluster: Cluster): string | undefined {
  if (leaving !== undefined) return `pod ${leaving.metadata.name} is stopping and makes room`
  const { nominatedNodeName = '' } = pod.status ?? {}
  if (nominatedNodeName !== '') return `room is being made for it on node ${nominatedNodeName}`
  const event = scaleUpEvent(pod, cluster)
  const isComing = event !== undefined && COMING.has(event.reason) && !hasExpired(event, cluster)
  return isComing ? 'the autoscaler is adding a node' : undefined
}
