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
 * Why a claim has no volume: its volume is `lost`, its `class` or the `default-class` does not exist, no `volume` fits, or
 * `provisioning` fails.
 */
export type ClaimFailure = 'lost' | 'class' | 'default-class' | 'volume' | 'provisioning'

export interface ClaimProblem {
  readonly failure: ClaimFailure
  /** The class that the claim names; undefined where it names none. */
  readonly className: string | undefined
  readonly provisioner: string | undefined
  /** What the control plane or the provisioner says of it. */
  readonly event: ClusterEvent | undefined
  readonly confidence: 'certain' | 'likely'
  readonly since: number | undefined
  /** Milliseconds for which a claim that gets its volume shows the same. */
  readonly usual: number | undefined
  /** What `provisioning` shows of its provisioner. */
  readonly service?: Service
}

export interface Service {
  /** True where anything shows that one that is silent runs. */
  readonly isSeen?: boolean
  /** True where it has no room for the volume. */
  readonly isFull?: boolean
  /** Seconds that it gets beyond what is usual. */
  readonly given: number
}

/** What is known of a claim without a volume before its volumes and its provisioner are looked at. */
interface Findings {
  readonly className: string | undefined
  readonly event: ClusterEvent | undefined
  readonly cluster: Cluster
}

/** Why a claim has no volume, as one part of the inquiry answers it. */
type Answer = Pick<ClaimProblem, 'failure' | 'event' | 'confidence'> & Partial<ClaimProblem>

/** Says that a pod must be placed first, or that the volume is on its way: nothing is wrong with the claim. */
const WAITING: ReadonlySet<string> = new Set(['WaitForFirstConsumer', 'WaitForPodScheduled', 'ProvisioningSucceeded'])

/** `storageclass.storage.k8s.io "fast" not found`; the message of 1.24 and of 1.36. */
const CLASS_NOT_FOUND = /storageclass(?:es)?(?:\.storage\.k8s\.io)? "([^"]{1,253})" not found/i

/**
 * The event that tells how binding stands: a provisioner's failure, unless it got on since, else the newest. The controller
 * repeats ExternalProvisioning whatever the provisioner does.
 */
function tellingEvent(claim: Claim, hasClass: boolean, cluster: Cluster): ClusterEvent | undefined {
  const events = cluster.events(claim).filter(({ message }) => !(hasClass && CLASS_NOT_FOUND.test(message)))
  const last = events.at(-1)
  return last?.reason === 'ProvisioningSucceeded'
    ? last
    : (events.findLast(({ reason }) => reason === 'ProvisioningFailed') ?? last)
}

/** Says that somebody is asked to make the volume, or is at it. */
const MAKING_REASONS: ReadonlySet<string> = new Set(['ExternalProvisioning', 'Provisioning'])

/** When one of these was first said of a claim, else when it was made. */
function firstOf(claim: Claim, reasons: ReadonlySet<string>, cluster: Cluster): number | undefined {
  const said = cluster.events(claim).filter(({ reason }) => reasons.has(reason))
  return earliest(said.map(({ first }) => first)) ?? createdAt(claim)
}

/**
 * Since when the scheduler says of the claims of a pod that waits that there is no volume to bind to, or no room where the
 * driver would make one; undefined where it does not. `pkg/scheduler/framework/plugins/volumebinding/binder.go`.
 */
function saidByScheduler(claim: Claim, pattern: RegExp, cluster: Cluster): Pick<Answer, 'since'> | undefined {
  const conditions = podsUsing(claim, cluster).map(pod => podCondition(pod, 'PodScheduled'))
  const telling = conditions.filter(condition => pattern.test(condition?.message ?? ''))
  return telling.length === 0
    ? undefined
    : { since: earliest(telling.map(said => parseTime(said?.lastTransitionTime))) }
}

/** Milliseconds after which the controller has looked at every claim and volume again: it does so every 15 s. */
const LOOKED_AGAIN = 60_000

/** True where the controller still finds no volume long after the last one was made, so that the claim asks for more than was read. */
function isStillRefused(event: ClusterEvent | undefined, cluster: Cluster): boolean {
  if (event?.reason !== 'FailedBinding' || event.last === undefined) return false
  const { last } = event
  return cluster.list('PersistentVolume').every(volume => (createdAt(volume) ?? last) < last - LOOKED_AGAIN)
}

