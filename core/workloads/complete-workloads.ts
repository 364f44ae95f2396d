import type { Cluster } from '../cluster/cluster.ts'
import { rawKey, rawOf } from '../cluster/view.ts'
import { isRecord } from '../json.ts'
import type { Kind, Kube } from '../kube/index.ts'
import { refKey } from '../ref.ts'
import { troubledPods } from './troubled-pods.ts'
import { workloadOf } from './workloads.ts'

/**
 * True if its own status says that everything desired exists, is up to date and available, or if it is a revision out
 * of use. Nearly all workloads of a large cluster are, so this reads as little as possible.
 */
function isPlainlyComplete(workload: Kube): boolean {
  const { metadata, spec, status } = rawOf(workload)
  if (!isRecord(metadata) || !isRecord(spec) || !isRecord(status)) return false
  if (metadata['deletionTimestamp'] !== undefined || status['observedGeneration'] !== metadata['generation'])
    return false
  const { replicas } = spec
  if (replicas === 0) return workload.kind === 'ReplicaSet' && status['replicas'] === 0
  return (
    status['replicas'] === replicas &&
    status['readyReplicas'] === replicas &&
    status['availableReplicas'] === replicas &&
    (workload.kind === 'ReplicaSet' || status['updatedReplicas'] === replicas)
  )
}

/** By `refKey`: the controllers of troubled pods, and those controllers' owners. */
function ownersOfTroubled(_snapshot: object, cluster: Cluster): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const pod of troubledPods(cluster)) {
    const owner = cluster.ownerOf(pod)
    if (owner !== undefined) keys.add(rawKey(owner))
    keys.add(refKey(workloadOf(pod, cluster)))
  }
  return keys
}

/** Objects of a kind without the complete Deployments and ReplicaSets that have no troubled pod. */
export function incompleteOf(kind: Kind, objects: readonly Kube[], cluster: Cluster): readonly Kube[] {
  if (kind !== 'Deployment' && kind !== 'ReplicaSet') return objects
  const isTroubled = (workload: Kube) => cluster.of(cluster.snapshot, ownersOfTroubled).has(rawKey(workload))
  return objects.filter(workload => !isPlainlyComplete(workload) || isTroubled(workload))
}
