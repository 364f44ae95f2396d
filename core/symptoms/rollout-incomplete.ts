import { fieldEvidence } from '../evidence.ts'
import { refOf } from '../ref.ts'
import { defineSymptom } from '../rule.ts'
import { isOverdue, progressedAt } from '../workloads/progress.ts'
import { replicaSetsOf } from '../workloads/replica-sets.ts'
import { rolloutOf } from '../workloads/rollouts.ts'
import { troubledPodsOf } from '../workloads/troubled-pods.ts'

export default defineSymptom({
  id: 'rollout-incomplete',
  on: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'],
  reads: ['ReplicaSet', 'Pod'],

  detect(workload, cluster) {
    const { complete, ready, wanted, updated, failed } = rolloutOf(workload, cluster)
    const pods = troubledPodsOf(workload, cluster)
    const sets = workload.kind === 'Deployment' ? replicaSetsOf(workload, cluster) : []
    const active = sets.filter((set, index) => index === 0 || set.spec?.replicas !== 0)
    const isRestless = pods.length > 0 || active.some(set => troubledPodsOf(set, cluster).length > 0)
    if (complete && !isRestless) return []
    const because = [...active, ...pods].map(refOf)
    const deadline = failed ? ', and its progress deadline has passed' : ''
    const old = updated < wanted && ready >= wanted ? `${updated} of ${wanted} replicas are up to date` : undefined
    const text = `${old ?? `${ready} of ${wanted} replicas are ready`}${deadline}`
    return [
      {
        text,
        because,
        since: progressedAt(workload, cluster),
        wrong: isOverdue(workload, cluster) && cluster.ownerOf(workload) === undefined,
        evidence: [fieldEvidence(workload, 'status', text)],
      },
    ]
  },
})
