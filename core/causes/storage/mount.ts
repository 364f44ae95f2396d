import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Volume } from '../../kube/pod.ts'
import { refTo } from '../../ref.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { earliest } from '../../time.ts'
import { createdAt, isBeforeStart, isFinished, isTerminating, podCondition } from '../../workloads/pods.ts'
import { attachmentsOf, boundVolumes, usersOf } from '../../workloads/volumes/claims.ts'
import { claimNameOf, claimsOf } from '../../workloads/volumes/pod-claims.ts'

type Pod = Kube<'Pod'>

/**
 * Why a volume does not reach a pod: it is `held` elsewhere, or it fails at `attach`, for lack of a `driver`, or at
 * `mount`.
 */
export type MountFailure = 'held' | 'attach' | 'driver' | 'mount'

export interface MountMessage {
  readonly failure: MountFailure
  /** The volume as named in the message: the PersistentVolume's name or, for an inline volume, the name in the pod. */
  readonly volume: string | undefined
  /** The CSI driver that is missing or does not respond. */
  readonly driver: string | undefined
  /** Pods named in the message that hold a volume which can be attached only once. */
  readonly holders: readonly string[]
}

/** What the kubelet repeats while another message has the reason: `pkg/kubelet/volumemanager/volume_manager.go`. */
const VAGUE = /^(?:Unable to attach or mount volumes|Unable to mount volumes for pod)/

/** Drivers' own words for a volume attached to another machine. */
const HELD_ELSEWHERE =
  /VolumeInUse|RESOURCE_IN_USE_BY_ANOTHER_RESOURCE|already attached to (?:the )?(?:an instance|another|node|a server|a different|vm|droplet|instance|host)|attached to (?:another|a different) (?:node|vm|host|instance)|currently attached to (?:another|a different)|volume is already exclusively attached|already being used by .{0,80}instance|is currently attached to VM|disk .{0,300}already owned by VM/i

/** The same for drivers that attach at mount time. */
const USED_ELSEWHERE =
  /\b(?:in use|mounted|attached|used) (?:by|on|to|at) (?:an?other|a different) (?:node|host|machine|instance)\b|rbd image \S{1,300} is still being used/i

const NOT_REGISTERED = /driver name (\S{1,253}) not found in the list of registered CSI drivers/
const NOT_ON_NODE = /CSINode \S{1,253} does not contain driver (\S{1,253})/
const SOCKET_DOWN =
  /dial unix \S{0,200}\/([a-zA-Z0-9.-]{1,253})\/[\w.-]{1,80}\.sock: (?:connect: )?(?:connect: )?(?:no such file|connection refused)/
const NO_PLUGIN = /no volume plugin matched|failed to find plugin by name|unable to find (?:a )?(?:volume )?plugin/i

function volumeOf(message: string): string | undefined {
  return /\bvolumes? "([^"]{1,253})"/.exec(message)?.[1]
}

function holdersOf(message: string): readonly string[] {
  const names = /already used by pod\(s\) ([a-z0-9.,\s-]{1,900}?)(?: and \d+ pod\(s\) in different namespaces)?$/.exec(
    message,
  )
  return names?.[1]?.split(/, ?/).map(name => name.trim()) ?? []
}

function failureOf(reason: string, message: string): MountFailure {
  if (/^(?:Multi-Attach error|Waiting for detach) for volume/.test(message)) return 'held'
  if ([NOT_REGISTERED, NOT_ON_NODE, SOCKET_DOWN, NO_PLUGIN].some(pattern => pattern.test(message))) return 'driver'
  const isAttach = reason === 'FailedAttachVolume' || message.startsWith('MountVolume.WaitForAttach')
  if (!isAttach) return USED_ELSEWHERE.test(message) ? 'held' : 'mount'
  return HELD_ELSEWHERE.test(message) ? 'held' : 'attach'
}

/**
 * Parses a message about a pod's volume. Sources: kubernetes `pkg/volume/util/operationexecutor`, `pkg/volume/csi`,
 * `pkg/controller/volume/attachdetach`, 1.24 to 1.36.
 */
export function readMountMessage(reason: string, message: string): MountMessage {
  const driver = (NOT_REGISTERED.exec(message) ?? NOT_ON_NODE.exec(message) ?? SOCKET_DOWN.exec(message))?.[1]
  return { failure: failureOf(reason, message), volume: volumeOf(message), driver, holders: holdersOf(message) }
}

