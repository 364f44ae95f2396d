import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Kube } from '../../kube/index.ts'
import { parseTime } from '../../time.ts'
import { createdAt, podCondition } from '../../workloads/pods.ts'
import { classNameOf, defaultClasses, NO_PROVISIONER, podsUsing } from '../../workloads/volumes/claims.ts'
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
  /** False while it may be on its way. */
  readonly isLasting: boolean
  readonly since: number | undefined
}

/** What is known of a claim without a volume before its volumes and its provisioner are looked at. */
interface Findings {
  readonly className: string | undefined
  readonly event: ClusterEvent | undefined
  readonly cluster: Cluster
}

/** Why a claim has no volume, as one part of the inquiry answers it. */
type Answer = Omit<ClaimProblem, 'className' | 'since' | 'provisioner'> & { readonly provisioner?: string }

/** Says that a pod must be placed first, or that the volume is on its way: nothing is wrong with the claim. */
export const WAITING = new Set(['WaitForFirstConsumer', 'WaitForPodScheduled', 'Provisioning', 'ProvisioningSucceeded'])

const TELLING = new Set([...WAITING, 'ProvisioningFailed', 'FailedBinding', 'VolumeMismatch', 'ExternalProvisioning'])

/** `storageclass.storage.k8s.io "fast" not found`; the message of 1.24 and of 1.36. */
const CLASS_NOT_FOUND = /storageclass(?:es)?(?:\.storage\.k8s\.io)? "([^"]{1,253})" not found/i

/**
 * The event that tells how binding stands: a provisioner's failure, unless it got on since, else the newest. The controller
 * repeats ExternalProvisioning whatever the provisioner does.
 */
function tellingEvent(claim: Claim, hasClass: boolean, cluster: Cluster): ClusterEvent | undefined {
  const events = cluster
    .events(claim)
    .filter(({ reason, message }) => TELLING.has(reason) && !(hasClass && CLASS_NOT_FOUND.test(message)))
  const done = events.findLastIndex(({ reason }) => reason === 'ProvisioningSucceeded')
  return events.slice(done + 1).findLast(({ reason }) => reason === 'ProvisioningFailed') ?? events.at(-1)
}

/**
 * What the scheduler says of the claims of a pod that waits: no volume to bind to, or no room where the driver would make
 * one. `pkg/scheduler/framework/plugins/volumebinding/binder.go`.
 */
function schedulerSays(claim: Claim, pattern: RegExp, cluster: Cluster): boolean {
  return podsUsing(claim, cluster).some(pod => pattern.test(podCondition(pod, 'PodScheduled')?.message ?? ''))
}

export const NO_VOLUME = /didn't find available persistent volumes to bind/
export const NO_ROOM = /did not have enough free storage/

/** That no volume suits a claim, undefined where one that was read does. */
function unavailable(claim: Claim, { event, cluster }: Findings): Answer | undefined {
  if (cluster.seen('PersistentVolume', undefined) && hasFit(claim, cluster)) return undefined
  return { failure: 'volume', event, confidence: 'certain', isLasting: true }
}

/** Why a claim is not bound to the volume that it names, for which alone it waits, where that shows. */
function byVolume(claim: Claim, volumeName: string, { event, cluster }: Findings): Answer | undefined {
  const found = cluster.find('PersistentVolume', undefined, volumeName)
  const isSaid = event?.reason === 'FailedBinding' || event?.reason === 'VolumeMismatch'
  if (found.state === 'present' && misfitOf(claim, found.object) === undefined) return undefined
  if (found.state === 'unseen' && !isSaid) return undefined
  return { failure: 'volume', event, confidence: 'certain', isLasting: true }
}

/** That the volume of a claim that was bound is lost. */
function lost(claim: Claim, { cluster }: Findings): Answer | undefined {
  const event = cluster.events(claim).findLast(({ reason }) => reason === 'ClaimLost' || reason === 'ClaimMisbound')
  const { volumeName } = claim.spec ?? {}
  const isGone = volumeName !== undefined && cluster.find('PersistentVolume', undefined, volumeName).state === 'absent'
  if (claim.status?.phase !== 'Lost' && !isGone) return undefined
  return { failure: 'lost', event, confidence: 'certain', isLasting: true }
}

