import type { Cluster } from '../cluster/cluster.ts'
import { rawOf } from '../cluster/view.ts'
import { isRecord } from '../json.ts'
import type { ContainerStatus } from '../kube/container.ts'
import type { Kube } from '../kube/index.ts'
import { latest, parseTime } from '../time.ts'

type Pod = Kube<'Pod'>

/** A container that exited longer ago, in milliseconds, and has been running since counts as recovered. */
export const RECENT_CRASH = 10 * 60_000

export function podCondition(pod: Pod, type: string) {
  return pod.status?.conditions?.find(condition => condition.type === type)
}

/**
 * True if the pod's `Ready` condition is True. A dead kubelet leaves `ready: true` in the container statuses, but not
 * here.
 */
export function isReady(pod: Pod): boolean {
  return podCondition(pod, 'Ready')?.status === 'True'
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined
}

/** Milliseconds after the end of the grace period in which the kubelet has killed the pod and reported it. */
const KILLING = 60_000

/** True if a pod should be gone by now: `deletionTimestamp` is the end of its grace period. */
export function isOverdue({ metadata }: Pod, cluster: Cluster): boolean {
  const until = parseTime(metadata.deletionTimestamp)
  return until !== undefined && cluster.now - until > KILLING
}

/** True if the pod has ended and will not run again. */
export function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

/** True if no container of a placed pod was ever created, so it may be waiting for a sandbox or a volume. */
export function isBeforeStart({ spec, status }: Pod): boolean {
  if (spec?.nodeName === undefined || (status?.phase !== undefined && status.phase !== 'Pending')) return false
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  return statuses.every(
    ({ state, lastState, restartCount = 0 }) =>
      state?.running === undefined &&
      state?.terminated === undefined &&
      lastState?.terminated === undefined &&
      restartCount === 0 &&
      (state?.waiting?.reason === undefined || /^(?:ContainerCreating|PodInitializing)$/.test(state.waiting.reason)),
  )
}

function neverRestarted(statuses: unknown): boolean {
  if (statuses === undefined) return true
  if (!Array.isArray(statuses)) return false
  for (const status of statuses) if (!isRecord(status) || status['restartCount'] !== 0) return false
  return true
}

function saysReady(conditions: unknown): boolean {
  if (!Array.isArray(conditions)) return false
  for (const condition of conditions)
    if (isRecord(condition) && condition['type'] === 'Ready') return condition['status'] === 'True'
  return false
}

/**
 * True if a pod is clearly healthy: ready, not being deleted, never restarted. Nearly all pods of a large cluster are,
 * so this reads as little as possible.
 */
export function isPlainlyWell(pod: Pod): boolean {
  const { metadata, status } = rawOf(pod)
  if (!isRecord(metadata) || metadata['deletionTimestamp'] !== undefined) return false
  if (!isRecord(status) || status['phase'] !== 'Running' || !saysReady(status['conditions'])) return false
  return neverRestarted(status['containerStatuses']) && neverRestarted(status['initContainerStatuses'])
}

/** Restarts after which a container that keeps running for about the same time is in a loop, however slow. */
const MANY_RESTARTS = 5
/** Longer than the kubelet ever waits before it restarts a container and pulls its image, in milliseconds. */
const LONGEST_WAIT = 360_000
/** A container that runs for longer on average, in milliseconds, is not in a crash loop. */
export const RARE = 3_600_000

/**
 * Whether a container keeps running for about the same time. `life`: of its last run; `age`: from its pod's creation to
 * its current start; in milliseconds.
 */
export function isSlowLoop(life: number, restarts: number, age: number): boolean {
  return restarts >= MANY_RESTARTS && age / restarts <= life + Math.max(life, LONGEST_WAIT)
}

/** A slow loop continues until the container has run for longer than before. */
function crashedRecently({ restartCount = 0, lastState, state }: ContainerStatus, pod: Pod, now: number): boolean {
  if (restartCount === 0) return false
  const ended = parseTime(lastState?.terminated?.finishedAt)
  if (ended === undefined || now - ended < RECENT_CRASH) return ended !== undefined
  const [began, started] = [parseTime(lastState?.terminated?.startedAt), parseTime(state?.running?.startedAt)]
  const created = createdAt(pod)
  if (restartCount < MANY_RESTARTS || !began || started === undefined || created === undefined) return false
  const life = ended - began
  const isRare = (now - created) / (restartCount + 1) > RARE
  return !isRare && isSlowLoop(life, restartCount, started - created) && now - started < 1.5 * life
}

/**
 * True if a pod needs an explanation: it is not ready, is being deleted, has failed, or crashed within ten minutes. A
 * container without a readiness probe becomes ready between crashes, so readiness alone does not prove health.
 */
export function isTroubled(pod: Pod, cluster: Cluster): boolean {
  if (isPlainlyWell(pod)) return false
  if (isTerminating(pod)) return true
  if (pod.status?.phase === 'Succeeded') return false
  if (pod.status?.phase !== 'Running' || !isReady(pod)) return true
  for (const status of pod.status.containerStatuses ?? []) if (crashedRecently(status, pod, cluster.now)) return true
  for (const status of pod.status.initContainerStatuses ?? [])
    if (crashedRecently(status, pod, cluster.now)) return true
  return false
}

/** Creation time of an object, in milliseconds since 1970. */
export function createdAt(object: Kube): number | undefined {
  return parseTime(object.metadata.creationTimestamp)
}

/** The same for comparing objects; 0 if unknown, as in a manifest. */
export function createdTime(object: Kube): number {
  return createdAt(object) ?? 0
}

/** Creation time of the newest object, in milliseconds since 1970. */
export function newest(objects: readonly Kube[]): number | undefined {
  return latest(objects.map(createdAt))
}
