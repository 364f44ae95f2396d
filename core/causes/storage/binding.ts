import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Kube } from '../../kube/index.ts'
import { earliest, parseTime } from '../../time.ts'
import { createdAt, podCondition } from '../../workloads/pods.ts'
import { isLongAgo } from '../../workloads/recency.ts'
import {
  classNameOf,
  defaultClasses,
  NO_PROVISIONER,
  NO_ROOM,
  NO_VOLUME,
  podsUsing,
} from '../../workloads/volumes/claims.ts'
import { hasFit, misfitOf } from './volume-fit.ts'

type Claim = Kube<'PersistentVolumeClaim'>

/**
 * Why a claim has no volume: its volume is `lost`, its `class` or the `default-class` does not exist, no `volume` fits,
 * or `provisioning` fails.
 */
export type ClaimFailure = 'lost' | 'class' | 'default-class' | 'volume' | 'provisioning'

export interface ClaimProblem {
  readonly failure: ClaimFailure
  /** The claim's class; undefined if it sets none. */
  readonly className: string | undefined
  readonly provisioner: string | undefined
  /** The event of the control plane or the provisioner. */
  readonly event: ClusterEvent | undefined
  readonly confidence: 'certain' | 'likely'
  readonly since: number | undefined
  /** Milliseconds in which a claim that will get its volume looks the same. */
  readonly usual: number | undefined
  /** What `provisioning` found about the provisioner. */
  readonly service?: Service
}

export interface Service {
  /** True if there are signs that a silent provisioner is running. */
  readonly isSeen?: boolean
  /** True if it has no room for the volume. */
  readonly isFull?: boolean
  /** Seconds of patience beyond `usual`. */
  readonly given: number
}

/** What is known of an unbound claim before its volumes and provisioner are checked. */
interface Findings {
  readonly className: string | undefined
  readonly event: ClusterEvent | undefined
  readonly cluster: Cluster
}

/** Why a claim has no volume, as one check answers it. */
type Answer = Pick<ClaimProblem, 'failure' | 'event' | 'confidence'> & Partial<ClaimProblem>

/**
 * Reasons of events that a pod must be placed first, or that the volume is being provisioned: nothing is wrong with the
 * claim.
 */
const WAITING: ReadonlySet<string> = new Set(['WaitForFirstConsumer', 'WaitForPodScheduled', 'ProvisioningSucceeded'])

/** `storageclass.storage.k8s.io "fast" not found`; the message of 1.24 and of 1.36. */
const CLASS_NOT_FOUND = /storageclass(?:es)?(?:\.storage\.k8s\.io)? "([^"]{1,253})" not found/i

/**
 * The event that shows the state of the binding: a provisioner's failure, unless it made progress since, else the
 * newest. The controller repeats ExternalProvisioning whatever the provisioner does.
 */
function tellingEvent(claim: Claim, hasClass: boolean, cluster: Cluster): ClusterEvent | undefined {
  const events = cluster.events(claim).filter(({ message }) => !(hasClass && CLASS_NOT_FOUND.test(message)))
  const last = events.at(-1)
  return last?.reason === 'ProvisioningSucceeded'
    ? last
    : (events.findLast(({ reason }) => reason === 'ProvisioningFailed') ?? last)
}

/** Reasons of events that a provisioner is asked for the volume, or is working on it. */
const MAKING_REASONS: ReadonlySet<string> = new Set(['ExternalProvisioning', 'Provisioning'])

/** When one of these events first happened, else when the claim was created. */
function firstOf(claim: Claim, reasons: ReadonlySet<string>, cluster: Cluster): number | undefined {
  const said = cluster.events(claim).filter(({ reason }) => reasons.has(reason))
  return earliest(said.map(({ first }) => first)) ?? createdAt(claim)
}

/**
 * Since when the scheduler reports, for a waiting pod's claims, that there is no volume to bind or no room to provision
 * one; undefined if it does not. `pkg/scheduler/framework/plugins/volumebinding/binder.go`.
 */