/** Milliseconds after which a lease that nobody renewed is dead. */
const LEASE_LIMIT = 120_000

function isLeased(driver: string, cluster: Cluster): boolean {
  const name = driver.replace(/[^a-zA-Z0-9]/g, '-')
  return cluster.list('Lease').some(({ metadata, spec }) => {
    const renewed = parseTime(spec?.renewTime)
    return metadata.name.includes(name) && renewed !== undefined && cluster.now - renewed < LEASE_LIMIT
  })
}

/**
 * True where anything shows that a provisioner runs: a node that has registered the driver, a lease
 * that it renews (external-provisioner names it after the driver, dots and slashes made dashes), or a running pod that bears
 * its last word, as `rancher.io/local-path` is served by `local-path-provisioner`.
 */
function isProvisionerSeen(driver: string, cluster: Cluster): boolean {
  if (cluster.list('CSINode').some(({ spec }) => spec?.drivers?.some(({ name }) => name === driver) === true))
    return true
  if (isLeased(driver, cluster)) return true
  const word = driver.split('/').at(-1) ?? driver
  return cluster
    .list('Pod')
    .some(({ metadata, status }) => status?.phase === 'Running' && word.length > 3 && metadata.name.includes(word))
}

/** Milliseconds that an external provisioner may be silent before it is taken not to run. */
const SILENCE = 60_000
/** Milliseconds that a provisioner that does run may take for a volume. */
const SLOW = 5 * 60_000
/** Milliseconds after which a claim for which nothing is said any more counts as one that nobody serves. */
const LONG = 15 * 60_000
/** Milliseconds that a provisioner's transient error may last. */
const TRANSIENT = 2 * 60_000

/** Words of errors that provisioners mostly overcome by trying again: gRPC codes and throttling. */
const PASSING =
  /code = (?:Aborted|DeadlineExceeded|Unavailable|ResourceExhausted)|already exists$|context deadline exceeded|throttl|rate exceeded|too many requests|timed? ?out|the object has been modified/i

function provisioning(
  event: ClusterEvent | undefined,
  provisioner: string | undefined,
  confidence: 'certain' | 'likely',
  isLasting: boolean,
): Answer {
  return {
    failure: 'provisioning',
    event,
    confidence,
    isLasting,
    ...(provisioner === undefined ? {} : { provisioner }),
  }
}

function external(claim: Claim, provisioner: string | undefined, { event, cluster }: Findings): Answer | undefined {
  const waited = cluster.now - (event?.first ?? createdAt(claim) ?? cluster.now)
  const tries = cluster.events(claim).some(({ reason }) => reason === 'Provisioning')
  const isSeen = tries || (provisioner !== undefined && isProvisionerSeen(provisioner, cluster))
  if (waited < (isSeen ? SLOW : SILENCE)) return undefined
  const isAbsent =
    provisioner !== undefined && cluster.find('CSIDriver', undefined, provisioner).state === 'absent' && !isSeen
  return provisioning(event, provisioner, isAbsent ? 'certain' : 'likely', true)
}

function failedSaying(claim: Claim, provisioner: string | undefined, found: Findings): Answer | undefined {
  const { event, cluster } = found
  if (event?.reason !== 'ProvisioningFailed') return undefined
  if (/no volume plugin matched/.test(event.message) && provisioner === NO_PROVISIONER) return unavailable(claim, found)
  const waited = cluster.now - (event.first ?? cluster.now)
  return provisioning(event, provisioner, 'certain', !PASSING.test(event.message) || waited > TRANSIENT)
}

/** Events are gone after an hour; a claim that is still pending by then has had none that ended well. */
function isLongPending(claim: Claim, cluster: Cluster): boolean {
  return cluster.now - (createdAt(claim) ?? cluster.now) > LONG
}

