import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isEarly } from '../../freshness.ts'
import type { Kube } from '../../kube/index.ts'
import { refText } from '../../ref.ts'
import type { Evidence } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { parseUnschedulable } from '../../workloads/placement/unschedulable-message.ts'

const SETTLING = 30_000

import { claimsOf } from '../../workloads/pod-volumes.ts'
import { createdAt, isFinished, isTerminating, podCondition } from '../../workloads/pods.ts'
import { workloadOf } from '../../workloads/workloads.ts'

/** A ReadWriteOncePod claim that keeps a pod from being placed, since another pod uses it. */
export interface OnePodClaim {
  /** Undefined where the claims were not read. */
  readonly claim: string | undefined
  readonly holder: Kube<'Pod'> | undefined
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
}

/** A rollout is to replace the one with the other; where it cannot, the deadlock is told. */
function isOlderRevision(holder: Kube<'Pod'>, pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const hash = 'pod-template-hash'
  const isOwn = refText(workloadOf(holder, cluster)) === refText(workloadOf(pod, cluster))
  return isOwn && holder.metadata.labels?.[hash] !== pod.metadata.labels?.[hash]
}

/** Takes a pod; returns the claim for one pod at a time that it waits for, where the scheduler says that there is one. */
export function onePodClaimOf(pod: Kube<'Pod'>, cluster: Cluster): OnePodClaim | undefined {
  const { status, message = '', lastTransitionTime } = podCondition(pod, 'PodScheduled') ?? {}
  if (status !== 'False' || isTerminating(pod) || isEarly(createdAt(pod), SETTLING, cluster)) return undefined
  if (!parseUnschedulable(message).some(({ text }) => text.includes('ReadWriteOncePod'))) return undefined
  const claims = claimsOf(pod).map(ref => cluster.get(ref))
  const claim = claims
    .filter(object => object?.kind === 'PersistentVolumeClaim')
    .find(({ spec }) => spec?.accessModes?.includes('ReadWriteOncePod'))
  const names = new Set(claim === undefined ? claimsOf(pod).map(({ name }) => name) : [claim.metadata.name])
  const users = cluster
    .list('Pod', pod.metadata.namespace ?? '')
    .filter(other => other !== pod && !isFinished(other) && claimsOf(other).some(({ name }) => names.has(name)))
  const holder = users.find(other => other.spec?.nodeName !== undefined && !isTerminating(other))
  const isPassing = holder === undefined ? users.some(isTerminating) : isOlderRevision(holder, pod, cluster)
  if (isPassing || (holder === undefined && claim === undefined)) return undefined
  return {
    claim: claim?.metadata.name,
    holder,
    evidence: [
      fieldEvidence(pod, 'status.conditions[type=PodScheduled].message', message),
      ...(claim === undefined ? [] : [fieldEvidence(claim, 'spec.accessModes', claim.spec?.accessModes)]),
      ...(holder === undefined ? [] : [fieldEvidence(holder, 'spec.nodeName', holder.spec?.nodeName)]),
    ],
    since: parseTime(lastTransitionTime),
  }
}