function saidByScheduler(claim: Claim, pattern: RegExp, cluster: Cluster): Pick<Answer, 'since'> | undefined {
  const conditions = podsUsing(claim, cluster).map(pod => podCondition(pod, 'PodScheduled'))
  const telling = conditions.filter(condition => pattern.test(condition?.message ?? ''))
  return telling.length === 0
    ? undefined
    : { since: earliest(telling.map(said => parseTime(said?.lastTransitionTime))) }
}

/** Milliseconds after which the controller has checked every claim and volume again: it does so every 15 s. */
const LOOKED_AGAIN = 60_000

/**
 * True if the controller still finds no volume long after the newest was created: the claim requires more than was
 * read.
 */
function isStillRefused(event: ClusterEvent | undefined, cluster: Cluster): boolean {
  if (event?.reason !== 'FailedBinding' || event.last === undefined) return false
  const { last } = event
  return cluster.list('PersistentVolume').every(volume => (createdAt(volume) ?? last) < last - LOOKED_AGAIN)
}

/** No volume fits a claim; undefined if one that was read does. */
function unavailable(claim: Claim, { event, cluster }: Findings): Answer | undefined {
  if (!hasFit(claim, cluster)) return { failure: 'volume', event, confidence: 'certain' }
  return isStillRefused(event, cluster) ? { failure: 'volume', event, confidence: 'likely' } : undefined
}

/** The same as reported by the scheduler, for a claim that waits for its pod to be placed. */
function withoutVolume(claim: Claim, found: Findings): Answer | undefined {
  const said = saidByScheduler(claim, NO_VOLUME, found.cluster)
  const answer = said && unavailable(claim, found)
  return answer && { ...answer, ...said }
}

/** Why a claim is not bound to the volume that it names, the only one it waits for. */
function byVolume(claim: Claim, volumeName: string, { event, cluster }: Findings): Answer | undefined {
  const found = cluster.find('PersistentVolume', undefined, volumeName)
  if (found.state === 'present' && misfitOf(claim, found.object, cluster) === undefined) return undefined
  if (found.state === 'unseen' && event === undefined) return undefined
  return { failure: 'volume', event, confidence: 'certain' }
}

/** The volume of a bound claim is lost. */
function lost(claim: Claim, { cluster }: Findings): Answer | undefined {
  const event = cluster.events(claim).findLast(({ reason }) => /^Claim(?:Lost|Misbound)$/.test(reason))
  const isRemoved = cluster.find('PersistentVolume', undefined, claim.spec?.volumeName ?? '').state === 'absent'
  if (claim.status?.phase !== 'Lost' && !isRemoved) return undefined
  return { failure: 'lost', event, confidence: 'certain' }
}

/** Milliseconds without renewal after which a lease is abandoned. */
const LEASE_LIMIT = 120_000

function isLeaseKept(driver: string, cluster: Cluster): boolean {
  const name = driver.replace(/[^a-zA-Z0-9]/g, '-')
  return cluster.list('Lease').some(({ metadata, spec }) => {
    const renewed = parseTime(spec?.renewTime) ?? Number.NEGATIVE_INFINITY
    return metadata.name.includes(name) && !isLongAgo(renewed, LEASE_LIMIT, cluster)
  })
}

/**
 * True if there are signs that a provisioner is running: a node with the driver registered, a renewed lease
 * (external-provisioner names it after the driver, with dashes for dots and slashes), or a running pod with the
 * driver's last word in its name, as `rancher.io/local-path` is served by `local-path-provisioner`.
 */
function showsItself(driver: string, cluster: Cluster): boolean {
  if (cluster.list('CSINode').some(({ spec }) => spec?.drivers?.some(({ name }) => name === driver) === true))
    return true
  if (isLeaseKept(driver, cluster)) return true
  const word = driver.split('/').at(-1) ?? driver
  return cluster.list('Pod').some(({ metadata, status }) => status?.phase === 'Running' && metadata.name.includes(word))
}

