import type { Answer, Claim, Findings } from './claim-answer.ts'
import { hasFit, misfitOf } from './volume-fit.ts'

/** Takes a claim; returns that no volume suits it, undefined where one that was read does. */
export function unavailable(claim: Claim, { event, cluster }: Findings): Answer | undefined {
  if (cluster.seen('PersistentVolume', undefined) && hasFit(claim, cluster)) return undefined
  return { failure: 'persistent-volume-unavailable', event, confidence: 'certain', isLasting: true }
}

/** Takes a claim and the volume that it names, for which alone it waits; returns why it is not bound, where that shows. */
export function byVolume(claim: Claim, volumeName: string, { event, cluster }: Findings): Answer | undefined {
  const found = cluster.find('PersistentVolume', undefined, volumeName)
  const isSaid = event?.reason === 'FailedBinding' || event?.reason === 'VolumeMismatch'
  if (found.state === 'present' && misfitOf(claim, found.object) === undefined) return undefined
  if (found.state === 'unseen' && !isSaid) return undefined
  return { failure: 'persistent-volume-unavailable', event, confidence: 'certain', isLasting: true }
}

/** Takes a claim that was bound; returns that its volume is lost, undefined where it is not. */
export function lost(claim: Claim, { cluster }: Findings): Answer | undefined {
  const event = cluster.events(claim).findLast(({ reason }) => reason === 'ClaimLost' || reason === 'ClaimMisbound')
  const { volumeName } = claim.spec ?? {}
  const isGone = volumeName !== undefined && cluster.find('PersistentVolume', undefined, volumeName).state === 'absent'
  if (claim.status?.phase !== 'Lost' && !isGone) return undefined
  return { failure: 'persistent-volume-lost', event, confidence: 'certain', isLasting: true }
}
