import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import type { PodTemplate } from '../kube/pod.ts'
import { compareText } from '../ref.ts'
import type { ObjectRef } from '../report.ts'

type ReplicaSet = Kube<'ReplicaSet'>

/** The revision number of a ReplicaSet; 0 if it has none. */
export function revisionNumber(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0) || 0
}

function sortRevisions(deployment: Kube<'Deployment'>, cluster: Cluster): readonly ReplicaSet[] {
  return cluster
    .ownedBy(deployment, 'ReplicaSet')
    .filter(set => cluster.ownerOf(set) === deployment)
    .sort(
      (a, b) =>
        revisionNumber(b) - revisionNumber(a) ||
        compareText(b.metadata.creationTimestamp ?? '', a.metadata.creationTimestamp ?? ''),
    )
}

/** A Deployment's ReplicaSets, newest revision first. */
export function replicaSetsOf(deployment: Kube<'Deployment'>, cluster: Cluster): readonly ReplicaSet[] {
  return cluster.of(deployment, sortRevisions)
}

/** True if the ReplicaSet is its Deployment's newest revision, or has no Deployment. */
export function isCurrent(set: ReplicaSet, cluster: Cluster): boolean {
  const owner = cluster.ownerOf(set)
  return owner?.kind !== 'Deployment' || replicaSetsOf(owner, cluster)[0] === set
}

/** The pod template of a Deployment's previous revision, if the snapshot has it. */
export function previousTemplate(workload: ObjectRef, cluster: Cluster): PodTemplate | undefined {
  const object = cluster.get(workload)
  return object?.kind === 'Deployment' ? replicaSetsOf(object, cluster)[1]?.spec?.template : undefined
}