function seenProvisioners(): Map<string, boolean> {
  return new Map()
}

/** Cached, as it is asked for each claim of a provisioner. */
function isProvisionerSeen(driver: string, cluster: Cluster): boolean {
  const known = cluster.of(cluster.snapshot, seenProvisioners)
  const isSeen = known.get(driver) ?? showsItself(driver, cluster)
  known.set(driver, isSeen)
  return isSeen
}

/** Milliseconds until a provisioner's first event, and until a running one has created a volume. */
const FIRST_WORD = 5000
const MAKING = 30_000
/** Seconds beyond that: without signs of a provisioner, with a running one, and without any event. */
const SILENT = 60
const RUNNING = 300
const UNSAID = 900
/** Seconds for a provisioner that reports an error, and for an error that retries usually overcome. */
const FAILING = 30
const PASSING_SECONDS = 120

/** Errors that retries usually overcome: gRPC codes and throttling. */
const PASSING =
  /code = (?:Aborted|DeadlineExceeded|Unavailable|ResourceExhausted)|already exists$|context deadline exceeded|throttl|rate exceeded|too many requests|timed? ?out|the object has been modified/i

function external(claim: Claim, provisioner: string | undefined, { event, cluster }: Findings): Answer {
  const tries = cluster.events(claim).some(({ reason }) => reason === 'Provisioning')
  const isSeen = tries || (provisioner !== undefined && isProvisionerSeen(provisioner, cluster))
  const isAbsent =
    provisioner !== undefined && cluster.find('CSIDriver', undefined, provisioner).state === 'absent' && !isSeen
  return {
    failure: 'provisioning',
    provisioner,
    event,
    confidence: isAbsent ? 'certain' : 'likely',
    since: firstOf(claim, MAKING_REASONS, cluster),
    usual: isSeen ? MAKING : FIRST_WORD,
    service: { isSeen, given: event === undefined ? UNSAID : isSeen ? RUNNING : SILENT },
  }
}

function failedSaying(provisioner: string | undefined, { event }: Findings): Answer | undefined {
  if (event?.reason !== 'ProvisioningFailed') return undefined
  const given = PASSING.test(event.message) ? PASSING_SECONDS : FAILING
  return { failure: 'provisioning', provisioner, event, confidence: 'certain', service: { given } }
}

/** Why a claim of an existing class has no volume; undefined if one may still be provisioned. */
function ofClass(claim: Claim, storageClass: Kube<'StorageClass'>, found: Findings): Answer | undefined {
  const { event, cluster } = found
  const { volumeBindingMode } = storageClass
  const provisioner = provisionerOf(claim) ?? storageClass.provisioner
  const waits = volumeBindingMode === 'WaitForFirstConsumer'
  if (provisioner === NO_PROVISIONER) {
    if (waits) return withoutVolume(claim, found)
    return cluster.seen('PersistentVolume', undefined) ? unavailable(claim, found) : undefined
  }
  const failed = failedSaying(provisioner, found)
  if (failed !== undefined) return failed
  const noRoom = saidByScheduler(claim, NO_ROOM, cluster)
  if (noRoom !== undefined) {
    const service = { isFull: true, given: FAILING }
    return { failure: 'provisioning', provisioner, event, confidence: 'likely', ...noRoom, service }
  }
  const noVolume = saidByScheduler(claim, NO_VOLUME, cluster)
  if (noVolume !== undefined) return { failure: 'volume', event, confidence: 'likely', ...noVolume }
  const reason = event?.reason ?? ''
  if (WAITING.has(reason)) return undefined
  const isPlaced = claim.metadata.annotations?.['volume.kubernetes.io/selected-node'] !== undefined
  if (waits && !isPlaced && !MAKING_REASONS.has(reason)) return undefined
  return external(claim, provisioner, found)
}

