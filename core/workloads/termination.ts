import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { parseTime } from '../time.ts'

/** Milliseconds after the end of the grace period within which the kubelet has killed and reported. */
const KILLING = 60_000

/** True where a pod should have gone by now: `deletionTimestamp` is when its grace period ends. */
export function isOverdue({ metadata }: Kube<'Pod'>, cluster: Cluster): boolean {
  const until = parseTime(metadata.deletionTimestamp)
  return until !== undefined && cluster.now - until > KILLING
}