/** The volumes that the kubelet waits for, from its repeated message. */
export function readUnmounted(message: string): readonly string[] {
  const list = /unmounted volumes=\[([^\]]{0,2000})\]/.exec(message)
  return list?.[1]?.match(/[^ ,]+/g) ?? []
}

/** A volume that does not reach a pod. */
export interface MountProblem extends MountMessage {
  readonly message: string
  /** The pod's volume and its claim, if the message identifies them. */
  readonly podVolume: Volume | undefined
  readonly claim: ObjectRef | undefined
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** Milliseconds in which a volume that will arrive looks the same. */
  readonly usual?: number
  readonly confidence: 'certain' | 'likely'
}

/** The pod's volume named in a message: inline ones by their own name, claims by their bound volume. */
function joined(name: string | undefined, pod: Pod, cluster: Cluster): Pick<MountProblem, 'podVolume' | 'claim'> {
  const volumes = pod.spec?.volumes ?? []
  const claim = boundVolumes(pod, cluster).find(({ volume }) => volume.metadata.name === name)?.claim
  if (claim === undefined) {
    return { podVolume: volumes.find(volume => volume.name === name), claim: undefined }
  }
  const podVolume = volumes.find(volume => claimNameOf(volume, pod) === claim)
  return { podVolume, claim: refTo('PersistentVolumeClaim', pod.metadata.namespace, claim) }
}

/** False for volumes made by the kubelet from API objects or the node, which have other causes. */
function isStorage(volume: Volume | undefined): boolean {
  const { configMap, secret, projected, downwardAPI, hostPath, emptyDir } = volume ?? {}
  return [configMap, secret, projected, downwardAPI, hostPath, emptyDir].every(source => source === undefined)
}

/** Milliseconds in which a volume is usually attached after it was detached from another node. */
const ATTACHING = 30_000

/** Pending attachments of a pod's volumes to its node, each with the volume's name. */
function openAttachments(pod: Pod, cluster: Cluster) {
  return boundVolumes(pod, cluster).flatMap(({ volume }) => {
    const { name } = volume.metadata
    const attachments = attachmentsOf(name, cluster).filter(({ spec }) => spec?.nodeName === pod.spec?.nodeName)
    return attachments.filter(({ status }) => status?.attached !== true).map(attachment => ({ name, attachment }))
  })
}

/** The driver's error on the attachment, which outlives events. */
function fromAttachErrors(pod: Pod, cluster: Cluster): MountProblem | undefined {
  for (const { name, attachment } of openAttachments(pod, cluster)) {
    const { message = '' } = attachment.status?.attachError ?? {}
    if (message === '') continue
    const said = readMountMessage('FailedAttachVolume', message)
    const evidence = [fieldEvidence(attachment, 'status.attachError.message', message)]
    const since = createdAt(attachment)
    return { ...said, volume: name, ...joined(name, pod, cluster), since, message, evidence, confidence: 'certain' }
  }
  return undefined
}

/** An attachment without any response. */
function fromUnanswered(pod: Pod, cluster: Cluster): MountProblem | undefined {
  const open = openAttachments(pod, cluster).find(({ attachment }) => attachment.status?.attachError === undefined)
  if (open === undefined) return undefined
  const { name, attachment } = open
  return {
    failure: 'attach',
    volume: name,
    driver: attachment.spec?.attacher,
    holders: [],
    ...joined(name, pod, cluster),
    message: '',
    evidence: [fieldEvidence(attachment, 'status.attached', String(attachment.status?.attached ?? 'not set'))],
    since: createdAt(attachment),
    usual: ATTACHING,
    confidence: 'likely',
  }
}

/** A volume that only one node can have and that another node has: reported once, in an event that expires. */
function fromHolding(pod: Pod, cluster: Cluster): MountProblem | undefined {
  for (const { volume } of boundVolumes(pod, cluster)) {
    const { accessModes = [] } = volume.spec ?? {}
    if (/Many\b/.test(accessModes.join())) continue
    const attachments = attachmentsOf(volume.metadata.name, cluster)
    const other = attachments.find(({ status }) => status?.attached === true)
    if (other === undefined || attachments.some(({ spec }) => spec?.nodeName === pod.spec?.nodeName)) continue
    const name = volume.metadata.name
    return {
      failure: 'held',
      volume: name,
      driver: undefined,
      holders: [],
      ...joined(name, pod, cluster),
      message: '',
      evidence: [fieldEvidence(other, 'spec.nodeName', other.spec?.nodeName ?? '')],
      since: createdAt(pod),
      usual: ATTACHING,
      confidence: 'likely',
    }
  }
  return undefined
}