/**
 * The provisioner: the controller writes it on the claim; for an in-tree one (`kubernetes.io/aws-ebs`) it is the CSI
 * driver it was migrated to (`pkg/controller/volume/persistentvolume`, `getProvisionerName`).
 */
function provisionerOf({ metadata }: Claim): string | undefined {
  return (
    metadata.annotations?.['volume.kubernetes.io/storage-provisioner'] ??
    metadata.annotations?.['volume.beta.kubernetes.io/storage-provisioner']
  )
}

/** If the class was not read, the events alone decide. */
function bySaying(claim: Claim, found: Findings): Answer | undefined {
  const provisioner = provisionerOf(claim)
  const said = failedSaying(provisioner, found) ?? withoutVolume(claim, found)
  if (said !== undefined) return said
  return MAKING_REASONS.has(found.event?.reason ?? '') ? external(claim, provisioner, found) : undefined
}

function classesOf(volumes: readonly Kube<'PersistentVolume'>[]): ReadonlySet<string | undefined> {
  return new Set(volumes.map(classNameOf))
}

function hasVolumeOf(className: string, cluster: Cluster): boolean {
  return cluster.of(cluster.list('PersistentVolume'), classesOf).has(className)
}

function withoutClass(claim: Claim, found: Findings): Answer | undefined {
  const { className, event, cluster } = found
  const isSaid = event?.reason === 'FailedBinding'
  if (className === '')
    return isSaid || cluster.seen('PersistentVolume', undefined) ? unavailable(claim, found) : undefined
  if (defaultClasses(cluster).length > 0 || (!isSaid && !cluster.seen('StorageClass', undefined))) return undefined
  const isStatic = cluster
    .list('PersistentVolume')
    .some(volume => !classNameOf(volume) && volume.status?.phase === 'Available')
  if (isStatic) return unavailable(claim, found)
  return { failure: 'default-class', event, confidence: 'certain' }
}

function named(claim: Claim, className: string, found: Findings): Answer | undefined {
  const { event, cluster } = found
  const lookup = cluster.find('StorageClass', undefined, className)
  if (lookup.state === 'present') {
    return ofClass(claim, lookup.object, found)
  }
  const isSaid = CLASS_NOT_FOUND.exec(event?.message ?? '')?.[1] === className
  if (lookup.state === 'unseen' && !isSaid) return bySaying(claim, found)
  if (hasVolumeOf(className, cluster)) return unavailable(claim, found)
  const confidence = cluster.seen('PersistentVolume', undefined) ? 'certain' : 'likely'
  return { failure: 'class', event, confidence }
}

function decide(claim: Claim, cluster: Cluster): ClaimProblem | undefined {
  const { phase } = claim.status ?? {}
  if (claim.metadata.deletionTimestamp !== undefined) return undefined
  const className = classNameOf(claim)
  const { volumeName } = claim.spec ?? {}
  const hasClass = cluster.find('StorageClass', undefined, className ?? '').state === 'present'
  const found: Findings = { className, event: tellingEvent(claim, hasClass, cluster), cluster }
  const pending =
    volumeName !== undefined
      ? byVolume(claim, volumeName, found)
      : className === undefined || className === ''
        ? withoutClass(claim, found)
        : named(claim, className, found)
  const answer = phase === 'Bound' || phase === 'Lost' ? lost(claim, found) : pending
  if (answer === undefined) return undefined
  const { since = firstOf(claim, new Set([answer.event?.reason ?? '']), cluster) } = answer
  return { provisioner: undefined, usual: undefined, ...answer, className, since }
}

/**
 * Why a claim has no volume; undefined if it has one, only waits for a pod to be placed, or what was read does not show
 * it.
 */
export function claimProblemOf(claim: Claim, cluster: Cluster): ClaimProblem | undefined {
  return cluster.of(claim, decide)
}
