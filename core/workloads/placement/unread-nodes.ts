import type { Cluster } from '../../cluster/cluster.ts'
import type { Hit, Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import type { NodeTrouble } from '../nodes/node-state.ts'
import { workloadOf } from '../workloads.ts'
import { verdictOf } from './verdict.ts'

/**
 * A pod whose nodes all have the same trouble according to the scheduler, if the nodes were not read: it is not known
 * which they are, so the workload is the subject.
 */
export function unreadNodesHit(
  pod: Kube<'Pod'>,
  trouble: NodeTrouble,
  cluster: Cluster,
): Omit<Hit<unknown>, 'facts'> | undefined {
  const verdict = verdictOf(pod, cluster)
  if (verdict?.obstacle !== trouble || verdict.nodes.length > 0) return undefined
  const { evidence, confidence, since, healing } = verdict
  return { subject: workloadOf(pod, cluster), evidence, confidence, since, healing }
}

/** `state` follows `every eligible node`: `is not ready`. */
export function unreadNodesWords(pod: string, state: string, change: string): Words {
  return {
    title: `every eligible node ${state}, according to the scheduler`,
    why: `Pod ${pod} stays Pending until a node recovers; the nodes themselves were not read.`,
    fix: [
      {
        kind: 'check',
        text: 'Find the nodes, and read their conditions and taints.',
        command: 'kubectl describe nodes',
      },
      { kind: 'change', text: change },
    ],
  }
}
