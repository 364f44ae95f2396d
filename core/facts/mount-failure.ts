import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterEvent } from '../cluster/events.ts'
import { eventEvidence, fieldEvidence } from '../evidence.ts'
import type { Kube } from '../kube/index.ts'
import type { Volume } from '../kube/pod.ts'
import type { Evidence, ObjectRef } from '../report.ts'
import { parseTime } from '../time.ts'
import { boundVolumes } from './bound-volumes.ts'
import type { MountFailure, MountWording } from './mount-wording.ts'
import { readMountMessage, readUnmounted } from './mount-wording.ts'
import { createdAt, isFinished, isTerminating } from './pods.ts'

type Pod = Kube<'Pod'>

/** A volume that does not reach a pod. */
export interface MountProblem extends MountWording {
  readonly message: string
  /** The pod's volume, and the claim behind it, where the message can be joined to one. */
  readonly podVolume: Volume | undefined
  readonly claim: ObjectRef | undefined
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  readonly confidence: 'certain' | 'likely'
}

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

/** True where no container of a placed pod has ever been made. */
function isBeforeStart({ spec, status }: Pod): boolean {
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

/** The pod's volume that a message names: inline ones by their own name, claims by the volume that they are bound to. */
function joined(name: string | undefined, pod: Pod, cluster: Cluster): Pick<MountProblem, 'podVolume' | 'claim'> {
  const volumes = pod.spec?.volumes ?? []
  const claim = boundVolumes(pod, cluster).find(({ volume }) => volume.metadata.name === name)?.claim
  if (claim === undefined) {
    return {
      podVolume: name === undefined ? undefined : volumes.find(volume => volume.name === name),
      claim: undefined,
    }
  }
  const { namespace } = pod.metadata
  const podVolume = volumes.find(
    ({ name: own, persistentVolumeClaim }) =>
      persistentVolumeClaim?.claimName === claim || `${pod.metadata.name}-${own ?? ''}` === claim,
  )
  const place = namespace === undefined ? {} : { namespace }
  return { podVolume, claim: { kind: 'PersistentVolumeClaim', ...place, name: claim } }
}

/** Volumes that the kubelet makes of the API's own objects or of the node have other rules. */
function isStorage(volume: Volume | undefined): boolean {
  if (volume === undefined) return true
  const { configMap, secret, projected, downwardAPI, hostPath, emptyDir } = volume
  return [configMap, secret, projected, downwardAPI, hostPath, emptyDir].every(source => source === undefined)
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

/** Takes a PersistentVolume's name; returns its attachments to nodes. */
export function attachmentsOf(volume: string | undefined, cluster: Cluster): readonly Kube<'VolumeAttachment'>[] {
  return cluster
    .list('VolumeAttachment')
    .filter(({ spec }) => volume !== undefined && spec?.source?.persistentVolumeName === volume)
}

/** What the attachments of the pod's volumes to its node say, which outlives events. */
function fromAttachments(pod: Pod, cluster: Cluster): MountProblem | undefined {
  for (const { volume } of boundVolumes(pod, cluster)) {
    const attachment = attachmentsOf(volume.metadata.name, cluster).find(
      ({ spec }) => spec?.nodeName === pod.spec?.nodeName,
    )
    const { attached, attachError } = attachment?.status ?? {}
    if (attachment === undefined || attached === true || attachError?.message === undefined) continue
    const wording = readMountMessage('FailedAttachVolume', attachError.message)
    if (wording === undefined) continue
    const evidence = [fieldEvidence(attachment, 'status.attachError.message', attachError.message)]
    const name = volume.metadata.name
    const place = joined(name, pod, cluster)
    const since = parseTime(attachError.time)
    return { ...wording, volume: name, ...place, message: attachError.message, evidence, since, confidence: 'certain' }
  }
  return undefined
}

/** A volume that one node may have at a time and that another node has: said once in an event, which expires. */
function fromHolding(pod: Pod, cluster: Cluster): MountProblem | undefined {
  if (cluster.now - (createdAt(pod) ?? cluster.now) < PATIENCE) return undefined
  for (const { volume } of boundVolumes(pod, cluster)) {
    const { accessModes = [] } = volume.spec ?? {}
    if (accessModes.some(mode => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')) continue
    const attachments = attachmentsOf(volume.metadata.name, cluster)
    const other = attachments.find(
      ({ spec, status }) => status?.attached === true && spec?.nodeName !== pod.spec?.nodeName,
    )
    if (other === undefined || attachments.some(({ spec }) => spec?.nodeName === pod.spec?.nodeName)) continue
    const name = volume.metadata.name
    return {
      failure: 'volume-multi-attach',
      volume: name,
      driver: undefined,
      holders: [],
      ...joined(name, pod, cluster),
      message: '',
      evidence: [fieldEvidence(other, 'spec.nodeName', other.spec?.nodeName ?? '')],
      since: createdAt(pod),
      confidence: 'likely',
    }
  }
  return undefined
}

/** Only the kubelet's waiting is left: which volume, not why. */
function fromWaiting(pod: Pod, events: readonly ClusterEvent[], cluster: Cluster): MountProblem | undefined {
  if (cluster.now - (createdAt(pod) ?? cluster.now) < PATIENCE) return undefined
  const event = events.findLast(({ message }) => readUnmounted(message).length > 0)
  if (event === undefined) return undefined
  const names = readUnmounted(event.message)
  const podVolume = pod.spec?.volumes?.find(({ name = '' }) => names.includes(name))
  if (podVolume === undefined || !isStorage(podVolume)) return undefined
  const failure: MountFailure = 'volume-mount-failed'
  return {
    failure,
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
  if (isFinished(pod) || isTerminating(pod) || !isBeforeStart(pod)) return undefined
  const events = cluster.events(pod)
  const mounted = events.findLastIndex(({ reason }) => AFTER_MOUNT.has(reason))
  const open = events.slice(mounted + 1)
  if (mounted >= 0 && !open.some(({ reason }) => REASONS.has(reason))) return undefined
  return (
    fromEvents(pod, open, cluster) ??
    fromAttachments(pod, cluster) ??
    fromHolding(pod, cluster) ??
    fromWaiting(pod, open, cluster)
  )
}

/**
 * Takes a pod; returns why a volume does not reach it, undefined where its volumes are there or something else than storage
 * (a ConfigMap, a Secret, a host path) is missing. The attach/detach controller's and the kubelet's events decide, then the
 * attachment's own error.
 */
export function mountProblemOf(pod: Pod, cluster: Cluster): MountProblem | undefined {
  return cluster.of(pod, decide)
}
