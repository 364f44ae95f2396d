import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { isEarly } from '../../freshness.ts'
import type { Kube } from '../../kube/index.ts'
import type { Volume } from '../../kube/pod.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { createdAt, isFinished, isTerminating, podCondition } from '../../workloads/pods.ts'

/** A claim that a pod uses and that does not exist. */
export interface MissingClaim {
  readonly claim: ObjectRef
  readonly volume: Volume
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** False where only its absence among the objects says so. */
  readonly isSaid: boolean
}

/** Milliseconds that the controllers get to make a claim of an ephemeral volume or a claim template. */
const PATIENCE = 30_000

/** `persistentvolumeclaim "x" not found` (scheduler), `persistentvolumeclaims "x" not found` (kubelet). */
const NOT_FOUND = /persistentvolumeclaims? "([^"]{1,253})" not found/i

function said(
  pod: Kube<'Pod'>,
  claim: string,
  cluster: Cluster,
): { evidence: Evidence; first: number | undefined } | undefined {
  const scheduled = podCondition(pod, 'PodScheduled')
  const event = cluster
    .events(pod)
    .findLast(
      ({ reason, message }) =>
        (reason === 'FailedScheduling' || reason === 'FailedMount') && NOT_FOUND.exec(message)?.[1] === claim,
    )
  if (scheduled?.status === 'False' && NOT_FOUND.exec(scheduled.message ?? '')?.[1] === claim) {
    const evidence = fieldEvidence(pod, 'status.conditions[type=PodScheduled].message', scheduled.message)
    return { evidence, first: event?.first ?? createdAt(pod) }
  }
  return event === undefined ? undefined : { evidence: eventEvidence(event), first: event.first }
}

function compute(pod: Kube<'Pod'>, cluster: Cluster): readonly MissingClaim[] {
  if (isFinished(pod) || isTerminating(pod) || pod.status?.phase === 'Running') return []
  const { namespace, name: podName } = pod.metadata
  const place = namespace === undefined ? {} : { namespace }
  const missing: MissingClaim[] = []
  for (const volume of pod.spec?.volumes ?? []) {
    const isMade = volume.ephemeral !== undefined
    const name = volume.persistentVolumeClaim?.claimName ?? (isMade ? `${podName}-${volume.name ?? ''}` : undefined)
    if (name === undefined) continue
    const { state } = cluster.find('PersistentVolumeClaim', namespace, name)
    if (state === 'present') continue
    const saying = said(pod, name, cluster)
    if (saying === undefined && (state === 'unseen' || pod.status?.phase !== 'Pending')) continue
    if (isMade && isEarly(createdAt(pod), PATIENCE, cluster)) continue
    missing.push({
      claim: { kind: 'PersistentVolumeClaim', ...place, name },
      volume,
      evidence: saying === undefined ? [] : [saying.evidence],
      since: saying?.first ?? createdAt(pod),
      isSaid: saying !== undefined,
    })
  }
  return missing
}

/** Takes a pod; returns the claims that it waits for and that are known not to exist. */
export function missingClaimsOf(pod: Kube<'Pod'>, cluster: Cluster): readonly MissingClaim[] {
  return cluster.of(pod, compute)
}
