import type { Cluster } from './cluster/cluster.ts'

/**
 * Takes when something began and how many milliseconds it is given; returns true where it is too early to call it trouble.
 * Where the snapshot does not say when it was taken, the newest time in it is a lower bound, and what is awaited may long be
 * overdue: then people ask because it hangs, and nothing counts as early.
 */
export function isEarly(since: number | undefined, patience: number, cluster: Cluster): boolean {
  if (cluster.snapshot.takenAt === undefined) return false
  return since === undefined || cluster.now - since < patience
}