/** That no volume suits a claim, undefined where one that was read does. */
function unavailable(claim: Claim, { event, cluster }: Findings): Answer | undefined {
  if (!hasFit(claim, cluster)) return { failure: 'volume', event, confidence: 'certain' }
  return isStillRefused(event, cluster) ? { failure: 'volume', event, confidence: 'likely' } : undefined
}

/** The same where the scheduler says so of a claim that waits for its pod to be placed. */
function withoutVolume(claim: Claim, found: Findings): Answer | undefined {
  const said = saidByScheduler(claim, NO_VOLUME, found.cluster)
  const answer = said && unavailable(claim, found)
  return answer && { ...answer, ...said }
}

/** Why a claim is not bound to the volume that it names, for which alone it waits, where that shows. */
function byVolume(claim: Claim, volumeName: string, { event, cluster }: Findings): Answer | undefined {
  const found = cluster.find('PersistentVolume', undefined, volumeName)
  if (found.state === 'present' && misfitOf(claim, found.object, cluster) === undefined) return undefined
  if (found.state === 'unseen' && event === undefined) return undefined
  return { failure: 'volume', event, confidence: 'certain' }
}

/** That the volume of a claim that was bound is lost. */
function lost(claim: Claim, { cluster }: Findings): Answer | undefined {
  const event = cluster.events(claim).findLast(({ reason }) => /^Claim(?:Lost|Misbound)$/.test(reason))
  const isGone = cluster.find('PersistentVolume', undefined, claim.spec?.volumeName ?? '').state === 'absent'
  if (claim.status?.phase !== 'Lost' && !isGone) return undefined
  return { failure: 'lost', event, confidence: 'certain' }
}

/** Milliseconds after which a lease that nobody renewed is dead. */
const LEASE_LIMIT = 120_000

function isLeaseKept(driver: string, cluster: Cluster): boolean {
  const name = driver.replace(/[^a-zA-Z0-9]/g, '-')
  return cluster.list('Lease').some(({ metadata, spec }) => {
    const renewed = parseTime(spec?.renewTime) ?? Number.NEGATIVE_INFINITY
    return metadata.name.includes(name) && !isLongAgo(renewed, LEASE_LIMIT, cluster)
  })
}

/**
 * True where anything shows that a provisioner runs: a node that has registered the driver, a lease
 * that it renews (external-provisioner names it after the driver, dots and slashes made dashes), or a running pod that bears
 * its last word, as `rancher.io/local-path` is served by `local-path-provisioner`.
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

/** Asked for each of the claims that one provisioner serves. */
function isProvisionerSeen(driver: string, cluster: Cluster): boolean {
  const known = cluster.of(cluster.snapshot, seenProvisioners)
  const isSeen = known.get(driver) ?? showsItself(driver, cluster)
  known.set(driver, isSeen)
  return isSeen
}

/** Milliseconds in which the first word of a provisioner comes, and in which one that runs makes a volume. */
const FIRST_WORD = 5000
const MAKING = 30_000
/** Seconds beyond that: for one of which nothing shows that it runs, for one that runs, and where nothing is said at all. */
const SILENT = 60
const RUNNING = 300
const UNSAID = 900
/** Seconds that a provisioner gets that says what fails, and where trying again mostly overcomes it. */
const FAILING = 30
const PASSING_SECONDS = 120

/** Words of errors that provisioners mostly overcome by trying again: gRPC codes and throttling. */
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

/** Why no volume was made for a claim of a class that exists, undefined where one may still come. */
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
 * Who is to make the volume: the controller writes it on the claim, and for an in-tree provisioner (`kubernetes.io/aws-ebs`)
 * that is the CSI driver which has taken it over (`pkg/controller/volume/persistentvolume`, `getProvisionerName`).
 */
function provisionerOf({ metadata }: Claim): string | undefined {
  return (
    metadata.annotations?.['volume.kubernetes.io/storage-provisioner'] ??
    metadata.annotations?.['volume.beta.kubernetes.io/storage-provisioner']
  )
}

/** Where the class was not read the events alone decide. */
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
 * Why a claim has no volume; undefined where it has one, where it only waits for a pod to be placed, or where what was read
 * does not decide.
 */
export function claimProblemOf(claim: Claim, cluster: Cluster): ClaimProblem | undefined {
  return cluster.of(claim, decide)
}
