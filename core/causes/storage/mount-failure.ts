import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import { eventEvidence } from '../../evidence.ts'
import { isEarly } from '../../freshness.ts'
import type { Kube } from '../../kube/index.ts'
import { createdAt, isBeforeStart, isFinished, isTerminating, podCondition } from '../../workloads/pods.ts'
import type { MountProblem } from './mount-place.ts'
import { isStorage, joined } from './mount-place.ts'
import { mountProblemByState } from './mount-state.ts'
import { readMountMessage, readUnmounted } from './mount-wording.ts'

type Pod = Kube<'Pod'>

const REASONS = new Set(['FailedMount', 'FailedAttachVolume', 'FailedMapVolume'])

/** The kubelet makes the sandbox after all volumes are there: `syncPod` waits in `WaitForAttachAndMount`. */
const AFTER_MOUNT = new Set([
  'Pulling',
  'Pulled',
  'Created',
  'Started',
  'FailedCreatePodSandBox',
  'SandboxChanged',
  'Failed',
])

/** Milliseconds after which the kubelet's mere waiting counts. */
const PATIENCE = 3 * 60_000

/**
 * True where the kubelet has to make the pod's sandbox anew, as after a restart of the node: it mounts the volumes again before
 * that, and shows how the containers ended until then. The condition is there since 1.29.
 */
function isStartedAnew(pod: Pod): boolean {
  const { containerStatuses = [] } = pod.status ?? {}
  const isWithoutSandbox = podCondition(pod, 'PodReadyToStartContainers')?.status === 'False'
  return isWithoutSandbox && containerStatuses.every(({ state }) => state?.running === undefined)
}

function fromEvents(pod: Pod, events: readonly ClusterEvent[], cluster: Cluster): MountProblem | undefined {
  for (const event of events.toReversed()) {
    const wording = REASONS.has(event.reason) ? readMountMessage(event.reason, event.message) : undefined
    if (wording === undefined) continue
    const place = joined(wording.volume, pod, cluster)
    if (!isStorage(place.podVolume)) continue
    const isAttached = events.some(
      ({ reason, message, last }) =>
        reason === 'SuccessfulAttachVolume' &&
        (last ?? 0) >= (event.last ?? 0) &&
        wording.volume !== undefined &&
        message.includes(`"${wording.volume}"`),
    )
    if (isAttached && event.reason === 'FailedAttachVolume') continue
    const evidence = [eventEvidence(event)]
    return { ...wording, ...place, message: event.message, evidence, since: event.first, confidence: 'certain' }
  }
  return undefined
}

/** Only the kubelet's waiting is left: which volume, not why. */
function fromWaiting(pod: Pod, events: readonly ClusterEvent[], cluster: Cluster): MountProblem | undefined {
  if (isEarly(createdAt(pod), PATIENCE, cluster)) return undefined
  const event = events.findLast(({ message }) => readUnmounted(message).length > 0)
  if (event === undefined) return undefined
  const names = readUnmounted(event.message)
  const podVolume = pod.spec?.volumes?.find(({ name = '' }) => names.includes(name))
  if (podVolume === undefined || !isStorage(podVolume)) return undefined
  return {
    failure: 'volume-mount-failed',
    volume: podVolume.name,
    driver: undefined,
    holders: [],
    podVolume,
    claim: undefined,
    message: event.message,
    evidence: [eventEvidence(event)],
    since: event.first,
    confidence: 'likely',
  }
}

function decide(pod: Pod, cluster: Cluster): MountProblem | undefined {
  if (isFinished(pod) || isTerminating(pod)) return undefined
  const isNew = isBeforeStart(pod)
  if (!isNew && !isStartedAnew(pod)) return undefined
  const events = cluster.events(pod)
  const mounted = events.findLastIndex(({ reason }) => AFTER_MOUNT.has(reason))
  const open = events.slice(mounted + 1)
  if (!isNew) return fromEvents(pod, open, cluster)
  if (mounted >= 0 && !open.some(({ reason }) => REASONS.has(reason))) return undefined
  return fromEvents(pod, open, cluster) ?? mountProblemByState(pod, cluster) ?? fromWaiting(pod, open, cluster)
}

/**
 * Takes a pod; returns why a volume does not reach it, undefined where its volumes are there or something else than storage
 * (a ConfigMap, a Secret, a host path) is missing. The attach/detach controller's and the kubelet's events decide, then the
 * attachment's own error.
 */
export function mountProblemOf(pod: Pod, cluster: Cluster): MountProblem | undefined {
  return cluster.of(pod, decide)
}
