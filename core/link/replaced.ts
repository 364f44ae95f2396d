import type { Cluster } from '../cluster/cluster.ts'
import type { ObjectRef } from '../report.ts'
import { namespaceFlag, command as sh } from '../shell.ts'
import { isOverdue } from '../workloads/progress.ts'
import { isCurrent } from '../workloads/replica-sets.ts'
import { goesInOrder } from '../workloads/rollouts.ts'
import type { Merged } from './findings.ts'

/** True if the pod is of an older revision and its Deployment, which is still progressing, will replace it. */
function isBeingReplaced(ref: ObjectRef, cluster: Cluster): boolean {
  const pod = cluster.get(ref)
  const set = pod === undefined ? undefined : cluster.ownerOf(pod)
  if (set?.kind !== 'ReplicaSet' || isCurrent(set, cluster)) return false
  const deployment = cluster.ownerOf(set)
  return deployment?.kind === 'Deployment' && deployment.spec?.paused !== true && !isOverdue(deployment, cluster)
}

/** A StatefulSet does not update a pod that is not ready, even if the template has been corrected. */
function isForgotten(ref: ObjectRef, cluster: Cluster): boolean {
  const pod = cluster.get(ref)
  const set = pod?.kind === 'Pod' ? cluster.ownerOf(pod) : undefined
  if (set?.kind !== 'StatefulSet' || !goesInOrder(set)) return false
  const { updateRevision } = set.status ?? {}
  const revision = pod?.metadata.labels?.['controller-revision-hash']
  return updateRevision !== undefined && revision !== undefined && revision !== updateRevision
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback */
function withDeletion(finding: Merged, pod: ObjectRef): Merged {
  const { namespace, name } = pod
  const text = `Pod ${name} belongs to an older revision, and its StatefulSet replaces it only once it is ready. If the template is correct now, delete the pod: its data outside volumes is lost.`
  const fix = [
    ...finding.words.fix,
    { kind: 'destroy' as const, text, command: sh`kubectl delete pod ${name}${namespaceFlag(namespace)}` },
  ]
  return { ...finding, words: { ...finding.words, fix } }
}

/**
 * Improves the outlook of a finding that only pods of an older revision show, while the rollout that replaces them has
 * time: whoever corrected the template need not see the old problem. Problems of nodes affect the next pod too. If a
 * StatefulSet will never replace the pods, the fix says so.
 */
export function downgradeReplaced(finding: Merged, cluster: Cluster): Merged {
  const { explains, rule, subject, outlook } = finding
  const pods = explains.filter(({ kind }) => kind === 'Pod')
  const others = explains.filter(({ kind }) => kind !== 'Pod')
  const isLasting =
    rule.stage === 'node' || subject.kind === 'Node' || others.some(ref => cluster.get(ref) !== undefined)
  if (outlook === 'self-healing' || isLasting || pods.length === 0) return finding
  const forgotten = pods.find(ref => isForgotten(ref, cluster))
  if (forgotten !== undefined) return withDeletion(finding, forgotten)
  return pods.every(ref => isBeingReplaced(ref, cluster))
    ? {
        ...finding,
        outlook: 'self-healing',
        until: undefined,
        healing: 'the rollout is replacing the pods of this revision',
      }
    : finding
}