/**
 * A single-node claim used by a running pod elsewhere: what is left if neither events nor attachments could be read.
 */
function fromSharing(pod: Pod, cluster: Cluster): MountProblem | undefined {
  if (cluster.seen('VolumeAttachment', undefined)) return undefined
  for (const ref of claimsOf(pod)) {
    const found = cluster.find('PersistentVolumeClaim', ref.namespace, ref.name)
    const claim = found.state === 'present' ? found.object : undefined
    const { accessModes = [], volumeName } = claim?.spec ?? {}
    if (claim === undefined || accessModes.join() !== 'ReadWriteOnce') continue
    const holder = usersOf(ref, cluster).find(
      ({ spec, status }) => spec?.nodeName !== pod.spec?.nodeName && status?.phase === 'Running',
    )
    if (holder === undefined) continue
    return {
      failure: 'held',
      volume: volumeName,
      driver: undefined,
      holders: [],
      podVolume: pod.spec?.volumes?.find(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === ref.name),
      claim: ref,
      message: '',
      evidence: [
        fieldEvidence(holder, 'spec.nodeName', holder.spec?.nodeName ?? ''),
        fieldEvidence(claim, 'spec.accessModes', accessModes.join(', ')),
      ],
      since: createdAt(pod),
      usual: ATTACHING,
      confidence: 'likely',
    }
  }
  return undefined
}

/** The CSI drivers of a pod's volumes, each with the volume's name. */
function driversOf(pod: Pod, cluster: Cluster) {
  const inline = (pod.spec?.volumes ?? []).map(({ name = '', csi }) => ({ name, driver: csi?.driver, object: pod }))
  const bound = boundVolumes(pod, cluster).map(({ volume }) => {
    return { name: volume.metadata.name, driver: volume.spec?.csi?.driver, object: volume }
  })
  return [...bound, ...inline]
}

/** A volume whose driver is not registered on the pod's node, if the event about it has expired. */
function fromRegistry(pod: Pod, cluster: Cluster): MountProblem | undefined {
  const node = cluster.find('CSINode', undefined, pod.spec?.nodeName ?? '')
  if (node.state !== 'present') return undefined
  const registered = (node.object.spec?.drivers ?? []).map(({ name }) => name)
  for (const { name, driver, object } of driversOf(pod, cluster)) {
    if (driver === undefined || registered.includes(driver)) continue
    const path = object === pod ? `spec.volumes[name=${name}].csi.driver` : 'spec.csi.driver'
    return {
      failure: 'driver',
      volume: name,
      driver,
      holders: [],
      ...joined(name, pod, cluster),
      message: '',
      evidence: [fieldEvidence(object, path, driver)],
      since: createdAt(pod),
      confidence: 'likely',
    }
  }
  return undefined
}

/** What attachments and the nodes' drivers show, which outlives events. */
function mountProblemByState(pod: Pod, cluster: Cluster): MountProblem | undefined {
  return (
    fromAttachErrors(pod, cluster) ??
    fromHolding(pod, cluster) ??
    fromRegistry(pod, cluster) ??
    fromUnanswered(pod, cluster) ??
    fromSharing(pod, cluster)
  )
}

const REASONS = new Set(['FailedMount', 'FailedAttachVolume', 'FailedMapVolume'])

/** The kubelet creates the sandbox after all volumes are mounted: `syncPod` waits in `WaitForAttachAndMount`. */
const AFTER_MOUNT = new Set([
  'Pulling',
  'Pulled',
  'Created',
  'Started',
  'FailedCreatePodSandBox',
  'SandboxChanged',
  'Failed',
])

/**
 * True if the kubelet has to recreate the pod's sandbox, for example after a node restart: it mounts the volumes first,
 * and until then shows how the containers ended. The condition exists since 1.29.
 */
