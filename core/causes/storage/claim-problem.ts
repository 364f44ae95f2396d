import type { Cluster } from '../../cluster/cluster.ts'
import { createdAt } from '../../workloads/pods.ts'
import { classNameOf, defaultClasses } from '../../workloads/volumes/claims.ts'
import type { Answer, Claim, ClaimProblem, Findings } from './claim-answer.ts'
import { CLASS_NOT_FOUND, tellingEvent } from './claim-events.ts'
import { bySaying, ofClass } from './claim-provisioning.ts'
import { byVolume, lost, unavailable } from './claim-volume.ts'

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
  return { failure: 'default-storage-class-missing', event, confidence: 'certain', isLasting: true }
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
  return { failure: 'storage-class-missing', event, confidence, isLasting: true }
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
 * Takes a claim; returns why it has no volume, undefined where it has one, where it only waits for a pod to be placed, or
 * where what was read does not decide.
 */
export function claimProblemOf(claim: Claim, cluster: Cluster): ClaimProblem | undefined {
  return cluster.of(claim, decide)
}
