import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { compareRefs, refKey, refOf } from '../ref.ts'
import { failingPods as byLog } from './crashes/failing-log.ts'
import { partlyFailingPods as byProbe } from './probes/partial.ts'
import { statusHolderOf } from './workloads.ts'

type Pod = Kube<'Pod'>

function find(_snapshot: object, cluster: Cluster): readonly Pod[] {
  const pods = new Set([...byLog(cluster), ...byProbe(cluster)])
  return pods.size < 2 ? [...pods] : [...pods].sort((a, b) => compareRefs(refOf(a), refOf(b)))
}

/** Pods that are ready but fail at their job, according to their logs or probes. */
export function failingPods(cluster: Cluster): readonly Pod[] {
  return cluster.of(cluster.snapshot, find)
}

function group(_snapshot: object, cluster: Cluster): ReadonlyMap<string, readonly Pod[]> {
  const groups = new Map<string, Pod[]>()
  for (const pod of failingPods(cluster)) {
    const key = refKey(statusHolderOf(pod, cluster))
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [pod])
    else known.push(pod)
  }
  return groups
}

/** The ready pods of a workload that fail at their job. */
export function failingPodsOf(workload: Kube, cluster: Cluster): readonly Pod[] {
  return cluster.of(cluster.snapshot, group).get(refKey(refOf(workload))) ?? []
}
