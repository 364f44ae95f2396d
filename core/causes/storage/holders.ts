import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { compareText, refOf, refText } from '../../ref.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { isNotReady } from '../../workloads/nodes/node-state.ts'
import { parseUnschedulable } from '../../workloads/placement/unschedulable-message.ts'
import { isFinished, isOverdue, isTerminating, podCondition } from '../../workloads/pods.ts'
import { attachmentsOf, usersOf } from '../../workloads/volumes/claims.ts'
import { claimsOf } from '../../workloads/volumes/pod-claims.ts'
import { workloadOf } from '../../workloads/workloads.ts'
import type { MountProblem } from './mount.ts'

/** The holder of a volume that can be attached to only one node. */
export interface Holder {
  /** The first, by name, of the known pods elsewhere that use it. */
  readonly pod: Kube<'Pod'> | undefined
  /** The node to which it is attached. */
  readonly node: string | undefined
  /** The node, if it is not Ready or gone, so that the volume is not detached normally. */
  readonly lostNode: ObjectRef | undefined
  /** True if every holder is terminating or gone, so the volume will be detached. */
  readonly isLeaving: boolean
  /** The holder that is terminating in time, on a node that responds. */
  readonly leaving: string | undefined
}

type Pods = readonly Kube<'Pod'>[]

/** Unfinished placed pods by the claims that they use and the nodes that they are on. */
function byClaim(pods: Pods): ReadonlyMap<string, ReadonlyMap<string, Pods>> {
  const claims = new Map<string, Map<string, Kube<'Pod'>[]>>()
  for (const pod of pods) {
    const node = pod.spec?.nodeName
    if (node === undefined || isFinished(pod)) continue
    for (const { name } of claimsOf(pod)) {
      const nodes = claims.get(name) ?? new Map<string, Kube<'Pod'>[]>()
      claims.set(name, nodes)
      const known = nodes.get(node)
      if (known === undefined) nodes.set(node, [pod])
      else known.push(pod)
    }
  }
  return claims
}

/** The pods that hold the volume, as sorted lists: those named in the message, and users elsewhere. */
function holdingPods(pod: Kube<'Pod'>, problem: MountProblem, node: string | undefined, cluster: Cluster): Pods[] {
  const { claim, holders } = problem
  const { namespace } = pod.metadata
  const named = holders.toSorted(compareText).flatMap(name => {
    const found = cluster.find('Pod', namespace, name)
    return found.state === 'present' && !isFinished(found.object) ? [found.object] : []
  })
  const users = cluster.of(cluster.list('Pod', namespace ?? ''), byClaim).get(claim?.name ?? '') ?? new Map()
  const own = pod.spec?.nodeName
  const nodes = [...users.keys()].filter(name => (node === undefined ? name !== own : name === node))
  return [named, ...nodes.map(name => users.get(name) ?? [])]
}

function firstByName(lists: readonly Pods[]): Kube<'Pod'> | undefined {
  const [first] = lists.flatMap(([pod]) => pod ?? []).toSorted((a, b) => compareText(a.metadata.name, b.metadata.name))
  return first
}

function lostNodeOf(name: string | undefined, cluster: Cluster): ObjectRef | undefined {
  if (name === undefined) return undefined
  const node = cluster.find('Node', undefined, name)
  const isLost = node.state === 'absent' || (node.state === 'present' && isNotReady(node.object))
  return isLost ? { kind: 'Node', name } : undefined
}

/** The name of a pod that is terminating in time, on a node that can stop it. */
function leavingOf(pods: Pods, cluster: Cluster): string | undefined {
  const stops = (pod: Kube<'Pod'>) =>
    isTerminating(pod) && !isOverdue(pod, cluster) && lostNodeOf(pod.spec?.nodeName, cluster) === undefined
  return pods.find(stops)?.metadata.name
}

/** The holder of a volume that is attached elsewhere. */
export function holderOf(pod: Kube<'Pod'>, problem: MountProblem, cluster: Cluster): Holder {
  const attached = attachmentsOf(problem.volume, cluster).find(
    ({ spec, status }) => status?.attached !== false && spec?.nodeName !== pod.spec?.nodeName,
  )?.spec?.nodeName
  const holders = holdingPods(pod, problem, attached, cluster)
  const holder = firstByName(holders)
  const node = attached ?? holder?.spec?.nodeName
  const isLeaving = cluster.seen('Pod', pod.metadata.namespace) && holders.every(pods => pods.every(isTerminating))
  return {
    pod: holder,
    node,
    lostNode: lostNodeOf(node, cluster),
    isLeaving,
    leaving: isLeaving ? leavingOf(holders.flat(), cluster) : undefined,
  }
}

/** A ReadWriteOncePod claim that keeps a pod from being placed because another pod uses it. */
export interface OnePodClaim {
  /** Undefined if the claims were not read. */
  readonly claim: string | undefined
  readonly holder: Kube<'Pod'> | undefined
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** The ongoing change that frees it, as a clause. */
  readonly healing: string | undefined
}

/** A rollout will replace one with the other; if it cannot, the deadlock is reported instead. */
function isOlderRevision(holder: Kube<'Pod'>, pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const hash = 'pod-template-hash'
  const isOwn = refText(workloadOf(holder, cluster)) === refText(workloadOf(pod, cluster))
  return isOwn && holder.metadata.labels?.[hash] !== pod.metadata.labels?.[hash]
}

/** The single-pod claim that a pod waits for, if the scheduler reports one. */
export function onePodClaimOf(pod: Kube<'Pod'>, cluster: Cluster): OnePodClaim | undefined {
  const { message = '', lastTransitionTime } = podCondition(pod, 'PodScheduled') ?? {}
  if (isTerminating(pod) || !parseUnschedulable(message).some(({ text }) => text.includes('ReadWriteOncePod')))
    return undefined
  const claim = claimsOf(pod)
    .map(({ namespace, name }) => cluster.find('PersistentVolumeClaim', namespace, name))
    .flatMap(found => (found.state === 'present' ? [found.object] : []))
    .find(({ spec }) => spec?.accessModes?.includes('ReadWriteOncePod'))
  const wanted = claim === undefined ? claimsOf(pod) : [refOf(claim)]
  const users = wanted.flatMap(ref => usersOf(ref, cluster)).filter(other => other !== pod)
  const staying = users.find(other => other.spec?.nodeName !== undefined && !isTerminating(other))
  if (staying !== undefined && isOlderRevision(staying, pod, cluster)) return undefined
  const holder = staying ?? users.find(isTerminating)
  const leaving = leavingOf(users, cluster)
  return {
    claim: claim?.metadata.name,
    holder,
    evidence: [
      fieldEvidence(pod, 'status.conditions[type=PodScheduled].message', message),
      ...(claim === undefined ? [] : [fieldEvidence(claim, 'spec.accessModes', claim.spec?.accessModes)]),
      ...(holder === undefined ? [] : [fieldEvidence(holder, 'spec.nodeName', holder.spec?.nodeName)]),
    ],
    since: parseTime(lastTransitionTime),
    healing: staying === undefined ? leaving && `pod ${leaving} is terminating and will release it` : undefined,
  }
}
