import type { Cluster } from '../cluster/cluster.ts'
import { rawOf } from '../cluster/view.ts'
import { isRecord } from '../json.ts'
import type { ContainerStatus } from '../kube/container.ts'
import type { Kube } from '../kube/index.ts'
import { latest, parseTime } from '../time.ts'

type Pod = Kube<'Pod'>

/** A container that ended this long ago, in milliseconds, and runs since is taken to have recovered. */
export const RECENT_CRASH = 10 * 60_000

export function podCondition(pod: Pod, type: string) {
  return pod.status?.conditions?.find(condition => condition.type === type)
}

/** True where the pod's `Ready` condition is True. A dead kubelet leaves `ready: true` in the container statuses, never here. */
export function isReady(pod: Pod): boolean {
  return podCondition(pod, 'Ready')?.status === 'True'
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined
}

/** Milliseconds after the end of the grace period within which the kubelet has killed and reported. */
const KILLING = 60_000

/** True where a pod should have gone by now: `deletionTimestamp` is when its grace period ends. */
export function isOverdue({ metadata }: Pod, cluster: Cluster): boolean {
  const until = parseTime(metadata.deletionTimestamp)
  return until !== undefined && cluster.now - until > KILLING
}

/** True where the pod has ended and will not run again. */
export function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

/** True where no container of a placed pod has ever been made, so that a sandbox or a volume may be what it waits for. */
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
 * True where a pod plainly runs well: it is ready, stays, and nothing of it was ever restarted. So are
 * nearly all pods of a large cluster, and this looks at no more of them than it must.
 */
export function isPlainlyWell(pod: Pod): boolean {
  const { metadata, status } = rawOf(pod)
  if (!isRecord(metadata) || metadata['deletionTimestamp'] !== undefined) return false
  if (!isRecord(status) || status['phase'] !== 'Running' || !saysReady(status['conditions'])) return false
  return neverRestarted(status['containerStatuses']) && neverRestarted(status['initContainerStatuses'])
}

/** Restarts from which on a container that lives for much the same time again and again is in a loop, however slow. */
const MANY_RESTARTS = 5
/** Longer than the kubelet ever waits before it starts a container again, and pulls its image. */
const LONGEST_WAIT = 360_000
/** A container that lives for longer on average, in milliseconds, is in no crash loop. */
export const RARE = 3_600_000

/**
 * Whether a container lives for much the same time again and again. `life`: of its last one; `age`: from its pod's beginning
 * to its present start; milliseconds.
 */
export function isSlowLoop(life: number, restarts: number, age: number): boolean {
  return restarts >= MANY_RESTARTS && age / restarts <= life + Math.max(life, LONGEST_WAIT)
}

/** A slow loop goes on until the container has lived for longer than before. */
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
 * True where there is anything to explain of a pod: it is not ready, is being deleted, has failed, or crashed
 * within ten minutes. A container without a readiness probe turns ready between crashes, so readiness alone is not health.
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

/** When an object was made, milliseconds since 1970. */
export function createdAt(object: Kube): number | undefined {
  return parseTime(object.metadata.creationTimestamp)
}

/** The same to compare objects by; 0 where an object does not say, as one that was only written. */
export function createdTime(object: Kube): number {
  return createdAt(object) ?? 0
}

/** When the newest of the objects was made, milliseconds since 1970. */
export function newest(objects: readonly Kube[]): number | undefined {
  return latest(objects.map(createdAt))
}
