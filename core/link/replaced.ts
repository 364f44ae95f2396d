import type { Cluster } from '../cluster/cluster.ts'
import { isCurrent } from '../facts/replica-sets.ts'
import { isOverdue } from '../facts/rollouts.ts'
import type { ObjectRef } from '../report.ts'
import type { Merged } from './findings.ts'

/** True where the pod is of an older revision and its Deployment, which moves on, is about to replace it. */
function isBeingReplaced(ref: ObjectRef, cluster: Cluster): boolean {
  const pod = cluster.get(ref)
  const set = pod === undefined ? undefined : cluster.ownerOf(pod)
  if (set?.kind !== 'ReplicaSet' || isCurrent(set, cluster)) return false
  const deployment = cluster.ownerOf(set)
  return deployment?.kind === 'Deployment' && deployment.spec?.paused !== true && !isOverdue(deployment, cluster)
}

/**
 * Takes what was found; returns it with a better outlook where only pods of an older revision show it and the rollout that
 * replaces them still has time: whoever corrected the template need not hear of what was wrong with it. Trouble of nodes goes
 * on with the next pod.
 */
export function foreseeReplacement(finding: Merged, cluster: Cluster): Merged {
  const { explains, rule, subject, outlook } = finding
  const pods = explains.filter(({ kind }) => kind === 'Pod')
  const others = explains.filter(({ kind }) => kind !== 'Pod')
  const isLasting =
    rule.stage === 'node' || subject.kind === 'Node' || others.some(ref => cluster.get(ref) !== undefined)
  if (outlook === 'self-healing' || isLasting || pods.length === 0) return finding
  return pods.every(ref => isBeingReplaced(ref, cluster)) ? { ...finding, outlook: 'self-healing' } : finding
}
