import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Kube } from '../../kube/index.ts'
import { createdAt } from '../../workloads/pods.ts'
import { NO_PROVISIONER } from '../../workloads/volumes/claims.ts'
import type { Answer, Claim, Findings } from './claim-answer.ts'
import { NO_ROOM, NO_VOLUME, schedulerSays, WAITING } from './claim-events.ts'
import { unavailable } from './claim-volume.ts'
import { isProvisionerSeen } from './provisioners.ts'

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
    failure: 'volume-provisioning-failed',
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

/** Takes a claim and its class; returns why no volume was made for it, undefined where one may still come. */
export function ofClass(claim: Claim, storageClass: Kube<'StorageClass'>, found: Findings): Answer | undefined {
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
    return { failure: 'persistent-volume-unavailable', event, confidence: 'likely', isLasting: true }
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

/** Takes a claim whose class was not read, so that the events alone decide; returns why it has no volume, where they say so. */
export function bySaying(claim: Claim, found: Findings): Answer | undefined {
  const provisioner = provisionerOf(claim)
  const failed = failedSaying(claim, provisioner, found)
  if (failed !== undefined) return failed
  if (schedulerSays(claim, NO_VOLUME, found.cluster)) return unavailable(claim, found)
  return found.event?.reason === 'ExternalProvisioning' ? external(claim, provisioner, found) : undefined
}
