import type { Cluster } from '../cluster/cluster.ts'
import { isWorking } from '../logs/working.ts'

/**
 * True where something last happened so long ago that it is over: `milliseconds` is how often it repeats while it lasts. For
 * what is young there is the patience of a cause. False where the time is not known.
 */
export function isLongAgo(time: number | undefined, milliseconds: number, cluster: Cluster): boolean {
  return time !== undefined && cluster.now - time > milliseconds
}

/** A program at work writes its log at least as often, in milliseconds. */
const LOGS_EVERY = 120_000

/** True where the log of a running program shows it at work when the snapshot was taken. */
export function isAtWorkNow(log: string, cluster: Cluster): boolean {
  return isWorking(log, cluster.now, LOGS_EVERY)
}
