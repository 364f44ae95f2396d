import type { Cluster } from '../../cluster/cluster.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import type { Creator } from '../../workloads/creation/failed-create.ts'
import type { QuotaShortage } from '../../workloads/creation/refusal.ts'
import { exactQuantity } from '../../workloads/creation/refusal-quota.ts'
import { isFinished, isReady, isTerminating } from '../../workloads/pods.ts'

const amount = (quantity: string | number | undefined): bigint => parseQuantity(quantity) ?? 0n

/** Takes a shortage and how many pods are missing; returns what the quota must allow for all of them. */
export function neededFor({ requested, used, limited }: QuotaShortage, missing: number): string {
  return exactQuantity(amount(used) + amount(requested) * BigInt(missing), limited)
}

/** Milliseconds within which pods that terminate are gone. */
const ROOM_SOON = 5 * 60_000

/**
 * Takes a creator that is refused pods, and since when; returns true where pods of its namespace are about to free their
 * share: terminating ones soon, those of Jobs when they are done.
 */
export function isRoomComing(creator: Creator, since: number | undefined, cluster: Cluster): boolean {
  const pods = cluster.list('Pod', creator.metadata.namespace ?? '').filter(pod => !isFinished(pod))
  if (creator.kind === 'Job' && pods.some(pod => isReady(pod) && cluster.ownerOf(pod)?.kind === 'Job')) return true
  return cluster.now - (since ?? Number.NEGATIVE_INFINITY) < ROOM_SOON && pods.some(isTerminating)
}

/** Takes a shortage; returns true where one pod alone asks for more than the quota allows: no room that others leave can help. */
export function isTooLarge({ requested, limited }: QuotaShortage): boolean {
  return amount(requested) > amount(limited)
}

/** Takes shortages and the quota's own account; returns true where that has room for one more: the next attempt succeeds. */
export function hasRoom(
  shortages: readonly QuotaShortage[],
  hard: Readonly<Record<string, string | number>>,
  used: Readonly<Record<string, string | number>>,
): boolean {
  return shortages.every(
    ({ resource, requested }) =>
      hard[resource] === undefined || amount(used[resource]) + amount(requested) <= amount(hard[resource]),
  )
}