function isStartedAnew(pod: Pod): boolean {
  const { containerStatuses = [] } = pod.status ?? {}
  const isWithoutSandbox = podCondition(pod, 'PodReadyToStartContainers')?.status === 'False'
  return isWithoutSandbox && containerStatuses.every(({ state }) => state?.running === undefined)
}

/** False for the kubelet's interim message that it is still waiting. */
function tellsWhy({ reason, message }: ClusterEvent): boolean {
  return REASONS.has(reason) && !VAGUE.test(message)
}

/** When the same problem was first reported, whatever the words: drivers include data that differs each time. */
function firstLike({ failure, volume }: MountMessage, events: readonly ClusterEvent[]): number | undefined {
  const alike = events.filter(tellsWhy).filter(({ reason, message }) => {
    const said = readMountMessage(reason, message)
    return said.failure === failure && said.volume === volume
  })
  return earliest(alike.map(({ first }) => first))
}

function fromEvents(pod: Pod, events: readonly ClusterEvent[], cluster: Cluster): MountProblem | undefined {
  for (const event of events.filter(tellsWhy).toReversed()) {
    const wording = readMountMessage(event.reason, event.message)
    const base = joined(wording.volume, pod, cluster)
    if (!isStorage(base.podVolume)) continue
    const attached = events.findLastIndex(
      ({ reason, message }) => reason === 'SuccessfulAttachVolume' && message.includes(`"${wording.volume}"`),
    )
    if (event.reason === 'FailedAttachVolume' && attached > events.indexOf(event)) continue
    const evidence = [eventEvidence(event)]
    const since = firstLike(wording, events)
    return { ...wording, ...base, message: event.message, evidence, since, confidence: 'certain' }
  }
  return undefined
}

/**
 * The kubelet changes the group of all files in the volume before it starts anything (`pkg/volume/volume_linux.go`).
 */
const OWNING = 'VolumePermissionChangeInProgress'

/** Milliseconds after which that is reported. */
const LONG_OWNING = 60_000

/** A mounted volume whose files are still being changed to the pod's group; reported every minute. */
function fromOwning(events: readonly ClusterEvent[], pod: Pod): MountProblem | undefined {
  const owning = events.filter(({ reason }) => reason === OWNING)
  const event = owning.at(-1)
  if (event === undefined) return undefined
  const volume = /\/volumes\/[^/\s]{1,100}\/([^/\s]{1,253})/.exec(event.message)?.[1]
  return {
    failure: 'mount',
    volume,
    driver: undefined,
    holders: [],
    podVolume: pod.spec?.volumes?.find(({ name }) => name === volume),
    claim: undefined,
    message: event.message,
    evidence: [eventEvidence(event)],
    since: earliest(owning.map(({ first }) => first)),
    usual: LONG_OWNING,
    confidence: 'certain',
  }
}

/** Only the kubelet's interim message is left: it names the volume, not the reason. */
function fromWaiting(pod: Pod, events: readonly ClusterEvent[]): MountProblem | undefined {
  const waiting = events.filter(({ message }) => VAGUE.test(message))
  const event = waiting.at(-1)
  if (event === undefined) return undefined
  const names = readUnmounted(event.message)
  const podVolume = pod.spec?.volumes?.find(volume => names.includes(volume.name ?? '') && isStorage(volume))
  if (podVolume === undefined) return undefined
  return {
    failure: 'mount',
    volume: podVolume.name,
    driver: undefined,
    holders: [],
    podVolume,
    claim: undefined,
    message: event.message,
    evidence: [eventEvidence(event)],
    since: earliest(waiting.map(({ first }) => first)),
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
  if (mounted !== -1 && !open.some(({ reason }) => REASONS.has(reason))) return undefined
  return (
    fromEvents(pod, open, cluster) ??
    fromOwning(open, pod) ??
    mountProblemByState(pod, cluster) ??
    fromWaiting(pod, open)
  )
}

/**
 * Why a volume does not reach a pod; undefined if its volumes are mounted, or what is missing is not storage (a
 * ConfigMap, a Secret, a host path). The events of the attach/detach controller and the kubelet decide, then the
 * attachment's own error.
 */
export function mountProblemOf(pod: Pod, cluster: Cluster): MountProblem | undefined {
  return cluster.of(pod, decide)
}