/** Why no volume was made for a claim of a class that exists, undefined where one may still come. */
function ofClass(claim: Claim, storageClass: Kube<'StorageClass'>, found: Findings): Answer | undefined {
  const { event, cluster } = found
  const { volumeBindingMode } = storageClass
  const provisioner = provisionerOf(claim) ?? storageClass.provisioner
  const failed = failedSaying(claim, provisioner, found)
  if (failed !== undefined) return failed
  if (schedulerSays(claim, NO_ROOM, cluster)) return provisioning(event, provisioner, 'likely', true)
  const waits = volumeBindingMode === 'WaitForFirstConsumer'
  if (provisioner === NO_PROVISIONER) {
    if (waits) return schedulerSays(claim, NO_VOLUME, cluster) ? unavailable(claim, found) : undefined
    return cluster.seen('PersistentVolume', undefined) ? unavailable(claim, found) : undefined
  }
  if (waits && schedulerSays(claim, NO_VOLUME, cluster)) {
    return { failure: 'volume', event, confidence: 'likely', isLasting: true }
  }
  if (event !== undefined && WAITING.has(event.reason) && event.reason !== 'Provisioning') return undefined
  const isPlaced = claim.metadata.annotations?.['volume.kubernetes.io/selected-node'] !== undefined
  if (waits && !isPlaced && event?.reason !== 'ExternalProvisioning') return undefined
  return event === undefined && !isLongPending(claim, cluster) ? undefined : external(claim, provisioner, found)
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
  const failed = failedSaying(claim, provisioner, found)
  if (failed !== undefined) return failed
  if (schedulerSays(claim, NO_VOLUME, found.cluster)) return unavailable(claim, found)
  return found.event?.reason === 'ExternalProvisioning' ? external(claim, provisioner, found) : undefined
}

function hasVolumeOf(className: string, cluster: Cluster): boolean {
  return cluster.list('PersistentVolume').some(volume => classNameOf(volume) === className)
}

function withoutClass(claim: Claim, found: Findings): Answer | undefined {
  const { className, event, cluster } = found
  const isSaid = event?.reason === 'FailedBinding' && event.message.includes('no storage class is set')
  if (className === '')
    return isSaid || cluster.seen('PersistentVolume', undefined) ? unavailable(claim, found) : undefined
  if (defaultClasses(cluster).length > 0 || (!isSaid && !cluster.seen('StorageClass', undefined))) return undefined
  const isStatic = cluster
    .list('PersistentVolume')
    .some(volume => (classNameOf(volume) ?? '') === '' && volume.status?.phase === 'Available')
  if (isStatic) return unavailable(claim, found)
  return { failure: 'default-class', event, confidence: 'certain', isLasting: true }
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
  return { failure: 'class', event, confidence, isLasting: true }
}

function decide(claim: Claim, cluster: Cluster): ClaimProblem | undefined {
  const { phase } = claim.status ?? {}
  if (claim.metadata.deletionTimestamp !== undefined) return undefined
  const className = classNameOf(claim)
  const { volumeName } = claim.spec ?? {}
  const hasClass = className !== undefined && cluster.find('StorageClass', undefined, className).state === 'present'
  const found: Findings = { className, event: tellingEvent(claim, hasClass, cluster), cluster }
  const pending =
    volumeName !== undefined
      ? byVolume(claim, volumeName, found)
      : className === undefined || className === ''
        ? withoutClass(claim, found)
        : named(claim, className, found)
  const answer = phase === 'Bound' || phase === 'Lost' ? lost(claim, found) : pending
  if (answer === undefined) return undefined
  return { provisioner: undefined, ...answer, className, since: answer.event?.first ?? createdAt(claim) }
}

/**
 * Why a claim has no volume; undefined where it has one, where it only waits for a pod to be placed, or where what was read
 * does not decide.
 */
export function claimProblemOf(claim: Claim, cluster: Cluster): ClaimProblem | undefined {
  return cluster.of(claim, decide)
}
