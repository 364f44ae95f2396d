import type { Cluster } from '../cluster/cluster.ts'
import { controllerKey } from '../cluster/controller.ts'
import type { Kube } from '../kube/index.ts'
import { refKey, refOf } from '../ref.ts'
import { isPlainlyWell, isTroubled } from './pods.ts'
import { podsBeingKilled } from './probes/kills.ts'
import { isStandby } from './probes/standby.ts'

type Pod = Kube<'Pod'>

function isUnwell(pod: Pod): boolean {
  return !isPlainlyWell(pod)
}

function findUnwell(_snapshot: object, cluster: Cluster): readonly Pod[] {
  const { before } = cluster
  return before === undefined ? cluster.list('Pod').filter(isUnwell) : cluster.left(unwellPods(before), 'Pod', isUnwell)
}

/** Pods that are not clearly healthy: finished, restarted at least once, or in trouble. */
export function unwellPods(cluster: Cluster): readonly Pod[] {
  return cluster.of(cluster.snapshot, findUnwell)
}

function setOfUnwell(_snapshot: object, cluster: Cluster): ReadonlySet<Pod> {
  return new Set(unwellPods(cluster))
}

/** The same pods as a set. */
export function unwellPodSet(cluster: Cluster): ReadonlySet<Pod> {
  return cluster.of(cluster.snapshot, setOfUnwell)
}

/** What a change leaves is in trouble if it was before. */
function find(_snapshot: object, cluster: Cluster): readonly Pod[] {
  const { before } = cluster
  const isInTrouble = (pod: Pod) => isTroubled(pod, cluster) && !isStandby(pod, cluster)
  if (before !== undefined) return cluster.left(troubledPods(before), 'Pod', isInTrouble)
  const troubled = unwellPods(cluster).filter(isInTrouble)
  const killed = podsBeingKilled(cluster)
  return killed.length === 0 ? troubled : [...new Set([...troubled, ...killed])]
}

/** Pods that need an explanation: few in a large cluster. */
export function troubledPods(cluster: Cluster): readonly Pod[] {
  return cluster.of(cluster.snapshot, find)
}

function group(key: (pod: Pod) => string | undefined, pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const groups = new Map<string, Pod[]>()
  for (const pod of pods) {
    const name = key(pod)
    if (name === undefined) continue
    const known = groups.get(name)
    if (known === undefined) groups.set(name, [pod])
    else known.push(pod)
  }
  return groups
}

function byNode(_snapshot: object, cluster: Cluster) {
  return group(pod => pod.spec?.nodeName, troubledPods(cluster))
}

function byOwner(_snapshot: object, cluster: Cluster) {
  return group(controllerKey, troubledPods(cluster))
}

/** The troubled pods of an object. */
export function troubledPodsOf(owner: Kube, cluster: Cluster): readonly Pod[] {
  return cluster.of(cluster.snapshot, byOwner).get(refKey(refOf(owner))) ?? []
}

/** The troubled pods on a node. */
export function troubledPodsOn(node: string, cluster: Cluster): readonly Pod[] {
  return cluster.of(cluster.snapshot, byNode).get(node) ?? []
}
