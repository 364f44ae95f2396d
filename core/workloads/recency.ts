import type { Cluster } from '../cluster/cluster.ts'
import { isWorking } from '../logs/working.ts'

/**
 * True if something last happened so long ago that it is over: `milliseconds` is how often it repeats while it lasts.
 * False if the time is not known. For young events there is a cause's patience.
 */
export function isLongAgo(time: number | undefined, milliseconds: number, cluster: Cluster): boolean {
  return time !== undefined && cluster.now - time > milliseconds
}

/** A working app writes to its log at least this often, in milliseconds. */
const LOGS_EVERY = 120_000

/** True if a running app's log shows that it was working when the snapshot was taken. */
export function isAtWorkNow(log: string, cluster: Cluster): boolean {
  return isWorking(log, cluster.now, LOGS_EVERY)
}
